"""The figures of measure-evidence: how well a score tells copies from others, and what was found from what is true.

A row is a dict of text, as `twinscope evaluate --scores` writes it.
"""

import math

import numpy

DRAWS, SEED = 1000, 20260106


# How well a score tells two kinds apart.

def recall_at(scores, positive, rate, weights=None):
    """Recall at the lowest threshold that at most `rate` of the others reach."""
    weights = numpy.ones(len(scores)) if weights is None else weights
    order = numpy.argsort(-scores, kind="stable")
    scores, weight_of_others = scores[order], numpy.where(positive[order], 0, weights[order])
    others = numpy.cumsum(weight_of_others)
    passed = numpy.flatnonzero(others > rate * others[-1] * (1 + 1e-12))
    lowest = scores[passed[0]] if len(passed) else -math.inf
    copies = numpy.where(positive[order], weights[order], 0)
    return copies[scores > lowest].sum() / copies.sum()


def auc(scores, positive, weights=None):
    weights = numpy.ones(len(scores)) if weights is None else weights
    values, place = numpy.unique(scores, return_inverse=True)
    copies = numpy.bincount(place, numpy.where(positive, weights, 0), len(values))
    others = numpy.bincount(place, numpy.where(positive, 0, weights), len(values))
    return float((copies * (numpy.cumsum(others) - others / 2)).sum() / (copies.sum() * others.sum()))


class Pairs:
    """Scores with their truth and groups; figures with intervals over groups drawn anew."""

    def __init__(self, rows, scores):
        kept = numpy.isfinite(scores)
        names = {}
        self.positive = numpy.array([row["label"] == "1" for row in rows])[kept]
        self.scores = numpy.asarray(scores)[kept]
        self.groups = numpy.array([[names.setdefault(row[key] or row[side], len(names))
                                    for key, side in (("group_a", "a"), ("group_b", "b"))] for row in rows])[kept]
        self.n_groups = len(names)

    def only(self, mask):
        part = object.__new__(Pairs)
        part.positive, part.scores, part.groups = self.positive[mask], self.scores[mask], self.groups[mask]
        part.n_groups = self.n_groups
        return part

    def weights(self):
        """For each draw of as many groups: how often a pair's two groups came up, multiplied."""
        source = numpy.random.default_rng(SEED)
        for _ in range(DRAWS):
            counts = numpy.bincount(source.integers(self.n_groups, size=self.n_groups), minlength=self.n_groups)
            weight = counts[self.groups[:, 0]] * counts[self.groups[:, 1]]
            same = self.groups[:, 0] == self.groups[:, 1]
            yield numpy.where(same, counts[self.groups[:, 0]], weight)

    def figure(self, measure, *arguments):
        """The value, and its 95 % interval; None where a kind is missing."""
        if self.positive.all() or not self.positive.any():
            return None
        value = measure(self.scores, self.positive, *arguments)
        draws = [measure(self.scores, self.positive, *arguments, weights) for weights in self.weights()
                 if weights[self.positive].sum() > 0 and weights[~self.positive].sum() > 0]
        return value, *numpy.percentile(draws, (2.5, 97.5))

    def figures(self):
        """AUC and recall at both rates, the latter where there is a false alarm to allow: its interval tells what it is
        worth."""
        others = int((~self.positive).sum())
        return {"copies": int(self.positive.sum()), "others": others, "auc": self.figure(auc),
                **{f"recall at {rate:g}": self.figure(recall_at, rate) if others * rate >= 1 else None
                   for rate in (1e-2, 1e-3)}}


# Found transforms against the truth.

def matrix_of(text):
    return numpy.array([float(number) for number in text.split()]).reshape(2, 3)


def parts_of(matrix):
    """Mirrored, turned anticlockwise as seen (degrees), scaled."""
    linear = matrix[:, :2].copy()
    mirrored = numpy.linalg.det(linear) < 0
    if mirrored:
        linear[:, 0] *= -1
    angle = math.degrees(math.atan2(linear[0, 1] - linear[1, 0], linear[0, 0] + linear[1, 1]))
    return mirrored, angle, math.sqrt(abs(numpy.linalg.det(linear)))


