"""Turns files into C++ that carries them inside the exe.

embed.py --namespace wcts::embedded --header OUT.h --source OUT.cpp [--root DIR] FILE...

The header declares `std::span<const File> files() noexcept`, a {name, text} each, in the order given. A name is the file's path below DIR
with forward slashes, or its base name without --root. Texts are char arrays, not string literals: MSVC limits the length of those.
"""

import argparse
import pathlib
import sys

BYTES_PER_LINE = 24

HEADER = """\
// Made by tools/embed.py; not kept in the repository.
#pragma once

#include <span>
#include <string_view>

namespace {namespace} {{

struct File {{
    std::string_view name;
    std::string_view text;
}};

// In the order given to the generator. Names and texts live as long as the program.
[[nodiscard]] std::span<const File> files() noexcept;

}}  // namespace {namespace}
"""

SOURCE = """\
// Made by tools/embed.py; not kept in the repository.
#include "{header}"

#include <array>

namespace {namespace} {{
namespace {{

{arrays}
constexpr std::array<File, {count}> kFiles = {{{{
{entries}
}}}};

}}  // namespace

std::span<const File> files() noexcept {{ return kFiles; }}

}}  // namespace {namespace}
"""


def char_literal(byte: int) -> str:
    char = chr(byte)
    if 0x20 <= byte < 0x7F and char not in "'\\":
        return f"'{char}'"
    return f"'\\x{byte:02x}'"


def array(index: int, data: bytes) -> str:
    lines = []
    for start in range(0, len(data), BYTES_PER_LINE):
        lines.append("    " + ",".join(char_literal(byte) for byte in data[start : start + BYTES_PER_LINE]) + ",")
    return f"constexpr char kText{index}[] = {{\n" + "\n".join(lines) + "\n};\n"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--namespace", required=True)
    parser.add_argument("--header", required=True, type=pathlib.Path)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path)
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE")
    options = parser.parse_args()

    arrays, entries, names = [], [], set()
    for index, path in enumerate(options.files):
        name = path.name
        if options.root:
            name = path.resolve().relative_to(options.root.resolve()).as_posix()
        if name in names:
            print(f"embed.py: two files are called {name}", file=sys.stderr)
            return 1
        names.add(name)
        # A checkout on Windows may have CRLF; the exe must carry the same text everywhere.
        data = path.read_bytes().replace(b"\r\n", b"\n")
        if data:
            arrays.append(array(index, data))
        text = f"std::string_view(kText{index}, sizeof(kText{index}))" if data else "std::string_view()"
        entries.append(f'    File{{"{name}", {text}}},')

    # Only the texts differ from one edit of a fixture to the next: a header left as it is spares whatever includes it a rebuild.
    header = HEADER.format(namespace=options.namespace)
    if not options.header.exists() or options.header.read_text(encoding="utf-8") != header:
        options.header.write_text(header, encoding="utf-8")
    options.source.write_text(
        SOURCE.format(
            namespace=options.namespace,
            header=options.header.name,
            arrays="\n".join(arrays),
            count=len(entries),
            entries="\n".join(entries),
        ),
        encoding="utf-8",
    )
    return 0


sys.exit(main())
