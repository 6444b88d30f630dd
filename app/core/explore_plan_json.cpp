// A plan as JSON text, and back: what a page sends to its worker, and what a program that uses the
// module without a screen writes by hand. Read with the same helpers as lessons, so that mistakes
// are told in the same way.
#include "app/core/explore_plan.h"
#include "app/core/json_text.h"
#include "arch/arch.h"
#include "lessons/loader_parts.h"

namespace lazymmu {

namespace {

using json::Node;
using json::Object;
using json::Reading;

constexpr size_t most_plan_bytes = 4 << 20;
constexpr i64 most_max_bytes = i64{1} << 40;

template <class Name> std::string names_json(u32 bits, int count, Name name) {
    std::string out;
    for (int i = 0; i < count; i++)
        if (bits & 1u << i) out += (out.empty() ? "" : ",") + json_quoted(name(i));
    return "[" + out + "]";
}

void read_arch(Reading& r, const Node& node, ExplorePlan& out) {
    out.arch = node.kind == Node::text ? find_arch(node.str) : nullptr;
    if (out.arch) return;
    std::vector<std::string_view> known;
    for (const Arch* a : real_archs()) known.push_back(a->name);
    r.wrong(node, json::one_of(known));
}

void read_kernel(Reading& r, const Node& node, ExplorePlan& out) {
    std::vector<Kernel> kernels;
    if (node.kind == Node::text)
        json::read_kernels(r, node, kernels);
    else
        r.wrong(node, "a text");
    if (!kernels.empty()) out.kernel = kernels[0];
}

void read_assumptions(Reading& r, const Node& node, ExplorePlan& out) {
    json::read_options(r, node, out.options);
    if (!r.ok() || !out.arch) return;
    std::string message;
    for (size_t i = 0; i < out.options.size(); i++)
        if (!check_option(out.options[i], *out.arch, message))
            r.error(node.items[i].key_at, message);
}

// Sets a number if it is there and within its bounds.
template <class T>
void read_count(const Object& o, std::string_view key, i64 min, i64 max, T& out) {
    i64 n = 0;
    if (o.whole(key, min, max, n)) out = static_cast<T>(n);
}

void read_plan(Reading& r, const Node& root, ExplorePlan& out) {
    const Object o(r, root, "a plan",
                   {"program", "arch", "title", "kernel", "patches", "options", "cpus", "tasks",
                    "irqs", "migrations", "task_init_pause", "max_states", "max_bytes",
                    "invariants", "inside"},
                   2);
    if (root.kind != Node::object) return;
    o.text("program", limits::script_bytes, out.program);
    o.text("title", limits::title_chars * 4, out.title);
    if (const Node* n = o.find("arch")) read_arch(r, *n, out);
    if (const Node* n = o.find("kernel")) read_kernel(r, *n, out);
    if (const Node* n = o.find("patches")) json::read_patches(r, *n, out.patches);
    if (const Node* n = o.find("options")) read_assumptions(r, *n, out);
    read_count(o, "cpus", 1, limits::cpus, out.cpus);
    read_count(o, "tasks", 0, limits::tasks, out.tasks);
    read_count(o, "irqs", 0, limits::explore_events, out.irqs);
    read_count(o, "migrations", 0, limits::explore_events, out.migrations);
    read_count(o, "task_init_pause", 0, 255, out.task_init_pause);
    read_count(o, "max_states", 0, INT64_MAX, out.max_states);
    read_count(o, "max_bytes", 1, most_max_bytes, out.max_bytes);
    if (const Node* n = o.find("invariants")) {
        out.invariants = 0;
        json::read_invariants(r, *n, out.invariants);
    }
    o.text("inside", limits::path_chars, out.inside);
}

} // namespace

std::string plan_json(const ExplorePlan& plan) {
    JsonObject options; // of the others this machine knows nothing
    bool any = false;
    for (const LessonMachine::Option& option : plan.options) {
        std::string ignored;
        if (!check_option(option, *plan.arch, ignored)) continue;
        options.number(option.name, option.value);
        any = true;
    }
    JsonObject o;
    o.text("program", plan.program).text("arch", plan.arch->name);
    if (!plan.title.empty()) o.text("title", plan.title);
    o.text("kernel", kernel_name(plan.kernel));
    if (plan.patches) o.raw("patches", names_json(plan.patches, patch_count, patch_name));
    if (any) o.raw("options", options.str());
    o.number("cpus", plan.cpus).number("tasks", plan.tasks);
    o.number("irqs", plan.irqs).number("migrations", plan.migrations);
    o.number("task_init_pause", plan.task_init_pause);
    o.number("max_states", static_cast<i64>(plan.max_states));
    o.number("max_bytes", static_cast<i64>(plan.max_bytes));
    o.raw("invariants", names_json(plan.invariants, invariant_count, [](int i) {
              return invariant_info(static_cast<Invariant>(i)).name;
          }));
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
