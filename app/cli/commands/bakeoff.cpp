// lazymmu explore --bakeoff: what could have fixed the Xen bug of v7.0, on the same programs.
#include "app/cli/cli.h"
#include "app/cli/commands/explore.h"
#include "app/core/explore/schedule_text.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/numbers.h"
#include "app/core/tell/visible.h"
#include "arch/arch.h"

#include <algorithm>

namespace lazymmu::cli {

namespace {

struct Candidate {
    const char* name;
    Kernel kernel;
    u8 patches;
    u8 task_init_pause;
    const char* doc;
};

constexpr Candidate candidates[] = {
    {"v7.0", Kernel::v7_0, 0, 0,
     "as released: the count and the arch call are two preemptible steps"},
    {"+tolerate", Kernel::v7_0, patch_tolerate, 0,
     "enter and leave tolerate being called twice (v7.1)"},
    {"+revert-291b3abed657", Kernel::v7_0, patch_revert_291b3abed657, 0,
     "the switch remembers the mode in a thread flag again"},
    {"+ctxsw-pause-resume, forked", Kernel::v7_0, patch_ctxsw_pause_resume, 0,
     "the switch pauses prev and resumes next; tasks that never ran have pause_count 0"},
    {"+ctxsw-pause-resume", Kernel::v7_0, patch_ctxsw_pause_resume, 1, "... and here 1"},
    {"v7.2, forked", Kernel::v7_2, 0, 0, "no Xen mode; tasks that never ran have pause_count 0"},
    {"v7.2", Kernel::v7_2, 0, 1, "... and here 1, as of tasks that were switched out before"},
};

struct NamedProgram {
    const char* name;
    u8 irqs;
    const char* text;
};

constexpr NamedProgram programs[] = {
    {"sections", 0,
     "lazy_mmu_mode_enable(); set_pte_at(USER, 1, \"pwu\"); lazy_mmu_mode_disable();\n"},
    {"nested", 0,
     "lazy_mmu_mode_enable(); lazy_mmu_mode_enable(); set_pte_at(USER, 1, \"pwu\");\n"
     "lazy_mmu_mode_disable(); lazy_mmu_mode_disable();\n"},
    {"pause", 0,
     "lazy_mmu_mode_enable(); lazy_mmu_mode_pause(); set_pte_at(USER, 1, \"pwu\");\n"
     "lazy_mmu_mode_resume(); lazy_mmu_mode_disable();\n"},
    {"interrupt", 1,
     "lazy_mmu_mode_enable(); set_pte_at(USER, 1, \"pwu\"); lazy_mmu_mode_disable();\n"},
};

bool read_plans(const Args& args, ExploreArgs wishes, std::vector<ExplorePlan>& plans) {
    wishes.said.machine.arch = find_arch("x86");
    for (const std::string& path : args.operands)
        if (!read_plan(args, wishes, path, plans.emplace_back())) return false;
    if (!plans.empty()) return true;
    const std::optional<u8> irqs = wishes.said.machine.irqs;
    for (const NamedProgram& p : programs) {
        wishes.said.machine.irqs = irqs.value_or(p.irqs);
        if (!plan_script(wishes, p.name, p.text, plans.emplace_back())) return false;
    }
    return true;
}

std::string cell_text(const Explored& x) {
    if (x.report().verdict == Verdict::inconclusive) return "? " + x.report().bound;
    const std::string states = " " + grouped(x.report().states);
    if (x.report().verdict == Verdict::holds) return "holds" + states;
    return invariant_info(main_violation(x.report().violations)).name + states;
}

void print_table(const std::vector<ExplorePlan>& plans,
                 const std::vector<std::vector<std::string>>& cells,
                 const std::string& not_judged) {
    size_t first = 0;
    for (const Candidate& c : candidates) first = std::max(first, std::string_view(c.name).size());
    std::vector<size_t> widths;
    std::vector<std::string> names;
    for (size_t p = 0; p < plans.size(); p++) {
        names.push_back(visible_line(plans[p].title));
        widths.push_back(names[p].size());
        for (const auto& row : cells) widths[p] = std::max(widths[p], row[p].size());
    }
    print("%-*s", static_cast<int>(first), "");
    for (size_t p = 0; p < plans.size(); p++)
        print("  %-*s", static_cast<int>(widths[p]), names[p].c_str());
    print("\n");
    for (size_t c = 0; c < cells.size(); c++) {
        print("%-*s", static_cast<int>(first), candidates[c].name);
        for (size_t p = 0; p < plans.size(); p++)
            print("  %-*s", static_cast<int>(widths[p]), cells[c][p].c_str());
        print("\n");
    }
    print("\nEach cell: what broke, or that it holds, and the states that were seen.\n");
    if (!not_judged.empty()) put(wrapped("Not judged: " + not_judged + ".", "", 2, 78));
    for (const Candidate& c : candidates)
        print("  %-*s  %s\n", static_cast<int>(first), c.name, c.doc);
}

} // namespace

int bakeoff_command(const Args& args, const ExploreArgs& wishes) {
    if (const Arch* arch = wishes.said.machine.arch; arch && arch != find_arch("x86")) {
        complain("--bakeoff compares fixes of Xen: it needs --arch x86, or none");
        return exit_usage;
    }
    const MachineSpec& typed = wishes.said.machine;
    if (typed.kernel || typed.patches || typed.task_init_pause) {
        complain("--bakeoff chooses the kernels, patches and --task-init-pause itself");
        return exit_usage;
    }
    std::vector<ExplorePlan> plans;
    if (!read_plans(args, wishes, plans)) return exit_usage;
    std::vector<std::vector<std::string>> cells;
    std::string json, not_judged;
    bool bound = false;
    for (const Candidate& c : candidates) {
        cells.emplace_back();
        for (ExplorePlan& plan : plans) {
            plan.machine.kernel = c.kernel;
            plan.machine.patches = c.patches;
            plan.machine.task_init_pause = c.task_init_pause;
            Explored x;
            if (!explore(args, plan, wishes.progress, x)) return exit_usage;
            bound |= x.report().verdict == Verdict::inconclusive;
            if (not_judged.empty()) not_judged = not_judged_text(x.job);
            cells.back().push_back(cell_text(x));
            json += (json.empty() ? "\n " : ",\n ") + JsonObject()
                                                          .text("fix", c.name)
                                                          .text("program", plan.title)
                                                          .raw("result", explored_json(x))
                                                          .str();
        }
    }
    if (args.has("--json"))
        print("[%s]\n", json.c_str());
    else
        print_table(plans, cells, not_judged);
    return bound ? exit_bound : exit_pass;
}

} // namespace lazymmu::cli
