"""What ./lab says to a command line that lacks something, before it builds anything."""
import os
import subprocess
import tempfile
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def lab(*arguments):
    return subprocess.run([os.path.join(TOP, "lab"), *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, check=False)


class Course(unittest.TestCase):
    def test_a_course_needs_a_folder(self):
        r = lab("run", "--course")
        self.assertNotEqual(r.returncode, 0)
        self.assertIn("--course needs a folder", r.stderr)
        self.assertEqual(r.stdout, "")

    def test_a_folder_without_lessons_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            r = lab("run", "--course", folder)
        self.assertNotEqual(r.returncode, 0)
        self.assertIn("there are no lessons in this folder", r.stderr)


if __name__ == "__main__":
    unittest.main()
