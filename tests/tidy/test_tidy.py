"""The house rules that a machine can check: who may include whom, sizes, words, formatting."""
import os
import re
import shutil
import subprocess
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED_FOLDERS = {".git", "build", "third_party", "node_modules", "__pycache__", ".cache"}
CODE = (".h", ".cpp")
TEXT = CODE + (".c", ".mjs", ".js", ".html", ".css", ".py", ".sh", ".cmake", ".json", ".md", ".txt",
               ".yml", ".ts", "lab", "run")
LICENCES = ("LICENSE", "OFL-Inter.txt", "OFL-JetBrainsMono.txt")


def project_files():
    if os.path.isdir(os.path.join(TOP, ".git")) and shutil.which("git"):
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"],
            cwd=TOP, check=True, capture_output=True, text=True).stdout.split("\0")
        return sorted(f for f in set(listed) if f and os.path.isfile(os.path.join(TOP, f)))
    found = []
    for folder, folders, files in os.walk(TOP):
        folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith("build-")]
        found += [os.path.relpath(os.path.join(folder, f), TOP) for f in files]
    return sorted(found)


FILES = project_files()


def read(name):
    with open(os.path.join(TOP, name), encoding="utf-8") as file:
        return file.read()


def ours(*endings):
    return [f for f in FILES if f.endswith(endings) and os.path.basename(f) not in LICENCES]


def lines_of(name):
    return enumerate(read(name).split("\n"), 1)


def without_comments(text):
    text = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


# Which rooms a room may include from; the longest matching prefix counts.
ROOMS = {
    "engine/": ["engine/"],
    "arch/": ["engine/", "arch/"],
    "lessons/": ["engine/", "lessons/"],
    "app/core/": ["engine/", "arch/", "lessons/", "app/core/"],
    "app/link/": ["app/link/"],
    "app/cli/": ["engine/", "arch/", "lessons/", "app/core/", "app/link/", "app/cli/"],
    "app/capi/": ["engine/", "arch/", "lessons/", "app/core/", "app/capi/"],
    "app/gui/": ["engine/", "arch/", "lessons/", "app/core/", "app/link/", "app/gui/"],
    "web/": ["engine/", "arch/", "lessons/", "app/core/", "app/gui/", "web/"],
}
# Who may use a library: header pattern -> path patterns.
LIBRARIES = [
    (r"nlohmann/", r"^lessons/|^app/core/(export|json)|^tests/"),
    (r"xxhash", r"^engine/digest\.cpp"),
    (r"imgui|imstb_", r"^app/gui/|^web/|^tests/gui/"),
    (r"GLFW/", r"^app/gui/backends/glfw/"),
    (r"EGL/", r"^app/gui/backends/egl/"),
    (r"GL/|GLES", r"^app/gui/backends/|^web/"),
    (r"emscripten", r"^web/"),
    (r"gtest/", r"^tests/"),
]
# What Emscripten's clang 14 and libc++ 13 lack, or what cannot work without exceptions and RTTI.
NOT_EVERYWHERE = [
    r"std::format\b", r"std::ranges::(?!size|begin|end)\w", r"std::views::", r"std::bit_cast\b",
    r"#\s*include\s*<(format|source_location|coroutine|memory_resource|execution|print)>",
    r"std::jthread\b", r"\bthrow\b", r"\btry\s*\{", r"\bcatch\s*\(", r"\bdynamic_cast\b",
    r"\btypeid\b",
]
HOSTS = {"github.com", "localhost", "127.0.0.1", "json-schema.org", "example.org", "example.com",
         "www.w3.org", "docs.kernel.org", "lore.kernel.org", "git.kernel.org", "www.kernel.org",
         "elixir.bootlin.com", "ui.perfetto.dev", "apalache-mc.org", "x"}
# Spelled in pieces, so that this file passes its own check.
MACHINE_WORDS = ["/wo" "rk/", "/ro" "ot/", "/ho" "me/", "/t" "mp/", "../sha" "red", "TO" "DO",
                 "FIX" "ME", "node" "source", "registry.np" "mjs", "deb.deb" "ian"]


