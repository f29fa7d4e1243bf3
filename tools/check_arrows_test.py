"""Tests of check_arrows.py on small trees of its own: each wrong arrow is told, each right one passes."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).with_name("check_arrows.py")


class CheckArrows(unittest.TestCase):
    def check(self, files: dict[str, str]) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            done = subprocess.run([sys.executable, str(CHECK), folder], capture_output=True, text=True, check=False)
            return done.returncode, done.stderr

    def assert_wrong(self, source: str, target: str) -> None:
        for files in ({target: ""}, {}):  # whether or not the file is there
            code, text = self.check({source: f'#pragma once\n#include "{target}"\n', **files})
            self.assertEqual(code, 1, f"{source} -> {target}")
            self.assertIn(f"{source}:2: includes {target}; ", text)

    def test_right_arrows_pass(self) -> None:
        files = {
            "suites/a/rows.cpp": '#include "fixtures/rows/row.h"\n#include "harness/expect/x.h"\n#include <vector>\n#include "embedded.h"\n',
            "fixtures/rows/row.h": '#include "harness/run/case_source.h"\n#include "reports/report.h"\n',
            "harness/run/case_source.h": '#include "harness/winsock/target.h"\n#include "reports/report.h"\n',
            "harness/cli/main.cpp": '#include "harness/run/case_source.h"\n#include "main.h"\n',
            "reports/report.cpp": '#include "reports/report.h"\n#include "report.h"\n#include <nlohmann/json.hpp>\n',
        }
        self.assertEqual(self.check(files), (0, ""))

    def test_rooms(self) -> None:
        self.assert_wrong("harness/winsock/a.h", "fixtures/rows/row.h")
        self.assert_wrong("harness/run/a.cpp", "suites/wsasend/wsasend.h")
        self.assert_wrong("harness/run/tests/a.cpp", "fixtures/rows/row.h")
        self.assert_wrong("fixtures/rows/a.h", "suites/wsasend/wsasend.h")
        for room in ("harness/winsock", "fixtures/rows", "suites/wsasend"):
            self.assert_wrong("reports/tests/a.cpp", f"{room}/b.h")

    def test_within_the_harness(self) -> None:
        self.assert_wrong("harness/winsock/a.h", "harness/run/b.h")
        self.assert_wrong("harness/peer/a.h", "harness/expect/b.h")
        self.assert_wrong("harness/run/a.h", "harness/cli/b.h")

    def test_relative_includes_are_followed(self) -> None:
        code, text = self.check({"harness/peer/a.h": '#  include "../../suites/b.h"\n', "suites/b.h": ""})
        self.assertEqual(code, 1)
        self.assertIn("harness/peer/a.h:1: includes suites/b.h; ", text)

    def test_every_wrong_line_is_told(self) -> None:
        code, text = self.check({"reports/a.cpp": '#include "suites/a.h"\n#include "fixtures/a.h"\n'})
        self.assertEqual(code, 1)
        self.assertEqual(len(text.splitlines()), 2)

    def test_an_empty_folder_is_a_mistake(self) -> None:
        self.assertEqual(self.check({"README.md": ""})[0], 2)


if __name__ == "__main__":
    unittest.main()
