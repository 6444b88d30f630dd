// Reads `expect`: one block, or an array of blocks; each says when it applies, which state a step
// ends in, and what happened during it.
#include "lessons/format/loader_parts.h"

#include "engine/script/script_lexer.h"

#include <algorithm>

namespace lazymmu::json {

namespace {

constexpr i64 safe_integer = 9007199254740991; // what a JSON number holds exactly everywhere

bool read_value(Reading& r, const Node& node, ExpectValue& out) {
    switch (node.kind) {
    case Node::truth:
        out.kind = ExpectValue::truth;
        out.num = node.num;
        return true;
    case Node::number:
        out.kind = ExpectValue::number;
        return r.whole_of(node, -safe_integer, safe_integer, out.num);
    case Node::text:
        out.kind = ExpectValue::text;
        out.str = node.str; // may be empty: the flags of an empty entry
        if (count_characters(node.str) <= limits::path_chars) return true;
        r.wrong(node, "a text of at most " + std::to_string(limits::path_chars) + " characters");
        return false;
    default: r.wrong(node, "a number, true, false or a text"); return false;
    }
}

constexpr std::string_view event_keys[] = {"hw", "item", "call", "warn", "bug", "event"};

} // namespace

void read_when(Reading& r, const Node& node, ExpectWhen& out) {
    const Object o(r, node, "\"when\"", {"arch", "kernel"});
    if (node.kind != Node::object) return;
    out.at = r.at(node.at);
    if (node.items.empty())
        r.error(node, "\"when\" is empty: expected \"arch\", \"kernel\" or both");
    if (const Node* a = o.find("arch"))
        read_names(r, *a, 16, limits::tag_chars, out.archs, out.arch_at);
    if (const Node* k = o.find("kernel")) read_kernels(r, *k, out.kernels);
}

void read_event(Reading& r, const Node& node, std::vector<ExpectEvent>& out) {
    const Object o(r, node, "an expected event",
                   {"hw", "item", "call", "warn", "bug", "event", "with", "count"});
    if (node.kind != Node::object) return;
    ExpectEvent e;
    e.at = r.at(node.at);
    int subjects = 0;
    for (size_t i = 0; i < std::size(event_keys); i++) {
        if (!o.find(event_keys[i])) continue;
        subjects++;
        e.kind = static_cast<ExpectEvent::Kind>(i);
        o.text(event_keys[i], limits::path_chars, e.name);
    }
    if (subjects != 1)
        r.error(node, std::string("an expected event has exactly one of ") +
                          one_of({event_keys, event_keys + std::size(event_keys)}));
    if (e.kind == ExpectEvent::event && subjects == 1) {
        std::vector<std::string_view> known;
        for (const EventName& n : event_names()) known.push_back(n.name);
        if (std::find(known.begin(), known.end(), e.name) == known.end() && !e.name.empty())
            r.error(*o.find("event"), unknown_name("event", e.name, known, "there are"));
    }
    i64 count = 0;
    if (o.varied("count", 0, 1000000, count)) e.count = static_cast<i32>(count);
    if (const Node* with = o.find("with"); with && r.kind_of(*with, Node::object)) {
        if (e.kind == ExpectEvent::call || e.kind == ExpectEvent::warn ||
            e.kind == ExpectEvent::bug)
            r.error(with->key_at, "\"with\" belongs to \"hw\", \"item\" and \"event\" only");
        if (with->items.empty() || with->items.size() > 4)
            r.error(*with, "\"with\" has 1 to 4 fields");
        for (const Node& field : with->items) {
            ExpectValue value;
            if (read_value(r, field, value)) e.with.emplace_back(field.key, std::move(value));
        }
    }
    out.push_back(std::move(e));
}

namespace {

void read_block(Reading& r, const Node& node, std::vector<ExpectBlock>& out) {
    const Object o(r, node, "an expectation", {"when", "state", "events"});
    if (node.kind != Node::object) return;
    ExpectBlock block;
    if (const Node* w = o.find("when")) read_when(r, *w, block.when);
    const Node* state = o.find("state");
    const Node* events = o.find("events");
    if (!state && !events) r.error(node, "an expectation needs \"state\" or \"events\", or both");
    if (state && r.kind_of(*state, Node::object)) {
        if (state->items.empty() || state->items.size() > limits::expect_entries)
            r.error(*state,
                    "\"state\" has 1 to " + std::to_string(limits::expect_entries) + " paths");
        for (const Node& n : state->items) {
            ExpectState s;
            s.path = n.key;
            s.at = r.at(n.key_at);
            if (n.key.empty() || count_characters(n.key) > limits::path_chars)
                r.error(n.key_at,
                        "a path has 1 to " + std::to_string(limits::path_chars) + " characters");
            if (read_value(r, n, s.value)) block.state.push_back(std::move(s));
        }
    }
    if (events && r.array_of(*events, 1, limits::expect_entries))
        for (const Node& n : events->items) read_event(r, n, block.events);
    out.push_back(std::move(block));
}

} // namespace

// What a lesson says of one kernel is true of later ones whose listings are the same.
void add_kernels_with_the_same_listings(std::vector<Kernel>& kernels) {
    const auto has = [&](Kernel k) {
        return std::find(kernels.begin(), kernels.end(), k) != kernels.end();
    };
    for (int k = 0; k < kernel_count; k++)
        if (const Kernel later = static_cast<Kernel>(k);
            !has(later) && has(kernel_with_listings_of(later)))
            kernels.push_back(later);
}

void read_kernels(Reading& r, const Node& node, std::vector<Kernel>& out) {
    std::vector<std::string> names;
    std::vector<At> at;
    if (!read_names(r, node, kernel_count, limits::tag_chars, names, at)) return;
    out.clear();
    std::optional<Kernel> kernel;
    for (size_t i = 0; i < names.size(); i++) {
        read_kernel(r, node.kind == Node::array ? node.items[i] : node, kernel);
        if (kernel) out.push_back(*kernel);
    }
    add_kernels_with_the_same_listings(out);
}

void read_expect(Reading& r, const Node& node, std::vector<ExpectBlock>& out) {
    if (node.kind == Node::object) return read_block(r, node, out);
    if (node.kind != Node::array) return r.wrong(node, "an object or an array of objects");
    if (!r.array_of(node, 1, limits::expect_blocks)) return;
    for (const Node& n : node.items) read_block(r, n, out);
}

} // namespace lazymmu::json
