#include "lessons/play/step_facts.h"

#include "engine/kernel/invariants.h"
#include "engine/script/script.h"
#include "lessons/format/loader_parts.h"

namespace lazymmu {

namespace {

constexpr const char* fault_names[] = {"none", "not_mapped", "permission", "spurious"};

// A field of an event as a lesson may write it: "user1", "B", "w", "spurious"; "" if it is a
// number.
std::string field_word(std::string_view field, u64 value) {
    if (field == "mm") return mm_name(static_cast<MmId>(value));
    if (field == "task" || field == "prev" || field == "next")
        return value < limits::tasks ? std::string(1, task_letter(static_cast<TaskId>(value)))
                                     : "none";
    if (field == "mode") return std::string(1, static_cast<char>(value));
    if (field == "invariant")
        return value < invariant_count ? invariant_info(static_cast<Invariant>(value)).name : "";
    if (field == "kind") return value < std::size(fault_names) ? fault_names[value] : "";
    return "";
}

bool equal_field(std::string_view field, u64 value, const ExpectValue& want, const Arch& arch) {
    if (want.kind != ExpectValue::text) return value == static_cast<u64>(want.num);
    if (const std::string word = field_word(field, value); !word.empty()) return word == want.str;
    u64 number = 0;
    std::string error;
    return eval_script_value(want.str, arch, number, error) && number == value;
}

// Positions are consecutive, so their events are too.
std::span<const Event> events_between(const Timeline& timeline, u32 begin, u32 end) {
    const Event* first = nullptr;
    size_t n = 0;
    for (u32 p = begin + 1; p <= end; p++) {
        const auto one = timeline.events(p);
        if (!first && !one.empty()) first = one.data();
        n += one.size();
    }
    return {first, n};
}

} // namespace

StepFacts::StepFacts(const Timeline& timeline, u32 begin, u32 end)
    : end_(timeline.machine_at(end)), events_(events_between(timeline, begin, end)) {}

bool StepFacts::describe(const ExpectEvent& e, const Event& event, std::string_view& name,
                         std::string_view& fields) const {
    switch (e.kind) {
    case ExpectEvent::hw:
    case ExpectEvent::item: {
        if (event.kind != (e.kind == ExpectEvent::hw ? Ev::hw : Ev::hw_item)) return false;
        const auto list = e.kind == ExpectEvent::hw ? arch().hw_events : arch().hw_items;
        if (event.code >= list.size()) return false;
        name = list[event.code].name;
        fields = list[event.code].fields;
        return true;
    }
    case ExpectEvent::call: {
        if (event.kind != Ev::call || event.code == fn_script) return false;
        const Routine* r = find_routine(*end_.setup, event.code);
        name = r ? r->name : "";
        return r != nullptr;
    }
    case ExpectEvent::warn:
    case ExpectEvent::bug:
        if (event.kind != (e.kind == ExpectEvent::warn ? Ev::warn : Ev::bug)) return false;
        name = msg_text(static_cast<Msg>(event.code));
        return true;
    case ExpectEvent::event:
        for (const EventName& n : event_names()) {
            if (n.kind != event.kind) continue;
            name = n.name;
            fields = n.fields;
            return true;
        }
        return false;
    }
    return false;
}

bool StepFacts::matches(const ExpectEvent& e, const Event& event) const {
    std::string_view name, fields;
    if (!describe(e, event, name, fields)) return false;
    const bool part = e.kind == ExpectEvent::warn || e.kind == ExpectEvent::bug;
    if (part ? name.find(e.name) == name.npos : name != e.name) return false;
    const u64 values[] = {event.a, event.b, event.c, event.d, event.code};
    for (const auto& [field, want] : e.with) {
        const int i = field_index(fields, field);
        if (i < 0 || i > 4 || !equal_field(field, values[i], want, arch())) return false;
    }
    return true;
}

u32 StepFacts::count(const ExpectEvent& e) const {
    u32 n = 0;
    for (const Event& event : events_) n += matches(e, event);
    return n;
}

bool StepFacts::value(std::string_view path, QueryValue& out, std::string& error) const {
    return query(*end_.setup, end_.view(), path, out, error);
}

bool StepFacts::equal(const QueryValue& value, const ExpectValue& want) {
    switch (want.kind) {
    case ExpectValue::text: return value.text == want.str;
    case ExpectValue::truth: return !value.is_text && (value.number != 0) == (want.num != 0);
    case ExpectValue::number: return !value.is_text && value.number == want.num;
    }
    return false;
}

bool StepFacts::holds(const ExpectState& s) const {
    QueryValue v;
    std::string error;
    return value(s.path, v, error) && equal(v, s.value);
}

bool StepFacts::holds(const std::vector<ExpectBlock>& blocks) const {
    bool said = false;
    for (const ExpectBlock& block : blocks) {
        if (!block.when.applies(arch().name, end_.config().kernel)) continue;
        said = true;
        for (const ExpectState& s : block.state)
            if (!holds(s)) return false;
        for (const ExpectEvent& e : block.events)
            if (!holds(e)) return false;
    }
    return said;
}

} // namespace lazymmu
