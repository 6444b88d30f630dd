// A plan as JSON text, and back: what a page sends to its worker, and what a program that uses the
// module without a screen writes by hand. Read with the same helpers as lessons, so that mistakes
// are told in the same way.
#include "app/core/explore/explore_plan.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/machine_json.h"
#include "arch/arch.h"
#include "lessons/format/loader_parts.h"

namespace lazymmu {

namespace {

using json::Node;
using json::Object;
using json::Reading;

constexpr size_t most_plan_bytes = 4 << 20;
constexpr i64 most_max_bytes = i64{1} << 40;

// Sets a number if it is there and within its bounds.
template <class T>
void read_count(const Object& o, std::string_view key, i64 min, i64 max, T& out) {
    i64 n = 0;
    if (o.whole(key, min, max, n)) out = static_cast<T>(n);
}

void read_plan(Reading& r, const Node& root, ExplorePlan& out) {
    const Object o(r, root, "a plan",
                   {"program", "arch", "title", "kernel", "patches", "options", "cpus", "tasks",
                    "irqs", "migrations", "task_init_pause", "max_states", "max_bytes", "max_depth",
                    "reduce", "invariants", "inside"},
                   2);
    if (root.kind != Node::object) return;
    o.text("program", limits::script_bytes, out.program);
    o.text("title", limits::title_chars * 4, out.title);
    json::read_machine(r, o, all_archs(), out.machine, "options", limits::explore_events);
    read_count(o, "tasks", 0, limits::tasks, out.tasks);
    read_count(o, "max_states", 0, INT64_MAX, out.max_states);
    read_count(o, "max_bytes", 1, most_max_bytes, out.max_bytes);
    read_count(o, "max_depth", 1, UINT32_MAX, out.max_depth);
    if (const Node* n = o.find("reduce"); n && r.kind_of(*n, Node::truth)) out.reduce = n->num != 0;
    if (const Node* n = o.find("invariants")) {
        out.invariants = 0;
        json::read_invariants(r, *n, out.invariants);
    }
    o.text("inside", limits::path_chars, out.inside);
}

} // namespace

std::string invariants_json(u32 bits) {
    JsonList out;
    for (const std::string_view name : invariant_names(bits)) out.text(name);
    return out.str();
}

std::string plan_json(const ExplorePlan& plan) {
    MachineSpec machine = plan.machine;
    std::erase_if(machine.options, [&machine](const MachineSpec::Option& option) {
        return !wrong_option(*machine.arch, option.name, option.value).empty(); // of another one
    });
    JsonObject o;
    o.text("program", plan.program);
    if (!plan.title.empty()) o.text("title", plan.title);
    for (const auto& [name, value] : machine_members(machine, "options")) o.raw(name, value);
    o.number("tasks", plan.tasks);
    o.number("max_states", static_cast<i64>(plan.max_states));
    o.number("max_bytes", static_cast<i64>(plan.max_bytes));
    if (plan.max_depth) o.number("max_depth", plan.max_depth);
    if (plan.reduce) o.truth("reduce", true);
    o.raw("invariants", invariants_json(plan.invariants));
    if (!plan.inside.empty()) o.text("inside", plan.inside);
    return o.str();
}

std::string plan_from_json(std::string_view text, ExplorePlan& out) {
    if (text.size() > most_plan_bytes)
        return "plan: " + std::to_string(text.size()) + " bytes are too many: at most " +
               std::to_string(most_plan_bytes);
    Issues issues;
    Reading r(text, "plan", issues);
    const json::Doc doc = json::parse(text);
    ExplorePlan plan;
    if (!doc.ok)
        r.error(doc.error_at, doc.error);
    else
        read_plan(r, doc.root, plan);
    if (!issues.empty()) return issues[0].text();
    if (plan.title.empty()) plan.title = "program";
    out = std::move(plan);
    return {};
}

} // namespace lazymmu
