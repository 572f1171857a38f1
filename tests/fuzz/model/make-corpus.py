#!/usr/bin/python3
"""make-corpus.py FOLDER: small safetensors files, sound and hostile, for fuzz-safetensors to begin from."""

import json
import struct
import sys
from pathlib import Path

MODEL = {"format": "twinscope-1", "architecture": "resnet50-siamese-linear", "input": "view-standardised",
         "input_size": "96", "calibration.network.slope": "1.5", "calibration.network.intercept": "-0.25",
         "calibration.network.threshold": "0.5", "calibration.network.false_positive_rate": "0.01",
         "calibration.network.negatives": "5000"}


def entry(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def spell(header, n_data, padding=0, length=None):
    """A file of a header (text, or what JSON makes of it) and so many bytes of data."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    text += b" " * padding
    return struct.pack("<Q", len(text) if length is None else length) + text + bytes(i % 251 for i in range(n_data))


FILES = {
    "empty": b"",
    "nothing": spell({}, 0),
    "padded": spell({}, 0, padding=6),
    "metadata": spell({"__metadata__": {"a": "1", "é": "\n\"\\"}}, 0),
    "model": spell({"__metadata__": MODEL, "encoder.bn1.bias": entry("F32", [64], 0, 256)}, 256),
    "half-and-full": spell({"a": entry("F16", [2, 3], 0, 12), "b": entry("F32", [3, 2], 12, 36)}, 36),
    "scalar": spell({"a": entry("I64", [], 0, 8), "b": entry("F32", [], 8, 12)}, 12),
    "none": spell({"a": entry("F32", [0, 4], 0, 0), "b": entry("U8", [3], 0, 3)}, 3),
    "deep": spell({"a": entry("F64", [1] * 8, 0, 8)}, 8),
    "escapes": spell(rb'{"\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\":{"shape":[1],"dtype":"BOOL","data_offsets":[0,1]}}', 1),
    "unordered": spell({"b": entry("BF16", [2], 4, 8), "a": entry("I32", [1], 0, 4)}, 8),
    "brackets": spell(b"[" * 4000, 0),
    "nested": spell(b'{"a":' * 1000, 0),
    "overflow": spell({"a": entry("F32", [2**32, 2**32], 0, 0)}, 0),
    "overlap": spell({"a": entry("F32", [2], 0, 8), "b": entry("F32", [2], 4, 12)}, 12),
    "gap": spell({"a": entry("F32", [1], 0, 4), "b": entry("F32", [1], 8, 12)}, 12),
    "twice": spell(b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},'
                   b'"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2),
    "long-header": spell({}, 8, length=2**64 - 1),
    "short": spell({"a": entry("F32", [4], 0, 16)}, 15),
}

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, contents in FILES.items():
    (folder / name).write_bytes(contents)
