#!/usr/bin/python3
"""Writes dumps.safetensors: what PyTorch computes, for the tests to hold our network against.

    make-dumps.py            writes the file beside this script
    make-dumps.py --check    computes it anew and compares; exit status 1 where it differs,
                             77 where PyTorch is not installed

Everything is computed in double precision and kept as float32. Inputs and weights are not kept:
both sides make them from their names (generated.py, generated.c), so that a whole ResNet-50 takes
a few hundred kilobytes. Activations are [n, height, width, channels] as ours are; PyTorch gets
them permuted. Large tensors of the whole network are thinned: 512 values from all over.
"""

import sys
from pathlib import Path

try:
    import torch
except ImportError:
    print("PyTorch is not installed (python3-torch): the dumps cannot be made anew.")
    sys.exit(77)

import resnet50
import safetensors_file
from generated import generated

DUMPS = Path(__file__).with_name("dumps.safetensors")
# So many values are kept of each larger tensor of the whole network.
THINNED = 512
SCATTER = 2654435761  # Knuth's, near 2^32 over the golden ratio
# Another PyTorch may add up in another order.
TOLERANCE = 1e-5

dumps = {}


def keep(name, tensor):
    dumps[name] = tensor.detach().to(torch.float32).contiguous().numpy()


def keep_thinned(name, tensor):
    """Values from all over: the i-th is at i * SCATTER modulo the size. (Each k-th value would not do: it may meet the
    same channel again and again.)"""
    flat = tensor.detach().reshape(-1)
    kept = flat
    if flat.numel() > THINNED:
        kept = flat[[i * SCATTER % flat.numel() for i in range(THINNED)]]
    assert (kept != 0).double().mean() > 0.2, f"{name}: what is kept is all but nothing"
    keep(name, kept)


def leaf(name, *dims, **scaling):
    return generated(name, *dims, **scaling).requires_grad_()


def channels_last(tensor):
    return tensor.permute(0, 2, 3, 1)


def channels_first(tensor):
    return tensor.permute(0, 3, 1, 2)


def keep_layer(name, y, **leaves):
    """The output, and the gradients of sum (y * d_y) by what goes in."""
    keep(name + "/y", y)
    y.backward(generated(name + "/d_y", *y.shape))
    for leaf_name, tensor in leaves.items():
        keep(f"{name}/d_{leaf_name}", tensor.grad)


def convolution(kernel, stride, n, height, width, channels, out):
    name = f"convolution {kernel}x{kernel} stride {stride}"
    x = leaf(name + "/x", n, height, width, channels)
    weight = leaf(name + "/weight", out, channels, kernel, kernel)
    y = torch.nn.functional.conv2d(channels_first(x), weight, stride=stride, padding=kernel // 2)
    keep_layer(name, channels_last(y), x=x, weight=weight)


def batch_norm(name, rows, channels, has_residual, relu):
    x = leaf(name + "/x", rows, channels)
    scale, bias = leaf(name + "/scale", channels), leaf(name + "/bias", channels)
    mean = generated(name + "/mean", channels)
    variance = generated(name + "/variance", channels, scale=0.5, offset=1.0)
    in_use = torch.nn.functional.batch_norm(x, mean, variance, scale, bias, training=False)
    y = torch.nn.functional.batch_norm(x, mean, variance, scale, bias, training=True)
    leaves = {"x": x, "scale": scale, "bias": bias}
    if has_residual:
        leaves["residual"] = leaf(name + "/residual", rows, channels)
        y, in_use = y + leaves["residual"], in_use + leaves["residual"]
    keep(name + "/in use", in_use.relu() if relu else in_use)
    keep_layer(name, y.relu() if relu else y, **leaves)
    keep(name + "/mean", mean)
    keep(name + "/variance", variance)


def pools():
    x = leaf("max pool/x", 2, 9, 8, 5)
    keep_layer("max pool", channels_last(torch.nn.functional.max_pool2d(channels_first(x), 3, 2, 1)), x=x)
    x = leaf("average pool/x", 2, 3, 4, 6)
    keep_layer("average pool", x.mean((1, 2)), x=x)


def linear():
    x, weight = leaf("linear/x", 9, 7), leaf("linear/weight", 5, 7)
    keep_layer("linear", torch.nn.functional.linear(x, weight), x=x, weight=weight)


def projector():
    rows, width_in, width = 12, 16, 24
    x = leaf("projector/x", rows, width_in)
    weights = [leaf(f"projector.{i}.weight", width, width_in if i == 0 else width) for i in (0, 3, 6)]
    scales = [leaf(f"projector.{i}.weight", width, scale=0.5, offset=1.0) for i in (1, 4)]
    biases = [leaf(f"projector.{i}.bias", width, scale=0.5) for i in (1, 4)]
    y = x
    for weight, scale, bias in zip(weights, scales, biases):
        y = torch.nn.functional.batch_norm(y @ weight.T, None, None, scale, bias, training=True).relu()
    y = y @ weights[2].T
    keep_layer("projector", y, x=x)
    for i, tensor in zip((0, 3, 6, 1, 4, "1.b", "4.b"), weights + scales + biases):
        keep(f"projector/d_{i}", tensor.grad)


def barlow_twins():
    """Zbontar et al. 2021, as train/loss/barlow-twins.h has it; z's third column is constant."""
    rows, width, weight = 10, 12, 0.3
    z = [leaf(f"barlow twins/{view}", rows, width) for view in "ab"]
    with torch.no_grad():
        z[0][:, 2] = 0.25
    centred = [view - view.mean(0) for view in z]
    lengths = [view.pow(2).sum(0) for view in centred]
    lengths = [torch.where(length > 1e-20, length, torch.ones_like(length)).sqrt() for length in lengths]
    c = (centred[0] / lengths[0]).T @ (centred[1] / lengths[1])
    loss = (1 - c.diag()).pow(2).sum() + weight * (c.pow(2).sum() - c.diag().pow(2).sum())
    (0.5 * loss).backward()
    keep("barlow twins/loss", loss.reshape(1))
    d_a = z[0].grad.clone()
    d_a[:, 2] = 0  # of a constant column: it is said to correlate with nothing
    keep("barlow twins/d_a", d_a)
    keep("barlow twins/d_b", z[1].grad)


def pair_labels(n):
    """-1 (open), 0 or 1 for each pair; both sides make the same."""
    values = generated("pairs/labels", n, n)
    labels = torch.where(values < -0.6, -1, torch.where(values < 0.6, 0, 1))
    return labels.masked_fill(torch.eye(n, dtype=torch.bool), 1)


def pairs():
    """The classifier in training, and the cross-entropy of M over all pairs (engine/nn/classifier.h)."""
    n, width, epsilon = 6, 20, 1e-6
    x = leaf("pairs/x", 2 * n, width)
    weight, bias = leaf("pairs/weight", width, scale=3.0, offset=5.0), leaf("pairs/bias", 1)
    standardised = (x - x.mean(0)) / (x.var(0, unbiased=False) + epsilon).sqrt()
    units = standardised / (standardised.pow(2).sum(1, keepdim=True) + epsilon).sqrt()
    logits = (weight * units[:n]) @ units[n:].T + bias
    labels = pair_labels(n)
    known = labels >= 0
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits[known], labels[known].to(logits.dtype))
    logits.retain_grad()
    loss.backward()
    keep("pairs/logits", logits)
    keep("pairs/loss", loss.reshape(1))
    keep("pairs/mean", 0.1 * x.mean(0))
    keep("pairs/variance", 0.9 + 0.1 * x.var(0, unbiased=False))
    for name, tensor in {"logits": logits, "x": x, "weight": weight, "bias": bias}.items():
        keep(f"pairs/d_{name}", tensor.grad)


