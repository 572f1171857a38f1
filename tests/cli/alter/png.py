"""Reads 8-bit PNG files, so that the tests need no library for it."""

import struct
import zlib


class Picture:
    """width, height, channels (1 or 3), and rows of bytes."""

    def __init__(self, width, height, channels, rows):
        self.width, self.height, self.channels, self.rows = width, height, channels, rows

    def at(self, x, y, channel=0):
        return self.rows[y][x * self.channels + min(channel, self.channels - 1)]


def _paeth(left, up, corner):
    """As the PNG specification has it."""
    guess = left + up - corner
    return min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]


def _unfilter(kind, line, above, step):
    line = bytearray(line)
    for i, value in enumerate(line):
        left = line[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        guess = (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind]
        line[i] = (value + guess) & 255
    return bytes(line)


def _chunks(data):
    place = 8
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8:place + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack_from(">I", data, place + 8 + length)[0], kind
        yield kind, body
        place += 12 + length


def read(path):
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG"
    chunks = list(_chunks(data))
    width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", dict(chunks)[b"IHDR"])
    assert depth == 8 and colour in (0, 2), (depth, colour)
    channels = 1 if colour == 0 else 3
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    size, rows, above = width * channels, [], bytes(width * channels)
    assert len(pixels) == height * (size + 1)
    for y in range(height):
        start = y * (size + 1)
        above = _unfilter(pixels[start], pixels[start + 1:start + 1 + size], above, channels)
        rows.append(above)
    return Picture(width, height, channels, rows)
