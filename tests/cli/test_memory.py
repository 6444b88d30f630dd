"""--max-memory bounds what the process really takes, also while its tables grow."""
import os
import subprocess
import tempfile
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("LAZYMMU_BUILD", os.path.join(TOP, "build/native"))
PROGRAM = os.path.join(BUILD, "lazymmu")
# Many states that wait for their turn: the list of them doubles late.
SECTION = ('lazy_mmu_mode_enable(); set_pte_at(USER + %d * PAGE, 7, "pwu"); '
           'lazy_mmu_mode_disable(); ')
SCRIPT = "".join("task %s { %s}\n" % (t, SECTION % i * 3) for i, t in enumerate("ABCDEFGH"))
MACHINE = ("--arch", "x86", "--kernel", "v7.1", "--cpus", "4", "--migrations", "3", "--irqs", "3")
MIB = 1 << 20


def explore(script, *arguments):
    """The exit code and the most memory that it had, in bytes."""
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen([PROGRAM, "explore", *MACHINE, *arguments, script],
                                 stdout=nowhere)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_maxrss * 1024


class Memory(unittest.TestCase):
    def test_the_bound_holds(self):
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(folder, "four.lazy")
            with open(script, "w", encoding="utf-8") as f:
                f.write(SCRIPT)
            _, base = explore(script, "--max-states", "10")
            for bound in (58, 61):
                code, peak = explore(script, "--max-memory", str(bound))
                self.assertEqual(code, 3, "%d MiB were enough" % bound)
                self.assertLess(peak - base, (bound + 1) * MIB, "%d MiB" % bound)


if __name__ == "__main__":
    unittest.main()
