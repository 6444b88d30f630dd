"""Everything that lists the kernels or the architectures by hand lists those of the engine."""
import glob
import json
import os
import re
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def text(name):
    with open(os.path.join(TOP, name), encoding="utf-8") as f:
        return f.read()


def kernels():
    names = re.search(r"kernel_names\[\] = \{([^}]*)\}", text("engine/config.h")).group(1)
    return re.findall(r'"(v[\d.]+)"', names)


def architectures():
    names = [re.search(r'\n        \.name = "(\w+)"', text(name)).group(1)
             for name in sorted(glob.glob(os.path.join(TOP, "arch/*/arch.cpp")))
             if ".reference = true" not in text(name)]
    return sorted(names)


def listed(names, last):
    return ", ".join(names[:-1]) + last + names[-1]


class Lists(unittest.TestCase):
    def setUp(self):
        self.kernels = kernels()
        self.assertGreaterEqual(len(self.kernels), 6)

    # Where the list stands as a list: each form of it, and how often at least.
    def test_kernels_are_listed_in_full(self):
        k = self.kernels
        either, both = listed(k, " or "), listed(k, " and ")
        js = ", ".join('"%s"' % name for name in k)
        for name, form, times in [
                ("app/cli/commands.cpp", either, 4),
                ("app/gui/backends/native/start.cpp", either, 1),
                ("README.md", both, 1),
                ("lessons/README.md", ", ".join(k) + ";", 1),
                ("tools/page/playthrough.mjs", "[%s]" % js, 1),
                ("web/engine/engine.d.ts", " | ".join('"%s"' % name for name in k), 1),
                ("app/capi/lazymmu_kernel.h", '"%s" to "%s"' % (k[0], k[-1]), 1),
                ("docs/EMBED.md", "`%s` to `%s`" % (k[0], k[-1]), 1)]:
            self.assertEqual(text(name).count(form), times, "%s: %s" % (name, form))

    def test_the_schema_names_the_same(self):
        schema = json.loads(text("lessons/lesson.schema.json"))
        self.assertEqual(schema["$defs"]["kernel"]["enum"], self.kernels)

    # Any other line that goes through most of them goes through all.
    def test_no_list_ends_early(self):
        problems = []
        names = [n for pattern in ("app/**/*.cpp", "app/**/*.h", "engine/*.h", "web/**/*.mjs",
                                   "web/**/*.ts", "web/**/*.md", "tools/**/*.mjs", "docs/*.md",
                                   "README.md", "lessons/*.md", "tests/**/*.cpp")
                 for n in glob.glob(os.path.join(TOP, pattern), recursive=True)]
        for name in names:
            if "node_modules" in name:
                continue
            for number, line in enumerate(text(name).split("\n"), 1):
                got = re.findall(r'\bv\d+\.\d+\b', line)
                if self.kernels[:4] == got[:4] and got[:len(self.kernels)] != self.kernels:
                    problems.append("%s:%d: %s" % (os.path.relpath(name, TOP), number, line))
        self.assertEqual(problems, [])

    def test_architectures_are_listed_in_full(self):
        archs = architectures()
        self.assertEqual(len(archs), 4)
        quoted = " | ".join('"%s"' % name for name in archs)
        self.assertIn(quoted, text("web/engine/engine.d.ts"))
        self.assertIn("(" + ", ".join(archs) + ")", text("lessons/README.md"))
        for name in ("app/cli/commands.cpp", "app/gui/backends/native/start.cpp"):
            self.assertIn(listed(archs, " or "), text(name))
        self.assertIn(", ".join("`%s`" % name for name in archs), text("docs/EMBED.md"))


if __name__ == "__main__":
    unittest.main()
