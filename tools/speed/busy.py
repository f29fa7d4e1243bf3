"""Where the processors' time goes while a command runs: busy.py COMMAND [ARGUMENT...]

Samples the whole machine with `perf`, which takes root, so that nothing else is to run. What is executed in:
    kernel     system calls, page faults, the start and end of processes
    target     Wine: its DLLs, its server, its loader, and the C library beneath them
    harness    this project's exe, and the C runtime that it is linked with
    others     the launcher's shell and whatever else is about
Idle time is left out.
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile

SAMPLES_A_SECOND = "499"
SAMPLE = re.compile(r"^\s*(?P<command>.+?)\s+(?P<address>[0-9a-f]+)\s*\((?P<file>.*)\)\s*$")
WINE = ("winsock-cts.exe", "wine", "services.exe", "winedevice.exe", "rpcss.exe", "svchost.exe", "plugplay.exe", "explorer.exe")


def part_of(command: str, file: str) -> str:
    name = pathlib.PurePosixPath(file).name
    if "kernel.kallsyms" in file or file.startswith("[kernel]"):
        return "kernel"
    if not command.startswith(WINE):
        return "others"
    # A program that Wine has mapped itself has no file that perf knows, so that it says `[JIT] tid N` or names a map of the process.
    if name.endswith(".exe") or name.startswith("perf-") or "JIT" in file or name.lower().startswith("msvcrt.dll"):
        return "harness"
    return "target"


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        data = str(pathlib.Path(folder) / "perf.data")
        code = subprocess.call(["perf", "record", "--quiet", "-a", "-e", "cpu-clock", "-F", SAMPLES_A_SECOND, "-o", data, "--", *command])
        script = ["perf", "script", "-i", data, "-F", "comm,ip,dso"]
        text = subprocess.run(script, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace").stdout
    counts: collections.Counter[str] = collections.Counter()
    for line in text.splitlines():
        sample = SAMPLE.match(line)
        if sample and not sample["command"].startswith("swapper"):
            counts[part_of(sample["command"], sample["file"])] += 1
    busy = sum(counts.values())
    print(f"{busy / int(SAMPLES_A_SECOND):.1f} s of processor time")
    for part, count in counts.most_common():
        print(f"{100 * count / busy:5.1f} %  {part}")
    return code


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: busy.py COMMAND [ARGUMENT...]")
    sys.exit(main(sys.argv[1:]))
