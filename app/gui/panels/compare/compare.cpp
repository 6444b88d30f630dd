// Compare mode: the same program on several machines, side by side. Left the code of the machine
// that leads, and its time; right a table with a column for each machine and a row for each thing
// that can be compared; below what it has cost. Where columns differ the row has a sign, and the
// cells that are not as the leading one's have a colour.
#include "app/gui/panels/compare/compare.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "arch/arch.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

constexpr float wide_from = 980, tabs_below = 620, brief_until = 560;

std::string command_for(size_t column, const Arch& arch, Kernel kernel) {
    return "compare set " + std::to_string(column + 1) + " " +
           machine_text(MachineSpec{&arch, kernel});
}

constexpr ButtonLook picker = {.small = true, .tip = "Another one in its place"};

void choices(const Ui& ui, const ColumnView& v, size_t i, float width) {
    const std::string number = std::to_string(i + 1);
    ButtonLook arch = picker, kernel_look = picker;
    kernel_look.width = list_button_width(ui, kernel_name(*v.column.kernel), picker);
    // the short name where the long one has no room
    arch.width = std::floor(width - kernel_look.width - ui.px(3));
    const char* title = v.column.arch->title;
    if (list_button_width(ui, title, picker) > arch.width) title = v.column.arch->name;
    if (list_button(ui, ("Architecture " + number).c_str(), title, arch)) {
        for (const Arch* a : real_archs())
            if (list_row(ui, a->title, a == v.column.arch))
                ask(ui, command_for(i, *a, *v.column.kernel), true);
        ImGui::EndPopup();
    }
    ImGui::SameLine(0, ui.px(3));
    if (list_button(ui, ("Kernel " + number).c_str(), kernel_name(*v.column.kernel), kernel_look)) {
        for (int k = 0; k < kernel_count; k++) {
            const Kernel kernel = static_cast<Kernel>(k);
            if (list_row(ui, kernel_name(kernel), kernel == *v.column.kernel))
                ask(ui, command_for(i, *v.column.arch, kernel), true);
        }
        ImGui::EndPopup();
    }
}

// What there is to say about the whole column, under its name.
std::pair<std::string, ImU32> standing_of(const Ui& ui, const ColumnView& v) {
    if (!v.runs) return {"cannot run: " + v.problem, ui.theme.danger};
    if (!v.stopped.empty()) return {v.stopped, ui.theme.danger};
    const std::string line =
        "line " + std::to_string(v.position) + (v.length ? " of " + std::to_string(v.length) : "");
    if ((v.position == v.length || !v.length) && !v.problem.empty())
        return {v.problem, ui.theme.pending};
    if (v.waits) return {line + ", waits for the others", ui.theme.dim};
    return {line, ui.theme.dim};
}

void header(const Ui& ui, const ColumnView& v, size_t i, ImVec2 at, float width, bool removable) {
    const std::string number = std::to_string(i + 1), name = machine_text(v.column);
    ImGui::SetCursorScreenPos(at);
    ButtonLook close{.icon = Icon::close, .text = "", .tip = "Without this machine"};
    const float side = removable ? button_width(ui, "x", close) + ui.px(3) : 0;
    ButtonLook lead;
    lead.text = name.c_str();
    lead.chosen = v.leads;
    lead.width = std::floor(width - side);
    lead.tip = v.leads ? "This machine leads: it is the one that is stepped"
                       : "Let this machine lead: it is the one that is stepped";
    if (button(ui, ("Column " + number).c_str(), lead) && !v.leads) {
        ui.commands.push(Command::set_arch, 0, v.column.arch->name);
        ui.commands.push(Command::set_kernel, 0, kernel_name(*v.column.kernel));
    }
    if (removable) {
        ImGui::SameLine(0, ui.px(3));
        if (button(ui, ("Remove column " + number).c_str(), close))
            ask(ui, "compare remove " + number, true);
    }
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + ui.px(button_height + 4)));
    choices(ui, v, i, width);
    const auto [words, colour] = standing_of(ui, v);
    const ImVec2 under(at.x, at.y + ui.px(header_height() - 19));
    const std::string shown = (v.leads ? "▸ leads, " : "") + words;
    draw_text(ui, ui.fonts.ui, font_tiny, under,
              v.leads && colour == ui.theme.dim ? ui.theme.accent : colour, shown, width);
    ImGui::SetCursorScreenPos(under);
    ImGui::Dummy(ImVec2(width, ui.px(16)));
    tip(ui, words);
}

// The first machine of the list that is not shown yet.
std::string next_machine(const Session& s) {
    const std::vector<MachineSpec> shown = s.columns();
    for (const Kernel kernel : {s.kernel(), Kernel::v6_18, kernel_latest})
        for (const Arch* a : real_archs())
            if (std::find(shown.begin(), shown.end(), MachineSpec{a, kernel}) == shown.end())
                return machine_text(MachineSpec{a, kernel});
    return {};
}

void toolbar(const Ui& ui) {
    CompareView& view = ui.view.compare;
    const Session& s = ui.session;
    const std::vector<MachineSpec> columns = s.columns();
    ButtonLook archs, series, differences, add;
    archs.small = series.small = differences.small = add.small = true;
    archs.chosen = columns == all_architectures(s.kernel());
    archs.tip = "arm64, powerpc, sparc64 and x86 at the present kernel";
    series.chosen = columns == before_and_after_series(s.arch());
    series.tip = "The present architecture on v6.18 and on v7.0";
    if (button(ui, "Four architectures", archs)) ask(ui, "compare archs", true);
    beside_or_below(ui, button_width(ui, "Before / after the series", series), 4);
    if (button(ui, "Before / after the series", series)) ask(ui, "compare series", true);
    add.enabled = columns.size() < most_columns;
    add.tip = "One more machine; its header says which";
    beside_or_below(ui, button_width(ui, "Add a machine", add), 4);
    if (button(ui, "Add a machine", add)) ask(ui, "compare add " + next_machine(s), true);
    differences.chosen = view.only_differences;
    differences.tip = "Hide what is the same everywhere";
    beside_or_below(ui, button_width(ui, "Only differences", differences), 4);
    if (button(ui, "Only differences", differences)) ask(ui, "differences");
}

