"""Fails where an #include goes against the arrows of the design: suites -> fixtures -> harness -> reports.

    check_arrows.py ROOT

`reports` stands alone, `harness` knows no case, `fixtures` no suite. Within the harness the call
table knows nothing but itself, peers and expectations stand on it, and the runner knows neither of those nor the command line; its tests do. Reads the #include lines of every C++ source below ROOT's rooms; knows nothing of the build.
"""

import argparse
import pathlib
import re
import sys

# What files below a folder may include, by the folders of the project; the longest folder that fits a file counts. Files outside the
# rooms (Windows' headers, libraries, generated ones) are nobody's business.
MAY_INCLUDE = {
    "reports": ["reports"],
    "harness/lab": ["harness/lab"],
    "harness/winsock": ["harness/winsock", "harness/lab", "reports"],
    "harness/winsock/tests": ["harness", "reports"],
    "harness/peer": ["harness/peer", "harness/winsock"],
    "harness/expect": ["harness/expect", "harness/peer", "harness/winsock"],
    "harness/run": ["harness/run", "harness/winsock", "reports"],
    "harness/run/testing": ["harness", "reports"],
    "harness/run/tests": ["harness", "reports"],
    "harness": ["harness", "reports"],
    "fixtures": ["fixtures", "harness", "reports"],
    "suites": ["suites", "fixtures", "harness", "reports"],
}
ROOMS = ("reports", "harness", "fixtures", "suites")
SOURCES = {".h", ".cpp", ".inc"}
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)


def below(path: str, folder: str) -> bool:
    return path.startswith(folder + "/")


def allowed(path: str) -> list[str]:
    return MAY_INCLUDE[max((folder for folder in MAY_INCLUDE if below(path, folder)), key=len)]


def resolved(root: pathlib.Path, source: pathlib.Path, name: str) -> str | None:
    """The included file as a path below ROOT; None where it is no file of a room."""
    for folder in (source.parent, root):
        target = (folder / name).resolve()
        if target.is_relative_to(root):
            path = target.relative_to(root).as_posix()
            # A file that is generated or not there yet counts by its name, if that names a room.
            if any(below(path, room) for room in ROOMS) and (target.is_file() or folder == root):
                return path
    return None


def wrong_includes(root: pathlib.Path) -> tuple[list[str], int]:
    wrong = []
    count = 0
    for room in ROOMS:
        for source in sorted((root / room).rglob("*")):
            if source.suffix not in SOURCES or not source.is_file():
                continue
            count += 1
            path = source.relative_to(root).as_posix()
            text = source.read_text(encoding="utf-8")
            for match in INCLUDE.finditer(text):
                target = resolved(root, source, match.group(1))
                if target is None or any(below(target, folder) for folder in allowed(path)):
                    continue
                line = text.count("\n", 0, match.start(1)) + 1
                wrong.append(f"{path}:{line}: includes {target}; {path.rsplit('/', 1)[0]} may include {', '.join(allowed(path))}")
    return wrong, count


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks that #includes follow the design's arrows.")
    parser.add_argument("root", type=pathlib.Path, help="the project's folder")
    root = parser.parse_args().root.resolve()
    wrong, count = wrong_includes(root)
    if count == 0:
        print(f"check_arrows.py: there are no sources below {root}", file=sys.stderr)
        return 2
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
