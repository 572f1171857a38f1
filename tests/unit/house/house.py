"""What the house's checks share: reading the tree, and running a check.

A check is a function from the root of a tree to a list of problems. `run` tries it on this tree,
and on made-up ones: a sound one, of which it must find nothing to say, and spoiled ones, of which
it must say what is wrong. Output: TAP.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

PROGRAM_ROOMS = ("engine", "train", "ui", "plugin")


def sources(root, rooms=PROGRAM_ROOMS, suffixes=(".c", ".h")):
    """The files of the rooms, sorted, as paths relative to the root."""
    found = []
    for room in rooms:
        for suffix in suffixes:
            found += [path.relative_to(root) for path in (root / room).rglob("*" + suffix)]
    return sorted(found)


def blank(match):
    """A comment as spaces, a string as an empty one; lines stay."""
    text = match.group(0)
    return '""' if text[0] == '"' else "''" if text[0] == "'" else " " + "\n" * text.count("\n")


def code_of(text, keep_strings=False):
    """C source without comments, and without what stands in strings."""
    comment = r"/\*.*?\*/|//[^\n]*"
    string = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    if keep_strings:
        keep = lambda match: match.group(0) if match.group(0)[0] in "\"'" else blank(match)
        return re.sub(comment + "|" + string, keep, text, flags=re.DOTALL)
    return re.sub(comment + "|" + string, blank, text, flags=re.DOTALL)


def write_tree(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def problems_of(check, files):
    with tempfile.TemporaryDirectory() as folder:
        write_tree(Path(folder), files)
        return check(Path(folder))


class Tap:
    def __init__(self):
        self.n = 0
        self.failed = 0

    def result(self, ok, name, notes=()):
        self.n += 1
        self.failed += not ok
        print(f"{'ok' if ok else 'not ok'} {self.n} - {name}")
        for note in [] if ok else notes:
            print(f"# {note}")


def skip_all(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def run(name, check, sound, spoiled):
    """`spoiled`: (what is wrong, the files that differ from the sound tree's, a word of the
    problem that must be found); a file that is None is left out."""
    tap = Tap()
    print(f"1..{2 + len(spoiled)}")
    problems = check(Path(os.environ["TWINSCOPE_SOURCE"]))
    tap.result(not problems, f"{name}: this tree", problems)
    problems = problems_of(check, sound)
    tap.result(not problems, f"{name}: a sound tree", problems)
    for what, files, word in spoiled:
        tree = {path: text for path, text in {**sound, **files}.items() if text is not None}
        problems = problems_of(check, tree)
        tap.result(any(word in problem for problem in problems), f"{name}: bites on {what}", problems)
    sys.exit(tap.failed > 0)
