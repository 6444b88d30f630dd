// The answer to "how did this come to be?": the moments that made an entry, from the store to the
// TLB, and what has happened to its page since. Each moment can be gone to; the window stays, and
// marks where we are.
#include "app/gui/panels/run/origin.h"

#include "app/core/ask/alarm.h"
#include "app/core/tell/json_text.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "engine/kernel/invariants.h"
#include "engine/script/script.h"

#include <algorithm>
#include <charconv>

namespace lazymmu::gui {
namespace {

void open(View& view, const Session& session, const Subject& subject) {
    view.origin = {true, true, provenance_of(session, subject), session.position(),
                   &session.document()};
}

ImU32 colour_of(const Ui& ui, Cause::Kind kind) {
    switch (kind) {
    case Cause::delayed: return ui.theme.pending;
    case Cause::flushed:
    case Cause::ordered:
    case Cause::dropped: return ui.theme.landed;
    case Cause::broken: return ui.theme.danger;
    case Cause::stored: return ui.theme.changed;
    case Cause::found:
    case Cause::cached:
    case Cause::used: break;
    }
    return ui.theme.section;
}

// A dot on the thread that joins the moments; hollow where it only happened since.
void knot(const Ui& ui, const Cause& c, ImVec2 at, float height, bool first, bool last) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 centre(at.x + ui.px(8), at.y + ui.px(10));
    const float top = first ? centre.y : at.y, bottom = last ? centre.y : at.y + height;
    draw->AddLine(ImVec2(centre.x, top), ImVec2(centre.x, bottom), ui.theme.line, ui.px(2));
    const ImU32 colour = colour_of(ui, c.kind);
    draw->AddCircleFilled(centre, ui.px(5), c.key ? colour : ui.theme.panel);
    draw->AddCircle(centre, ui.px(5), colour, 0, ui.px(1.6f));
}

void moment(const Ui& ui, const Cause& c, bool first, bool last) {
    const bool here = c.position == ui.session.position();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const std::string go = "line " + std::to_string(c.position);
    ImGui::PushID(static_cast<int>(c.event));
    ButtonLook look;
    look.small = true;
    look.chosen = here;
    look.tip = here ? "We are here" : "Go to this moment";
    const float wide = button_width(ui, go.c_str(), look);
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - wide, at.y));
    if (button(ui, go.c_str(), look)) ui.commands.push(Command::seek, c.position);
    ImGui::SetCursorScreenPos(ImVec2(at.x + ui.px(22), at.y));
    ImGui::BeginGroup();
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width - wide - ui.px(30));
    text(c.key ? ui.fonts.bold : ui.fonts.ui, font_small, ui.theme.text, c.text);
    if (!c.by.empty()) text(ui.fonts.code, font_tiny, ui.theme.dim, c.by);
    ImGui::PopTextWrapPos();
    ImGui::EndGroup();
    const float height = ImGui::GetItemRectSize().y + ui.px(9);
    knot(ui, c, at, height, first, last);
    ImGui::PopID();
    move_cursor(ImVec2(at.x, at.y + height));
}

void moments(const Ui& ui, const Provenance& p) {
    if (p.from_start)
        wrapped(ui.fonts.ui, font_small, ui.theme.dim,
                p.causes.empty() ? "Nothing has happened to it: it was so from the start."
                                 : "It was there before the first line.");
    bool since = false;
    for (size_t i = 0; i < p.causes.size(); i++) {
        const Cause& c = p.causes[i];
        if (!c.key && !since) {
            since = true;
            ImGui::Dummy(ui.px(0, 2));
            std::string head = "Since then";
            if (p.left_out) head += "  (" + std::to_string(p.left_out) + " earlier ones left out)";
            text(ui.fonts.bold, font_tiny, ui.theme.dim, head);
            ImGui::Dummy(ui.px(0, 3));
        }
        const bool first = i == 0 || p.causes[i - 1].key != c.key;
        const bool last = i + 1 == p.causes.size() || p.causes[i + 1].key != c.key;
        moment(ui, c, first, last);
    }
}

} // namespace

void ask_origin(const Ui& ui, const Subject& subject) { open(ui.view, ui.session, subject); }

void origin_item(const Ui& ui, const char* label, ImVec2 size,
                 const std::optional<Subject>& subject) {
    if (!subject || subject->mm == MmId::none) {
        ImGui::Dummy(size);
        return;
    }
    ImGui::PushID(static_cast<int>(ImGui::GetCursorPosY()));
    const bool pressed = ImGui::InvisibleButton(label, size);
    ImGui::PopID();
    if (ImGui::IsItemHovered()) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
        const ImVec2 a = ImGui::GetItemRectMin(), b = ImGui::GetItemRectMax();
        ImGui::GetWindowDrawList()->AddRect(a, b, fade(ui.theme.accent, 0.6f), ui.px(3));
    }
    if (pressed) ask_origin(ui, *subject);
}

