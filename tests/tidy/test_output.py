"""All that lazymmu prints goes through app/cli/text/out.cpp, which shows control characters and notices
what is lost."""
import os
import re
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(TOP, "app", "cli")
PRINTS = re.compile(r"\b(?:v|f)?printf\s*\(|\bf?puts\s*\(|\bf?putc(?:har)?\s*\(|\bfwrite\s*\(|"
                    r"\bstdout\b|\bstderr\b|\bperror\b|std::c(?:out|err)\b|\x1b|\\x1b|\\033")
ALLOWED = {
    "out.cpp": None,  # it is the way
    "new.cpp": r"fwrite\(",  # into a file that must not be there yet
}


def code(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    return re.sub(r"//[^\n]*", "", text)


class Output(unittest.TestCase):
    def test_there_is_one_way_to_the_terminal(self):
        found = []
        files = [os.path.join(at, name) for at, _, names in os.walk(FOLDER) for name in names]
        self.assertGreater(len(files), 40)
        for path in sorted(files):
            name = os.path.basename(path)
            if name in ALLOWED and ALLOWED[name] is None:
                continue
            for line in code(path).splitlines():
                allowed = name in ALLOWED and re.search(ALLOWED[name], line)
                in_help = re.search(r'^\s*\{?"', line)  # a text of a table
                if PRINTS.search(line) and not allowed and not in_help:
                    found.append("%s: %s" % (name, line.strip()))
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