class Tidy(unittest.TestCase):
    def report(self, problems):
        if problems:
            self.fail("%d found:\n%s" % (len(problems), "\n".join(problems[:200])))

    def test_there_is_something_to_check(self):
        self.assertGreater(len(ours(*CODE)), 20)

    def test_includes_go_one_way(self):
        problems = []
        for name in ours(*CODE):
            room = max((r for r in ROOMS if name.startswith(r)), key=len, default=None)
            for number, line in lines_of(name):
                match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
                if not match:
                    continue
                header = match.group(1)
                where = "%s:%d: %s" % (name, number, header)
                if any(re.match(pattern, header) for pattern, _ in LIBRARIES):
                    continue
                if not os.path.isfile(os.path.join(TOP, header)):
                    problems.append(where + ": not a path from the top folder")
                elif room and not header.startswith(tuple(ROOMS[room])):
                    problems.append("%s: %s must not include it" % (where, room))
        self.report(problems)

    def test_architectures_do_not_see_each_other(self):
        problems = []
        for name in ours(*CODE):
            own = re.match(r"arch/(\w+)/", name)
            for other in re.findall(r'#\s*include\s*"arch/(\w+)/', read(name)) if own else []:
                if other != own.group(1):
                    problems.append("%s includes from arch/%s" % (name, other))
        self.report(problems)

    def test_libraries_stay_in_their_rooms(self):
        problems = []
        for name in ours(*CODE):
            for header in re.findall(r'#\s*include\s*[<"]([^>"]+)[>"]', read(name)):
                for pattern, allowed in LIBRARIES:
                    if re.match(pattern, header) and not re.search(allowed, name):
                        problems.append("%s includes %s" % (name, header))
        self.report(problems)

    # ... and the one hash of LIBRARIES
    def test_engine_and_arch_use_the_standard_library_only(self):
        problems = []
        for name in ours(*CODE):
            if not name.startswith(("engine/", "arch/")):
                continue
            for header in re.findall(r"#\s*include\s*<([^>]+)>", read(name)):
                if not re.fullmatch(r"[a-z_0-9]+", header) and not re.match("xxhash", header):
                    problems.append("%s includes <%s>" % (name, header))
        self.report(problems)

    def test_only_what_both_compilers_know(self):
        problems = []
        for name in ours(*CODE):
            if name.startswith("tests/"):
                continue
            for number, line in enumerate(without_comments(read(name)).split("\n"), 1):
                problems += ["%s:%d: %s" % (name, number, line.strip())
                             for pattern in NOT_EVERYWHERE if re.search(pattern, line)]
        self.report(problems)

    def test_files_are_short(self):
        counts = [(read(f).count("\n"), f) for f in ours(".cpp", ".h", ".mjs")]
        self.report(["%s has %d lines, 340 is the limit" % (f, n) for n, f in counts if n > 340])

    def test_lines_are_short(self):
        problems = []
        for name in ours(*CODE, ".mjs", ".py", ".sh", ".css", "lab"):
            for number, line in lines_of(name):
                # a web address cannot be broken; a test's table of inputs reads best unbroken
                table = name.startswith("tests/") and re.match(r'\s*[{(]*(R?"|")', line)
                if len(line) > 100 and "://" not in line and not table:
                    problems.append("%s:%d: %d columns" % (name, number, len(line)))
        self.report(problems)

    def test_white_space(self):
        problems = []
        for name in ours(*TEXT):
            text = read(name)
            if text and not text.endswith("\n"):
                problems.append(name + ": no newline at the end")
            for number, line in lines_of(name):
                if "\t" in line and not name.startswith("tests/lessons/data/"):
                    problems.append("%s:%d: tab" % (name, number))
                if line != line.rstrip() and not name.startswith("tests/lessons/data/"):
                    problems.append("%s:%d: space at the end" % (name, number))
        self.report(problems)

    def test_files_say_what_they_are(self):
        problems = []
        for name in ours(*CODE, ".mjs"):
            # a .cpp beside a header of its name may leave it to the header
            has_header = name.endswith(".cpp") and name[:-4] + ".h" in FILES
            if not has_header and not read(name).startswith(("//", "/*")):
                problems.append(name)
        self.report(problems)

    def test_nothing_of_a_developers_machine(self):
        problems = []
        for name in ours(*TEXT):
            if name.endswith("package-lock.json"):
                continue
            for number, line in lines_of(name):
                problems += ["%s:%d: %s" % (name, number, word) for word in MACHINE_WORDS
                             if word in line]
                problems += ["%s:%d: host %s" % (name, number, host)
                             for host in re.findall(r"https?://([\w.-]+)", line)
                             if host not in HOSTS and not host.endswith(".example")]
        self.report(problems)

    def test_lock_files_name_no_registry(self):
        self.report([f for f in FILES if f.endswith("package-lock.json") and "://" in read(f)])

    def test_tests_are_not_skipped(self):
        skips = r"GTEST_SKIP|DISABLED_\w|\b(test|it)\.(skip|todo)\(|unittest\.skip|skipTest\("
        self.report([f for f in ours(".cpp", ".mjs", ".py") if f.startswith("tests/")
                     and not f.endswith("test_tidy.py") and re.search(skips, read(f))])

    def test_scripts_are_sound(self):
        scripts = [f for f in FILES if f.endswith(".sh") or f in ("lab", ".ci/run")]
        self.assertTrue(scripts)
        run = subprocess.run(["shellcheck", *scripts], cwd=TOP, text=True, capture_output=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_page_scripts_parse(self):
        for name in ours(".mjs"):
            run = subprocess.run(["node", "--check", name], cwd=TOP, text=True, capture_output=True)
            self.assertEqual(run.returncode, 0, run.stderr)

    def test_formatting(self):
        # another major version formats some things otherwise
        run = subprocess.run(["clang-format", "--version"], text=True, capture_output=True)
        if " 14." not in run.stdout:
            return
        run = subprocess.run(["clang-format", "--dry-run", "-Werror", *ours(*CODE)], cwd=TOP,
                             text=True, capture_output=True)
        files = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", run.stderr, re.M)))
        self.report(["%s: run ./lab format" % f for f in files])


if __name__ == "__main__":
    unittest.main()
