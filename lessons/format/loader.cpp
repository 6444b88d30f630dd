#include "lessons/format/loader.h"

#include "lessons/format/loader_parts.h"
#include "lessons/format/vary.h"

#include <algorithm>

namespace lazymmu {

namespace {

using json::Node;
using json::Object;
using json::Reading;

bool is_id(std::string_view s) {
    bool dash = true; // at the start, and behind another one, a dash is wrong
    for (char c : s) {
        if (c == '-' && dash) return false;
        dash = c == '-';
        if (!dash && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return false;
    }
    return !dash;
}

void read_id(Reading& r, const Object& o, Lesson& out) {
    if (!o.text("id", limits::id_chars, out.id)) return;
    const Node& id = *o.find("id");
    out.id_at = r.at(id.at);
    if (!is_id(out.id)) r.wrong(id, "small letters and digits with single dashes between them");
}

// Before anything else: a file of another format would only give confusing errors.
bool read_version(Reading& r, const Node& root) {
    if (root.kind != Node::object) {
        r.error(root, "expected a lesson (an object), found " + json::found(root));
        return false;
    }
    const Node* v = root.find("format_version");
    if (!v) {
        r.error(root, "missing \"format_version\": a lesson starts with \"format_version\": 1");
        return false;
    }
    if (v->kind == Node::number && v->integer && v->num == lesson_format_version) return true;
    if (v->kind == Node::number && v->integer && v->num > lesson_format_version)
        r.error(*v, "format_version " + std::to_string(v->num) +
                        " is newer than this program reads: expected 1");
    else
        r.wrong(*v, "1");
    return false;
}

void read_machine(Reading& r, const Node& node, LessonMachine& out) {
    const Object o(r, node, "\"machine\"",
                   {"arch", "kernel", "cpus", "task_init_pause", "patches", "config"}, 1);
    if (const Node* a = o.find("arch"))
        read_names(r, *a, 16, limits::tag_chars, out.archs, out.arch_at);
    if (const Node* k = o.find("kernel")) read_kernels(r, *k, out.kernels);
    json::read_changes(r, o, out.says, out.option_at);
}

void read_focus(Reading& r, const Node& node, std::vector<std::string>& out) {
    std::vector<At> at;
    if (node.kind == Node::text ||
        !read_names(r, node, limits::focus_names, limits::path_chars, out, at)) {
        if (node.kind == Node::text) r.wrong(node, "an array of texts");
        return;
    }
    std::vector<std::string_view> known;
    for (const FocusName& f : focus_names) known.push_back(f.name);
    for (const Node& n : node.items) {
        if (is_focus_name(n.str)) continue;
        std::string hint = name_hint(n.str, known);
        if (hint.empty())
            hint =
                "; expected " + json::one_of(known) + ", a task (\"task.A\") or a CPU (\"cpu.0\")";
        r.error(n, "unknown focus \"" + n.str + "\"" + hint);
    }
}

void read_step(Reading& r, const Node& node, bool has_program, LessonStep& out) {
    const Object o(r, node, "a step",
                   {"narration", "title", "do", "schedule", "expect", "focus", "quiz"}, 1);
    out.at = r.at(node.at);
    o.text("title", limits::title_chars, out.title);
    if (const Node* n = o.find("narration")) {
        if (read_lines(r, *n, limits::narration_chars, out.narration, nullptr) &&
            (n->kind == Node::text ? n->str.empty() : n->items.empty()))
            r.error(*n, "\"narration\" must not be empty: say what the reader should see");
    }
    if (const Node* n = o.find("do")) {
        if (has_program)
            r.error(n->key_at, "\"do\" in a lesson with a \"program\": its steps say by "
                               "\"schedule\" how far the program goes");
        read_lines(r, *n, limits::script_chars, out.script, &out.script_offsets);
    }
    if (const Node* n = o.find("schedule")) {
        out.has_schedule = true;
        read_schedule(r, *n, out.schedule);
    } else if (has_program) {
        r.error(node, "missing \"schedule\": a step of a lesson with a \"program\" needs it");
    }
    if (const Node* n = o.find("expect")) read_expect(r, *n, out.expect);
    if (const Node* n = o.find("focus")) read_focus(r, *n, out.focus);
    if (const Node* n = o.find("quiz")) read_quiz(r, *n, out.quiz);
}

void read_lesson(Reading& r, const Node& root, Lesson& out) {
    if (!read_version(r, root)) return;
    const Object o(r, root, "a lesson",
                   {"format_version", "id", "title", "summary", "minutes", "machine", "steps",
                    "$schema", "tags", "program", "explore", "vary"},
                   7);
    std::string schema;
    i64 minutes = 0;
    std::vector<At> at;
    o.text("$schema", 1000, schema);
    read_id(r, o, out);
    o.text("title", limits::title_chars, out.title);
    o.text("summary", limits::summary_chars, out.summary);
    if (o.whole("minutes", 1, limits::minutes, minutes)) out.minutes = static_cast<u32>(minutes);
    if (const Node* n = o.find("tags")) {
        if (n->kind != Node::array)
            r.wrong(*n, "an array of texts");
        else if (!n->items.empty())
            read_names(r, *n, limits::tags, limits::tag_chars, out.tags, at);
    }
    if (const Node* n = o.find("machine")) read_machine(r, *n, out.machine);
    if (const Node* n = o.find("vary")) json::read_vary(r, *n);
    const Node* program = o.find("program");
    if (program &&
        read_lines(r, *program, limits::script_chars, out.program, &out.program_offsets)) {
        out.program_at = r.at(program->at);
        if (out.program.empty()) r.error(*program, "\"program\" must not be empty");
    }
    if (const Node* n = o.find("explore")) {
        read_explore(r, *n, out.explore);
        if (!program)
            r.error(n->key_at, "\"explore\" in a lesson without a \"program\": there is nothing to "
                               "explore in steps that say in which order things happen");
    }
    const Node* steps = o.find("steps");
    if (!steps || !r.array_of(*steps, 1, limits::lesson_steps)) return;
    for (const Node& n : steps->items) {
        out.steps.emplace_back();
        read_step(r, n, program != nullptr, out.steps.back());
    }
}

// The parts common to all files: size, JSON.
bool read_json(std::string_view text, const std::string& file, json::Doc& doc, Issues& errors) {
    if (text.size() > limits::lesson_bytes) {
        errors.push_back(too_large(file, text.size()));
        return false;
    }
    doc = json::parse(text);
    if (doc.ok) return true;
    Reading(text, file, errors).error(doc.error_at, doc.error);
    return false;
}

void sort_by_position(Issues& issues) {
    std::stable_sort(issues.begin(), issues.end(), [](const Issue& a, const Issue& b) {
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
}

// seed: null if placeholders stay.
LoadResult read_file(std::string_view text, std::string file, const u32* seed) {
    LoadResult result;
    json::Doc doc;
    if (!read_json(text, file, doc, result.errors)) return result;
    auto lesson = std::make_shared<Lesson>();
    Reading r(text, file, result.errors);
    read_lesson(r, doc.root, *lesson);
    if (seed && r.ok()) {
        Lesson filled;
        if (json::fill_in(r, doc.root, *seed, filled) && r.ok()) {
            read_lesson(r, doc.root, filled);
            *lesson = std::move(filled);
        }
    }
    sort_by_position(result.errors);
    if (!result.errors.empty()) return result;
    lesson->file = std::move(file);
    lesson->text = text;
    result.lesson = std::move(lesson);
    return result;
}

} // namespace

Issue too_large(std::string file, u64 bytes) {
    return {std::move(file), 1, 1,
            "the file is too large: " + std::to_string(bytes) + " bytes, at most " +
                std::to_string(limits::lesson_bytes)};
}

LoadResult parse_lesson(std::string_view text, std::string file) {
    return read_file(text, std::move(file), nullptr);
}

LoadResult parse_lesson(std::string_view text, std::string file, u32 seed) {
    return read_file(text, std::move(file), &seed);
}

LoadResult load_lesson(std::string_view text, std::string file, std::span<const Arch* const> archs,
                       u32 seed) {
    LoadResult result = read_file(text, std::move(file), &seed);
    if (!result.lesson) return result;
    resolve_lesson(*result.lesson, archs, result.errors);
    sort_by_position(result.errors);
    if (!result.errors.empty()) result.lesson = nullptr;
    return result;
}

// A list of paths; at the top also of sections, each with a list of its own.
static void read_course(Reading& r, const Node& list, const std::string& section, Course& out) {
    if (!r.array_of(list, 1, limits::course_lessons)) return;
    for (const Node& n : list.items) {
        if (section.empty() && n.kind == Node::object) {
            const Object o(r, n, "a section", {"section", "lessons"}, 2);
            std::string title;
            o.text("section", limits::title_chars, title);
            const Node* lessons = o.find("lessons");
            if (lessons && !title.empty()) read_course(r, *lessons, title, out);
            continue;
        }
        std::string path;
        if (!r.text_of(n, limits::path_chars, path)) continue;
        if (path[0] == '/' || path.find("..") != path.npos || path.find('\\') != path.npos)
            r.wrong(n, "a path below the course's folder");
        out.lessons.push_back({std::move(path), r.at(n.at), section});
    }
}

CourseResult load_course(std::string_view text, std::string file) {
    CourseResult result;
    json::Doc doc;
    if (!read_json(text, file, doc, result.errors)) return result;
    auto course = std::make_shared<Course>();
    Reading r(text, std::move(file), result.errors);
    if (read_version(r, doc.root)) {
        const Object o(r, doc.root, "a course",
                       {"format_version", "title", "lessons", "$schema", "summary"}, 3);
        o.text("title", limits::title_chars, course->title);
        o.text("summary", limits::summary_chars, course->summary);
        if (const Node* lessons = o.find("lessons")) read_course(r, *lessons, "", *course);
        if (course->lessons.size() > limits::course_lessons)
            r.wrong(doc.root, "at most " + std::to_string(limits::course_lessons) + " lessons");
    }
    sort_by_position(result.errors);
    if (result.errors.empty()) result.course = std::move(course);
    return result;
}

} // namespace lazymmu
