"""A script that another program writes while the window shows it."""
import os
import tempfile
import unittest

from native import Native


class NativeReload(unittest.TestCase):
    def test_a_changed_script_is_read_again(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.lazy")
            with open(path, "w", encoding="utf-8") as file:
                file.write("lazy_mmu_mode_enable();\n")
            with Native(path) as lab:
                steps = lab.state()["steps"]
                with open(path, "a", encoding="utf-8") as file:
                    file.write("lazy_mmu_mode_disable();\n")
                lab.until("the new script", lambda s: s["steps"] > steps)
                with open(path, "a", encoding="utf-8") as file:
                    file.write("lazy_mmu_mode_enabel();\n")
                state = lab.until("the mistake", lambda s: s["error"])
                self.assertIn("a.lazy:3:1:", state["error"])


if __name__ == "__main__":
    unittest.main()
