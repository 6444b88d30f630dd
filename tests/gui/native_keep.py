"""Sessions outlive the window: saved and opened by hand, and restored after kill -9."""
import json
import os
import signal
import tempfile
import time
import unittest

from native import Native


def wait_for(path, holds):
    """The program writes by itself, soon after a change."""
    for _ in range(200):
        try:
            with open(path, encoding="utf-8") as file:
                found = json.load(file)
            if holds(found):
                return found
        except FileNotFoundError:
            pass
        time.sleep(0.05)
    raise AssertionError(path + " does not come to hold what it should")


class NativeKeep(unittest.TestCase):
    def test_killed_and_restored(self):
        with tempfile.TemporaryDirectory() as state:
            path = os.path.join(state, "session-0.lazymmu.json")
            with Native("--state", state) as lab:
                lab.command("open preemption-sleeping")
                before = lab.command("seek 17")
                wait_for(path, lambda found: found["position"] == 17)
                os.kill(lab.process.pid, signal.SIGKILL)
                lab.process.wait()
            with Native("--state", state) as lab:
                after = lab.state()
                self.assertEqual(after["digest"], before["digest"])
                self.assertIn("did not end properly", after["notice"])
                lab.key("ctrl+z")
                lab.until("the first lesson", lambda s: s["lesson"] != before["lesson"])

    def test_killed_with_a_mistake_in_the_text(self):
        typed = "lazy_mmu_mode_enable();\nset_pte_at(USER, "
        with tempfile.TemporaryDirectory() as state:
            path = os.path.join(state, "session-0.lazymmu.json")
            settings = os.path.join(state, "settings.json")
            with Native("--state", state) as lab:
                lab.command("mode playground")
                lab.command("step")
                lab.command("edit " + typed.replace("\n", " "))
                wait_for(path, lambda found: found.get("draft", "").endswith("USER, "))
                wait_for(settings, lambda found: len(json.loads(found["runs"])) == 1)
                before = lab.state()
                os.kill(lab.process.pid, signal.SIGKILL)
                lab.process.wait()
            with Native("--state", state) as lab:
                after = lab.state()
                self.assertEqual(after["digest"], before["digest"])
                self.assertEqual(after["editor"]["text"], before["editor"]["text"])
                self.assertEqual(after["editor"]["runs"], before["editor"]["runs"])

    def test_saved_and_opened_by_hand(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "mine.lazymmu.json")
            with Native() as lab:
                lab.command("open two-counters")
                before = lab.command("seek 9")
                lab.press("ctrl+s", "the dialog", lambda s: s["file_dialog_shown"])
                lab.shot("save-dialog")
                lab.key("ctrl+a")
                lab.type(path)
                lab.click("Save")
                lab.until("a file", lambda _: os.path.exists(path))
            with Native(path) as lab:
                self.assertEqual(lab.state()["digest"], before["digest"])
                picture = os.path.join(folder, "view.png")
                lab.command("export png " + picture)
                lab.until("a picture", lambda _: os.path.exists(picture))
                with open(picture, "rb") as file:
                    self.assertEqual(file.read(4), b"\x89PNG")


if __name__ == "__main__":
    unittest.main()