def adamw():
    decayed, kept = leaf("adamw/decayed", 6, 5), leaf("adamw/kept", 11)
    optimiser = torch.optim.AdamW([{"params": [decayed], "weight_decay": 0.01},
                                   {"params": [kept], "weight_decay": 0.0}])
    for step, rate in enumerate((1e-3, 2e-3, 5e-4), start=1):
        for group in optimiser.param_groups:
            group["lr"] = rate
        decayed.grad = generated(f"adamw/d_decayed {step}", 6, 5)
        kept.grad = generated(f"adamw/d_kept {step}", 11)
        optimiser.step()
    keep("adamw/decayed", decayed)
    keep("adamw/kept", kept)


def embeddings():
    network = resnet50.ResNet50()
    resnet50.fill_lively(network)
    network.eval()
    with torch.no_grad():
        keep("resnet50/embeddings", network(channels_first(generated("resnet50/pictures", 5, 224, 224, 3))))


def keep_block(name):
    def hook(module, inputs, output):
        keep_thinned(f"resnet50/{name}", channels_last(output))
    return hook


def training():
    """One forward and backward pass; weights such that no ReLU's input is near 0 (resnet50.py)."""
    network = resnet50.ResNet50()
    resnet50.fill_settled(network)
    network.train()
    for stage in range(1, 5):
        for i, block in enumerate(getattr(network, f"layer{stage}")):
            block.register_forward_hook(keep_block(f"layer{stage}.{i}"))
    y = network(channels_first(generated("resnet50/pictures", 4, 64, 64, 3)))
    keep_thinned("resnet50/y", y)
    y.backward(generated("resnet50/d_y", *y.shape))
    for name, parameter in network.named_parameters():
        keep_thinned(f"resnet50/d_{name}", parameter.grad)
    for name, buffer in network.named_buffers():
        if "running" in name:
            keep_thinned(f"resnet50/{name}", buffer)


def make():
    torch.set_default_dtype(torch.float64)
    convolution(1, 1, 2, 5, 4, 6, 7)
    convolution(1, 2, 2, 5, 4, 6, 7)
    convolution(3, 1, 2, 5, 7, 5, 4)
    convolution(3, 2, 2, 6, 7, 5, 4)
    convolution(7, 2, 2, 11, 9, 3, 8)
    batch_norm("batch norm", 40, 6, False, False)
    batch_norm("batch norm, ReLU", 40, 6, False, True)
    batch_norm("batch norm, residual, ReLU", 50, 7, True, True)
    for part in (pools, linear, projector, barlow_twins, pairs, adamw, embeddings, training):
        part()


def differences(old, new):
    for name in sorted(old.keys() ^ new.keys()):
        yield f"{name}: only in the {'old' if name in old else 'new'} dumps"
    for name in sorted(old.keys() & new.keys()):
        if old[name].shape != new[name].shape:
            yield f"{name}: {old[name].shape} was {new[name].shape}"
            continue
        scale = max(float((new[name].astype("float64") ** 2).mean()) ** 0.5, 1e-30)
        error = float(abs(old[name].astype("float64") - new[name]).max()) / scale
        if not error <= TOLERANCE:
            yield f"{name}: differs by {error:.2g} of its RMS"


def main():
    make()
    if sys.argv[1:] == ["--check"]:
        found = list(differences(safetensors_file.read(DUMPS), dumps))
        print("\n".join(found) or "The dumps are current.")
        sys.exit(1 if found else 0)
    safetensors_file.write(DUMPS, dumps, {"made_by": "tests/reference/make-dumps.py", "torch": torch.__version__})


main()
