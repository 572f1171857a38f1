"""Numbers made from a name, the same here and in generated.c: splitmix64, seeded by FNV-1a of the name."""

import math

import numpy
import torch


def fnv1a(name):
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    return seed


def generated(name, *dims, scale=1.0, offset=0.0):
    """Float32 values in [offset - scale, offset + scale), as a double tensor."""
    n = math.prod(dims)
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(fnv1a(name)) + numpy.arange(1, n + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z ^= z >> numpy.uint64(31)
    unit = (z >> numpy.uint64(40)).astype(numpy.float32) * numpy.float32(2**-23) - numpy.float32(1)
    values = numpy.float32(offset) + numpy.float32(scale) * unit
    return torch.from_numpy(values.astype(numpy.float64)).reshape(dims)
