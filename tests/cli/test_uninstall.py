"""The target "uninstall" removes what was installed, and nothing else."""
import os
import subprocess
import tempfile
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = os.path.join(TOP, "cmake", "uninstall.cmake")


def uninstall(folder, **environment):
    return subprocess.run(["cmake", "-P", SCRIPT], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, **environment}, check=False)


class Uninstall(unittest.TestCase):
    def test_what_the_manifest_names_goes(self):
        with tempfile.TemporaryDirectory() as root:
            paths = [os.path.join(root, name) for name in ("lazymmu", "a lesson.json", "mine")]
            for path in paths:
                with open(path, "w", encoding="utf-8") as f:
                    f.write("x")
            with open(os.path.join(root, "install_manifest.txt"), "w", encoding="utf-8") as f:
                f.write("/lazymmu\n/a lesson.json\n/gone")
            r = uninstall(root, DESTDIR=root)
            self.assertEqual(r.returncode, 0, r.stderr)
            self.assertEqual([os.path.exists(p) for p in paths], [False, False, True])

    def test_without_an_installation_it_says_so(self):
        with tempfile.TemporaryDirectory() as root:
            r = uninstall(root)
            self.assertNotEqual(r.returncode, 0)
            self.assertIn("nothing was installed from here", r.stderr)


if __name__ == "__main__":
    unittest.main()
