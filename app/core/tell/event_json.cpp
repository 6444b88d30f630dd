#include "app/core/tell/event_json.h"

#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"
#include "lessons/format/loader_parts.h"

namespace lazymmu {
namespace {

const char* event_kind(Ev kind) {
    for (const EventName& n : event_names())
        if (n.kind == kind) return n.name;
    switch (kind) {
    case Ev::hw: return "hw";
    case Ev::hw_item: return "item";
    case Ev::call: return "call";
    case Ev::ret: return "ret";
    case Ev::count: return "count";
    case Ev::warn: return "warn";
    case Ev::bug: return "bug";
    case Ev::statement: return "statement";
    default: return "line";
    }
}

} // namespace

std::string event_json(const Setup& setup, const Event& e) {
    JsonObject o;
    o.text("kind", event_kind(e.kind));
    std::string_view fields;
    if (e.kind == Ev::hw || e.kind == Ev::hw_item) {
        const auto specs =
            e.kind == Ev::hw ? setup.config.arch->hw_events : setup.config.arch->hw_items;
        if (e.code < specs.size()) {
            o.text("name", specs[e.code].name);
            fields = specs[e.code].fields;
        }
    } else if (e.kind == Ev::call || e.kind == Ev::ret) {
        const Routine* r = find_routine(setup, e.code);
        o.text("name", r ? r->name : "script");
    } else {
        for (const EventName& n : event_names())
            if (n.kind == e.kind) fields = n.fields;
    }
    const u64 values[] = {e.a, e.b, e.c, e.d};
    for (int i = 0; i < 4 && !fields.empty(); i++) {
        const size_t comma = fields.find(',');
        const std::string_view name = fields.substr(0, comma);
        fields = comma == fields.npos ? "" : fields.substr(comma + 1);
        if (name.empty()) continue;
        if (name == "mm") o.text(name, mm_name(static_cast<MmId>(values[i])));
        // Numbers that JavaScript would round are written as texts.
        else if (values[i] >> 53)
            o.text(name, hex_text(values[i]));
        else
            o.number(name, static_cast<i64>(values[i]));
    }
    o.text("text", event_text(setup, e));
    return o.str();
}

} // namespace lazymmu
