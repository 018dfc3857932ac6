"""python -m tests.roundtrip DOCUMENT FOLDER [EXAMPLES]     FOLDER holds the package `client` made from DOCUMENT

Prints the differences, and a line with the counts; exits 1 if there are differences.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from tests.roundtrip.exercise import Exercise


def main(document: str, folder: str, examples: str = "20") -> int:
    sys.path.insert(0, folder)
    tally = Exercise(Path(document), import_module("client"), "Client", int(examples)).run()
    for difference in tally.differences:
        print(difference[:3000])
    for call in tally.without_example:
        print(f"no example: {call}")
    print(f"{tally.requests} requests, {tally.responses} responses, {len(tally.differences)} differences")
    return 1 if tally.differences else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
