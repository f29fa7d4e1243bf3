"""What join_page.py makes of modules, and what it refuses."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

JOIN = pathlib.Path(__file__).with_name("join_page.py")
TEMPLATE = "<meta content=\"script-src '@SCRIPT_HASH@'\"><style>@STYLE@</style>@DATA@<script>@SCRIPT@</script>"


class JoinTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "t.html").write_text(TEMPLATE)
        (self.folder / "s.css").write_text("p { margin: 0 }\n")

    def join(self, **modules):
        names = []
        for name, text in modules.items():
            (self.folder / f"{name}.js").write_bytes(text.encode())
            names.append(f"{name}.js")
        self.result = subprocess.run([sys.executable, JOIN, "out.html", "t.html", "s.css", *names], cwd=self.folder, capture_output=True, text=True, check=False)
        return (self.folder / "out.html").read_text() if self.result.returncode == 0 else None

    def assert_refused(self, said, **modules):
        self.assertIsNone(self.join(**modules))
        self.assertIn(said, self.result.stderr)

    def test_a_module_comes_behind_what_it_imports(self):
        page = self.join(a='import { b } from "./b.js";\nb();\n', b="export function b() {}\n")
        self.assertIn("// b.js\nfunction b() {}\n\n// a.js\nb();\n", page)
        self.assertIn("@DATA@", page)

    def test_line_ends_do_not_matter(self):
        self.assertEqual(self.join(a="let x;\r\nx = 1;\r\n"), self.join(a="let x;\nx = 1;\n"))

    def test_the_hash_is_that_of_the_script(self):
        one, two = self.join(a="let x;\n"), self.join(a="let y;\n")
        self.assertNotEqual(one.split("'")[1], two.split("'")[1])

    def test_what_is_refused(self):
        self.assert_refused("not among the modules", a='import { b } from "./b.js";\n')
        self.assert_refused("imports itself", a='import { b } from "./b.js";\nexport const c = 1;\n', b='import { c } from "./a.js";\nexport const b = 1;\n')
        self.assert_refused("does not export", a='import { c } from "./b.js";\n', b="const c = 1;\n")
        self.assert_refused("both have a c", a="const c = 1;\n", b="function c() {}\n")
        self.assert_refused("in a way that", a='import "./b.js";\n', b="let x;\n")
        self.assert_refused("in a way that", a="export default 1;\n")
        self.assert_refused("would end the element", a='let x = "</script>";\n')


if __name__ == "__main__":
    unittest.main()
