"""Counts the results of meson's tests, each case of a TAP program by itself.

summary.py suite BUILD SUITE TESTLOG RESULTS   adds a suite's to the file; exit 1 where there are none
summary.py total RESULTS                       prints what failed, what was skipped, and the sums
"""

import json
import re
import sys
from pathlib import Path

CASE = re.compile(r"^(ok|not ok)\b(?:\s+\d+)?\s*-?\s*(.*?)\s*(?:#\s*(SKIP|TODO)\S*\s*(.*))?$", re.IGNORECASE)
SKIP_ALL = re.compile(r"^1\.\.0\s*#\s*SKIP\S*\s*(.*)$", re.IGNORECASE)
MESON = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}


def cases(test):
    """(result, name, reason) of each case of a test, or of the test where it names none."""
    program = test["name"].split(" / ")[-1].split(":")[-1]
    found = []
    for line in (test.get("stdout") or "").splitlines():
        case, skipped = CASE.match(line), SKIP_ALL.match(line)
        if skipped:
            found.append(("skipped", program, skipped.group(1)))
        elif case and (case.group(3) or "").upper() in ("SKIP", "TODO"):
            found.append(("skipped", f"{program} {case.group(2)}", case.group(4)))
        elif case:
            found.append(("passed" if case.group(1) == "ok" else "failed", f"{program} {case.group(2)}", ""))
    result = MESON.get(test["result"], "failed")
    if not found or (result == "failed" and not any(case[0] == "failed" for case in found)):
        found.append((result, program, test["result"].lower()))
    return found


def tail(test, lines=25):
    """The last that a failed test said."""
    text = "\n".join(part for part in (test.get("stdout"), test.get("stderr")) if part)
    wanted = [line for line in text.splitlines() if not line.startswith("ok ")]
    return "\n".join("    " + line for line in wanted[-lines:])


def add_suite(build, suite, testlog, results):
    path = Path(testlog)
    tests = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    found = []
    for test in tests:
        these = cases(test)
        found += these
        if any(case[0] == "failed" for case in these):
            print(f"  {test['name']} ({test['result'].lower()}):\n{tail(test)}")
    counts = {result: sum(case[0] == result for case in found) for result in ("passed", "failed", "skipped")}
    seconds = sum(test.get("duration", 0) for test in tests)
    print(f"{suite}: {build}, " + ", ".join(f"{n} {result}" for result, n in counts.items() if n or result == "passed") +
          f", {seconds:.0f} s", flush=True)
    with open(results, "a", encoding="utf-8") as file:
        for result, name, reason in found or [("failed", f"{suite}: no tests", "")]:
            file.write(f"{result}\t{build}: {name}\t{reason}\n")
    return 0 if tests else 1


def total(results):
    rows = [line.split("\t") for line in Path(results).read_text(encoding="utf-8").splitlines()]
    for result, head in (("skipped", "Skipped:"), ("failed", "Failed:")):
        chosen = [(name, reason) for this, name, reason in rows if this == result]
        if chosen:
            print(head)
        for name, reason in chosen:
            print(f"  {name}" + (f": {reason}" if reason else ""))
    counts = {result: sum(row[0] == result for row in rows) for result in ("passed", "failed", "skipped")}
    print(", ".join(f"{n} {result}" for result, n in counts.items()))
    return 1 if counts["failed"] or not counts["passed"] else 0


if sys.argv[1] == "suite":
    sys.exit(add_suite(*sys.argv[2:]))
sys.exit(total(*sys.argv[2:]))
