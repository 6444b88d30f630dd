"""The desktop window opens, draws, takes the mouse and keys, sleeps when idle, and closes."""
import os
import struct
import subprocess
import time
import unittest
import zlib

from native import BUILD, Native


def png_rows(path):
    """The picture's rows of RGB bytes: checks our own PNG writer with another's decoder."""
    with open(path, "rb") as file:
        data = file.read()
    width, height = struct.unpack(">II", data[16:24])
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        (crc,) = struct.unpack(">I", data[at + 8 + size:at + 12 + size])
        assert zlib.crc32(kind + body) == crc, "chunk %r is damaged" % kind
        if kind == b"IDAT":
            packed += body
        at += 12 + size
    raw, rows, above = zlib.decompress(packed), [], bytes(width * 3)
    for y in range(height):
        line = raw[y * (width * 3 + 1):(y + 1) * (width * 3 + 1)]
        if line[0] == 2:
            above = bytes((a + b) & 255 for a, b in zip(line[1:], above))
        else:
            above = line[1:]
        rows.append(above)
    return width, height, rows


class NativeSmoke(unittest.TestCase):
    def test_window_answers_and_is_drawn(self):
        with Native("--size", "900x600") as lab:
            state = lab.state()
            self.assertIsInstance(state["step"], int)
            self.assertIsInstance(state["digest"], str)
            self.assertEqual((state["width"], state["height"]), (900, 600))
            self.assertGreater(len(lab.widgets()), 3)
            width, height, rows = png_rows(lab.shot("smoke"))
            self.assertEqual((width, height), (900, 600))
            colours = {row[x:x + 3] for row in rows for x in range(0, len(row), 3)}
            self.assertGreater(len(colours), 8)

    def test_idle_window_draws_nothing(self):
        with Native() as lab:
            lab.until("nothing moves", lambda s: True)
            time.sleep(0.5)
            before = lab.state()["frames"]
            time.sleep(1.5)
            # each question wakes the window for a few frames
            self.assertLess(lab.state()["frames"] - before, 12)

    def test_scale_option_makes_everything_larger(self):
        sizes = []
        for scale in ("1", "2"):
            with Native("--scale", scale) as lab:
                sizes.append([lab.find(label)["h"] for label in ("Play", "Commands")])
        for normal, large in zip(*sizes):
            self.assertGreater(large, normal * 1.9)

    def test_unreadable_file_is_an_error_in_the_window(self):
        with Native("/nonexistent/lesson.json") as lab:
            self.assertIn("lesson.json", lab.state()["error"])

    def test_unknown_commands_are_answered(self):
        with Native() as lab:
            self.assertIn("error", lab.ask("nonsense"))
            self.assertIn("error", lab.ask("cmd nonsense"))
            self.assertIn("error", lab.ask("shot /nonexistent/a.png"))

    def test_closing_the_window_ends_the_program(self):
        with Native() as lab:
            lab.process.stdin.write("quit\n")
            lab.process.stdin.flush()
            self.assertEqual(lab.process.wait(10), 0)

    def test_without_a_display_it_says_so(self):
        env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        run = subprocess.run([os.path.join(BUILD, "lazymmu-lab")], env=env, text=True,
                             capture_output=True, timeout=30)
        self.assertEqual(run.returncode, 3)
        self.assertIn("lazymmu-lab: no window", run.stderr)

    def test_bad_options_are_refused(self):
        for bad in (["--size", "0x0"], ["--scale", "ten"], ["--arch"], ["--bogus"]):
            run = subprocess.run([os.path.join(BUILD, "lazymmu-lab"), *bad], text=True,
                                 capture_output=True, timeout=30)
            self.assertEqual(run.returncode, 2, bad)
            self.assertIn(bad[0], run.stderr)


if __name__ == "__main__":
    unittest.main()
