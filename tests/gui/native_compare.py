"""Compare mode in the window: one press, keys in lock-step, the series, another leader."""
import unittest

from native import Native


class NativeCompare(unittest.TestCase):
    def test_four_machines_the_series_and_another_leader(self):
        with Native("nested-sections", "--arch", "x86") as lab:
            lab.click("Compare")
            state = lab.until("four columns",
                              lambda s: s["compare"] and len(s["compare"]["columns"]) == 4)
            self.assertEqual([c["arch"] for c in state["compare"]["columns"] if c["leads"]],
                             ["x86"])
            lab.key("ctrl+Right")
            state = lab.until("a step", lambda s: s["step"] > 0)
            self.assertTrue(all(c["position"] > 0 for c in state["compare"]["columns"]))
            before = [c["position"] for c in state["compare"]["columns"]]
            lab.click("Column 3")
            lab.until("another leader, and everyone where they were",
                      lambda s: s["arch"] == "sparc" and
                      [c["position"] for c in s["compare"]["columns"]] == before)
            lab.click("Column 4")
            lab.until("the leader from before", lambda s: s["arch"] == "x86")
            lab.click("Before / after the series")
            lab.until("two columns", lambda s: len(s["compare"]["columns"]) == 2)
            lab.key("End")
            state = lab.until("the end", lambda s: s["step"] == s["steps"])
            old, new = state["compare"]["columns"]
            self.assertEqual((old["kernel"], new["kernel"]), ("v6.18", "v7.0"))
            self.assertIn("stopped", old)
            self.assertNotIn("stopped", new)
            differing = [r["aspect"] for r in state["compare"]["rows"] if r["differs"]]
            self.assertIn("trouble", differing)
            lab.shot("compare-series")


if __name__ == "__main__":
    unittest.main()