def transform_errors(rows):
    """Of copies called copies: how many, mirror right, turned within half a degree, scaled within a hundredth."""
    mirror, turned, scaled = [], [], []
    for row in rows:
        if row["verdict"] != "altered-copy" or not row.get("found_matrix"):
            continue
        true, found = parts_of(matrix_of(row["matrix"])), parts_of(matrix_of(row["found_matrix"]))
        off = abs((found[1] - true[1] + 180) % 360 - 180)
        mirror.append(true[0] == found[0])
        turned.append(mirror[-1] and off <= 0.5)
        scaled.append(abs(found[2] / true[2] - 1) <= 0.01)
    return {"called copies": len(mirror), "mirror right": share(mirror), "rotation within 0.5 degrees": share(turned),
            "scale within 1 %": share(scaled)}


def share(values):
    return sum(values) / len(values) if values else None


# Tones.

def curve_of(text):
    points = numpy.array([[float(number) for number in point.split(":")] for point in text.split()])
    return points[:, 0], points[:, 1]


def tone_is_right(row):
    """A false colour is told as one; else the way it goes is right, and the curve is within ten grey levels in the mean,
    over the greys that there are."""
    if row["tone"] == "false-colour":
        return row["found_colours"] == "false" or row["found_tone"] == "folded"
    if (row["found_inverted"] == "1") != ("inverted" in row["tone"].split("+")):
        return False
    true_at, true = curve_of(row["tone_curve"])
    found_at, found = curve_of(row["found_curve"])
    low, high = (float(number) for number in row["found_greys"].split())
    inside = (true_at >= low) & (true_at <= high)
    return not inside.any() or abs(numpy.interp(true_at[inside], found_at, found) - true[inside]).mean() <= 10 / 255


def tone_figures(rows):
    called = [row for row in rows if row["verdict"] == "altered-copy" and row.get("found_tone")]
    kinds = sorted({"+".join(sorted(set(row["tone"].split("+")) - {"gain"})) or "gain" for row in called})
    right = {kind: [] for kind in kinds}
    for row in called:
        right["+".join(sorted(set(row["tone"].split("+")) - {"gain"})) or "gain"].append(tone_is_right(row))
    return {"tone right": share([value for values in right.values() for value in values]),
            **{f"tone right, {kind} ({len(values)})": share(values) for kind, values in right.items()}}


# Changes.

def polygons_of(text):
    return [numpy.array([[float(number) for number in point.split(",")] for point in polygon.split()])
            for polygon in text.split(";") if polygon.strip()]


def area(polygon):
    x, y = polygon[:, 0], polygon[:, 1]
    return abs(numpy.dot(x, numpy.roll(y, -1)) - numpy.dot(y, numpy.roll(x, -1))) / 2


def inside(polygon, x, y):
    result = numpy.zeros(x.shape, bool)
    for (x0, y0), (x1, y1) in zip(polygon, numpy.roll(polygon, -1, axis=0)):
        if y0 != y1:
            result ^= ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return result


def overlap(one, two):
    """Intersection over union, on a grid."""
    both = numpy.concatenate((one, two))
    low, high = both.min(axis=0), both.max(axis=0)
    steps = [numpy.linspace(low[axis], high[axis], 120) for axis in (0, 1)]
    x, y = numpy.meshgrid(*steps)
    in_one, in_two = inside(one, x, y), inside(two, x, y)
    return (in_one & in_two).sum() / max((in_one | in_two).sum(), 1)


def change_figures(rows, size_of):
    """Retouched places over half a per cent of the picture whose greys were moved by 4 levels or more (ground over like
    ground shows nothing): found with an overlap of 0.3; and copies without any of which nothing is claimed."""
    found, silent = [], []
    for row in rows:
        if row["verdict"] != "altered-copy":
            continue
        true, claimed = polygons_of(row["changes_a"]), polygons_of(row["found_changes"])
        if not true:
            silent.append(not claimed)
        for polygon, change in zip(true, (float(number) for number in row["change"].split())):
            width, height = size_of(row["a"])
            if area(polygon) >= 0.005 * width * height and change >= 4:
                found.append(any(overlap(polygon, other) >= 0.3 for other in claimed))
    return {"places": len(found), "places found": share(found), "copies without": len(silent),
            "nothing claimed": share(silent)}