void headers(const Ui& ui, const CompareGrid& grid) {
    const auto& columns = ui.view.compare.seen.columns();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const bool alone = grid.columns.size() == 1; // then it has the room of the labels, too
    for (size_t k = 0; k < grid.columns.size(); k++)
        header(ui, columns[grid.columns[k]], grid.columns[k],
               ImVec2(at.x + (alone ? 0 : grid.left(k)), at.y),
               grid.column_width + (alone ? grid.left(0) : 0), columns.size() > 1);
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + ui.px(header_height())));
    ImGui::Dummy(ImVec2(1, 1));
}

// brief: there is only room for the rows, so that all else scrolls with them.
void table_panel(const Ui& ui, const CompareGrid& grid, ImVec2 size, bool brief) {
    const Comparison& c = ui.view.compare.seen;
    if (begin_panel(ui, "##Machines", size)) {
        if (brief) ImGui::BeginChild("rows");
        toolbar(ui);
        ImGui::Dummy(ui.px(0, 5));
        headers(ui, grid);
        if (!c.note().empty()) wrapped(ui.fonts.ui, font_tiny, ui.theme.pending, c.note());
        if (!brief) ImGui::BeginChild("rows");
        draw_compare_rows(ui, grid);
        if (brief) {
            ImGui::Dummy(ui.px(0, 6));
            text(ui.fonts.bold, font_small, ui.theme.dim, "Costs so far");
            draw_compare_costs_rows(ui, grid);
        }
        ImGui::EndChild();
    }
    end_panel();
}

// One column at a time where there is no room for more.
void tabs(const Ui& ui, float width) {
    CompareView& view = ui.view.compare;
    const auto& columns = view.seen.columns();
    const float each = (width + ui.px(3)) / static_cast<float>(columns.size()) - ui.px(3);
    for (size_t i = 0; i < columns.size(); i++) {
        if (i) ImGui::SameLine(0, ui.px(3));
        const std::string name = machine_text(columns[i].column);
        ButtonLook look;
        look.text = name.c_str();
        // the header below says which it is
        if (button_width(ui, "", look) - ui.px(14) > each) look.text = columns[i].column.arch->name;
        look.chosen = i == view.tab;
        look.width = std::floor(each);
        if (button(ui, ("Machine " + std::to_string(i + 1)).c_str(), look)) view.tab = i;
    }
}

CompareGrid grid_of(const Ui& ui, float width, bool one) {
    CompareView& view = ui.view.compare;
    const size_t n = view.seen.columns().size();
    view.tab = std::min(view.tab, n - 1);
    CompareGrid grid;
    for (size_t i = 0; i < n; i++)
        if (!one || i == view.tab) grid.columns.push_back(i);
    grid.gap = ui.px(6);
    grid.label_width = std::floor(std::clamp(width * 0.175f, ui.px(118), ui.px(210)));
    const float room = width - ui.px(24 + 10) - grid.label_width; // padding and scroll bar
    const float count = static_cast<float>(grid.columns.size());
    grid.column_width = std::floor(std::min((room - grid.gap * count) / count, ui.px(420)));
    return grid;
}

} // namespace

void draw_compare(const Ui& ui, ImVec2 size) {
    CompareView& view = ui.view.compare;
    view.seen.update(ui.session);
    if (!ui.session.is_open()) {
        empty_note(ui,
                   "Open a lesson or write a script: here it runs on several machines at once.");
        return;
    }
    const float g = ui.px(gap);
    ImVec2 origin = ImGui::GetCursorScreenPos(), room = size;
    const bool one = size.x < ui.px(tabs_below), brief = size.y < ui.px(brief_until);
    if (size.x >= ui.px(wide_from) && !brief) {
        const float left = std::floor(std::clamp(size.x * 0.29f, ui.px(300), ui.px(620)));
        const float code = std::floor(size.y * 0.60f);
        draw_source(ui, ImVec2(left, code));
        ImGui::SetCursorScreenPos(ImVec2(origin.x, origin.y + code + g));
        draw_timeline(ui, ImVec2(left, size.y - code - g));
        origin.x += left + g;
        room.x -= left + g;
    } else if (!brief) {
        const float code = std::floor(size.y * 0.26f);
        draw_source(ui, ImVec2(size.x, code));
        origin.y += code + g;
        room.y -= code + g;
    }
    ImGui::SetCursorScreenPos(origin);
    if (one) {
        tabs(ui, room.x);
        const float head = ui.px(button_height + 5);
        origin.y += head;
        room.y -= head;
    }
    const CompareGrid grid = grid_of(ui, room.x, one);
    const float costs = brief ? -g : std::floor(std::clamp(room.y * 0.34f, ui.px(120), ui.px(300)));
    ImGui::SetCursorScreenPos(origin);
    table_panel(ui, grid, ImVec2(room.x, room.y - costs - g), brief);
    if (brief) return;
    ImGui::SetCursorScreenPos(ImVec2(origin.x, origin.y + room.y - costs));
    draw_compare_costs(ui, grid, ImVec2(room.x, costs));
}

} // namespace lazymmu::gui
