// Session: other futures. A choice that nobody would have made by itself, a schedule as a whole, an
// alternative that was left, and the way back to the run that was opened.
#include "app/core/recording/interventions.h"
#include "app/core/recording/schedule_tokens.h"
#include "app/core/session/open_run.h"
#include "app/core/session/session.h"

#include <algorithm>

namespace lazymmu {

namespace {

// Is that alternative the present run?
bool leads_to(const Branch& b, std::span<const Choice> run) {
    return b.at + b.choices.size() == run.size() &&
           std::equal(b.choices.begin(), b.choices.end(), run.begin() + b.at);
}

} // namespace

// After the run has become another one, which is the same up to `common`.
void Session::show_run(u32 common) {
    Timeline& timeline = document_->timeline;
    for (size_t i = timeline.branches().size(); i-- > 0;)
        if (leads_to(timeline.branches()[i], timeline.choices())) timeline.forget_branch(i);
    document_->follow_run();
    timeline.seek(std::min(common, timeline.length()));
    const u32 here = timeline.position();
    before_position_ = here ? here - 1 : 0;
    before_ = timeline.machine_at(before_position_);
    lesson_step_ = document_->step_at(here);
}

std::string Session::fork(const Command& command) {
    Timeline& timeline = document_->timeline;
    document_->keep_own_run();
    if (command.kind == Command::choose) {
        const StepResult r = timeline.choose(Choice::unpack(command.number));
        if (r.status != StepStatus::ok) return "that cannot happen here";
    } else {
        if (command.number >= timeline.branches().size()) return "there is no such alternative";
        timeline.take_branch(command.number);
    }
    run_to_end(timeline);
    show_run(timeline.position());
    return {};
}

std::string Session::forget_branch(u32 i) {
    if (i >= timeline().branches().size()) return "there is no such alternative";
    document_->timeline.forget_branch(i);
    return {};
}

namespace {

u32 common_length(std::span<const Choice> a, std::span<const Choice> b) {
    const auto differs = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return static_cast<u32>(differs.first - a.begin());
}

} // namespace

// "" takes the name away.
std::string Session::name_branch(const Command& command) {
    constexpr size_t most = 80;
    if (command.number >= timeline().branches().size()) return "there is no such alternative";
    if (command.text.size() > most)
        return "a name may have " + std::to_string(most) + " characters";
    document_->name_run(&timeline().branches()[command.number], command.text);
    return {};
}

// The run without one choice that somebody made; what came after it stays as far as it can.
std::string Session::leave_out(u32 line) {
    const Machine start = timeline().machine_at(0);
    std::vector<ScheduleToken> tokens = run_tokens(start, timeline().choices());
    if (line == 0 || line > tokens.size() || tokens[line - 1].kind == ScheduleToken::finish)
        return "the schedule has no choice on line " + std::to_string(line);
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(line) - 1);
    size_t failed = 0;
    Timeline fresh(start);
    const std::string error = play_tokens(fresh, tokens, failed);
    run_to_end(fresh);
    follow(fresh.choices());
    if (!error.empty())
        message_ = {Message::notice,
                    "Without it, the rest of the schedule could not be kept: " + error,
                    {}};
    return {};
}

// Plays the tokens elsewhere first: what is open stays if they cannot be played.
std::string Session::set_schedule(const std::string& text) {
    const std::string title = "This schedule cannot be played";
    std::vector<ScheduleToken> tokens;
    Issues errors = parse_schedule(text, "schedule", tokens);
    if (!errors.empty()) return refuse(title, std::move(errors));
    Timeline fresh(timeline().machine_at(0));
    size_t failed = 0;
    const std::string error = play_tokens(fresh, tokens, failed);
    if (!error.empty()) {
        const At at = tokens[failed].at;
        return refuse(title, {{"schedule", at.line, at.column, error}});
    }
    run_to_end(fresh);
    follow(fresh.choices());
    return {};
}

std::string Session::back_to_own_run() {
    if (!document_->forked) return "this is the run that was opened";
    const std::vector<Choice> own = document_->own_run;
    follow(own);
    return {};
}

// Goes along a run from the start; the present one is an alternative from where they differ.
void Session::follow(std::span<const Choice> run) {
    document_->keep_own_run();
    Timeline& timeline = document_->timeline;
    const u32 here = position();
    const u32 common = common_length(timeline.choices(), run);
    timeline.seek(common);
    for (const Choice c : run.subspan(common)) timeline.choose(c);
    timeline.leave_future();
    show_run(std::min(here, common));
}

// Breakpoints

bool Session::breaks_at(u32 p) const {
    if (breakpoints().empty() || p >= length()) return false;
    const CodeLine line = code_line(trace().moments[p]);
    const std::vector<CodeLine>& all = breakpoints();
    return std::find(all.begin(), all.end(), line) != all.end();
}

u32 Session::next_break(u32 from, u32 until) const {
    if (breakpoints().empty()) return until;
    for (u32 p = from + 1; p < until; p++)
        if (breaks_at(p)) return p;
    return until;
}

std::string Session::toggle_breakpoint(std::string_view text) {
    CodeLine line;
    std::string wrong = parse_code_line(setup(), text, line);
    if (!wrong.empty()) return wrong;
    std::vector<CodeLine>& all = document_->breakpoints;
    const auto found = std::find(all.begin(), all.end(), line);
    if (found != all.end())
        all.erase(found);
    else if (all.size() == most_breakpoints)
        return "there are " + std::to_string(most_breakpoints) + " breakpoints already";
    else
        all.push_back(line);
    return {};
}

// To the next moment at which a breakpoint's line is about to run; else to the end, or beginning.
bool Session::move_to_break(bool back) {
    const u32 here = position();
    if (!back) {
        move_to(next_break(here, length()));
        return here < length();
    }
    for (u32 p = here; p-- > 0;)
        if (breaks_at(p) || p == 0) {
            move_to(p);
            return true;
        }
    return false;
}

} // namespace lazymmu
