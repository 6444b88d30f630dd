// The commands and their options, as the parser and the help texts know them.
#include "app/cli/args.h"
#include "engine/text/nearest_name.h"

namespace lazymmu::cli {

namespace {

constexpr OptionDoc color = {"--color", "WHEN",
                             "auto (default), always or never; NO_COLOR is obeyed"};
constexpr OptionDoc help = {"--help", "", "this text"};

constexpr OptionDoc run_options[] = {
    {"--arch", "NAME",
     "arm64, powerpc, sparc or x86; default: what the lesson names first, or arm64"},
    {"--kernel", "NAME",
     "v6.12, v6.18, v7.0, v7.1, v7.2 or v7.3; default: as the lesson says, or v7.0"},
    {"--patch", "NAME", "a single change on top of the kernel", true},
    {"--option", "NAME=V", "an option of the architecture, for example tlb_batch_nr=4", true},
    {"--cpus", "N", "1 to 4 CPUs"},
    {"--steps", "N", "stop after N lines"},
    {"--lesson-steps", "N", "stop after N steps of the lesson"},
    {"--seed", "N", "of a lesson with several sets of numbers: which"},
    {"--vector", "FILE:ID", "run a conformance program (tests/conformance) instead of a file"},
    {"--all", "", "print repeated statements in full, too"},
    {"--depth", "N", "print lines at most N calls deep; 0: the script's own statements"},
    {"--no-narration", "", "leave the lesson's text out"},
    {"--json", "", "JSON Lines: one object for each line that ran"},
    {"--quiet", "", "print no lines; useful with --digest"},
    {"--lessons", "DIR", "the lessons that sessions and links may name"},
    {"--digest", "", "print the digest of the last state"},
    {"--ascii", "", "no characters outside of ASCII in text"},
    color,
    help,
};

constexpr OptionDoc check_options[] = {
    {"--arch", "NAME", "only on this architecture", true},
    {"--kernel", "NAME", "only on this kernel", true},
    {"--form", "", "only the form, as lessons/lesson.schema.json has it: nothing is run"},
    {"--format", "NAME", "text (default), ktap, junit or json"},
    {"--watch", "", "check again whenever a file changes, until Ctrl+C"},
    color,
    help,
};

constexpr OptionDoc explore_options[] = {
    {"--arch", "NAME",
     "arm64, powerpc, sparc or x86; default: what the lesson names first, or arm64"},
    {"--kernel", "NAME",
     "v6.12, v6.18, v7.0, v7.1, v7.2 or v7.3; default: as the lesson says, or v7.0"},
    {"--patch", "NAME", "a single change on top: tolerate, revert-291b3abed657, ctxsw-pause-resume",
     true},
    {"--option", "NAME=V", "an option of the architecture; preempt_disable=0 drops an assumption",
     true},
    {"--cpus", "N", "1 to 4 CPUs"},
    {"--tasks", "N", "so many tasks run the program of a script in order; default 2"},
    {"--irqs", "N", "at most N interrupts arrive, at any line; default 0, or as the lesson says"},
    {"--migrations", "N", "tasks that do not run move to another CPU, at most N times"},
    {"--task-init-pause", "N",
     "pause_count of tasks that never ran (Xen, v7.2 on): 0 forked, 1 switched out"},
    {"--invariants", "A,B",
     "what counts as broken; default: all that mean that something is wrong"},
    {"--inside", "ROUTINE", "only what breaks while this routine runs counts"},
    {"--max-states", "N", "give up after N states"},
    {"--max-memory", "MB", "give up when so much memory is needed; default 2048"},
    {"--max-depth", "N", "give up after schedules of N lines"},
    {"--reduce", "",
     "take forced moves at once: fewer states, but perhaps not the shortest schedule"},
    {"--json", "", "the result as one JSON object"},
    {"--trace", "", "the result as plain text of at most 75 columns, for a mail"},
    {"--save-lesson", "FILE", "write the counterexample as a lesson"},
    {"--itf", "FILE", "write it as an ITF trace, for TLA+ and Quint tools"},
    {"--bakeoff", "", "the candidate fixes side by side, on the files or on programs of its own"},
    {"--generate", "K", "no file: all programs of up to K calls for each task"},
    {"--calls", "A,B",
     "... from these calls: enable, disable, pause, resume, set, clear, or any other"},
    {"--balanced", "", "... only those that close what they open"},
    {"--progress", "", "show progress even if stderr is not a terminal"},
    help,
};

constexpr OptionDoc compare_options[] = {
    {"--machines", "LIST",
     "for example \"arm64 v7.0, x86 v6.18\", at most four; default: all architectures"},
    {"--series", "",
     "before (v6.18) and after (v7.0) the series, on the architecture of --machines"},
    {"--to", "N", "stop after N statements"},
    {"--json", "", "JSON Lines: one object for each statement, the last one with the costs"},
    help,
};

constexpr OptionDoc diff_options[] = {
    {"--from", "N", "the first moment, in lines; default: the beginning"},
    {"--to", "M", "the second one; default: the end"},
    {"--arch", "NAME", "arm64, powerpc, sparc or x86"},
    {"--kernel", "NAME", "v6.12, v6.18, v7.0, v7.1, v7.2 or v7.3"},
    {"--json", "", "one object, with a row for each thing that differs"},
    {"--lessons", "DIR", "the lessons that sessions and links may name"},
    color,
    help,
};

constexpr OptionDoc export_options[] = {
    {"--format", "F", "text (default), chrome, csv, itf, session or link"},
    {"--output", "FILE", "write it there; default: standard output"},
    {"--arch", "NAME", "arm64, powerpc, sparc or x86"},
    {"--kernel", "NAME", "v6.12, v6.18, v7.0, v7.1, v7.2 or v7.3"},
    {"--seek", "N", "the moment that a session or a link shows, in lines"},
    {"--base", "URL", "where links lead; default: $LAZYMMU_LINK_BASE, or what `./lab web` serves"},
    {"--lessons", "DIR", "the lessons that sessions and links may name"},
    color,
    help,
};

constexpr OptionDoc help_options[] = {help};

constexpr CommandDoc list[] = {
    {"run", "run FILE|- [OPTION...]", "run a lesson or a script and print every line",
     "FILE is a lesson (.json), a script in the playground's language, a saved session or a link;\n"
     "- reads standard input.\n"
     "Each row is one line of kernel code, or one statement of the script, indented by its depth "
     "in\n"
     "the call stack. Under it stands what it did:\n"
     "  \xCE\x94 a value that changed        + work that was delayed\n"
     "  \xE2\x97\x8F memory that was written     \xE2\x96\xB6 an operation of the hardware\n"
     "  \xC2\xB7 anything else that happened  ! a warning, a hazard or a BUG\n"
     "A statement that repeats with nothing new is folded; --all unfolds it.\n"
     "Exit: 0 if everything expected came true, 1 if not or after an unexpected BUG, 2 for a bad\n"
     "file or command line, 3 if a bound was hit.\n",
     run_options},
    {"check", "check PATH... [OPTION...]", "check lessons on every machine that they name",
     "PATH is a lesson or a folder; in a folder every .json file is checked. Each `expect` of "
     "each\n"
     "step is compared on every architecture and kernel that the lesson names. Also found: dead\n"
     "links, steps and conditions that are never reached, the same id twice, texts that are too\n"
     "long, questions without hints (lessons/README.md).\n"
     "Exit: 0 if all pass, 1 if an expectation failed, 2 for a bad file, 3 if a bound was hit.\n",
     check_options},
    {"explore", "explore FILE|- [OPTION...]",
     "try every schedule, and show the shortest that breaks a promise",
     "FILE is a script or a lesson, whose program is taken. Every choice is tried: the next\n"
     "line, a switch to another task wherever preemption is possible, an interrupt, a migration.\n"
     "A script in order is one task's program: --tasks N tasks run it, each with own counters.\n"
     "With --irqs, a program without handlers gets one that opens a section and changes a page.\n"
     "Why are arm64, powerpc and sparc immune to what breaks Xen v7.0? Explore, on each --arch,\n"
     "lessons/museum/sparc-no-preempt-disable.json with --option preempt_disable=1: only x86\n"
     "breaks. With preempt_disable=0, sparc and powerpc break too, and it shows where.\n"
     "Exit: 0 if it holds in all reachable states, 1 if a promise is broken, 2 for a bad file or\n"
     "command line, 3 if a bound was hit first: then nothing is known.\n",
     explore_options},
    {"compare", "compare FILE|- [OPTION...]",
     "the same program on up to four machines, side by side",
     "FILE is a script or a lesson. A row is a statement; a cell says how a machine stands after "
     "it:\n"
     "  d or -    the next change would be delayed, or acts at once\n"
     "  3/192     changes that are pending, and how many fit\n"
     "  12        operations of the hardware so far: barriers, hypercalls, invalidations\n"
     "  *         something differs from the machine that leads (>): counters, mode, pending,\n"
     "            memory, TLB\n"
     "A statement that one line of the script repeats is one row. At the end: what still differs,\n"
     "and what it has cost with the mode and without it.\n"
     "Exit: 0 if every machine got to its end, 1 if one stopped at a BUG or cannot run the "
     "program,\n"
     "2 for a bad file or command line, 3 if a bound was hit.\n",
     compare_options},
    {"diff", "diff FILE|LINK [OPTION...]", "what differs between two moments of a run",
     "FILE is a lesson, a script or a saved session (.lazymmu.json); LINK is a link that holds\n"
     "one. A moment is after N lines of kernel code, as `run` counts them. Listed are the "
     "counters,\n"
     "what is pending, the page table, the TLBs, the hardware's own tables, and how often each "
     "kind\n"
     "of event has happened: + has come, \xE2\x88\x92 has gone, \xE2\x89\xA0 is another one.\n"
     "Exit: 0 if it was printed, 2 for a bad file or command line, 3 if the run hit a bound, 1 if "
     "a\n"
     "lesson's run stopped before its end.\n",
     diff_options},
    {"export", "export FILE|LINK [OPTION...]", "a run for other programs, for a mail, or as a link",
     "FILE is a lesson, a script or a saved session (.lazymmu.json); LINK is a link that holds\n"
     "one, or what follows its #. The formats, explained in docs/FILES.md:\n"
     "  text     at most 75 columns, with a link to the same moment\n"
     "  chrome   a trace for Perfetto: a process is a CPU, a thread a task\n"
     "  csv      one row for each event\n"
     "  itf      every state, for TLA+ and Quint tools\n"
     "  session  opens in the window, in the page and here\n"
     "  link     the same as an address\n"
     "Exit: 0 if it was written, 2 if it could not be, or for a bad file or command line, 3 if "
     "the\n"
     "run hit a bound, 1 if a lesson's run stopped before its end: what there is gets written.\n",
     export_options},
    {"new", "new NAME", "write a lesson to begin with",
     "NAME is the lesson's id, small letters, digits and dashes, perhaps behind a folder:\n"
     "lessons/my-first writes lessons/my-first.json, three steps and a quiz that pass a check. A\n"
     "file that is there already is never touched. lessons/README.md explains the format.\n"
     "Exit: 0 if it was written, 2 if not.\n",
     help_options},
    {"help", "help [COMMAND]", "what a command does and which options it has", "", help_options},
};

} // namespace

std::span<const CommandDoc> commands() { return list; }

const CommandDoc* find_command(std::string_view name) {
    for (const CommandDoc& c : list)
        if (name == c.name) return &c;
    return nullptr;
}

std::string unknown_command(std::string_view name) {
    std::vector<std::string_view> names;
    for (const CommandDoc& c : list) names.push_back(c.name);
    const std::string hint = name_hint(name, names);
    return std::string("unknown ") + (name.starts_with("-") ? "option" : "command") + " \"" +
           std::string(name) + "\"" +
           (hint.empty() ? "; lazymmu --help lists what there is" : hint);
}

} // namespace lazymmu::cli