void draw_origin(const Ui& ui) {
    OriginView& o = ui.view.origin;
    if (!o.open) return;
    if (!ui.session.is_open() || o.document != &ui.session.document()) {
        o = {};
        return;
    }
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    const float width = std::min(ui.px(500), screen->WorkSize.x - ui.px(24));
    const float top = std::min(ui.px(60), screen->WorkSize.y * 0.08f);
    const float most = screen->WorkSize.y - 2 * top;
    ImGui::SetNextWindowSizeConstraints(ImVec2(width, 0), ImVec2(width, most));
    ImGui::SetNextWindowPos(ImVec2(screen->GetCenter().x, screen->WorkPos.y + top),
                            ImGuiCond_Appearing, ImVec2(0.72f, 0));
    if (o.fresh) ImGui::SetNextWindowFocus();
    o.fresh = false;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(16, 13));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(9));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, ui.px(1));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.theme.panel);
    ImGui::Begin("How it came to be", nullptr,
                 ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                     ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_AlwaysAutoResize);
    keep_on_screen(ui);
    ButtonLook look{.icon = Icon::close, .text = "", .faint = true};
    look.tip = "Close (Esc)";
    // with room for the scroll bar, if there are many moments
    const float room = ImGui::GetContentRegionAvail().x;
    const float close = button_width(ui, "", look);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + room - close - ui.px(6));
    text(ui.fonts.ui, font_tiny, ui.theme.dim, "How it came to be");
    text(ui.fonts.bold, font_normal, ui.theme.text, o.found.title);
    text(ui.fonts.ui, font_small, ui.theme.dim,
         "At line " + std::to_string(o.at) + ". " + o.found.verdict);
    ImGui::PopTextWrapPos();
    ImGui::Dummy(ui.px(1, 9));
    const ImVec2 under = ImGui::GetCursorScreenPos();
    ImGui::SetCursorScreenPos(ImVec2(at.x + room - close, at.y));
    const bool closed = button(ui, "Close the origin", look);
    move_cursor(under);
    moments(ui, o.found);
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(4);
    if (closed) o = {};
}

namespace {

bool number(std::string_view& text, int& out) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return error == std::errc();
}

std::string about_pte(View& view, const Session& s, std::string_view address) {
    Subject subject;
    std::string error;
    if (!eval_script_value(address, s.arch(), subject.va, error)) return error;
    const bool kernel = s.arch().geometry.is_kernel(subject.va);
    const u8 mm = s.machine().view().task(s.task()).mm;
    subject.mm = kernel ? MmId::init_mm : static_cast<MmId>(mm);
    subject.cpu = s.cpu();
    open(view, s, subject);
    return {};
}

std::string about_tlb(View& view, const Session& s, std::string_view rest) {
    const Config& config = s.machine().config();
    int cpu = 0, slot = 0;
    if (!number(rest, cpu) || !number(rest, slot) || cpu < 0 || slot < 0 || cpu >= config.cpus ||
        slot >= config.tlb_entries)
        return "expected a CPU and a slot of its TLB";
    const TlbEntry& e = s.machine().view().tlb(static_cast<CpuId>(cpu), slot);
    if (!e.valid) return "that slot is empty";
    open(view, s,
         {Subject::tlb, static_cast<MmId>(e.mm), e.vpn << s.arch().geometry.page_shift,
          static_cast<CpuId>(cpu), slot, 0});
    return {};
}

} // namespace

std::string origin_command(View& view, const Session& s, std::string_view line) {
    if (line == "close") {
        view.origin = {};
        return {};
    }
    if (!s.is_open()) return "nothing is open";
    if (line.starts_with("pte ")) return about_pte(view, s, line.substr(4));
    if (line.starts_with("tlb ")) return about_tlb(view, s, line.substr(4));
    if (line != "hazard") return "expected: pte ADDRESS, tlb CPU SLOT, hazard, or close";
    const Alarm alarm = alarm_at(s);
    if (!alarm.any || alarm.mm == MmId::none) return "there is no hazard about a page here";
    open(view, s, {Subject::hazard, alarm.mm, alarm.va, s.cpu(), 0, alarm.event});
    return {};
}

std::string origin_json(const View& view) {
    const OriginView& o = view.origin;
    if (!o.open) return "null";
    std::string list;
    for (const Cause& c : o.found.causes)
        list += (list.empty() ? "" : ",") + JsonObject()
                                                .text("kind", cause_name(c.kind))
                                                .number("position", c.position)
                                                .text("text", c.text)
                                                .text("by", c.by)
                                                .truth("key", c.key)
                                                .str();
    return JsonObject()
        .text("title", o.found.title)
        .text("verdict", o.found.verdict)
        .raw("causes", "[" + list + "]")
        .str();
}

} // namespace lazymmu::gui
