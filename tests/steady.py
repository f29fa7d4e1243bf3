"""What the cases of many runs did: steady.py SEEN.json quiet|loaded REPORT...    takes reports up
                                    steady.py SEEN.json --tell                  what differs; exit code 1 when anything does

SEEN.json: the number of runs of each sort; of each case each verdict with its observation, how often it was seen, and the reason that the
report gave the first time.
"""

import json
import os
import pathlib
import sys


def take(seen: dict, sort: str, path: str) -> None:
    report = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    if not report["complete"]:
        raise SystemExit(f"{path}: this run was cut off")
    seen["runs"][sort] = seen["runs"].get(sort, 0) + 1
    for case in report["cases"]:
        did = case["verdict"] + " " + json.dumps(case["observation"], sort_keys=True)
        counts = seen["cases"].setdefault(case["id"], {})
        counts[did] = counts.get(did, 0) + 1
        if case.get("reason"):
            seen.setdefault("reasons", {}).setdefault(case["id"], {}).setdefault(did, case["reason"])


def tell(seen: dict) -> int:
    runs = sum(seen["runs"].values())
    differing = {case: counts for case, counts in seen["cases"].items() if len(counts) > 1 or sum(counts.values()) != runs}
    print(", ".join(f"{count} {sort} runs" for sort, count in seen["runs"].items()) + f", {len(seen['cases'])} cases: {len(differing)} differ")
    for case, counts in differing.items():
        print(case)
        for did, count in counts.items():
            print(f"    {count} of {runs}: {did}")
            reason = seen.get("reasons", {}).get(case, {}).get(did)
            if reason:
                print(f"        {reason}")
    return 1 if differing else 0


def main(name: str, what: str, *reports: str) -> int:
    file = pathlib.Path(name)
    seen = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"runs": {}, "cases": {}}
    if what == "--tell":
        return tell(seen)
    for report in reports:
        take(seen, what, report)
    whole = file.with_suffix(".new")
    whole.write_text(json.dumps(seen), encoding="utf-8")
    os.replace(whole, file)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
