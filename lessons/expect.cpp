// Comparing what a step expects with what happened.
#include "engine/invariants.h"
#include "engine/query.h"
#include "engine/script.h"
#include "lessons/loader_parts.h"
#include "lessons/runner.h"

#include <map>

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

bool equal(std::string_view field, u64 value, const ExpectValue& want, const Arch& arch) {
    if (want.kind != ExpectValue::text) return value == static_cast<u64>(want.num);
    if (const std::string word = field_word(field, value); !word.empty()) return word == want.str;
    u64 number = 0;
    std::string error;
    return eval_script_value(want.str, arch, number, error) && number == value;
}

bool equal(const QueryValue& value, const ExpectValue& want) {
    switch (want.kind) {
    case ExpectValue::text: return value.text == want.str;
    case ExpectValue::truth: return !value.is_text && (value.number != 0) == (want.num != 0);
    case ExpectValue::number: return !value.is_text && value.number == want.num;
    }
    return false;
}

class Checker {
  public:
    Checker(const Lesson& lesson, const LessonRun& run, CheckResult& result)
        : lesson_(lesson), run_(run), config_(run.timeline.setup().config), arch_(*config_.arch),
          result_(result) {}

    void check() {
        for (const Issue& i : run_.problems) fail(run_.step_end.empty() ? 0 : failed_step(), i);
        for (size_t i = 0; i < run_.step_end.size(); i++) {
            step_ = i;
            if (i > run_.bug_step || run_.status != RunStatus::done) break;
            check_step(lesson_.steps[i]);
        }
    }

  private:
    size_t failed_step() const {
        size_t i = 0;
        while (i + 1 < run_.step_end.size() && run_.step_end[i] < run_.timeline.length()) i++;
        return i;
    }

    void fail(size_t step, const Issue& issue) {
        result_.failures.push_back(issue);
        result_.failure_step.push_back(step);
    }
    void fail(At at, const std::string& message) {
        fail(step_, {lesson_.file, at.line, at.column, message});
    }

    void check_step(const LessonStep& step) {
        const Machine end = run_.timeline.machine_at(run_.step_end[step_]);
        bool bug_expected = false;
        for (const ExpectBlock& block : step.expect) {
            if (!block.when.applies(arch_.name, config_.kernel)) continue;
            for (const ExpectState& s : block.state) {
                bug_expected |= s.path == "machine.bug";
                check_state(s, end);
            }
            for (const ExpectEvent& e : block.events) {
                bug_expected |= e.kind == ExpectEvent::bug && e.count != 0;
                check_event(e);
            }
        }
        if (run_.bug_step == step_ && !bug_expected)
            fail(step.at, std::string("BUG: ") +
                              msg_text(static_cast<Msg>(end.view().globals().bug)) +
                              "; no expectation of this step says so");
    }

    void check_state(const ExpectState& s, const Machine& end) {
        result_.checked++;
        QueryValue value;
        std::string error;
        if (!query(*end.setup, end.view(), s.path, value, error)) return fail(s.at, error);
        if (equal(value, s.value)) return;
        const bool quote = value.is_text;
        fail(s.at, s.path + " is " + (quote ? "\"" : "") + value.text + (quote ? "\"" : "") +
                       ", expected " + s.value.shown());
    }

    // The fields of an event and its name, if the expectation is about its kind.
    bool describe(const ExpectEvent& e, const Event& event, std::string_view& name,
                  std::string_view& fields) const {
        switch (e.kind) {
        case ExpectEvent::hw:
        case ExpectEvent::item: {
            if (event.kind != (e.kind == ExpectEvent::hw ? Ev::hw : Ev::hw_item)) return false;
            const auto list = e.kind == ExpectEvent::hw ? arch_.hw_events : arch_.hw_items;
            if (event.code >= list.size()) return false;
            name = list[event.code].name;
            fields = list[event.code].fields;
            return true;
        }
        case ExpectEvent::call: {
            if (event.kind != Ev::call || event.code == fn_script) return false;
            const Routine* r = find_routine(run_.timeline.setup(), event.code);
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

    bool matches(const ExpectEvent& e, const Event& event) const {
        std::string_view name, fields;
        if (!describe(e, event, name, fields)) return false;
        const bool part = e.kind == ExpectEvent::warn || e.kind == ExpectEvent::bug;
        if (part ? name.find(e.name) == name.npos : name != e.name) return false;
        const u64 values[] = {event.a, event.b, event.c, event.d, event.code};
        for (const auto& [field, want] : e.with) {
            const int i = field_index(fields, field);
            if (i < 0 || i > 4 || !equal(field, values[i], want, arch_)) return false;
        }
        return true;
    }

    std::span<const Event> events() const {
        // Steps are consecutive, so their events are too.
        const u32 from = run_.step_begin(step_), to = run_.step_end[step_];
        const Event* first = nullptr;
        size_t n = 0;
        for (u32 p = from + 1; p <= to; p++) {
            const auto one = run_.timeline.events(p);
            if (!first && !one.empty()) first = one.data();
            n += one.size();
        }
        return {first, n};
    }

    void check_event(const ExpectEvent& e) {
        result_.checked++;
        i32 n = 0;
        std::map<std::string, int, std::less<>> others; // of the same kind
        for (const Event& event : events()) {
            std::string_view name, fields;
            if (matches(e, event))
                n++;
            else if (describe(e, event, name, fields))
                others[std::string(name)]++;
        }
        if (e.count < 0 ? n > 0 : n == e.count) return;
        std::string what = e.name;
        for (const auto& [field, want] : e.with) what += " " + field + "=" + want.shown();
        std::string message = what + (n == 0   ? " did not happen"
                                      : n == 1 ? " happened once"
                                               : " happened " + std::to_string(n) + " times");
        message += e.count < 0 ? ", expected it" : ", expected " + std::to_string(e.count);
        if (e.kind == ExpectEvent::hw || e.kind == ExpectEvent::warn) {
            std::string list;
            for (const auto& [name, count] : others)
                list += (list.empty() ? "" : ", ") + name + " x" + std::to_string(count);
            if (!list.empty()) message += "; in this step: " + list;
        }
        fail(e.at, message);
    }

    const Lesson& lesson_;
    const LessonRun& run_;
    const Config& config_;
    const Arch& arch_;
    CheckResult& result_;
    size_t step_ = 0;
};

} // namespace

CheckResult check_lesson(const Lesson& lesson, const LessonRun& run) {
    CheckResult result;
    Checker(lesson, run, result).check();
    return result;
}

} // namespace lazymmu
