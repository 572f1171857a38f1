#!/usr/bin/python3
"""Writes a safetensors file as PyTorch users have them: ResNet-50 with torchvision's names.

torchvision-file.py FILE; exit 77 where PyTorch is missing.

The layers are torch.nn's own, put together here, so that the names of what they hold (running_mean,
num_batches_tracked) and the order of dimensions are PyTorch's. Each tensor's values can be known from its
name: (sum of the name's bytes + index) modulo 997, over 997; test-torchvision.c looks for them.
"""

import json
import struct
import sys

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit(77)

PERIOD = 997
DTYPES = {torch.float32: "F32", torch.int64: "I64"}


class Bottleneck(nn.Module):
    def __init__(self, inside, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        if stride != 1 or inside != 4 * width:
            self.downsample = nn.Sequential(nn.Conv2d(inside, 4 * width, 1, stride, bias=False),
                                            nn.BatchNorm2d(4 * width))


def layer(inside, width, blocks, stride):
    return nn.Sequential(*[Bottleneck(inside if i == 0 else 4 * width, width, stride if i == 0 else 1)
                           for i in range(blocks)])


class ResNet50(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = layer(64, 64, 3, 1)
        self.layer2 = layer(256, 128, 4, 2)
        self.layer3 = layer(512, 256, 6, 2)
        self.layer4 = layer(1024, 512, 3, 2)
        self.fc = nn.Linear(2048, 1000)


def known_values(name, tensor):
    if tensor.dtype != torch.float32:
        return tensor
    start = sum(name.encode())
    values = (torch.arange(tensor.numel(), dtype=torch.int64) + start) % PERIOD
    return (values.to(torch.float32) / PERIOD).reshape(tensor.shape)


def write(path, tensors):
    header, begin = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        end = begin + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
        begin = end
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.numpy().tobytes())


state = ResNet50().state_dict()
write(sys.argv[1], {name: known_values(name, state[name]) for name in sorted(state)})
