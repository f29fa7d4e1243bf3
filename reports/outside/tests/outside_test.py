"""Holds what the writers make of the sample runs against the golden files, and against real validators.

    outside_test.py WRITE-OUTSIDE VALIDATE.PY FOLDER     FOLDER has golden/, junit.xsd and ctrf.schema.json

The golden files are made anew by `write-outside FOLDER/golden` (of the hostile run only what a reviewer can read is kept). With
WINSOCK_CTS_PUBLISHED_SCHEMAS=FOLDER in the environment, JUnit.xsd, junit-10.xsd and ctrf.schema.json in there are asked as well: the published
ones, which are no part of this repository. Needs xmllint (Debian: libxml2-utils) and the Python package jsonschema.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET

WRITE_OUTSIDE, VALIDATE, HERE = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
PUBLISHED = os.environ.get("WINSOCK_CTS_PUBLISHED_SCHEMAS")
RUNS = ["green", "red", "cut-off", "empty", "hostile"]


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


class OutsideTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.made = pathlib.Path(folder.name)
        subprocess.run([WRITE_OUTSIDE, folder.name], check=True)

    def files(self, suffix):
        found = [self.made / (name + suffix) for name in RUNS]
        for file in found:
            self.assertTrue(file.is_file(), file)
        return found

    def test_golden_files(self):
        golden = sorted((HERE / "golden").iterdir())
        self.assertGreater(len(golden), 15)
        for file in golden:
            with self.subTest(file.name):
                self.assertEqual(file.read_text(encoding="utf-8"), (self.made / file.name).read_text(encoding="utf-8"))
        missing = {file.name for file in self.made.iterdir()} - {file.name for file in golden}
        self.assertEqual({name.split(".")[0] for name in missing}, {"hostile"})

    def assert_valid_xml(self, schema, files):
        result = run("xmllint", "--noout", "--nonet", "--huge", "--schema", schema, *files)
        self.assertEqual(result.returncode, 0, result.stderr[-3000:])

    def test_junit_is_valid(self):
        self.assert_valid_xml(HERE / "junit.xsd", self.files(".junit.xml"))

    def test_ctrf_is_valid(self):
        result = run(sys.executable, VALIDATE, HERE / "ctrf.schema.json", *self.files(".ctrf.json"))
        self.assertEqual(result.returncode, 0, result.stdout[-3000:] + result.stderr)

    @unittest.skipUnless(PUBLISHED, "the published schemas are not at hand")
    def test_the_published_schemas_agree(self):
        for name in ("JUnit.xsd", "junit-10.xsd"):
            self.assert_valid_xml(pathlib.Path(PUBLISHED, name), self.files(".junit.xml"))
        # They are of draft 7, which validate.py does not read.
        import jsonschema

        with open(pathlib.Path(PUBLISHED, "ctrf.schema.json"), encoding="utf-8") as file:
            validator = jsonschema.Draft7Validator(json.load(file), format_checker=jsonschema.FormatChecker())
        for file in self.files(".ctrf.json"):
            validator.validate(json.loads(file.read_text(encoding="utf-8")))

    def test_the_validators_refuse(self):
        good = (self.made / "red.junit.xml").read_text(encoding="utf-8")
        for name, old, new in [
            ("no class", ' classname="wsasend.gone"', ""),
            ("no type", '<failure type="fail"', "<failure"),
            ("time zone", '12:00:00"', '12:00:00Z"'),
            ("not closed", "</testsuites>", ""),
        ]:
            with self.subTest(name):
                self.assertIn(old, good)
                bad = self.made / "bad.xml"
                bad.write_text(good.replace(old, new, 1), encoding="utf-8")
                self.assertNotEqual(run("xmllint", "--noout", "--nonet", "--schema", HERE / "junit.xsd", bad).returncode, 0)
        document = json.loads((self.made / "red.ctrf.json").read_text(encoding="utf-8"))
        document["results"]["tests"][0]["status"] = "broken"
        bad = self.made / "bad.json"
        bad.write_text(json.dumps(document), encoding="utf-8")
        self.assertEqual(run(sys.executable, VALIDATE, HERE / "ctrf.schema.json", bad).returncode, 1)

    def test_counts_are_those_of_the_tests(self):
        for file in self.files(".junit.xml"):
            for suite in ET.parse(file).getroot():
                tests = suite.findall("testcase")
                self.assertEqual(int(suite.get("tests")), len(tests), file)
                for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                    self.assertEqual(int(suite.get(attribute)), sum(test.find(element) is not None for test in tests), file)
        for file in self.files(".ctrf.json"):
            results = json.loads(file.read_text(encoding="utf-8"))["results"]
            self.assertEqual(results["summary"]["tests"], len(results["tests"]))
            for status in ("passed", "failed", "skipped", "pending", "other"):
                self.assertEqual(results["summary"][status], sum(test["status"] == status for test in results["tests"]), file)
            self.assertEqual(results["summary"]["flaky"], sum(test.get("flaky", False) for test in results["tests"]), file)

    def test_all_writers_call_the_same_things_red(self):
        for name in RUNS:
            root = ET.parse(self.made / f"{name}.junit.xml").getroot()
            junit = sum(test.find("failure") is not None or test.find("error") is not None for test in root.iter("testcase"))
            results = json.loads((self.made / f"{name}.ctrf.json").read_text(encoding="utf-8"))["results"]
            self.assertEqual(junit, results["summary"]["failed"], name)
            self.assertEqual(junit == 0, results["environment"]["healthy"], name)
            self.assertEqual(junit == 0, not (self.made / f"{name}.annotations.txt").read_text(encoding="utf-8"), name)
            self.assertEqual(junit == 0, "nothing unexpected" in (self.made / f"{name}.md").read_text(encoding="utf-8"), name)

    def test_hostile_strings_do_nothing(self):
        for suffix in (".junit.xml", ".ctrf.json", ".md", ".annotations.txt"):
            with self.subTest(suffix):
                data = (self.made / f"hostile{suffix}").read_bytes()
                self.assertLess(len(data), 1_000_000)
                text = data.decode("utf-8")
                for character in text:
                    self.assertTrue(character == "\n" or character.isprintable() or character == " ", f"{ord(character):#x}")
        # One command a line, and each is ours.
        lines = (self.made / "hostile.annotations.txt").read_text(encoding="utf-8").splitlines()
        self.assertEqual(len(lines), 7)
        for line in lines:
            self.assertRegex(line, r"^::error title=[^:,]*::")
        # Nothing is markup: every character that could begin some has its backslash, but for what the writer itself writes.
        markdown = (self.made / "hostile.md").read_text(encoding="utf-8")
        self.assertNotIn("<script", markdown.replace("\\<", ""))
        self.assertNotIn("https://evil", markdown)
        self.assertLess(len(markdown), 150_000)
        for line in markdown.splitlines():
            if line.startswith("| **"):
                self.assertEqual(line.replace("\\|", "").count("|"), 4, line[:200])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
