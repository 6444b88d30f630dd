"""Interventions and other futures in the window: chosen at a line, compared, taken, left out."""
import unittest

from native import Native

SCRIPT = ('task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, "pw"); '
          'lazy_mmu_mode_disable(); } '
          'task B { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); } '
          'handler tick { set_pte_at(KERNEL + PAGE, 8, "pw"); }')


class NativeBranches(unittest.TestCase):
    def test_a_choice_at_a_line_two_futures_and_what_differs(self):
        with Native(size="1600x1200") as lab:
            lab.command("mode playground")
            lab.command("arch arm64")
            lab.command("edit " + SCRIPT)
            own_end = lab.command("seek %d" % lab.state()["steps"])["digest"]
            lab.command("seek 2")
            line = lab.find("code lazy_mmu_mode_enable:3")
            lab.click_at(line["x"] + 60, line["y"] + 8, button=3)
            lab.click("task B preempts what runs on CPU 0")
            state = lab.until("another future", lambda s: s["branches"] == 1)
            self.assertIn("preempt B", state["schedule"])
            other = state["schedule"]
            lab.click("Schedule")
            lab.click("Compare with this future")
            state = lab.until("what differs", lambda s: s["log_tab"] == "diff" and "pin" in s)
            self.assertEqual(state["step"], state["steps"])
            self.assertIn("switches", [r["what"] for r in state["pin"]["rows"]])
            lab.shot("branches-diff")
            lab.click("Future 1")  # its mark on the timeline
            state = lab.until("the other one", lambda s: s["schedule"] == "")
            self.assertEqual(state["branches"], 1)
            lab.key("g")
            state = lab.until("its end", lambda s: s["step"] == s["steps"])
            self.assertEqual(state["digest"], own_end)
            self.assertEqual(state["pin"]["rows"], [])
            lab.click("Future 1")
            lab.until("back again", lambda s: s["schedule"] == other)
            lab.click("Schedule")
            lab.shot("branches-schedule")
            lab.click("Leave out")
            lab.until("nobody interferes", lambda s: s["schedule"] == "")
            lab.key("ctrl+z")
            lab.until("undone", lambda s: s["schedule"] == other)


if __name__ == "__main__":
    unittest.main()
