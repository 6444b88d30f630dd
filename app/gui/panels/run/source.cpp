// The code: the script with the statement that runs, then the call stack as a cascade of kernel
// listings. Callers show the line that made the call; the running routine shows all of its lines,
// with a mark at the one that runs next.
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/line_menu.h"
#include "app/gui/ui/ui_hooks.h"
#include "app/gui/ui/widgets.h"
#include "engine/api.h"

#include "imgui_internal.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 19, least_for_both = 150;

struct Frame {
    FrameHeader header;
    const u64* slots = nullptr;
    int line = 0; // that runs, or that made the call
};

// Bottom first.
std::vector<Frame> stack_of(const Session& s) {
    std::vector<Frame> frames;
    const StateView view = s.machine().view();
    const TaskId task = s.task();
    const int depth = view.depth(task);
    for (int d = depth; d-- > 0;) {
        Frame f;
        if (!view.frame(task, d, f.header, f.slots)) continue;
        f.line = f.header.line;
        if (d > 0) {
            const Moment* m =
                s.trace().last_at_depth(s.position(), static_cast<u8>(index(task)), depth - d);
            if (m) f.line = m->line;
        }
        frames.push_back(f);
    }
    return frames;
}

void marker(const Ui& ui, ImVec2 at, float width, ImU32 colour, bool running) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float h = ui.px(row_height);
    draw->AddRectFilled(at, ImVec2(at.x + width, at.y + h), fade(colour, running ? 0.20f : 0.09f),
                        ui.px(3));
    if (!running) return;
    const float m = at.y + h / 2, x = at.x + ui.px(4), r = ui.px(4);
    draw->AddTriangleFilled(ImVec2(x, m - r), ImVec2(x + r * 1.3f, m), ImVec2(x, m + r), colour);
}

// Where the running line is in the window that is drawn.
float& running_line() { return *ImGui::GetStateStorage()->GetFloatRef(ImHashStr("running line")); }

// All of the innermost routine, or as much of it as leaves the running line in sight.
void show_running_line(const Ui& ui) {
    const float all = ImGui::GetCursorPosY() - ImGui::GetWindowHeight();
    ImGui::SetScrollY(std::max(std::min(all, running_line() - ui.px(2 * row_height)), 0.f));
}

void code_row(const Ui& ui, CodeLine line, std::string_view s, bool current, bool running,
              ImU32 colour, float indent = 0, float kept_free = 0) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    if (current) marker(ui, at, width, ui.theme.accent, running);
    if (running) running_line() = ImGui::GetCursorPosY();
    const float y = at.y + (ui.px(row_height) - text_size(ui, ui.fonts.code, font_code, "x").y) / 2;
    {
        char b[12];
        std::snprintf(b, sizeof b, "%u", line.line);
        const float w = text_size(ui, ui.fonts.code, font_tiny, b).x;
        draw_text(ui, ui.fonts.code, font_tiny, ImVec2(at.x + ui.px(32) - w, y + ui.px(1)),
                  ui.theme.faint, b);
    }
    const float x = at.x + ui.px(42) + indent;
    draw_text(ui, ui.fonts.code, font_code, ImVec2(x, y), colour, s,
              std::max(at.x + width - x - ui.px(4) - kept_free, 1.f));
    code_line_item(ui, line, at, ImVec2(width, ui.px(row_height)));
    if (running) note_widget(&Widget::current);
}

// The script

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

const Op* statement_of(const Session& s, const std::vector<Frame>& frames) {
    if (frames.empty()) return nullptr;
    const Body& body = s.machine().program().body(frames.front().slots[0]);
    const size_t i = static_cast<size_t>(frames.front().line);
    return i < body.ops.size() ? &body.ops[i] : nullptr;
}

// "57 of 192" where one source line makes many statements.
std::string turn_of(const Session& s, const std::vector<Frame>& frames, const Op& op) {
    const Body& body = s.machine().program().body(frames.front().slots[0]);
    const size_t here = static_cast<size_t>(frames.front().line);
    u32 turn = 0, turns = 0;
    for (size_t i = 0; i < body.ops.size(); i++) {
        if (body.ops[i].line != op.line || body.ops[i].column != op.column) continue;
        turns++;
        if (i <= here) turn++;
    }
    return turns > 1 ? std::to_string(turn) + " of " + std::to_string(turns) : std::string();
}

