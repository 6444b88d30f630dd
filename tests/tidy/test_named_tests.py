"""What a source comment names as its tests exists: "Tests: tests/arch/x_test.cpp, y_test.cpp"."""
import fnmatch
import os
import re
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOMS = ("engine", "arch", "lessons", "app", "web")
CODE = (".h", ".cpp", ".mjs")


def sources():
    for room in ROOMS:
        for folder, _, files in os.walk(os.path.join(TOP, room)):
            if "node_modules" not in folder:
                yield from (os.path.join(folder, f) for f in sorted(files) if f.endswith(CODE))


def comments(text):
    """Runs of // lines, each as one text."""
    for run in re.findall(r"(?:^[ ]*//[^\n]*\n)+", text, re.M):
        yield re.sub(r"\s*\n\s*//\s?", " ", run)


def named(comment):
    """The paths after each "Tests:" of a comment; a bare file name is in the folder named before."""
    for sentence in re.findall(r"Tests: (.*)", comment):
        folder = None
        for word in re.findall(r"tests/[\w/.*]*\w|\b\w+_test\.cpp", sentence):
            if word.startswith("tests/"):
                folder = os.path.dirname(word)
            yield word if word.startswith("tests/") else "%s/%s" % (folder, word)


def vector_files(comment):
    """The vector files that a comment means by "tests/conformance (x86-*)"."""
    return re.findall(r"tests/conformance \(([\w*-]+)\)", comment)


def exists(path):
    return os.path.exists(os.path.join(TOP, path))


class NamedTests(unittest.TestCase):
    def test_they_exist(self):
        seen, missing = 0, []
        vectors = os.listdir(os.path.join(TOP, "tests/conformance/vectors"))
        for name in sources():
            with open(name, encoding="utf-8") as file:
                text = file.read()
            short = os.path.relpath(name, TOP)
            for comment in comments(text):
                paths = list(named(comment))
                seen += len(paths)
                missing += ["%s: %s" % (short, p) for p in paths if not exists(p)]
                missing += ["%s: vectors %s" % (short, v) for v in vector_files(comment)
                            if not fnmatch.filter(vectors, v + ".jsonl*")]
        self.assertGreater(seen, 30)
        self.assertFalse(missing, "named as tests, but not there:\n" + "\n".join(missing))

    def test_the_check_itself(self):
        comment = " it. Tests: tests/arch/a_test.cpp, b_test.cpp; tests/conformance (x86-*)."
        self.assertEqual(list(named(comment)), ["tests/arch/a_test.cpp", "tests/arch/b_test.cpp",
                                                "tests/conformance"])
        self.assertEqual(vector_files(comment), ["x86-*"])
        self.assertEqual(list(comments("// a Tests:\n// tests/b.cpp\nint c;\n")),
                         ["// a Tests: tests/b.cpp\n"])
        self.assertFalse(exists("tests/arch/no_such_test.cpp"))


if __name__ == "__main__":
    unittest.main()
