#include "app/gui/panels/run/diff.h"

#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 20;

// Beside the tabs, where there is room.
bool in_head(const Ui& ui, float width) { return width > ui.px(430); }

void buttons(const Ui& ui) {
    const bool pinned = ui.session.pin() != nullptr;
    ButtonLook look;
    look.small = true;
    look.primary = !pinned;
    look.tip = "From now on, what differs from this moment is marked and listed (M)";
    if (button(ui, pinned ? "Pin this one instead" : "Pin this moment", look))
        ui.commands.push(Command::pin);
    if (!pinned) return;
    look.primary = false;
    beside_or_below(ui, button_width(ui, "Go to it", look), 4);
    look.tip = "The present future stays as an alternative, if it is another one (G)";
    if (button(ui, "Go to it", look)) ui.commands.push(Command::go_to_pin);
    beside_or_below(ui, button_width(ui, "Unpin", look), 4);
    look.tip = "Nothing is compared any more";
    if (button(ui, "Unpin", look)) ui.commands.push(Command::unpin);
}

void strike(const Ui& ui, ImVec2 at, ImVec2 size) {
    const float y = at.y + size.y * 0.55f;
    ImGui::GetWindowDrawList()->AddLine(ImVec2(at.x, y), ImVec2(at.x + size.x, y), ui.theme.dim,
                                        ui.px(1));
}

// What was is struck out, what is stands out; the sign says by its shape which of them there is.
void row(const Ui& ui, const DiffRow& r, float label) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = ui.px(row_height);
    ImGui::Dummy(ImVec2(width, h));
    tip(ui, r.what + "\nthen: " + (r.then.empty() ? "not there" : r.then) +
                "\nnow: " + (r.now.empty() ? "not there" : r.now));
    const bool come = r.then.empty(), gone = r.now.empty();
    const ImU32 ink = come ? ui.theme.landed : gone ? ui.theme.dim : ui.theme.changed;
    const float y = at.y + ui.px(2), end = at.x + width - ui.px(4);
    draw_text(ui, ui.fonts.bold, font_small, ImVec2(at.x + ui.px(4), y), ink, r.sign());
    float x = at.x + ui.px(20);
    draw_text(ui, ui.fonts.ui, font_small, ImVec2(x, y), ui.theme.text, r.what, label - ui.px(10));
    x += label;
    if (!come) {
        const float room = std::max((end - x) * (gone ? 1.f : 0.45f), ui.px(20));
        ImVec2 size = text_size(ui, ui.fonts.code, font_small, r.then);
        size.x = std::min(size.x, room);
        draw_text(ui, ui.fonts.code, font_small, ImVec2(x, y), ui.theme.dim, r.then, room);
        strike(ui, ImVec2(x, y), size);
        x += size.x + ui.px(8);
    }
    if (gone) return;
    if (!come) {
        draw_text(ui, ui.fonts.ui, font_small, ImVec2(x, y), ui.theme.faint, "→");
        x += ui.px(18);
    }
    draw_text(ui, ui.fonts.code, font_small, ImVec2(x, y), ink, r.now, std::max(end - x, 1.f));
}

// The heads of groups are rows too, so that only what is in view is drawn.
void list(const Ui& ui, const std::vector<DiffRow>& rows) {
    std::vector<int> lines; // indices of rows; -1 - i: the head of row i's group
    for (size_t i = 0; i < rows.size(); i++) {
        if (i == 0 || rows[i].group != rows[i - 1].group) lines.push_back(-1 - static_cast<int>(i));
        lines.push_back(static_cast<int>(i));
    }
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    float label = ui.px(120);
    const float most = std::min(ImGui::GetContentRegionAvail().x * 0.56f, ui.px(300));
    for (size_t i = 0; i < std::min<size_t>(rows.size(), 400); i++) // enough to know
        label = std::max(label, text_size(ui, ui.fonts.ui, font_small, rows[i].what).x + ui.px(14));
    label = std::min(label, most);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(lines.size()), ui.px(row_height));
    while (clipper.Step())
        for (int n = clipper.DisplayStart; n < clipper.DisplayEnd; n++) {
            const int i = lines[static_cast<size_t>(n)];
            if (i >= 0) {
                row(ui, rows[static_cast<size_t>(i)], label);
                continue;
            }
            const ImVec2 at = ImGui::GetCursorScreenPos();
            draw_text(ui, ui.fonts.bold, font_tiny, ImVec2(at.x, at.y + ui.px(4)), ui.theme.dim,
                      diff_group_name(rows[static_cast<size_t>(-1 - i)].group));
            ImGui::Dummy(ui.px(1, row_height));
        }
    ImGui::PopStyleVar();
}

void view(const Ui& ui) {
    const Session& s = ui.session;
    if (!in_head(ui, ImGui::GetContentRegionAvail().x)) buttons(ui);
    if (!s.pin()) {
        ImGui::Dummy(ui.px(0, 4));
        empty_note(ui, "Pin a moment, then go on, go back, or take another future: what differs "
                       "from it is listed here, and marked in the other panels.");
        return;
    }
    PinDiff& diff = ui.view.diff;
    diff.update(s);
    std::string head = s.pin()->label;
    const std::string& title = s.lesson() ? s.lesson()->title : s.document().name;
    if (s.pin()->name != title) head += " of " + s.pin()->name;
    head = "From " + head + " to here, line " + std::to_string(s.position());
    if (diff.refused.empty() && !diff.rows.empty())
        head += ": " + std::to_string(diff.rows.size()) +
                (diff.rows.size() == 1 ? " difference" : " differences");
    wrapped(ui.fonts.ui, font_small, ui.theme.dim, head);
    // with less room than for three rows, all of it scrolls
    const bool apart = ImGui::GetContentRegionAvail().y >= 3 * ui.px(row_height);
    if (apart) ImGui::BeginChild("diff list");
    if (!diff.refused.empty())
        wrapped(ui.fonts.ui, font_small, ui.theme.text, diff.refused);
    else if (diff.rows.empty())
        empty_note(ui, "Nothing differs.");
    else
        list(ui, diff.rows);
    if (apart) ImGui::EndChild();
}

} // namespace

void draw_diff_buttons(const Ui& ui) {
    if (!in_head(ui, ImGui::GetContentRegionAvail().x) || !ui.session.is_open()) return;
    ImGui::SameLine(0, ui.px(16));
    buttons(ui);
}

void draw_diff_rows(const Ui& ui) {
    ImGui::BeginChild("diff rows");
    if (ui.session.is_open()) view(ui);
    ImGui::EndChild();
}

const Machine* pinned_machine(const Ui& ui) {
    const PinnedMoment* pin = ui.session.pin().get();
    if (!pin || !ui.session.is_open()) return nullptr;
    const Machine& m = pin->facts.machine;
    return why_no_diff(m, ui.session.machine()).empty() ? &m : nullptr;
}

void draw_pin_sign(const Ui& ui, ImVec2 corner) {
    const float size = ui.px(7);
    ImGui::GetWindowDrawList()->AddTriangleFilled(ImVec2(corner.x - size, corner.y), corner,
                                                  ImVec2(corner.x, corner.y + size),
                                                  ui.theme.accent);
}

std::string pin_words(const Ui& ui, const std::string& value) {
    return "At the pinned moment, " + ui.session.pin()->label + ": " + value;
}

} // namespace lazymmu::gui
