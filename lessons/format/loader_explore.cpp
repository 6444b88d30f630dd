// Reads `explore`: how to explore the lesson's program, and the verdicts that this must give.
#include "lessons/format/loader_parts.h"

namespace lazymmu::json {

namespace {

bool read_invariant(Reading& r, const Node& node, Invariant& out) {
    if (node.kind == Node::text && invariant_from_name(node.str.c_str(), out)) return true;
    const std::vector<std::string_view> known = invariant_names();
    const std::string hint = node.kind == Node::text ? name_hint(node.str, known) : "";
    r.error(node, "expected an invariant, found " + found(node) +
                      (hint.empty() ? "; they are " + one_of(known) : hint));
    return false;
}

void read_verdict(Reading& r, const Object& o, ExploreExpect& out) {
    const Node* v = o.find("verdict");
    if (!v) return;
    out.violated = v->str == "violated";
    if (v->kind != Node::text || (!out.violated && v->str != "holds"))
        r.wrong(*v, "\"violated\" or \"holds\"");
    for (const char* key : {"breaks", "steps"})
        if (const Node* n = o.find(key); n && v->str == "holds")
            r.error(n->key_at, std::string("\"") + key + "\" belongs to \"violated\"");
}

void read_one(Reading& r, const Node& node, std::vector<ExploreExpect>& out) {
    const Object o(
        r, node, "an explored machine",
        {"verdict", "arch", "kernel", "patches", "task_init_pause", "config", "breaks", "steps"},
        1);
    if (node.kind != Node::object) return;
    ExploreExpect e;
    e.at = r.at(node.at);
    i64 n = 0;
    read_verdict(r, o, e);
    if (const Node* a = o.find("arch")) e.arch_at = r.at(a->at);
    o.text("arch", limits::tag_chars, e.arch);
    if (const Node* k = o.find("kernel")) read_kernel(r, *k, e.machine.kernel);
    read_changes(r, o, e.machine, e.option_at);
    if (const Node* b = o.find("breaks")) e.has_breaks = read_invariant(r, *b, e.breaks);
    if (o.whole("steps", 1, limits::step_choices, n)) e.steps = static_cast<i32>(n);
    out.push_back(std::move(e));
}

} // namespace

void read_invariants(Reading& r, const Node& node, u32& out) {
    if (!r.array_of(node, 1, invariant_count)) return;
    for (const Node& n : node.items) {
        Invariant i{};
        if (!read_invariant(r, n, i)) continue;
        if (out & invariant_bit(i)) r.error(n, "\"" + n.str + "\" stands twice in this list");
        out |= invariant_bit(i);
    }
}

void read_explore(Reading& r, const Node& node, LessonExplore& out) {
    const Object o(r, node, "\"explore\"", {"expect", "irqs", "migrations", "invariants", "inside"},
                   1);
    if (node.kind != Node::object) return;
    out.present = true;
    i64 n = 0;
    if (o.whole("irqs", 0, limits::explore_events, n)) out.irqs = static_cast<u8>(n);
    if (o.whole("migrations", 0, limits::explore_events, n)) out.migrations = static_cast<u8>(n);
    if (const Node* i = o.find("invariants")) read_invariants(r, *i, out.invariants);
    if (const Node* i = o.find("inside")) out.inside_at = r.at(i->at);
    o.text("inside", limits::path_chars, out.inside);
    const Node* expect = o.find("expect");
    if (!expect || !r.array_of(*expect, 1, limits::explore_expects)) return;
    for (const Node& e : expect->items) read_one(r, e, out.expect);
}

} // namespace lazymmu::json
