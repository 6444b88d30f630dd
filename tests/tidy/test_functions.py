"""No function is longer than 70 lines, in any of the project's languages."""
import ast
import os
import re
import subprocess
import unittest

from test_tidy import TOP, ours, read

LIMIT = 70
# They are longer for now, and may only become shorter.
LONGER = {"editor_field.cpp": 85, "session.cpp": 74}
NO_FUNCTION = re.compile(r"\b(?:namespace|class|struct|union|enum)\b|extern\s*\"|=\s*$")


def blank(match):
    """As many lines, and no brace."""
    return '""' + "\n" * match.group().count("\n")


def bare(text):
    """C++ without comments, strings and characters."""
    text = re.sub(r'\bR"([^(\s]*)\(.*?\)\1"', blank, text, flags=re.S)
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|(?<!\w)\'(?:[^\'\\\n]|\\.)+\'|//[^\n]*|/\*.*?\*/', blank,
                  text, flags=re.S)


def in_cpp(text):
    """(first line, lines) of each function or lambda: a pair of braces behind parameters."""
    text, opened = bare(text), []
    for match in re.finditer(r"[{}]", text):
        if match.group() == "{":
            opened.append(match.start())
        elif opened:
            brace = opened.pop()
            head = re.split(r"[;{}]|\n\s*#[^\n]*", text[:brace])[-1]
            if ")" in head and not NO_FUNCTION.search(head.split("(")[0] + head[-2:]):
                begin = brace - len(head.lstrip())
                yield (text.count("\n", 0, begin) + 1,
                       text.count("\n", begin, match.start()) + 1)


def in_python(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1


def in_shell(text):
    """From name() { or name() ( to the brace or parenthesis that begins a line."""
    begun = None
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"\w+\(\) [{(]", line) and not line.rstrip().endswith(("; }", ")")):
            begun = number
        elif begun and line[:1] in ("}", ")"):
            yield begun, number - begun + 1
            begun = None


def measured(names, measure):
    """(lines, where) of the functions of these files."""
    return [(lines, "%s:%d" % (name, line)) for name in names
            for line, lines in measure(read(name))]


def in_modules(names):
    env = dict(os.environ, NODE_PATH="/usr/share/nodejs")
    run = subprocess.run(["node", "tests/tidy/function_lengths.mjs", *names], cwd=TOP, env=env,
                         text=True, capture_output=True, check=False)
    if run.returncode:
        raise AssertionError("Debian's node-acorn is needed\n" + run.stderr)
    rows = [line.split(" ", 1) for line in run.stdout.splitlines()]
    return [(int(lines), where) for lines, where in rows]


def limit_of(where):
    return LONGER.get(os.path.basename(where).split(":")[0], LIMIT)


class Functions(unittest.TestCase):
    def check(self, found, least):
        self.assertGreater(len(found), least, "functions are not found any more")
        long = ["%s: %d lines, %d is the limit" % (where, lines, LIMIT)
                for lines, where in sorted(found, reverse=True) if lines > limit_of(where)]
        self.assertFalse(long, "\n".join(["", *long]))

    def test_javascript(self):
        names = [f for f in ours(".mjs", ".js") if not f.endswith(".min.js")]
        self.check(in_modules(names), 1000)

    def test_cpp(self):
        self.check(measured(ours(".cpp", ".h"), in_cpp), 4000)

    def test_python(self):
        self.check(measured(ours(".py"), in_python), 100)

    def test_shell(self):
        self.check(measured(ours(".sh", "lab"), in_shell), 50)

    def test_the_measures(self):
        cpp = ('namespace a {\nclass B : public C {\n    int f(int x)\n        const {\n'
               '        if (x) {\n            return \'{\' + *"{" + *R"x({)x";\n        }\n    }\n'
               '};\nint rows[] = {\n    1, g(2),\n};\nA::A() : x_(1) {\n    // {\n}\n}\n')
        found = [(line, lines) for line, lines in in_cpp(cpp) if lines > 3 or line > 8]
        self.assertEqual(found, [(3, 6), (13, 3)])
        self.assertEqual(list(in_python("x = 1\ndef f(a,\n      b):\n    pass\n")), [(2, 3)])
        self.assertEqual(list(in_shell("a=1\nf() {\n    b\n}\ng() { c; }\nh() (\nd\n)\n")),
                         [(2, 3), (6, 3)])
        js = [lines for lines, where in in_modules(["tests/tidy/function_lengths.mjs"])]
        self.assertEqual(sorted(js)[-1], 8)


if __name__ == "__main__":
    unittest.main()
