// What helps to write a script: completions at the caret, and the calls as a reference.
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "app/gui/views/editor_view.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 24;
constexpr int rows_shown = 8;

bool offer_row(const Ui& ui, const Completion& c, bool chosen) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, ui.px(row_height));
    const bool pressed = ImGui::InvisibleButton(c.name.c_str(), size);
    if (chosen || ImGui::IsItemHovered())
        ImGui::GetWindowDrawList()->AddRectFilled(
            at, ImVec2(at.x + size.x, at.y + size.y),
            chosen ? fade(ui.theme.accent, 0.24f) : ui.theme.hover, ui.px(4));
    draw_text(ui, ui.fonts.code, font_code, ImVec2(at.x + ui.px(7), at.y + ui.px(4)),
              c.call ? ui.theme.section : ui.theme.text, c.name, size.x - ui.px(14));
    return pressed;
}

// What a call is on the machine that is shown.
std::string on_this_machine(const Ui& ui, const ApiCall& call) {
    const Session& s = ui.session;
    if (!exists_on(call, s.arch().name)) return "only on " + only_on_text(call);
    const Routine* r = find_routine(s.setup(), call.fn);
    if (!r || r->lines.empty())
        return std::string("empty on ") + s.arch().title + " " + kernel_name(s.kernel());
    return std::string(r->name) + "(), " + r->upstream;
}

bool mentions(std::string_view text, std::string_view word) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [&](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

} // namespace

void draw_completions(const Ui& ui, EditorView& e, ImVec2 caret, float line_height) {
    const int count = static_cast<int>(e.completions.list.size());
    const int shown = std::min(count, rows_shown);
    const float width = ui.px(300), doc = ui.px(52);
    const float height = ui.px(row_height) * static_cast<float>(shown) + doc + ui.px(14);
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    ImVec2 at(std::min(caret.x, screen->WorkPos.x + screen->WorkSize.x - width),
              caret.y + line_height + ui.px(2));
    if (at.y + height > screen->WorkPos.y + screen->WorkSize.y) at.y = caret.y - height - ui.px(2);
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize(ImVec2(width, height));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(5, 5));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(6));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, ui.px(1));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.theme.raised);
    ImGui::Begin("Completions", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav |
                     ImGuiWindowFlags_NoSavedSettings);
    keep_on_screen(ui);
    const int first = std::clamp(e.chosen - shown / 2, 0, count - shown);
    int taken = -1;
    for (int i = first; i < first + shown; i++)
        if (offer_row(ui, e.completions.list[static_cast<size_t>(i)], i == e.chosen)) taken = i;
    const Completion& c =
        e.completions.list[static_cast<size_t>(std::clamp(e.chosen, 0, count - 1))];
    ImGui::Separator();
    ImGui::Dummy(ui.px(0, 3));
    wrapped(ui.fonts.ui, font_tiny, ui.theme.dim, c.doc);
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(4);
    if (taken >= 0) e.accept(static_cast<size_t>(taken));
}

void draw_call_reference(const Ui& ui, EditorView& e) {
    ImGui::SetNextItemWidth(-1);
    ImGui::InputTextWithHint("##Filter calls", "Find a call …", e.filter.data(), e.filter.size());
    ImGui::Dummy(ui.px(0, 4));
    ImGui::BeginChild("Calls");
    const std::string_view word = e.filter.data();
    int found = 0;
    for (const ApiCall& call : api_calls()) {
        if (!mentions(call.signature, word) && !mentions(call.doc, word)) continue;
        found++;
        const bool here = exists_on(call, ui.session.arch().name);
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float width = ImGui::GetContentRegionAvail().x;
        ImGui::BeginGroup();
        wrapped(ui.fonts.code, font_small - 0.5f, here ? ui.theme.section : ui.theme.faint,
                call.signature);
        wrapped(ui.fonts.ui, font_small - 0.5f, here ? ui.theme.text : ui.theme.faint, call.doc);
        wrapped(ui.fonts.ui, font_tiny, ui.theme.faint, on_this_machine(ui, call));
        ImGui::EndGroup();
        const float height = ImGui::GetItemRectSize().y;
        ImGui::SetCursorScreenPos(at);
        ImGui::BeginDisabled(!here);
        const std::string label = std::string("Insert ") + call.name;
        if (ImGui::InvisibleButton(label.c_str(), ImVec2(width, height))) e.insert(call.example);
        ImGui::EndDisabled();
        if (here && ImGui::IsItemHovered())
            ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(at.x - ui.px(4), at.y),
                                                      ImVec2(at.x + width, at.y + height),
                                                      fade(ui.theme.accent, 0.10f), ui.px(4));
        if (here) tip(ui, std::string("Inserts  ") + call.example);
        move_cursor(ImVec2(at.x, at.y + height + ui.px(9)));
    }
    if (!found) empty_note(ui, "No call has this in its name or description.");
    ImGui::EndChild();
}

} // namespace lazymmu::gui
