#include "app/core/session/command.h"

#include "engine/text/nearest_name.h"

#include <algorithm>
#include <charconv>

namespace lazymmu {
namespace {

struct Word {
    std::string_view text;
    Command::Kind kind;
    enum Argument : u8 { none, number, name, number_name } argument = none;
};

constexpr Word words[] = {
    {"step over", Command::step_over},
    {"step call", Command::step_over},
    {"step out", Command::step_out},
    {"step lesson", Command::step_lesson},
    {"step line", Command::step_line},
    {"step", Command::step_line},
    {"back over", Command::back_over},
    {"back call", Command::back_over},
    {"back out", Command::back_out},
    {"back lesson", Command::back_lesson},
    {"back line", Command::back_line},
    {"back", Command::back_line},
    {"play", Command::play},
    {"pause", Command::pause},
    {"toggle play", Command::toggle_play},
    {"home", Command::home},
    {"end", Command::end},
    {"dismiss", Command::dismiss},
    {"undo", Command::undo},
    {"redo", Command::redo},
    {"hint", Command::hint},
    {"reveal", Command::reveal},
    {"clear answers", Command::clear_answers, Word::name},
    {"seed", Command::set_seed, Word::number},
    {"other numbers", Command::other_numbers},
    {"speed", Command::set_speed, Word::number},
    {"lesson step", Command::lesson_step, Word::number},
    {"seek", Command::seek, Word::number},
    {"choose", Command::choose, Word::number},
    {"branch", Command::take_branch, Word::number},
    {"forget branch", Command::forget_branch, Word::number},
    {"name branch", Command::name_branch, Word::number_name},
    {"leave out", Command::leave_out, Word::number},
    {"schedule", Command::set_schedule, Word::name},
    {"own run", Command::own_run},
    {"break", Command::toggle_breakpoint, Word::name},
    {"clear breakpoints", Command::clear_breakpoints},
    {"run to break", Command::run_to_break},
    {"back to break", Command::back_to_break},
    {"arch", Command::set_arch, Word::name},
    {"kernel", Command::set_kernel, Word::name},
    {"machine", Command::set_machine, Word::name},
    {"open", Command::open_lesson, Word::name},
    {"mode lesson", Command::to_lesson},
    {"mode playground", Command::to_playground},
    {"try", Command::try_code},
    {"edit", Command::edit, Word::name},
    {"answer", Command::answer, Word::name},
    {"pin branch", Command::pin_branch, Word::number},
    {"pin", Command::pin},
    {"unpin", Command::unpin},
    {"go to pin", Command::go_to_pin},
    {"compare", Command::compare, Word::name},
};

bool parse_number(std::string_view text, u32& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

bool is_jump(Command::Kind kind) {
    switch (kind) {
    case Command::seek:
    case Command::lesson_step:
    case Command::home:
    case Command::end:
    case Command::set_arch:
    case Command::set_kernel:
    case Command::set_machine:
    case Command::open_lesson:
    case Command::open_text:
    case Command::open_schedule:
    case Command::open_saved:
    case Command::go_to_pin:
    case Command::choose:
    case Command::take_branch: return true;
    default: return false;
    }
}

std::string parse_command(std::string_view line, Command& out) {
    for (const Word& w : words) {
        if (!line.starts_with(w.text)) continue;
        std::string_view rest = line.substr(w.text.size());
        if (!rest.empty() && rest.front() != ' ') continue;
        while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
        out = Command{};
        out.kind = w.kind;
        if (w.argument == Word::none && !rest.empty()) continue;
        if (w.argument == Word::name) {
            if (rest.empty()) return std::string(w.text) + " needs a name";
            out.text = rest;
        }
        if (w.argument == Word::number_name) {
            const size_t space = std::min(rest.find(' '), rest.size());
            out.text = rest.substr(std::min(space + 1, rest.size()));
            rest = rest.substr(0, space);
        }
        if (w.argument >= Word::number && w.argument != Word::name &&
            !parse_number(rest, out.number))
            return std::string(w.text) + " needs a number, found \"" + std::string(rest) + "\"";
        return {};
    }
    std::vector<std::string_view> known;
    for (const Word& w : words) known.push_back(w.text);
    return unknown_name("command", line, known);
}

} // namespace lazymmu
