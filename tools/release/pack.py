"""Packs a release: pack.py --version V --root SOURCE_ROOT --out FOLDER x64=EXE [x86=EXE] [arm64=EXE]

Writes FOLDER/winsock-cts-V.zip and, beside it, winsock-cts-V.zip.sha256. In the zip is one folder, winsock-cts-V, with an exe for each
architecture, winsock-cts.cmd (which picks one), README.md, the expectation files, and SHA256SUMS of all of them. Equal files make an equal
zip: names are sorted, and times and rights are always the same.
"""

import argparse
import hashlib
import pathlib
import sys
import zipfile

ARCHITECTURES = ("arm64", "x64", "x86")
# The first moment that a zip can tell.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def exe(argument: str) -> tuple[str, pathlib.Path]:
    architecture, _, path = argument.partition("=")
    if architecture not in ARCHITECTURES or not path:
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(ARCHITECTURES)}, '=' and a file, not {argument!r}")
    return architecture, pathlib.Path(path)


def contents(root: pathlib.Path, exes: dict[str, pathlib.Path]) -> dict[str, bytes]:
    files = {f"winsock-cts-{architecture}.exe": path.read_bytes() for architecture, path in exes.items()}
    # A checkout may have either sort of line ends; a batch file must have Windows'.
    files["winsock-cts.cmd"] = (root / "winsock-cts.cmd").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    files["README.md"] = (root / "README.md").read_bytes().replace(b"\r\n", b"\n")
    for path in (root / "fixtures" / "expectations").glob("*.json"):
        files[f"expectations/{path.name}"] = path.read_bytes().replace(b"\r\n", b"\n")
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    return files


def write_zip(path: pathlib.Path, folder: str, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(f"{folder}/{name}", LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = (0o100755 if name.endswith(".exe") else 0o100644) << 16
            archive.writestr(info, data, compresslevel=9)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", required=True)
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("exes", nargs="+", type=exe, metavar="ARCHITECTURE=EXE")
    options = parser.parse_args()

    name = f"winsock-cts-{options.version}"
    target = options.out / f"{name}.zip"
    temporary = options.out / f"{name}.zip.writing"
    try:
        files = contents(options.root, dict(options.exes))
        write_zip(temporary, name, files)
        digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
        (options.out / f"{name}.zip.sha256").write_text(f"{digest}  {name}.zip\n", encoding="ascii", newline="\n")
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        print(f"pack.py: {error}", file=sys.stderr)
        return 2
    print(f"{digest}  {target}")
    return 0


sys.exit(main())