// What stands at the end of a line of the script: how often it has run, and what it last returned.
std::string beside_line(const Session& s, u32 line, std::string turn) {
    const std::string_view answer = s.trace().answer(s.position(), line);
    if (answer.empty()) return turn;
    return (turn.empty() ? "" : turn + "  ") + "→ " + std::string(answer);
}

void draw_script(const Ui& ui, const std::vector<Frame>& frames, float height) {
    const Session& s = ui.session;
    const Op* op = statement_of(s, frames);
    const std::string turn = op ? turn_of(s, frames, *op) : std::string();
    ImGui::BeginChild("script", ImVec2(0, height));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    const auto lines = lines_of(s.machine().program().source);
    if (follows(ui) && op) {
        const float target = static_cast<float>(op->line) * ui.px(row_height) - height / 2;
        ImGui::SetScrollY(std::max(target, 0.f));
    }
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(lines.size()), ui.px(row_height));
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; i++) {
            const std::string_view line = lines[static_cast<size_t>(i)];
            const bool current = op && op->line == static_cast<u32>(i) + 1;
            const ImVec2 at = ImGui::GetCursorScreenPos();
            const float width = ImGui::GetContentRegionAvail().x;
            const bool comment = line.find("//") == line.find_first_not_of(" \t");
            const u32 n = static_cast<u32>(i) + 1;
            const std::string beside = beside_line(s, n, current ? turn : std::string());
            const float w = std::min(text_size(ui, ui.fonts.ui, font_tiny, beside).x, width * 0.5f);
            code_row(ui, {fn_script, n}, line, current, current && frames.size() == 1,
                     comment ? ui.theme.faint : ui.theme.text, 0,
                     beside.empty() ? 0 : w + ui.px(16));
            if (beside.empty()) continue;
            draw_text(ui, ui.fonts.ui, font_tiny,
                      ImVec2(at.x + width - w - ui.px(8), at.y + ui.px(3)), ui.theme.accent, beside,
                      w + ui.px(1));
        }
    }
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

// The listings

void routine_head(const Ui& ui, std::string_view name, std::string_view where, float indent) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 size = text_size(ui, ui.fonts.code, font_code, name);
    draw_text(ui, ui.fonts.code, font_code, ImVec2(at.x + indent, at.y), ui.theme.section, name);
    const float left = indent + size.x + ui.px(14);
    const float wide = std::min(text_size(ui, ui.fonts.ui, font_tiny, where).x, width - left);
    if (wide > ui.px(30))
        draw_text(ui, ui.fonts.ui, font_tiny,
                  ImVec2(at.x + width - wide - ui.px(4), at.y + ui.px(2)), ui.theme.faint, where,
                  wide + ui.px(2));
    ImGui::Dummy(ImVec2(width, ui.px(19)));
}

void listing(const Ui& ui, const Routine& r, int line, bool running, bool preview, float indent) {
    routine_head(ui, std::string(r.name) + "()", r.upstream, indent);
    for (size_t i = 0; i < r.lines.size(); i++) {
        const bool current = !preview && static_cast<int>(i) == line;
        if (!running && !preview && !current) continue;
        code_row(ui, {r.id, static_cast<u32>(i) + 1}, r.lines[i].text, current, running && current,
                 running || current ? ui.theme.text : ui.theme.dim, indent);
    }
}

void frame_card(const Ui& ui, const Frame& f, bool running, float indent) {
    const SourceLine at = source_line(ui.session.setup(), f.header, f.slots);
    if (at.routine) {
        listing(ui, *at.routine, f.line, running, false, indent);
    } else if (at.body) {
        routine_head(ui, "handler " + at.body->name, "the script", indent);
        const std::vector<Op>& ops = at.body->ops;
        if (static_cast<size_t>(f.line) < ops.size()) {
            const auto lines = lines_of(ui.session.machine().program().source);
            const u32 n = ops[static_cast<size_t>(f.line)].line;
            if (n >= 1 && n <= lines.size())
                code_row(ui, {fn_script, n}, lines[n - 1], true, running, ui.theme.text, indent);
        }
    }
    ImGui::Dummy(ui.px(0, 4));
}

