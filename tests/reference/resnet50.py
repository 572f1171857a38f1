"""ResNet-50 v1.5 (stride in the 3x3), with torchvision's names and without its last layer; and weights for it.

Weights are generated from their names, `encoder.` in front; generated.c makes the same.
"""

import numpy
import torch
from torch import nn

from generated import generated


class Bottleneck(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        out = 4 * width
        self.conv1, self.bn1 = nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out)
        self.downsample = None
        if channels != out or stride != 1:
            self.downsample = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu()
        y = self.bn2(self.conv2(y)).relu()
        return (self.bn3(self.conv3(y)) + (self.downsample(x) if self.downsample else x)).relu()


class ResNet50(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        channels = 64
        for stage, (blocks, width, stride) in enumerate(((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)), start=1):
            layer = []
            for i in range(blocks):
                layer.append(Bottleneck(channels, width, stride if i == 0 else 1))
                channels = 4 * width
            setattr(self, f"layer{stage}", nn.Sequential(*layer))

    def forward(self, x):
        x = self.maxpool(self.bn1(self.conv1(x)).relu())
        for stage in range(1, 5):
            x = getattr(self, f"layer{stage}")(x)
        return x.mean((2, 3))


def deviation_scale(tensor):
    """Uniform values of the deviation sqrt (2 / fan in) (He et al. 2015)."""
    return numpy.sqrt(numpy.float32(6) / numpy.float32(tensor.numel() // tensor.shape[0]))


def fill(network, vector):
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            name = "encoder." + name
            if tensor.dim() > 1:
                tensor.copy_(generated(name, *tensor.shape, scale=deviation_scale(tensor)))
            else:
                tensor.copy_(vector(name, tensor.numel()))


def fill_lively(network):
    """Different pictures give clearly different embeddings; running statistics are anything."""
    def vector(name, n):
        if name.endswith("bn3.weight"):
            return generated(name, n, scale=0.2, offset=0.3)
        if name.endswith((".weight", ".running_var")):
            return generated(name, n, scale=0.5, offset=1.0)
        return generated(name, n, scale=0.2)
    fill(network, vector)


def fill_settled(network):
    """Scales of 0.5 beside biases of 1.2, every third negative: most channels are well on or well off. So float32 and
    float64 agree on which side of every ReLU each value falls; where one of a million fell on another side, single
    gradients would be off by percents, in PyTorch's own float32 as well."""
    def vector(name, n):
        if name.endswith((".weight")):
            return generated(name, n, scale=0.1, offset=0.5)
        if name.endswith((".bias")):
            values = generated(name, n, scale=0.3, offset=1.2)
            values[::3] *= -1
            return values
        return generated(name, n, scale=0.5, offset=1.0 if name.endswith("running_var") else 0.0)
    fill(network, vector)
