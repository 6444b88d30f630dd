"""Drives the desktop program under Xvfb: finds widgets by label, acts with real X events.

No fixed sleeps, display numbers or positions. What costs time if forgotten: without a window
manager the focus must be given by hand; xdotool needs a delay between the keys of a shortcut; it
cannot type anything but ASCII (use paste()); Dear ImGui takes about one key event a frame.

    with Native("--arch", "arm64") as lab:
        lab.click("Step")
        lab.until("one step", lambda s: s["step"] == 1)

LAZYMMU_BUILD is the build folder (default: build/native), LAZYMMU_SHOTS where pictures go.
"""
import json
import os
import select
import subprocess
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("LAZYMMU_BUILD", os.path.join(TOP, "build", "native"))
SHOTS = os.environ.get("LAZYMMU_SHOTS", os.path.join(TOP, "build", "shots", "native"))


class Display:
    """An X server of our own, ready when the constructor returns."""

    def __init__(self, size="1600x1000", dpi=96):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", size + "x24", "-dpi", str(dpi),
             "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as ready:  # the number and the newline come in two writes
            number = ready.readline().strip()
        if not number:
            raise RuntimeError("Xvfb does not start")
        self.env = dict(os.environ, DISPLAY=":" + number, LIBGL_ALWAYS_SOFTWARE="1")

    def close(self):
        self.process.terminate()
        self.process.wait()


class Native:
    def __init__(self, *arguments, size="1600x1000", dpi=96):
        self.display = Display(size, dpi)
        self.process = None
        try:
            self.process = subprocess.Popen(
                [os.path.join(BUILD, "lazymmu-lab"), "--stdin", *arguments], env=self.display.env,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
            self.renderer = self.read_answer()
            self.window = self.xdo("search", "--sync", "--onlyvisible", "--name",
                                   "^Lazy MMU Lab").split()[0]
            self.xdo("windowfocus", "--sync", self.window)
            self.frames(3)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
        self.display.close()

    def xdo(self, *arguments):
        return subprocess.run(["xdotool", *map(str, arguments)], env=self.display.env, check=True,
                              capture_output=True, text=True, timeout=30).stdout

    # ---- the program's own channel

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read_answer()

    def ask_all(self, lines):
        """Many at once: a window that is asked one by one draws a frame for each."""
        answers = []
        for at in range(0, len(lines), 200):
            some = lines[at:at + 200]
            self.process.stdin.write("".join(line + "\n" for line in some))
            self.process.stdin.flush()
            for _ in some:
                answer = self.process.stdout.readline()
                if not answer:
                    raise RuntimeError("the program ended with %s" % self.process.wait(10))
                answers.append(json.loads(answer))
        return answers

    def read_answer(self, seconds=60):
        # each answer is one line, so nothing is left in the buffer that select() cannot see
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            raise RuntimeError("no answer within %d s" % seconds)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the program ended with %s" % self.process.wait(10))
        return json.loads(answer)

    def state(self):
        return self.ask("state")

    def widgets(self):
        return self.ask("ui")

    def frames(self, n=2):
        return self.ask("frames %d" % n)

    def command(self, line):
        answer = self.ask("cmd " + line)
        if "digest" not in answer:
            raise RuntimeError("%s: %s" % (line, answer.get("error")))
        return answer

    def shot(self, name):
        os.makedirs(SHOTS, exist_ok=True)
        path = os.path.join(SHOTS, name + ".png")
        answer = self.ask("shot " + path)
        if answer.get("error"):
            raise RuntimeError(answer["error"])
        return path

    def until(self, what, test, seconds=10):
        end = time.monotonic() + seconds
        while True:
            state = self.frames(1)
            if test(state):
                return state
            if time.monotonic() > end:
                raise RuntimeError("%s: not within %s s; state %s" % (what, seconds, state))
            time.sleep(0.005)

    def find(self, label, window="", seconds=5):
        end = time.monotonic() + seconds
        while True:
            for widget in self.widgets():
                if widget["label"] == label and widget["visible"] and window in widget["window"]:
                    return widget
            if time.monotonic() > end:
                raise RuntimeError("no widget is called %r" % label)
            self.frames(1)

    # ---- mouse and keys

    def move(self, x, y):
        self.xdo("mousemove", "--window", self.window, int(x), int(y))
        self.frames()

    def click_at(self, x, y, button=1):
        self.move(x, y)
        self.xdo("mousedown", button)
        self.frames()
        self.xdo("mouseup", button)
        self.frames()

    def click(self, label, window="", button=1):
        w = self.find(label, window)
        self.click_at(w["x"] + min(w["w"] / 2, 12), w["y"] + w["h"] / 2, button)

    def key(self, *keys):
        self.xdo("key", "--delay", 60, *keys)
        self.frames(4)

    def press(self, keys, what, test):
        """Presses until it shows: now and then a busy machine loses a shortcut on its way."""
        for last in (False, False, True):
            self.key(keys)
            try:
                return self.until(what, test, 10 if last else 3)
            except RuntimeError:
                if last:
                    raise

    def type(self, text):
        self.xdo("type", "--delay", 12, text)

    def set_clipboard(self, text):
        subprocess.run(["xclip", "-i", "-selection", "clipboard"], env=self.display.env,
                       input=text, text=True, timeout=10, check=True, stdout=subprocess.DEVNULL)

    def clipboard(self):
        return subprocess.run(["xclip", "-o", "-selection", "clipboard"], env=self.display.env,
                              capture_output=True, text=True, timeout=10).stdout

    def paste(self, text):
        self.set_clipboard(text)
        self.key("ctrl+v")
