"""Compare mode in the window: the columns stand where the terminal says that they end."""
import json
import os
import subprocess
import unittest

from native import BUILD, TOP, Native

NESTED = os.path.join(TOP, "lessons", "nested-sections.json")


def cli_end(machines):
    """The columns after the last statement, as `lazymmu compare` has them."""
    out = subprocess.run(
        [os.path.join(BUILD, "lazymmu"), "compare", NESTED, "--machines", machines, "--json"],
        capture_output=True, text=True, timeout=60).stdout
    return json.loads(out.splitlines()[-2])["comparison"]["columns"]


class NativeCompare(unittest.TestCase):
    def test_before_and_after_the_series_with_one_click(self):
        with Native("--arch", "x86", "--kernel", "v7.0", "nested-sections") as lab:
            lab.click("Compare")
            lab.until("Compare", lambda s: s["screen"] == "compare")
            lab.click("Before / after the series")
            lab.until("two columns", lambda s: len(s["compare"]["columns"]) == 2)
            lab.key("End")
            end = lab.until("the end", lambda s: s["step"] == s["steps"])
            self.assertEqual(end["compare"]["columns"], cli_end("x86 v6.18, x86 v7.0"))
            self.assertIn("stopped", end["compare"]["columns"][0])
            lab.shot("series")


if __name__ == "__main__":
    unittest.main()
