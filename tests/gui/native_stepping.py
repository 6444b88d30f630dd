"""A lesson in the window, stepped by mouse and keys: the same machine as in the terminal."""
import os
import subprocess
import unittest

from native import BUILD, TOP, Native

NESTED = os.path.join(TOP, "lessons", "nested-sections.json")
READS = os.path.join(TOP, "lessons", "who-reads.json")
TITLE = "Who reads the page table, and when?"  # near the top of the list


def cli_digest(steps, arch, kernel, lesson=NESTED):
    return subprocess.run(
        [os.path.join(BUILD, "lazymmu"), "run", lesson, "--arch", arch, "--kernel", kernel,
         "--steps", str(steps), "--quiet", "--digest"],
        check=True, capture_output=True, text=True, timeout=60).stdout.strip()


class NativeStepping(unittest.TestCase):
    def test_pick_a_lesson_ten_lines_forward_ten_back(self):
        with Native() as lab:
            lab.click(TITLE)
            start = lab.until("the lesson", lambda s: s["lesson"] == "who-reads")
            for _ in range(10):
                lab.click("Step")
            ten = lab.until("ten lines", lambda s: s["step"] == 10)
            self.assertEqual(ten["digest"], cli_digest(10, ten["arch"], ten["kernel"], READS))
            lab.shot("ten-lines")
            for _ in range(10):
                lab.click("Back")
            back = lab.until("back at the start", lambda s: s["step"] == 0)
            self.assertEqual(back["digest"], start["digest"])

    def test_keys_step_the_same_machine_as_the_terminal(self):
        for arch in ("arm64", "powerpc", "sparc", "x86"):
            for kernel in ("v6.18", "v7.0"):
                with self.subTest(arch=arch, kernel=kernel), Native(
                        "--arch", arch, "--kernel", kernel, "nested-sections") as lab:
                    lab.key("Home")
                    lab.key(*["Right"] * 10)
                    ten = lab.until("ten lines", lambda s: s["step"] == 10)
                    self.assertEqual((ten["arch"], ten["kernel"]), (arch, kernel))
                    self.assertEqual(ten["digest"], cli_digest(10, arch, kernel))
                    lab.key("End")
                    end = lab.until("the end", lambda s: s["step"] == s["steps"])
                    self.assertEqual(end["digest"], cli_digest(1000000, arch, kernel))
                    lab.shot("%s-%s-end" % (arch, kernel))

    def test_a_lesson_file_by_path(self):
        with Native("--arch", "sparc", NESTED) as lab:
            state = lab.state()
            self.assertEqual((state["lesson"], state["error"]), ("nested-sections", ""))


if __name__ == "__main__":
    unittest.main()
