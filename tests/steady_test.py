"""Tests of steady.py: what differs between runs is told, with how often and why; what does not is not."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

STEADY = pathlib.Path(__file__).with_name("steady.py")


class Steady(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def call(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, str(STEADY), "seen.json", *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def report(self, name: str, *cases: tuple[str, str, str], complete: bool = True) -> str:
        records = [{"id": case, "verdict": verdict, "observation": {"the call": did}, "reason": f"{verdict} since {did}"} for case, verdict, did in cases]
        (self.folder / name).write_text(json.dumps({"complete": complete, "cases": records}), encoding="utf-8")
        return name

    def test_runs_that_are_the_same(self) -> None:
        for sort in ("quiet", "loaded", "quiet"):
            self.assertEqual(self.call(sort, self.report("a.json", ("a", "pass", "0"), ("b", "fail", "1")))[0], 0)
        self.assertEqual(self.call("--tell"), (0, "2 quiet runs, 1 loaded runs, 2 cases: 0 differ\n"))

    def test_a_verdict_and_an_observation_that_differ(self) -> None:
        self.call("quiet", self.report("a.json", ("a", "pass", "0"), ("b", "fail", "1"), ("c", "pass", "0")))
        self.call("quiet", self.report("a.json", ("a", "setup-failed", "0"), ("b", "fail", "2"), ("c", "pass", "0")))
        code, text = self.call("--tell")
        self.assertEqual(code, 1)
        self.assertIn("3 cases: 2 differ\n", text)
        self.assertIn('a\n    1 of 2: pass {"the call": "0"}\n', text)
        self.assertIn('    1 of 2: setup-failed {"the call": "0"}\n        setup-failed since 0\n', text)
        self.assertIn('    1 of 2: fail {"the call": "2"}\n        fail since 2\n', text)

    def test_a_case_that_a_run_lacks(self) -> None:
        self.call("quiet", self.report("a.json", ("a", "pass", "0")), self.report("b.json"))
        code, text = self.call("--tell")
        self.assertEqual(code, 1)
        self.assertIn("1 cases: 1 differ\n", text)

    def test_a_run_that_was_cut_off_does_not_count(self) -> None:
        self.call("quiet", self.report("a.json", ("a", "pass", "0")))
        code, text = self.call("quiet", self.report("a.json", complete=False))
        self.assertEqual(code, 1)
        self.assertIn("a.json: this run was cut off", text)
        self.assertEqual(self.call("--tell"), (0, "1 quiet runs, 1 cases: 0 differ\n"))


if __name__ == "__main__":
    unittest.main()
