// lazymmu explore --generate: explores every small program, short ones first.
#include "app/core/explore/generate.h"
#include "app/cli/cli.h"
#include "app/cli/commands/explore.h"
#include "app/core/explore/schedule_text.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/numbers.h"
#include "arch/arch.h"
#include "engine/script/script.h"
#include "engine/text/nearest_name.h"

#include <chrono>

namespace lazymmu::cli {

namespace {

constexpr u64 most_programs = 5'000'000;

bool read_calls(const Args& args, const Arch& arch, std::vector<std::string>& out) {
    std::string rest = args.value("--calls", "enable,disable,pause,resume,set");
    while (!rest.empty()) {
        const size_t comma = rest.find(',');
        const std::string name = rest.substr(0, comma);
        rest = comma == rest.npos ? "" : rest.substr(comma + 1);
        const std::string statement = generated_call(name);
        if (statement.empty()) {
            complain("--calls: " + unknown_name("call", name, generated_call_names()));
            return false;
        }
        if (!compile_script(statement, arch).program) {
            complain("--calls: " + name + " does not exist on " + arch.name);
            return false;
        }
        out.push_back(name);
    }
    return true;
}

struct Total {
    u64 programs = 0, states = 0;
    double seconds = 0;
    std::string bound; // of the first program that gave no verdict
    std::string not_judged, not_judged_list = "[]";
};

void print_end(const Args& args, const Generator& g, const Total& t, const Explored* found) {
    if (args.has("--json")) {
        JsonObject o;
        o.text("verdict", found ? "violated" : t.bound.empty() ? "holds" : "inconclusive");
        o.number("programs", static_cast<i64>(t.programs))
            .number("of", static_cast<i64>(g.count()));
        o.number("states", static_cast<i64>(t.states));
        if (!found && !t.bound.empty()) o.text("bound", t.bound);
        if (!found) o.raw("not_judged", t.not_judged_list);
        if (found)
            o.number("calls", g.calls())
                .text("program", found->job.program())
                .raw("result", explored_json(*found));
        print("%s\n", o.str().c_str());
        return;
    }
    const std::string seen = grouped(t.programs) + " of " + grouped(g.count()) + " programs, " +
                             grouped(t.states) + " states";
    if (found) {
        if (args.has("--trace")) return print_explored_trace(*found);
        print("The first program that breaks a promise has %u calls (%s seen):\n\n%s\n", g.calls(),
              seen.c_str(), found->job.program().c_str());
        print_explored_text(*found, static_cast<size_t>(terminal_width()));
    } else if (t.bound.empty()) {
        print("holds         for all %s, %.3f s\n", seen.c_str(), t.seconds);
        if (!t.not_judged.empty())
            put(wrapped(t.not_judged, "not judged    ", 14, static_cast<size_t>(terminal_width())));
    } else {
        print("inconclusive  the bound %s was hit; %s, nothing found\n", t.bound.c_str(),
              seen.c_str());
    }
}

} // namespace

int generate_command(const Args& args, const ExploreArgs& wishes) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    u64 calls = 0;
    std::vector<std::string> names;
    const ExplorePlan& said = wishes.said;
    const Arch& arch = said.machine.arch ? *said.machine.arch : *real_archs().front();
    if (!args.operands.empty()) {
        complain("--generate makes the programs itself: it takes no file");
        return exit_usage;
    }
    if (!read_count(args, "--generate", 1, 8, calls) || !read_calls(args, arch, names))
        return exit_usage;
    const int tasks = said.tasks ? said.tasks : 2;
    double bodies = 1, all = 1;
    for (u64 i = 0; i < calls; i++) bodies = bodies * static_cast<double>(names.size()) + 1;
    for (int t = 0; t < tasks; t++) all *= bodies;
    if (bodies > 1e6 || (all > static_cast<double>(most_programs) && !args.has("--balanced"))) {
        complain("--generate: more than " + grouped(most_programs) +
                 " programs; take fewer calls, a smaller K, or --balanced");
        return exit_usage;
    }
    Generator g(std::move(names), static_cast<u32>(calls), tasks, args.has("--balanced"));
    Total total;
    double shown = 0;
    const u64 budget = said.max_states ? said.max_states : ~u64{0}; // of all programs together
    while (g.next()) {
        if (total.states >= budget || total.programs >= most_programs) {
            total.bound = total.states >= budget ? "max_states" : "programs";
            break;
        }
        ExplorePlan plan;
        if (!plan_script(wishes, "generated", g.text(), plan)) return exit_usage;
        plan.tasks = 0;
        plan.max_states = budget - total.states;
        Explored x;
        if (!explore(args, plan, false, x)) return exit_usage;
        total.programs++;
        total.not_judged = not_judged_text(x.job);
        total.not_judged_list = not_judged_json(x.job.news().not_judged);
        total.states += x.report().states;
        total.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        if (x.report().verdict == Verdict::violated) {
            print_end(args, g, total, &x);
            return save_explored(args, x) ? exit_fail : exit_usage;
        }
        if (x.report().verdict == Verdict::inconclusive && total.bound.empty())
            total.bound = x.report().bound;
        if (wishes.progress && total.seconds - shown > 1) {
            shown = total.seconds;
            print_error("%s of %s programs, %u calls, %s states\n", grouped(total.programs).c_str(),
                        grouped(g.count()).c_str(), g.calls(), grouped(total.states).c_str());
        }
    }
    print_end(args, g, total, nullptr);
    return total.bound.empty() ? exit_pass : exit_bound;
}

} // namespace lazymmu::cli
