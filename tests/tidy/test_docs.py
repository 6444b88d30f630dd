"""What the documents name is there: files of the project, and the documents that they link to."""
import os
import re
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOMS = tuple(f for f in os.listdir(TOP) if os.path.isdir(os.path.join(TOP, f))
              and not f.startswith((".", "build", "third_party")))
DOCUMENTS = [os.path.join(folder, name)
             for folder in (TOP, os.path.join(TOP, "docs")) for name in os.listdir(folder)
             if name.endswith(".md") and name != "CHANGELOG.md"]


def missing(document, names, base):
    return ["%s names %s" % (os.path.relpath(document, TOP), n) for n in names
            if not os.path.exists(os.path.join(base, n))]


class Docs(unittest.TestCase):
    def test_files_that_are_named_are_there(self):
        found, problems = 0, []
        for document in DOCUMENTS:
            with open(document, encoding="utf-8") as file:
                text = file.read()
            paths = [p for p in re.findall(r"`([\w.-]+/[\w./-]+)`", text)
                     if p.startswith(tuple(r + "/" for r in ROOMS))]
            found += len(paths)
            problems += missing(document, paths, TOP)
            links = [m.split("#")[0] for m in re.findall(r"\]\(([^)\s]+)\)", text)
                     if "://" not in m and not m.startswith(("#", "ref:"))]
            problems += missing(document, links, os.path.dirname(document))
        self.assertGreater(found, 60)
        self.assertEqual(problems, [], "\n".join(["", *problems]))


if __name__ == "__main__":
    unittest.main()
