// What a lesson says about things outside of its file: architectures, their options, their hardware
// operations, routines, state paths, and the scripts. Everything is checked on every machine that
// the lesson names, so that an error shows when the lesson is opened, not when a step is reached.
#include "lessons/format/loader_parts.h"

#include "engine/kernel/engine_routines.h"
#include "engine/run/query.h"
#include "engine/script/script_lexer.h"
#include "lessons/play/runner.h"

#include <algorithm>

namespace lazymmu {

namespace {

class Resolver {
  public:
    Resolver(const Lesson& lesson, std::span<const Arch* const> archs, Issues& issues)
        : lesson_(lesson), known_(archs), issues_(issues) {}

    void run() {
        find_archs();
        if (!issues_.empty()) return;
        check_options();
        for (const LessonStep& step : lesson_.steps) {
            if (count_characters(step.narration) > limits::narration_chars)
                error(step.at, "the narration is longer than " +
                                   std::to_string(limits::narration_chars) + " characters");
            for (const ExpectBlock& block : step.expect) check_when(block.when);
            if (step.quiz) check_whens(*step.quiz);
        }
        if (!issues_.empty()) return;
        for (const Arch* arch : archs_)
            for (Kernel kernel : lesson_.machine.kernels) check_on(*arch, kernel);
        if (issues_.empty()) resolve_explore(lesson_, known_, issues_);
    }

  private:
    // The same thing is often wrong on several machines: it is said once.
    void error(At at, std::string message) {
        if (issues_.size() >= limits::issues) return;
        for (const Issue& i : issues_)
            if (i.line == at.line && i.column == at.column) return;
        issues_.push_back({lesson_.file, at.line, at.column, std::move(message)});
    }

    void find_archs() {
        for (size_t i = 0; i < lesson_.machine.archs.size(); i++) {
            const std::string& name = lesson_.machine.archs[i];
            const Arch* arch = find_arch(name, known_);
            if (arch && name == arch->name)
                archs_.push_back(arch);
            else
                error(lesson_.machine.arch_at[i], unknown_arch(name, known_));
        }
    }

    // An option is one of some of the lesson's architectures.
    void check_options() {
        const LessonMachine& m = lesson_.machine;
        for (size_t i = 0; i < m.says.options.size(); i++) {
            const MachineSpec::Option& option = m.says.options[i];
            bool found = false;
            std::vector<std::string_view> names;
            for (const Arch* arch : archs_)
                for (const OptionSpec& spec : arch->options) {
                    names.push_back(spec.name);
                    if (option.name != spec.name) continue;
                    found = true;
                    const std::string wrong = wrong_option(*arch, option.name, option.value);
                    if (!wrong.empty()) error(m.option_at[i], wrong);
                }
            if (!found)
                error(m.option_at[i], "no architecture of this lesson has an option \"" +
                                          printable(option.name) + "\"" +
                                          name_hint(option.name, names, "they have"));
        }
    }

    void check_when(const ExpectWhen& when) {
        for (size_t i = 0; i < when.archs.size(); i++)
            if (!lesson_.names_arch(when.archs[i]))
                error(when.arch_at[i], "\"when\" names " + printable(when.archs[i]) +
                                           ", but the lesson's machine does not");
        for (Kernel k : when.kernels)
            if (!lesson_.names_kernel(k))
                error(when.at, std::string("\"when\" names ") + kernel_name(k) +
                                   ", but the lesson's machine does not");
    }

    void check_whens(const Quiz& quiz) {
        check_when(quiz.when);
        for (const QuizAnswer& a : quiz.answers) check_when(a.when);
        for (const ExpectBlock& block : quiz.given) check_when(block.when);
        for (const QuizChoice& c : quiz.choices)
            for (const ExpectBlock& block : c.when) check_when(block.when);
    }

    void check_on(const Arch& arch, Kernel kernel) {
        const CompiledLesson compiled = compile_lesson(lesson_, arch, kernel);
        for (const Issue& i : compiled.errors) error({i.line, i.column}, i.message);
        if (!compiled) return;
        for (const LessonStep& step : lesson_.steps) {
            check_schedule(step, compiled.start.program());
            check_blocks(step.expect, compiled.start);
            if (step.asks_on(arch.name, kernel)) check_quiz(*step.quiz, compiled.start);
        }
    }

    void check_path(At at, const std::string& path, const Machine& m) {
        QueryValue value;
        std::string what;
        if (!query(*m.setup, m.view(), path, value, what))
            error(at, what + " (" + m.arch().name + " " + kernel_name(m.config().kernel) + ")");
    }

    void check_blocks(const std::vector<ExpectBlock>& blocks, const Machine& m) {
        for (const ExpectBlock& block : blocks) {
            if (!block.when.applies(m.arch().name, m.config().kernel)) continue;
            for (const ExpectState& s : block.state) check_path(s.at, s.path, m);
            for (const ExpectEvent& e : block.events) check_event(e, m.arch());
        }
    }

