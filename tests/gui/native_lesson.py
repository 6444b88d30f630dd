"""What a lesson shows in the window: batches at their limits; and files that are no lessons, which
change nothing."""
import os
import tempfile
import unittest

from native import Native

BAD = {
    "typo.json": ('{"$schema":"lesson.schema.json","format_version":1,"id":"t","title":"T",'
                  '"summary":"S","minutes":5,"machine":{"arch":"arm64"},'
                  '"steps":[{"title":"A","narration":"n","do":"lazy_mmu_mode_enabel();"}]}',
                  "lazy_mmu_mode_enable"),
    "type.json": ('{"format_version":"one"}', "type.json:1:"),
    "missing.json": ('{"format_version":1}', "missing.json:1:"),
    "junk.json": ("\x00\x01\x02", "junk.json"),
}


class NativeLesson(unittest.TestCase):
    def test_batches_at_their_limits(self):
        with Native() as lab:
            for lesson, most in (("powerpc-one-section", 192), ("sparc-one-section", 192),
                                 ("x86-xen-one-section", 1)):
                lab.command("open " + lesson)
                steps = lab.command("end")["steps"]
                states = lab.ask_all(["do seek %d" % at for at in range(steps + 1)])
                used = [state["batch"]["used"] for state in states]
                self.assertEqual([state["step"] for state in states], list(range(steps + 1)))
                self.assertIn(max(used), (most - 1, most), lesson)
                self.assertEqual(used[-1], 0, lesson)

    def test_bad_files_leave_the_lesson_open(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, (text, expected) in BAD.items():
                path = os.path.join(folder, name)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                with Native(path) as lab:
                    state = lab.state()
                    self.assertIn(expected, state["error"], name)
                    self.assertIn(name, state["error"])
                    self.assertNotEqual(state["lesson"], "")
                    lab.shot("bad-" + name)
            huge = os.path.join(folder, "huge.json")
            with open(huge, "wb") as file:
                file.truncate(100 << 20)
            with Native(huge) as lab:
                self.assertIn("huge.json", lab.state()["error"])


if __name__ == "__main__":
    unittest.main()
