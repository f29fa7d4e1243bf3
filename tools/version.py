"""Writes a header that says which suite this is: its version and the commit it was built from.

version.py --namespace wcts::suite --version 0.1.0 --root SOURCE_ROOT --header OUT.h --depfile OUT.d

The commit is empty where there is no Git (a tarball) and ends in "-dirty" when tracked files differ from it. The depfile names Git's own
record of HEAD and every tracked file, so the build asks again only after a commit, a checkout or an edit, and the header is only rewritten,
and what includes it only compiled again, when the answer differs.
"""

import argparse
import pathlib
import subprocess
import sys

HEADER = """\
// Made by tools/version.py; not kept in the repository.
#pragma once

#include <string_view>

namespace {namespace} {{

inline constexpr std::string_view kVersion = "{version}";
// The commit's full hash, with "-dirty" behind it when the tree had changes; empty when built outside Git.
inline constexpr std::string_view kCommit = "{commit}";

}}  // namespace {namespace}
"""


def git(root: pathlib.Path, *arguments: str) -> str | None:
    # safe.directory: in a container the checkout often belongs to another user; whoever builds it trusts it already.
    command = ["git", "-C", str(root), "-c", "safe.directory=*", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def describe(root: pathlib.Path) -> tuple[str, list[pathlib.Path]]:
    """The commit, and the files that it depends on."""
    top = git(root, "rev-parse", "--show-toplevel")
    # A tarball unpacked inside some other project's checkout is not that project's commit.
    if top is None or pathlib.Path(top.rstrip("\n")).resolve() != root.resolve():
        return "", []
    commit = (git(root, "rev-parse", "--verify", "--quiet", "HEAD") or "").strip()
    if not commit:
        return "", []
    if git(root, "status", "--porcelain", "--untracked-files=no"):
        commit += "-dirty"
    watched = []
    for name in ("HEAD", "logs/HEAD"):
        path = git(root, "rev-parse", "--git-path", name)
        if path:
            watched.append(root / path.rstrip("\n"))
    watched += [root / name for name in (git(root, "ls-files", "-z") or "").split("\0") if name]
    return commit, [path for path in watched if path.is_file()]


def escape(path: pathlib.Path) -> str:
    return path.as_posix().replace("$", "$$").replace(" ", "\\ ").replace("#", "\\#")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--namespace", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--header", required=True, type=pathlib.Path)
    parser.add_argument("--depfile", required=True, type=pathlib.Path)
    options = parser.parse_args()

    commit, watched = describe(options.root)
    text = HEADER.format(namespace=options.namespace, version=options.version, commit=commit)
    if not options.header.is_file() or options.header.read_text(encoding="utf-8") != text:
        options.header.write_text(text, encoding="utf-8")
    prerequisites = " ".join(escape(path.absolute()) for path in watched)
    options.depfile.write_text(f"{escape(options.header)}: {prerequisites}\n", encoding="utf-8")
    return 0


sys.exit(main())
