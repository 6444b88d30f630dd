#include "app/core/publish/text_view.h"

#include "app/core/ask/alarm.h"
#include "app/core/session/image_base.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"
#include "arch/arch.h"
#include "engine/api.h"
#include "lessons/format/image.h"

#include <algorithm>

namespace lazymmu {
namespace {

constexpr u32 lines_around = 5;   // of the script, on each side of the current one
constexpr size_t most_spoken = 4; // events in a sentence

struct StackLevel {
    FrameHeader header;
    const u64* slots = nullptr;
    int line = 0; // that runs, or that made the call
};

// Outermost first.
std::vector<StackLevel> stack_of(const Session& s) {
    std::vector<StackLevel> out;
    const StateView view = s.machine().view();
    const int depth = view.depth(s.task());
    for (int d = depth; d-- > 0;) {
        StackLevel p;
        if (!view.frame(s.task(), d, p.header, p.slots)) continue;
        p.line = p.header.line;
        const u8 task = static_cast<u8>(index(s.task()));
        const Moment* m = d ? s.trace().last_at_depth(s.position(), task, depth - d) : nullptr;
        if (m) p.line = m->line;
        out.push_back(p);
    }
    return out;
}

const Op* op_of(const Session& s, const StackLevel& p) {
    const SourceLine at = source_line(s.setup(), p.header, p.slots);
    const size_t i = static_cast<size_t>(p.line);
    return at.body && i < at.body->ops.size() ? &at.body->ops[i] : nullptr;
}

bool at_end(const Session& s) { return s.position() >= s.length(); }

std::string place_text(const Session& s, const StackLevel& p) {
    const SourceLine at = source_line(s.setup(), p.header, p.slots);
    if (at.routine) {
        std::string out = std::string(at.routine->name) + "(), line " + std::to_string(p.line + 1);
        if (static_cast<size_t>(p.line) < at.routine->lines.size())
            out += std::string(": ") + at.routine->lines[static_cast<size_t>(p.line)].text;
        return out;
    }
    const Op* op = op_of(s, p);
    if (!op) return {};
    return "script line " + std::to_string(op->line) + ": " +
           source_text(s.machine().program(), op->line);
}

std::string row_json(size_t number, std::string_view text, bool next) {
    return JsonList().raw(std::to_string(number)).text(text).raw(next ? "true" : "false").str();
}

// The script around its current statement, then the routine that runs or is going to be called.
std::string listings_json(const Session& s, const std::vector<StackLevel>& stack) {
    const Program& program = s.machine().program();
    const u32 lines =
        static_cast<u32>(std::count(program.source.begin(), program.source.end(), '\n') + 1);
    const Op* op = stack.empty() || at_end(s) ? nullptr : op_of(s, stack.front());
    const u32 here = op ? op->line : 0;
    const u32 first = here > lines_around ? here - lines_around : 1;
    JsonList rows, out;
    for (u32 n = first; n <= std::min(lines, first + 2 * lines_around); n++)
        rows.raw(row_json(n, source_text(program, n), n == here));
    out.raw(JsonObject().text("caption", "The script").raw("rows", rows.str()).str());
    const Routine* r = nullptr;
    int line = -1;
    if (stack.size() > 1) {
        r = source_line(s.setup(), stack.back().header, stack.back().slots).routine;
        line = stack.back().line;
    } else if (op) {
        r = find_routine(s.setup(), api_calls()[op->call].fn);
    }
    if (!r || r->lines.empty()) return out.str();
    JsonList code;
    for (size_t i = 0; i < r->lines.size(); i++)
        code.raw(row_json(i + 1, r->lines[i].text, static_cast<int>(i) == line));
    std::string caption = std::string(r->name) + "()";
    if (line < 0) caption += ", which is called next";
    if (*r->upstream) caption += std::string(", ") + r->upstream;
    return out.raw(JsonObject().text("caption", caption).raw("rows", code.str()).str()).str();
}

std::string stack_json(const Session& s, const std::vector<StackLevel>& stack) {
    JsonList out;
    for (const StackLevel& p : stack) out.text(place_text(s, p));
    return out.str();
}

// A statement ends with a semicolon of its own.
std::string sentence(std::string text) { return text.ends_with(';') ? text : text + '.'; }

// "Line 12 of 40. A: enable_count 0 → 1. Next: arch_enter_lazy_mmu_mode(), line 1: ..."
std::string said(const Session& s, const std::vector<StackLevel>& stack) {
    const u32 here = s.position(), before = s.before_position();
    std::string out = here < before ? "Back at line " : "Line ";
    out += std::to_string(here);
    out += s.tells_all() ? " of " + std::to_string(s.length()) + "." : ".";
    const Trace& t = s.trace();
    if (here > before) {
        const auto first = std::lower_bound(t.log.begin(), t.log.end(), t.event_end[before]);
        const auto last = std::lower_bound(first, t.log.end(), t.event_end[here]);
        // of many, the latest: they say where things stand
        const size_t n = static_cast<size_t>(last - first);
        if (n > most_spoken) out += " " + std::to_string(n - most_spoken) + " events, and then:";
        for (auto i = last - static_cast<std::ptrdiff_t>(std::min(n, most_spoken)); i != last; ++i)
            out += " " + sentence(event_text(s.setup(), s.timeline().all_events()[*i]));
    }
    const bool bug = s.machine().view().globals().bug != 0;
    if (at_end(s)) return out + (bug ? " The machine has stopped." : " This is the end.");
    if (stack.empty()) return out;
    return out + " Next, task " + task_letter(s.task()) + " on CPU " +
           std::to_string(index(s.cpu())) + ": " + sentence(place_text(s, stack.back()));
}

std::string alarm_json(const Session& s) {
    const Alarm a = alarm_at(s);
    if (!a.any) return "null";
    return JsonObject()
        .text("title", a.title)
        .text("why", a.why + (a.where.empty() ? "" : " " + a.where))
        .truth("bug", a.bug)
        .str();
}

std::string quiz_form_json(const Session& s) {
    const QuizQuestion* q = s.question();
    if (!q) return "null";
    const Quiz& quiz = *s.lesson()->steps[s.lesson_step()].quiz;
    const QuizRecord record = s.quiz_record();
    const bool open = record.standing == QuizStanding::open;
    const size_t hints = std::min<size_t>(record.hints, quiz.hints.size());
    JsonList options, given;
    for (const std::string& o : q->options) options.text(o);
    for (size_t i = 0; i < hints; i++) given.text(quiz.hints[i]);
    JsonObject out;
    out.text("key", s.lesson()->id + "." + std::to_string(s.lesson_step()) + "." +
                        std::to_string(s.lesson()->variant()))
        .text("ask", quiz.ask)
        .raw("options", options.str())
        .truth("number", q->is_number())
        .text("standing", standing_name(record.standing))
        .number("tries", record.tries)
        .truth("skipped", s.quiz_skipped())
        .raw("hints", given.str())
        .truth("more", open && hints < quiz.hints.size())
        .truth("varies", s.lesson()->variants > 1)
        .text("reply", s.quiz_reply());
    if (!open) {
        const bool letter = !q->is_number();
        out.text("answer",
                 letter ? q->options[static_cast<size_t>(q->answer)] : std::to_string(q->answer));
        out.text("explain", quiz.explain);
    }
    return out.str();
}

// Of the texts that are shown.
std::string images_json(const Session& s, const LessonStep& step, bool asks) {
    JsonList out;
    const ImageHome home = image_home(s);
    const auto add = [&](std::string_view text) {
        for (const ImageLine& i : image_lines(text)) {
            const bool there = !home.course.empty() && image_path_problem(i.path).empty();
            out.raw(JsonObject()
                        .text("path", i.path)
                        .text("alt", i.alt)
                        .text("src", there ? home.beside(i.path) : std::string())
                        .str());
        }
    };
    if (!asks) add(step.narration);
    if (!s.question()) return out.str();
    const QuizRecord record = s.quiz_record();
    add(step.quiz->ask);
    for (size_t i = 0; i < record.hints && i < step.quiz->hints.size(); i++)
        add(step.quiz->hints[i]);
    if (!asks) add(step.quiz->explain);
    return out.str();
}

// The narration stays back while its question is open: it often has the answer.
std::string step_json(const Session& s) {
    const Lesson* lesson = s.lesson();
    if (!lesson || lesson->steps.empty()) return "null";
    const LessonStep& step = lesson->steps[s.lesson_step()];
    const bool asks = s.question() && s.quiz_record().standing == QuizStanding::open;
    JsonList names;
    for (const LessonStep& each : lesson->steps) names.text(each.title);
    return JsonObject()
        .number("n", static_cast<i64>(s.lesson_step()) + 1)
        .number("of", static_cast<i64>(s.lesson_steps()))
        .text("title", step.title)
        .text("narration", asks ? std::string() : step.narration)
        .raw("names", names.str())
        .raw("images", images_json(s, step, asks))
        .str();
}

struct Move {
    const char* line;
    const char* label;
    bool forward;
    bool lesson = false;
};
constexpr Move moves[] = {
    {"step", "Step one line", true},
    {"back", "Back one line", false},
    {"step lesson", "Lesson step", true, true},
    {"back lesson", "Back a lesson step", false, true},
    {"step over", "Step over the call", true},
    {"back over", "Back over the call", false},
    {"step out", "Step out of the routine", true},
    {"back out", "Back out of the routine", false},
    {"home", "To the beginning", false},
    {"end", "To the end", true},
};

std::string moves_json(const Session& s) {
    JsonList out;
    for (const Move& m : moves) {
        bool can = m.forward ? !at_end(s) : s.position() > 0;
        if (m.lesson)
            can = can || (m.forward ? s.lesson_step() + 1 < s.lesson_steps() : s.lesson_step() > 0);
        const bool script = m.lesson && !s.lesson();
        const char* label = !script ? m.label : m.forward ? "Next statement" : "Last statement";
        out.raw(JsonObject().text("line", m.line).text("label", label).truth("can", can).str());
    }
    return out.str();
}

std::string choices_json(const Session& s, JsonObject& into) {
    JsonList archs, kernels, lessons;
    for (const Arch* a : real_archs())
        archs.raw(JsonObject()
                      .text("name", a->name)
                      .text("title", a->title)
                      .truth("fits", !s.lesson() || s.lesson()->names_arch(a->name))
                      .str());
    for (int k = 0; k < kernel_count; k++) {
        const Kernel kernel = static_cast<Kernel>(k);
        kernels.raw(JsonObject()
                        .text("name", kernel_name(kernel))
                        .truth("fits", !s.lesson() || s.lesson()->names_kernel(kernel))
                        .str());
    }
    for (const LibraryEntry& e : s.library().entries) {
        u32 asked = 0;
        for (const LessonStep& step : e.lesson->steps) asked += step.quiz.has_value();
        lessons.raw(JsonObject()
                        .text("id", e.lesson->id)
                        .text("title", e.lesson->title)
                        .text("section", e.section)
                        .number("minutes", e.lesson->minutes)
                        .number("asked", asked)
                        .number("solved", s.solved(*e.lesson))
                        .str());
    }
    return into.raw("archs", archs.str())
        .raw("kernels", kernels.str())
        .raw("lessons", lessons.str())
        .str();
}

} // namespace

std::string mirror_json(const Session& s) {
    JsonObject out;
    const Message& m = s.message();
    const char* kind = m.kind == Message::error ? "error" : "notice";
    JsonList lines;
    for (const std::string& line : m.offer_lines) lines.text(line);
    out.raw("message", m.kind == Message::none ? "null"
                                               : JsonObject()
                                                     .text("kind", kind)
                                                     .text("text", m.text())
                                                     .text("offer", m.offer)
                                                     .raw("lines", lines.str())
                                                     .str());
    if (!s.is_open()) {
        out.text("title", "Nothing is open").number("line", 0).number("lines", 0);
        return choices_json(s, out);
    }
    const std::vector<StackLevel> stack = stack_of(s);
    const Lesson* lesson = s.lesson();
    out.text("title", lesson ? lesson->title : s.document().name)
        .text("id", lesson ? lesson->id : std::string())
        .text("about", lesson ? lesson->summary : s.document().about)
        .text("script", s.machine().program().source)
        .number("line", s.position())
        .number("lines", s.told().length())
        .truth("hidden", !s.tells_all())
        .text("arch", s.arch().name)
        .text("kernel", kernel_name(s.kernel()))
        .text("said", said(s, stack))
        .raw("alarm", alarm_json(s))
        .raw("step", step_json(s))
        .raw("quiz", quiz_form_json(s))
        .raw("stack", stack_json(s, stack))
        .raw("listings", listings_json(s, stack))
        .raw("tables", mirror_tables_json(s))
        .raw("moves", moves_json(s))
        .truth("playing", s.playing())
        .number("speed", static_cast<i64>(s.speed()));
    return choices_json(s, out);
}

} // namespace lazymmu
