"""Lines and branches that the tests reached, per file of engine/ and arch/, from gcov's own counts.

usage: coverage.py BUILD_FOLDER [--missed]

Nothing is left out: every line that the compiler made code for counts, in whatever instance of a
template it ran. --missed also prints the lines that no test reached.
"""
import collections
import json
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOMS = ("engine/", "arch/")


def data_files(build):
    for folder, _, files in os.walk(build):
        yield from (os.path.join(folder, f) for f in sorted(files) if f.endswith(".gcda"))


def reports(build):
    """One JSON text for each object file, as gcov prints it."""
    files = [os.path.abspath(f) for f in data_files(build)]
    for i in range(0, len(files), 20):
        run = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities",
                              *files[i:i + 20]], cwd=build, capture_output=True, text=True)
        if run.returncode: # counts of another build than the objects beside them, mostly
            sys.exit("coverage: gcov ended with %d\n%s" % (run.returncode, run.stderr[-2000:]))
        yield from (json.loads(line) for line in run.stdout.splitlines() if line.startswith("{"))


def main():
    build = sys.argv[1]
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    branches = collections.defaultdict(lambda: collections.defaultdict(int))
    for report in reports(build):
        for source in report["files"]:
            path = os.path.join(report["current_working_directory"], source["file"])
            name = os.path.relpath(os.path.realpath(path), os.path.realpath(TOP))
            if not name.startswith(ROOMS):
                continue
            for line in source["lines"]:
                lines[name][line["line_number"]] += line["count"]
                for i, branch in enumerate(line["branches"]):
                    key = (line["line_number"], line.get("function_name", ""), i)
                    branches[name][key] += branch["count"]
    if not lines:
        sys.exit("coverage: no counts below %s: were the tests run?" % build)

    def row(name, reached):
        cells = ["%5.1f %% %5d of %5d" % (100.0 * got / of if of else 100.0, got, of)
                 for got, of in reached]
        print("%-32s %s   %s" % (name, *cells))

    print("%-32s %-22s   %s" % ("", "lines", "branches"))
    totals = collections.defaultdict(lambda: [[0, 0], [0, 0]])
    for name in sorted(lines):
        reached = []
        for kind, counts in enumerate((lines[name], branches[name])):
            got = sum(1 for count in counts.values() if count)
            reached.append((got, len(counts)))
            for total in (name.split("/")[0] + "/", "all"):
                totals[total][kind][0] += got
                totals[total][kind][1] += len(counts)
        row(name, reached)
        if "--missed" in sys.argv[2:]:
            missed = [str(n) for n, count in sorted(lines[name].items()) if not count]
            if missed:
                print("    not reached: " + " ".join(missed))
    for name in (*ROOMS, "all"):
        row(name, totals[name])


main()
