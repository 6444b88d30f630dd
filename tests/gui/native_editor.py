"""A script typed into the window: a mistake is told with line and column, corrected, and stepped."""
import unittest

from native import Native


class NativeEditor(unittest.TestCase):
    def test_type_a_mistake_correct_it_and_step(self):
        with Native("nested-sections") as lab:
            lab.click("Playground")
            lab.until("the playground", lambda s: s["mode"] == "playground")
            lab.command("edit // mine")
            lab.click("Script")
            lab.key("ctrl+End", "Return")
            lab.type("lazy_mmu_mode_enabel();")
            state = lab.until("the mistake", lambda s: s["editor"]["errors"])
            self.assertTrue(state["editor"]["errors"][0].startswith("2:1: "), state["editor"])
            self.assertIn("lazy_mmu_mode_enable", state["editor"]["errors"][0])
            lab.find("Error 2:1")
            lab.shot("editor-mistake")
            lab.key("BackSpace", "BackSpace", "BackSpace", "BackSpace", "BackSpace")
            lab.type("le();")
            state = lab.until("no mistake",
                              lambda s: s["editor"]["run"] and not s["editor"]["errors"])
            self.assertEqual(state["editor"]["text"], "// mine\nlazy_mmu_mode_enable();")
            self.assertGreater(state["steps"], 0)
            lab.key("Escape")
            lab.until("the keys step again", lambda s: not s["editor"]["active"])
            lab.key("Right")
            lab.until("one step", lambda s: s["step"] == 1)


if __name__ == "__main__":
    unittest.main()
