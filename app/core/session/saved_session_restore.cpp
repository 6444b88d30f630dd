// From a saved session that was read to what was open: everything is compiled and played again, as
// long as it is not too long.
#include "app/core/recording/interventions.h"
#include "app/core/recording/schedule_tokens.h"
#include "app/core/session/open_run.h"
#include "app/core/session/saved_session.h"
#include "arch/arch.h"
#include "lessons/format/loader.h"

#include <algorithm>

namespace lazymmu {
namespace {

// What was open, as it is when it is opened afresh.
DocumentResult open_afresh(const SavedDocument& saved, const Library& library,
                           const std::string& file, u32 most_lines) {
    const MachineSpec& m = saved.machine;
    const LibraryEntry* entry = library.find(saved.lesson);
    if (!saved.lesson.empty() && !entry)
        return {nullptr, {{file, 1, 1, "there is no lesson called \"" + saved.lesson + "\" here"}}};
    const std::string& name = entry ? entry->name : saved.name;
    const std::string& text = entry ? entry->text : saved.text;
    // its name says nothing: a schedule that was found may be called like the lesson it is of
    if (!entry && (!looks_like_lesson({}, text) || !saved.about.empty()))
        return make_script_document(name, text, default_config(*m.arch, *m.kernel), most_lines);
    LoadResult loaded = load_lesson(text, name, all_archs(), saved.seed);
    if (!loaded.lesson) return {nullptr, std::move(loaded.errors)};
    return make_lesson_document(loaded.lesson, name, text, *m.arch, *m.kernel);
}

// The program's own run, on another machine than the usual one.
void play_afresh(Machine start, Document& d, u32 most_lines) {
    LessonRun run{Timeline(start), {}, RunStatus::done, {}, 0};
    if (d.lesson)
        run = run_lesson(*d.lesson, std::move(start));
    else
        run_to_end(run.timeline, most_lines);
    d.timeline = std::move(run.timeline);
    d.step_end = run.step_end;
    if (!d.lesson) d.step_end = {d.timeline.length()};
    d.problems = std::move(run.problems);
    d.trace = make_trace(d.timeline);
}

// Plays what was done instead of the document's own run.
std::string replay(const SavedDocument& saved, Machine start, Document& d, PlayBudget& budget,
                   At& at) {
    Timeline timeline(std::move(start));
    size_t failed = 0;
    const std::string error = play_tokens(timeline, saved.schedule, failed, budget.most());
    if (!budget.take(timeline.length())) return PlayBudget::error();
    if (!error.empty()) {
        at = saved.schedule[failed].at;
        return error;
    }
    d.keep_own_run();
    d.timeline = std::move(timeline);
    d.follow_run();
    return {};
}

std::string keep_branches(const SavedDocument& saved, Document& d, PlayBudget& budget, At& at) {
    Timeline& timeline = d.timeline;
    size_t failed = 0;
    for (const SavedBranch& b : saved.branches) {
        Timeline other(timeline.machine_at(std::min(b.at, timeline.length())));
        at = b.text_at;
        const bool played = b.at <= timeline.length() &&
                            play_tokens(other, b.schedule, failed, budget.most()).empty();
        if (!budget.take(other.length())) return PlayBudget::error();
        if (!played) {
            return "this alternative cannot be played from line " + std::to_string(b.at);
        }
        timeline.keep_branch({b.at, {other.choices().begin(), other.choices().end()}});
        if (!b.name.empty()) d.name_run(&timeline.branches().back(), b.name);
    }
    return {};
}

} // namespace

bool PlayBudget::take(u32 lines) {
    if (lines > left_ || (lines == left_ && left_ < limits::lesson_choices)) return false;
    left_ -= lines;
    return true;
}

std::string PlayBudget::error() {
    return "it is too long: its run, its alternatives, the pinned moment and what was put aside "
           "may have " +
           std::to_string(limits::saved_lines) + " lines together";
}

Restored restore(const SavedSession& whole, const Library& library, const std::string& file,
                 PlayBudget& budget) {
    const SavedDocument& saved = *whole.document;
    DocumentResult made = open_afresh(saved, library, file, budget.most());
    if (!made.document) return {nullptr, std::move(made.errors)};
    if (!budget.take(made.document->timeline.length()))
        return {nullptr, {{file, 1, 1, PlayBudget::error()}}};
    Document& d = *made.document;
    Machine start = d.timeline.machine_at(0);
    Config config = start.config();
    apply(saved.machine, config);
    const bool other = difference(config, start.config()) != MachineSpec();
    if (other) start = make_machine(config, start.setup->program);
    d.course = saved.course;
    At at;
    std::string error;
    if (saved.has_schedule) {
        error = replay(saved, std::move(start), d, budget, at);
    } else if (other) {
        play_afresh(std::move(start), d, budget.most());
        if (!budget.take(d.timeline.length())) error = PlayBudget::error();
    }
    if (error.empty()) error = keep_branches(saved, d, budget, at);
    if (!error.empty()) return {nullptr, {{file, at.line, at.column, error}}};
    if (!saved.run_name.empty()) d.name_run(nullptr, saved.run_name);
    if (!saved.about.empty()) { // its run is the schedule, not what the program does by itself
        d.about = saved.about;
        d.problems.clear();
        d.step_end = {d.timeline.length()};
        d.own_run.clear();
        d.own_step_end.clear();
        d.forked = false;
    }
    if (whole.position > d.timeline.length())
        return {nullptr,
                {{file, whole.position_at.line, whole.position_at.column,
                  "\"position\" must be at most " + std::to_string(d.timeline.length()) +
                      ": the run has no more lines"}}};
    d.timeline.seek(whole.position);
    d.breakpoints.clear();
    CodeLine line;
    for (const std::string& text : whole.breakpoints) // another version may lack a line
        if (parse_code_line(d.timeline.setup(), text, line).empty()) d.breakpoints.push_back(line);
    return {std::move(made.document), {}};
}

} // namespace lazymmu