// At a statement: what it will call.
void preview(const Ui& ui, const Op& op) {
    const ApiCall& call = api_calls()[op.call];
    wrapped(ui.fonts.ui, font_small, ui.theme.dim, call.doc);
    ImGui::Dummy(ui.px(0, 9));
    const Routine* r = find_routine(ui.session.setup(), call.fn);
    if (r && !r->lines.empty())
        listing(ui, *r, 0, false, true, 0);
    else
        wrapped(ui.fonts.ui, font_small, ui.theme.faint,
                std::string(call.name) + "() is empty on " + ui.session.arch().title + " " +
                    kernel_name(ui.session.kernel()) + ": nothing will run.");
}

void draw_stack(const Ui& ui, const std::vector<Frame>& frames) {
    ImGui::BeginChild("stack");
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    const Session& s = ui.session;
    bool follow = false;
    const bool moved = follows(ui);
    if (frames.empty() || s.position() >= s.length()) {
        const u16 bug = s.machine().view().globals().bug;
        if (bug) {
            wrapped(ui.fonts.bold, font_normal, ui.theme.danger,
                    std::string("✗ BUG: ") + msg_text(static_cast<Msg>(bug)));
            wrapped(ui.fonts.ui, font_small, ui.theme.dim,
                    "The machine has stopped in the line below. Step back to see how it got here.");
            ImGui::Dummy(ui.px(0, 6));
            for (size_t i = 1; i < frames.size(); i++)
                frame_card(ui, frames[i], i + 1 == frames.size(),
                           ui.px(12.f * static_cast<float>(i - 1)));
            follow = true;
        } else {
            empty_note(ui, "Every task has run to its end. Home goes back to the beginning.");
        }
    } else if (frames.size() == 1) {
        if (const Op* op = statement_of(s, frames)) preview(ui, *op);
    } else {
        for (size_t i = 1; i < frames.size(); i++)
            frame_card(ui, frames[i], i + 1 == frames.size(),
                       ui.px(12.f * static_cast<float>(i - 1)));
        follow = true;
    }
    if (moved) follow ? show_running_line(ui) : ImGui::SetScrollY(0);
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

// In the panel's head: who runs, and the way to change the lesson's code.
void try_button(const Ui& ui, std::string_view note) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float right = at.x + ImGui::GetContentRegionAvail().x, y = at.y - ui.px(26);
    ButtonLook look;
    look.small = true;
    look.tip = "Open this script in the playground, on the same machine";
    const float width = button_width(ui, "Try this code", look);
    const float words = text_size(ui, ui.fonts.ui, font_tiny, note).x;
    const float title = text_size(ui, ui.fonts.bold, font_small, "Source").x + ui.px(12);
    const float left = right - width - words - ui.px(10);
    if (left >= at.x + title)
        draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(left, y + ui.px(5)), ui.theme.faint, note);
    ImGui::SetCursorScreenPos(ImVec2(right - width, y));
    if (button(ui, "Try this code", look)) ask(ui, "try", true);
    move_cursor(ImVec2(at.x, std::max(at.y, y + ui.px(small_button_height + 4))));
}

} // namespace

void draw_source(const Ui& ui, ImVec2 size) {
    const Session& s = ui.session;
    std::string note;
    if (s.is_open())
        note = std::string("task ") + task_letter(s.task()) + " on CPU " +
               std::to_string(index(s.cpu()));
    const bool lesson = s.lesson() != nullptr;
    if (begin_panel(ui, "Source", size, lesson ? std::string() : note, "source")) {
        if (s.is_open()) {
            if (lesson) try_button(ui, note);
            const std::vector<Frame> frames = stack_of(s);
            const float room = ImGui::GetContentRegionAvail().y;
            // where there is no room for both: the one that runs
            const bool both = room >= ui.px(least_for_both), in_script = frames.size() == 1;
            if (both || in_script) draw_script(ui, frames, both ? std::floor(room * 0.44f) : room);
            if (both) {
                ImGui::Separator();
                ImGui::Dummy(ui.px(0, 3));
            }
            if (both || !in_script) draw_stack(ui, frames);
        } else {
            empty_note(ui, "The code of what is open appears here.");
        }
    }
    end_panel();
}

} // namespace lazymmu::gui
