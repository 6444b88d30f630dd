"""The house as a whole: folders that include each other in one direction, and have few files each."""
import collections
import os
import re
import unittest

from test_tidy import CODE, TOP, ours, read

PRODUCT = ("engine/", "arch/", "lessons/", "app/", "web/")
SOURCE = CODE + (".c", ".mjs", ".js", ".css", ".html", ".py", ".sh")
MOST_FILES = 25


def arrows(names):
    """{(folder, folder it includes from): one of the files}"""
    found = {}
    for name in names:
        folder = os.path.dirname(name)
        for header in re.findall(r'#\s*include\s*"([^"]+)"', read(name)):
            other = os.path.dirname(header)
            if other != folder and os.path.isfile(os.path.join(TOP, header)):
                found.setdefault((folder, other), "%s: %s" % (name, header))
    return found


def circle(edges):
    """Folders of which each includes from the next one, and the last from the first; or none."""
    after = collections.defaultdict(list)
    for a, b in edges:
        after[a].append(b)
    done, path = set(), []

    def walk(folder):
        if folder in path:
            return path[path.index(folder):] + [folder]
        if folder in done:
            return None
        path.append(folder)
        found = next(filter(None, map(walk, after[folder])), None)
        path.pop()
        done.add(folder)
        return found

    return next(filter(None, map(walk, list(after))), None)


class House(unittest.TestCase):
    def test_no_folders_include_each_other(self):
        edges = arrows([f for f in ours(*CODE) if f.startswith(PRODUCT)])
        self.assertGreater(len(edges), 50)
        found = circle(edges)
        self.assertIsNone(found, "\n".join(
            ["", *(edges[step] for step in zip(found, found[1:]))]) if found else None)

    def test_a_circle_is_seen(self):
        self.assertIsNone(circle([("a", "b"), ("b", "c"), ("a", "c")]))
        self.assertEqual(circle([("a", "b"), ("b", "c"), ("c", "b")]), ["b", "c", "b"])

    def test_folders_have_few_files(self):
        files = collections.Counter(
            os.path.dirname(f) for f in ours(*SOURCE) if f.startswith(PRODUCT))
        self.assertGreater(len(files), 30)
        self.assertEqual({f: n for f, n in files.items() if n > MOST_FILES}, {})


if __name__ == "__main__":
    unittest.main()
