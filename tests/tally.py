"""Counts what `winsock-cts test` found: tally.py FOLDER

Each step left NAME.exit (its exit code) and its cases, as NAME.xml (JUnit) or NAME.tap (TAP). A step that failed without a failed case
counts as one failed case itself: a crash or a time-out must not look like fewer tests. Names what failed, then prints
`N passed, N failed` as the last line. Exit code 1 when anything failed or nothing ran.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ET

TAP_LINE = re.compile(r"(?P<not>not )?ok\b[ \d]*(?:- )?(?P<name>[^#]*)(?P<directive>#\s*skip.*)?", re.IGNORECASE)


def junit_cases(path: pathlib.Path):
    for case in ET.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            yield name, "failed"
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            yield name, "skipped"
        else:
            yield name, "passed"


def tap_cases(path: pathlib.Path):
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match = TAP_LINE.fullmatch(line)
        if match:
            state = "skipped" if match["directive"] else "failed" if match["not"] else "passed"
            yield match["name"].strip(), state


def step_cases(folder: pathlib.Path, step: str):
    for suffix, reader in ((".xml", junit_cases), (".tap", tap_cases)):
        path = folder / (step + suffix)
        if path.is_file():
            yield from reader(path)


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for exit_file in sorted(folder.glob("*.exit")):
        code = exit_file.read_text().strip()
        try:
            cases = list(step_cases(folder, exit_file.stem))
        except ET.ParseError as error:
            cases = [(f"its results cannot be read: {error}", "failed")]
        if code != "0" and not any(state == "failed" for _, state in cases):
            cases.append((f"ended with exit code {code}", "failed"))
        for name, state in cases:
            counts[state] += 1
            if state == "failed":
                print(f"FAILED {exit_file.stem}: {name}")
            elif state == "skipped":
                print(f"skipped {exit_file.stem}: {name}")
    failed = counts["failed"] or (0 if counts["passed"] else 1)
    print(f"{counts['passed']} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
