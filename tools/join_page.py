"""Joins the page's sources into one file: join_page.py OUT TEMPLATE STYLE MODULE...

The modules are ordinary ES modules that import each other by name. They become one script: each comes behind what it imports, import lines
and the word `export` are taken out, and names must differ, since they then share one scope. What cannot be joined so is refused. The
template's security policy admits just this script and this style, by their hashes; @DATA@ stays for the writer.
"""

import base64
import hashlib
import pathlib
import re
import sys

IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./(\w+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:class|const|function) (\w+))", re.MULTILINE)
TOP_LEVEL = re.compile(r"^(?:export )?(?:class|const|let|function) (\w+)", re.MULTILINE)


class Refused(Exception):
    pass


def in_order(modules: dict[str, str]) -> list[str]:
    """Names, each behind those that it imports."""
    ordered, under_way = [], []

    def visit(name: str, by: str) -> None:
        if name not in modules:
            raise Refused(f"{by} imports {name}, which is not among the modules")
        if name in under_way:
            raise Refused(f"{name} imports itself by way of {under_way[-1]}")
        if name in ordered:
            return
        under_way.append(name)
        for match in IMPORT.finditer(modules[name]):
            visit(match[2], name)
        under_way.pop()
        ordered.append(name)

    for name in modules:
        visit(name, name)
    return ordered


def joined(modules: dict[str, str]) -> str:
    exports = {name: {match[1] for match in EXPORT.finditer(text)} for name, text in modules.items()}
    owners, parts = {}, []
    for name in in_order(modules):
        text = modules[name]
        for match in IMPORT.finditer(text):
            for imported in match[1].split(", "):
                if imported not in exports[match[2]]:
                    raise Refused(f"{name} imports {imported}, which {match[2]} does not export")
        for match in TOP_LEVEL.finditer(text):
            if match[1] in owners:
                raise Refused(f"{name} and {owners[match[1]]} both have a {match[1]}")
            owners[match[1]] = name
        text = EXPORT.sub("", IMPORT.sub("", text))
        if re.search(r"^(import|export)\b", text, re.MULTILINE):
            raise Refused(f"{name} imports or exports in a way that join_page.py does not know")
        parts.append(f"// {name}\n{text.strip()}\n")
    script = "\n".join(parts)
    if "</script" in script.lower() or "<!--" in script:
        raise Refused("the script would end the element that holds it")
    return script


def policy_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def main() -> int:
    out, template, style = map(pathlib.Path, sys.argv[1:4])

    def read(path: pathlib.Path) -> str:
        # A checkout on Windows may have CRLF; the page is the same everywhere.
        return path.read_bytes().decode("utf-8").replace("\r\n", "\n")

    try:
        script = "\n" + joined({path.name: read(path) for path in map(pathlib.Path, sys.argv[4:])})
    except Refused as refused:
        print(f"join_page.py: {refused}", file=sys.stderr)
        return 1
    css = "\n" + read(style)
    values = {"STYLE_HASH": policy_hash(css), "SCRIPT_HASH": policy_hash(script), "STYLE": css, "SCRIPT": script}
    page = re.sub(r"@(STYLE|SCRIPT|STYLE_HASH|SCRIPT_HASH)@", lambda match: values[match[1]], read(template))
    out.write_bytes(page.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
