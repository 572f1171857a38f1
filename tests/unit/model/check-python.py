#!/usr/bin/python3
"""check-python.py SAMPLE-PROGRAM: our safetensors files and Python's, each read by the other.

Once by the format's own description (json and struct only), once by the `safetensors` package where it is
installed. Output: TAP.
"""

import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

VALUES = [(i - 11.5) / 8 for i in range(24)]
WANTED = {"half": ("F16", [2, 3, 4], VALUES), "full": ("F32", [2, 3, 4], VALUES),
          "scalar": ("F32", [], VALUES[:1]), "none": ("F32", [0], [])}
METADATA = {"format": "twinscope-1", "words": "“é” \"\\\n"}
PACKING = {"F32": "f", "F16": "e"}


def no_duplicates(pairs):
    assert len(dict(pairs)) == len(pairs), "a key is there twice"
    return dict(pairs)


def read(path):
    """By the description of the format, every rule of it."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = data[8:8 + length]
    assert header[:1] == b"{" and header.rstrip(b" ")[-1:] == b"}", "the header is not padded as it may be"
    entries = json.loads(header.decode("utf-8"), object_pairs_hook=no_duplicates)
    metadata = entries.pop("__metadata__", {})
    assert (8 + length) % 8 == 0, "data is not aligned"
    body, position, tensors = data[8 + length:], 0, {}
    for name, entry in sorted(entries.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        packing = PACKING[entry["dtype"]]
        assert begin == position, f"a gap or an overlap before {name}"
        assert begin % struct.calcsize(packing) == 0, f"{name} is not aligned"
        tensors[name] = (entry["dtype"], entry["shape"],
                         list(struct.unpack(f"<{(end - begin) // struct.calcsize(packing)}{packing}", body[begin:end])))
        position = end
    assert position == len(body), "bytes behind the last tensor"
    return tensors, metadata


def check_description(sample, folder):
    subprocess.run([sample, "write", folder / "ours"], check=True)
    tensors, metadata = read(folder / "ours")
    assert tensors == WANTED, tensors
    assert metadata == METADATA, metadata


def check_package_reads(sample, folder):
    from safetensors import safe_open
    subprocess.run([sample, "write", folder / "ours"], check=True)
    with safe_open(folder / "ours", framework="numpy") as file:
        assert sorted(file.keys()) == sorted(WANTED)
        assert file.metadata() == METADATA, file.metadata()
        for name, (dtype, shape, values) in WANTED.items():
            tensor = file.get_tensor(name)
            assert str(tensor.dtype) == {"F32": "float32", "F16": "float16"}[dtype]
            assert list(tensor.shape) == shape and tensor.flatten().tolist() == values, name


def check_package_writes(sample, folder):
    import numpy
    from safetensors.numpy import save_file
    save_file({"b": numpy.array([[1.5, -2], [0.25, 1e-7]], numpy.float16),
               "a": numpy.array([1 / 3, 1e38], numpy.float32),
               "tracked": numpy.array(5, numpy.int64)}, folder / "theirs", {"format": "pt"})
    listing = subprocess.run([sample, "list", folder / "theirs"], check=True, capture_output=True, text=True).stdout
    assert sorted(listing.splitlines()) == [
        "a F32 [2] 0.333333343 9.99999968e+37",
        "b F16 [2,2] 1.5 -2 0.25 1.1920929e-07",
        "tracked I64 [] 0"], listing


def missing_package():
    try:
        import numpy
        import safetensors.numpy
    except ImportError as error:
        return f"Python has no {error.name} (Debian 13: package python3-safetensors)"
    return None


def main(sample):
    missing = missing_package()
    checks = [("our file is as the format is described", check_description, None),
              ("our file is read by the safetensors package", check_package_reads, missing),
              ("a file of the safetensors package is read", check_package_writes, missing)]
    print(f"1..{len(checks)}")
    failed = 0
    for number, (name, check, reason) in enumerate(checks, 1):
        if reason:
            print(f"ok {number} - {name} # SKIP {reason}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(sample, Path(folder))
                print(f"ok {number} - {name}")
            except (AssertionError, subprocess.CalledProcessError, KeyError, ValueError) as error:
                failed += 1
                print(f"not ok {number} - {name}\n# {error}".replace("\n", "\n# ", 1))
    return failed > 0


sys.exit(main(sys.argv[1]))
