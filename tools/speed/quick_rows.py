"""The rows of a report that wait for nothing: quick_rows.py REPORT [MILLISECONDS]

Whether a row waits, and for what, depends on the target: an end that comes at once on one comes never on another. So it is measured: of
a row that waits for nothing, half of the cases are done within 20 ms, with all the others beside them, or cost their process.
"""

import collections
import json
import pathlib
import statistics
import sys


def main(name: str, milliseconds: str = "20") -> None:
    rows = collections.defaultdict(list)
    for case in json.loads(pathlib.Path(name).read_text(encoding="utf-8"))["cases"]:
        rows[case["id"].split("/")[0]].append(case)
    for row, cases in rows.items():
        crashes = all(case["verdict"] == "crash" for case in cases)
        if crashes or statistics.median(case["wall_us"] for case in cases) < 1000 * int(milliseconds):
            print(row)


if __name__ == "__main__":
    main(*sys.argv[1:])
