"""What the tests of the program share: running it, pictures made on the spot, TAP.

The program and the maker of the test model come from the environment (meson sets TWINSCOPE and
MAKE_TEST_MODEL).
"""

import functools
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import traceback
import zlib
from pathlib import Path

PROGRAM = os.environ["TWINSCOPE"]
DONE, FAILED, MISUSED, CANCELLED = 0, 1, 2, 130
# A machine may be slow and the program built with sanitizers; what hangs, hangs longer.
PATIENCE = 600


class Answer:
    """What the program said; `out` and `err` as text."""

    def __init__(self, status, out, err):
        self.status = status
        self.out = out.decode("utf-8")
        self.err = err.decode("utf-8")

    def __repr__(self):
        return f"status {self.status}, out {self.out[:500]!r}, err {self.err[:2000]!r}"


def start(*arguments, **options):
    """The program, running; SIGINT does what it does in a terminal, even where we are in the background."""
    return subprocess.Popen(
        [PROGRAM, *(os.fspath(argument) for argument in arguments)], stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **{"stdout": subprocess.PIPE, **options})


def finish(process):
    out, err = process.communicate(timeout=PATIENCE)
    return Answer(process.returncode, out or b"", err)


def run(*arguments, **options):
    return finish(start(*arguments, **options))


def expect(answer, status, *words):
    """The status, and each of the words in what was said on standard error."""
    assert answer.status == status, f"status {status} was expected: {answer}"
    for word in words:
        assert word in answer.err, f"{word!r} was expected on standard error: {answer}"
    return answer


def expect_misuse(answer, *words):
    """Wrong use: one line, no results."""
    expect(answer, MISUSED, *words)
    assert answer.err.startswith("twinscope: ") and answer.err.count("\n") == 1, answer
    assert answer.out == "", answer


def equal(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def texture(seed, width=128, height=128):
    """Rows of grey values: soft blobs on a ramp, another picture for each seed."""
    source = random.Random(seed)
    blobs = [(source.uniform(0, width), source.uniform(0, height), source.uniform(4, 14),
              source.uniform(-160, 160)) for _ in range(24)]
    slope = source.uniform(-0.5, 0.5)

    def value(x, y):
        total = 128 + slope * (x - width / 2)
        for centre_x, centre_y, radius, height_of in blobs:
            distance = ((x - centre_x) ** 2 + (y - centre_y) ** 2) / (radius * radius)
            if distance < 1:
                total += height_of * (1 - distance)
        return max(0, min(255, int(total)))

    return [bytes(value(x, y) for x in range(width)) for y in range(height)]


def faint_texture(seed):
    """One step of grey: there is a picture, but hardly any."""
    return [bytes(128 + (value > 128) for value in row) for row in texture(seed)]


def cut(rows, x, y, width, height):
    return [row[x:x + width] for row in rows[y:y + height]]


def png_of(rows):
    """The bytes of an 8-bit grey PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def write_png(path, rows):
    with open(path, "wb") as file:
        file.write(png_of(rows))
    return path


def tiff_of(pages):
    """The bytes of a TIFF with several 8-bit grey pages."""
    data, link = bytearray(b"II*\0\0\0\0\0"), 4
    for rows in pages:
        pixels = len(data)
        data += b"".join(rows)
        data += b"\0" * (len(data) % 2)
        struct.pack_into("<I", data, link, len(data))
        entries = [(256, 4, 1, len(rows[0])), (257, 4, 1, len(rows)), (258, 3, 1, 8), (259, 3, 1, 1),
                   (262, 3, 1, 1), (273, 4, 1, pixels), (277, 3, 1, 1), (278, 4, 1, len(rows)),
                   (279, 4, 1, len(rows) * len(rows[0]))]
        data += struct.pack("<H", len(entries))
        for entry in entries:
            data += struct.pack("<HHII", *entry)
        link = len(data)
        data += b"\0\0\0\0"
    return bytes(data)


@functools.cache
def model_bytes():
    with tempfile.TemporaryDirectory(prefix="twinscope-test-") as folder:
        path = Path(folder) / "model"
        subprocess.run([os.environ["MAKE_TEST_MODEL"], path], check=True)
        return path.read_bytes()


def make_model(folder):
    """A model that knows exact copies and nothing else."""
    path = Path(folder) / "test.safetensors"
    path.write_bytes(model_bytes())
    return path


class Case:
    """One test: a name and a function that takes an empty folder of its own."""

    def __init__(self, name, function):
        self.name = name
        self.function = function

    def run(self):
        with tempfile.TemporaryDirectory(prefix="twinscope-test-") as folder:
            self.function(Path(folder))


CASES = []


def case(name):
    """Decorates a test; they run in the order in which they stand."""
    def add(function):
        CASES.append(Case(name, function))
        return function
    return add


class Skip(Exception):
    """Raised with the reason why a test cannot be made here."""


def main():
    print(f"1..{len(CASES)}", flush=True)
    failed = 0
    for number, test in enumerate(CASES, 1):
        try:
            test.run()
            print(f"ok {number} - {test.name}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {test.name} # SKIP {reason}", flush=True)
        except Exception:  # a test that fails in any way at all has failed
            failed += 1
            print(f"not ok {number} - {test.name}", flush=True)
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
    sys.exit(1 if failed else 0)