    void check_quiz(const Quiz& quiz, const Machine& m) {
        check_blocks(quiz.given, m);
        if (quiz.kind == Quiz::count) check_event(quiz.event, m.arch());
        if (quiz.kind == Quiz::value) check_path(quiz.subject_at, quiz.path, m);
        for (const QuizChoice& c : quiz.choices) check_blocks(c.when, m);
    }

    void check_schedule(const LessonStep& step, const Program& program) {
        for (const ScheduleToken& t : step.schedule) {
            if (t.task != TaskId::none &&
                static_cast<size_t>(index(t.task)) >= program.tasks.size())
                error(t.at,
                      std::string("there is no task ") + task_letter(t.task) + " in this lesson");
            if (t.kind != ScheduleToken::irq) continue;
            std::vector<std::string_view> names;
            for (const Body& b : program.handlers) names.push_back(b.name);
            if (std::find(names.begin(), names.end(), t.name) == names.end())
                error(t.at, "there is no handler \"" + t.name + "\"" +
                                (names.empty() ? " in this lesson" : name_hint(t.name, names)));
        }
    }

    void check_event(const ExpectEvent& e, const Arch& arch) {
        if (e.kind == ExpectEvent::call) return check_routine(e, arch);
        std::string_view fields;
        if (e.kind == ExpectEvent::event) {
            for (const EventName& n : event_names())
                if (e.name == n.name) fields = n.fields;
        } else if (e.kind == ExpectEvent::hw || e.kind == ExpectEvent::item) {
            const HwSpec* found = nullptr;
            std::vector<std::string_view> names;
            for (const HwSpec& h : e.kind == ExpectEvent::hw ? arch.hw_events : arch.hw_items) {
                names.push_back(h.name);
                if (e.name == h.name) found = &h;
            }
            if (!found) {
                return error(e.at, std::string(arch.name) + " has no hardware operation \"" +
                                       printable(e.name) + "\"" +
                                       name_hint(e.name, names, "it has"));
            }
            fields = found->fields;
        }
        for (const auto& [name, value] : e.with)
            if (field_index(fields, name) < 0)
                error(e.at, "\"" + e.name + "\" has no field \"" + printable(name) + "\"; it has " +
                                (fields.empty() ? "none" : std::string(fields)));
    }

    void check_routine(const ExpectEvent& e, const Arch& arch) {
        std::vector<std::string_view> names;
        for (const Routine* r : engine_routines()) names.push_back(r->name);
        for (const Routine* r : arch.routines) names.push_back(r->name);
        if (std::find(names.begin(), names.end(), e.name) != names.end()) return;
        error(e.at, std::string(arch.name) + " has no routine \"" + printable(e.name) + "\"" +
                        name_hint(e.name, names));
    }

    const Lesson& lesson_;
    std::span<const Arch* const> known_;
    Issues& issues_;
    std::vector<const Arch*> archs_;
};

} // namespace

void resolve_lesson(const Lesson& lesson, std::span<const Arch* const> archs, Issues& issues) {
    Resolver(lesson, archs, issues).run();
}

std::span<const EventName> event_names() {
    static constexpr EventName names[] = {
        {"pte_store", Ev::pte_store, "mm,va,old,new"},
        {"batch_append", Ev::batch_append, "mm,va,slot,value"},
        {"tlb_fill", Ev::tlb_fill, "mm,va,pte,slot"},
        {"tlb_hit", Ev::tlb_hit, "mm,va,pte,slot"},
        {"tlb_evict", Ev::tlb_evict, "mm,va,pte,slot"},
        {"tlb_drop", Ev::tlb_drop, "mm,va,pte,slot"},
        {"walk", Ev::walk, "level,va,entry,index"},
        {"lookup", Ev::lookup, "found,va,entry,slot"},
        {"fault", Ev::fault, "mm,va,mode,kind"},
        {"access", Ev::access, "mm,va,pfn,mode"},
        {"switch_to", Ev::switch_to, "prev,next"},
        {"irq_enter", Ev::irq_enter, "depth"},
        {"irq_exit", Ev::irq_exit, "depth"},
        {"task_exit", Ev::task_exit, "task"},
        {"migrate", Ev::migrate, "task,from,to"},
        {"hazard", Ev::hazard, "mm,va,detail,severity,invariant"},
    };
    return names;
}

int field_index(std::string_view fields, std::string_view name) {
    for (int i = 0; !name.empty(); i++) {
        const size_t comma = fields.find(',');
        if (fields.substr(0, comma) == name) return i;
        if (comma == fields.npos) break;
        fields.remove_prefix(comma + 1);
    }
    return -1;
}

} // namespace lazymmu
