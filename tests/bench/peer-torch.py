#!/usr/bin/python3
"""PyTorch's side of a contest (serve.h says what is spoken).

    peer-torch.py THREADS training-step VIEWS SIZE float32|bfloat16
    peer-torch.py THREADS embedding BATCH SIZE float32|bfloat16
    peer-torch.py THREADS convolution|norm|max-pool forward|backward-weight|backward-input|backward
                  N HEIGHT WIDTH CHANNELS OUT KERNEL STRIDE
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional

EPSILON = 1e-6


class Bottleneck(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        out = 4 * width
        self.inside = nn.Sequential(
            nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True),
            nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Identity()
        if channels != out or stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.inside(x)
        y += self.shortcut(x)
        return functional.relu(y, inplace=True)


def resnet50():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for blocks, width, stride in ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)):
        for i in range(blocks):
            layers.append(Bottleneck(channels, width, stride if i == 0 else 1))
            channels = 4 * width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


def projector(width):
    return nn.Sequential(nn.Linear(2048, width, bias=False), nn.BatchNorm1d(width), nn.ReLU(inplace=True),
                         nn.Linear(width, width, bias=False), nn.BatchNorm1d(width), nn.ReLU(inplace=True),
                         nn.Linear(width, width, bias=False))


def barlow_twins(z, weight):
    a, b = (view - view.mean(0) for view in z.chunk(2))
    c = functional.normalize(a, dim=0).T @ functional.normalize(b, dim=0)
    diagonal = c.diagonal()
    return (1 - diagonal).pow(2).sum() + weight * (c.pow(2).sum() - diagonal.pow(2).sum())


def similarity(embedding, weight, bias, labels):
    units = (embedding - embedding.mean(0)) / (embedding.var(0, unbiased=False) + EPSILON).sqrt()
    a, b = functional.normalize(units, dim=1).chunk(2)
    return functional.binary_cross_entropy_with_logits((weight * a) @ b.T + bias, labels)


def training_step(views, size, precision):
    encoder, head = resnet50().to(memory_format=torch.channels_last), projector(2048)
    weight, bias = nn.Parameter(torch.full((2048,), 10.0)), nn.Parameter(torch.tensor(-4.0))
    optimiser = torch.optim.AdamW([*encoder.parameters(), *head.parameters(), weight, bias], lr=1e-3)
    x = (2 * torch.rand(views, 3, size, size) - 1).to(memory_format=torch.channels_last)
    labels = torch.eye(views // 2)

    def work():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            embedding = encoder(x)
            projection = head(embedding)
        loss = similarity(embedding.float(), weight, bias, labels) + 0.1 * barlow_twins(projection.float(), 0.005)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
    return work


def embedding(batch, size, precision):
    encoder = resnet50().to(memory_format=torch.channels_last).eval()
    x = (2 * torch.rand(batch, 3, size, size) - 1).to(memory_format=torch.channels_last)

    def work():
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            encoder(x)
    return work


def drawn(*shape):
    return torch.randn(shape).to(memory_format=torch.channels_last)


def convolution(which, n, height, width, channels, out, kernel, stride):
    x, weight = drawn(n, channels, height, width), drawn(out, channels, kernel, kernel)
    padding = kernel // 2
    if which == "forward":
        def forward():
            with torch.no_grad():
                functional.conv2d(x, weight, stride=stride, padding=padding)
        return forward
    d_y = torch.randn_like(functional.conv2d(x, weight, stride=stride, padding=padding))
    mask = (which == "backward-input", which == "backward-weight", False)

    def backward():
        torch.ops.aten.convolution_backward(d_y, x, weight, None, (stride, stride), (padding, padding), (1, 1), False,
                                            (0, 0), 1, mask)
    return backward


def graph(which, x, parameters, run):
    """Either the forward pass, with what backward needs kept, or backward alone."""
    if which == "forward":
        return run
    y = run()
    d_y = torch.randn_like(y)
    return lambda: torch.autograd.grad(y, [x, *parameters], d_y, retain_graph=True)


def norm(which, n, height, width, channels, *_):
    x = drawn(n, channels, height, width).requires_grad_()
    layer = nn.BatchNorm2d(channels)
    return graph(which, x, list(layer.parameters()), lambda: layer(x).relu_())


def max_pool(which, n, height, width, channels, *_):
    x = drawn(n, channels, height, width).requires_grad_()
    return graph(which, x, [], lambda: functional.max_pool2d(x, 3, 2, 1))


WORKS = {"training-step": training_step, "embedding": embedding, "convolution": convolution, "norm": norm, "max-pool": max_pool}


def peak_memory():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(line.split()[1] for line in status if line.startswith("VmHWM:"))


def main():
    torch.set_num_threads(int(sys.argv[1]))
    work = WORKS[sys.argv[2]](*(int(word) if word.isdigit() else word for word in sys.argv[3:]))
    work()
    print("ready PyTorch", torch.__version__.split("+")[0], flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "run":
            start = time.perf_counter()
            for _ in range(int(words[1])):
                work()
            print(time.perf_counter() - start, flush=True)
        else:
            print(peak_memory(), flush=True)


main()
