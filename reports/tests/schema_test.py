"""Holds the C++ writer's documents, good and bad, against the JSON Schemas: schema_test.py WRITE-SAMPLES VALIDATE.PY SCHEMA-FOLDER"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

WRITE_SAMPLES, VALIDATE, SCHEMAS = sys.argv[1:4]
REPORT = f"{SCHEMAS}/report.schema.json"
COMPARISON = f"{SCHEMAS}/comparison.schema.json"
RENAMES = f"{SCHEMAS}/renames.schema.json"
EXPECTATIONS = f"{SCHEMAS}/expectations.schema.json"


def validate(*arguments):
    return subprocess.run([sys.executable, VALIDATE, *map(str, arguments)], capture_output=True, text=True, check=False)


class SchemaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        subprocess.run([WRITE_SAMPLES, cls.folder.name], check=True)

    def files(self, pattern):
        found = sorted(pathlib.Path(self.folder.name).glob(pattern))
        self.assertGreater(len(found), 2, pattern)
        return found

    def assert_all_good(self, schema, pattern):
        result = validate(schema, *self.files(pattern))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def assert_each_bad(self, schema, pattern):
        files = self.files(pattern)
        result = validate(schema, *files)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        for file in files:
            self.assertIn(f"{file}: ", result.stdout)
            self.assertNotIn(f"{file}: valid", result.stdout)

    def test_good_reports(self):
        self.assert_all_good(REPORT, "good-report-*")

    def test_bad_reports(self):
        self.assert_each_bad(REPORT, "bad-report-*")

    def test_good_expectation_files(self):
        self.assert_all_good(EXPECTATIONS, "good-expectations-*")

    def test_bad_expectation_files(self):
        self.assert_each_bad(EXPECTATIONS, "bad-expectations-*")

    def test_comparisons(self):
        self.assert_all_good(COMPARISON, "good-comparison-*")
        good = json.loads(pathlib.Path(self.folder.name, "good-comparison-different.json").read_text())
        changed = next(one for one in good["differences"] if one["status"] == "changed")
        bad = pathlib.Path(self.folder.name, "comparison-bad.json")
        for name, value in [("status", "same"), ("documented", "perhaps"), ("cases", []), ("behaviours", []), ("extra", 1)]:
            kept = dict(changed)
            changed[name] = value
            bad.write_text(json.dumps(good))
            self.assertEqual(validate(COMPARISON, bad).returncode, 1, name)
            changed.clear()
            changed.update(kept)

    def test_renames(self):
        ours = pathlib.Path(SCHEMAS).parent.parent / "fixtures" / "renames.json"
        file = pathlib.Path(self.folder.name, "renames.json")
        head = {"schema": "winsock-cts/renames/1"}
        file.write_text(json.dumps({**head, "renames": {"r.a": "r.b", "r.a/tcp4/iocp": "r.c/tcp4/iocp"}}))
        result = validate(RENAMES, ours, file)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        for renames in [{"r.a": 1}, {"r.a": ""}, {"": "r.a"}, {"r.a/tcp4": "r.b/tcp4"}, {"r.*": "r.b"}, []]:
            file.write_text(json.dumps({**head, "renames": renames}))
            self.assertEqual(validate(RENAMES, file).returncode, 1, renames)

    def test_a_message_names_the_place(self):
        result = validate(REPORT, f"{self.folder.name}/bad-report-trace-who.json")
        self.assertIn("cases[1].trace[1].who: 'nobody' is not one of", result.stdout)

    def test_what_cannot_be_judged(self):
        good = f"{self.folder.name}/good-report-full.json"
        torn = pathlib.Path(self.folder.name, "torn.json")
        torn.write_text('{"schema": NaN}')
        not_a_schema = pathlib.Path(self.folder.name, "no-schema.json")
        not_a_schema.write_text('{"type": 7}')
        for arguments, said in [
            ([REPORT], "usage:"),
            ([REPORT, good, f"{good}.missing"], "cannot be read"),
            ([REPORT, torn], "not valid JSON"),
            ([not_a_schema, good], "not a JSON Schema"),
        ]:
            result = validate(*arguments)
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertIn(said, result.stderr)
            self.assertNotIn("Traceback", result.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
