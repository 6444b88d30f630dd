// Where to save, and what to open: a path to type, and the names in its folder that begin so. Tab
// completes, Enter takes.
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/file_host.h"
#include "app/gui/ui/widgets.h"

#include "imgui_internal.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 26;

bool pressed(ImGuiKey key) {
    const ImGuiID owner = ImGui::GetID("keys");
    ImGui::SetKeyOwner(key, owner);
    return ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, owner);
}

std::string_view title(const FileView& f) {
    if (f.dialog == FileView::folder_dialog) return "Open a folder of lessons";
    if (f.dialog == FileView::open_dialog) return "Open a session, a lesson or a script";
    return f.dialog == FileView::save_dialog ? "Save the session" : "Export";
}

bool opens(const FileView& f) {
    return f.dialog == FileView::open_dialog || f.dialog == FileView::folder_dialog;
}

struct Path {
    std::string folder, name; // "…/", and what follows
};

Path split(const FileView& f) {
    const std::string path = f.path.data();
    const size_t slash = path.rfind('/');
    return {slash == path.npos ? "" : path.substr(0, slash + 1),
            slash == path.npos ? path : path.substr(slash + 1)};
}

void set_path(FileView& f, const std::string& path) {
    f.path = {};
    std::copy_n(path.begin(), std::min(path.size(), f.path.size() - 1), f.path.begin());
    f.moved_caret = true;
}

// Names of the folder that begin with what was typed; when opening, only folders and files that
// may hold something.
std::vector<const FolderEntry*> matching(FileView& f, const Path& path) {
    if (f.listed != path.folder) {
        f.listed = path.folder;
        f.entries = f.host->list(path.folder);
    }
    std::vector<const FolderEntry*> out;
    const bool folders = f.dialog == FileView::folder_dialog;
    const bool exact = !opens(f); // a new name is the rule there
    for (const FolderEntry& e : f.entries) {
        if (e.name.starts_with(".") && !path.name.starts_with(".")) continue;
        if (folders && !e.folder) continue;
        if (e.name.starts_with(path.name) || (exact && e.folder)) out.push_back(&e);
    }
    return out;
}

// What all matching names have in common.
std::string completed(const std::vector<const FolderEntry*>& names, const std::string& typed) {
    std::string common;
    bool first = true;
    for (const FolderEntry* e : names) {
        if (!e->name.starts_with(typed)) continue;
        if (first) common = e->name + (e->folder ? "/" : "");
        size_t n = 0;
        while (n < common.size() && n < e->name.size() && common[n] == e->name[n]) n++;
        if (!first) common.resize(n);
        first = false;
    }
    return first ? typed : common;
}

void finish(const Ui& ui, const std::string& path) {
    FileView& f = ui.view.files;
    const std::string verb = f.dialog == FileView::open_dialog     ? "open file "
                             : f.dialog == FileView::folder_dialog ? "course "
                             : f.dialog == FileView::save_dialog   ? "save as "
                                                                   : "export " + f.format + " ";
    f.dialog = FileView::closed;
    ask(ui, verb + path, true);
}

// Into a folder, or done.
void take(const Ui& ui, const Path& path, const FolderEntry& entry) {
    if (entry.folder)
        set_path(ui.view.files, path.folder + entry.name + "/");
    else if (ui.view.files.dialog == FileView::open_dialog)
        finish(ui, path.folder + entry.name);
    else
        set_path(ui.view.files, path.folder + entry.name);
}

void row(const Ui& ui, const Path& path, const FolderEntry& e, bool chosen) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, ui.px(row_height));
    const std::string label = e.name + (e.folder ? "/" : "");
    if (ImGui::InvisibleButton(label.c_str(), size)) take(ui, path, e);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (chosen || ImGui::IsItemHovered())
        draw->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y),
                            chosen ? fade(ui.theme.accent, 0.22f) : ui.theme.hover, ui.px(5));
    draw_text(ui, ui.fonts.code, font_small, ImVec2(at.x + ui.px(10), at.y + ui.px(5)),
              e.folder ? ui.theme.accent : ui.theme.text, label, size.x - ui.px(20));
}

void list(const Ui& ui, const Path& path, const std::vector<const FolderEntry*>& names) {
    FileView& f = ui.view.files;
    const int before = f.chosen;
    const int last = static_cast<int>(names.size()) - 1;
    if (pressed(ImGuiKey_DownArrow)) f.chosen++;
    if (pressed(ImGuiKey_UpArrow)) f.chosen--;
    f.chosen = std::clamp(f.chosen, -1, last);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    const float room = screen->WorkPos.y + screen->WorkSize.y - ImGui::GetCursorScreenPos().y -
                       ui.px(button_height + 40);
    ImGui::BeginChild("Names", ImVec2(0, std::min(ui.px(row_height) * 9, room)));
    ImGuiListClipper clipper;
    clipper.Begin(last + 1, ui.px(row_height));
    const bool moved = f.chosen != before && f.chosen >= 0;
    if (moved) clipper.IncludeItemByIndex(f.chosen);
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; i++) {
            row(ui, path, *names[static_cast<size_t>(i)], i == f.chosen);
            if (moved && i == f.chosen) ImGui::SetScrollHereY(0.5f);
        }
    }
    if (names.empty())
        empty_note(ui, f.dialog == FileView::folder_dialog
                           ? "No folder in this one. Open takes the folder that is named above."
                       : f.dialog == FileView::open_dialog
                           ? "No file in this folder begins so. Up a folder: delete back to a /."
                           : "A new file. Tab completes the names of folders.");
    ImGui::EndChild();
    ImGui::PopStyleVar();
}

void buttons(const Ui& ui, const Path& path, bool enter,
             const std::vector<const FolderEntry*>& names) {
    FileView& f = ui.view.files;
    const bool open = opens(f), folder = f.dialog == FileView::folder_dialog;
    const bool there = std::any_of(f.entries.begin(), f.entries.end(), [&](const FolderEntry& e) {
        return !e.folder && e.name == path.name;
    });
    ButtonLook done;
    done.chosen = true;
    const char* label = open ? "Open" : f.dialog == FileView::save_dialog ? "Save" : "Export";
    const bool click = button(ui, label, done);
    ImGui::SameLine(0, ui.px(8));
    if (button(ui, "Cancel")) f.dialog = FileView::closed;
    if (there && !open) {
        constexpr std::string_view words = "replaces the file of that name";
        beside_or_below(ui, text_size(ui, ui.fonts.ui, font_small, words).x, 14);
        text(ui.fonts.ui, font_small, ui.theme.pending, words);
    }
    if (enter && f.chosen >= 0 && static_cast<size_t>(f.chosen) < names.size()) {
        take(ui, path, *names[static_cast<size_t>(f.chosen)]);
        f.chosen = -1;
    } else if ((enter || click) && !(folder ? path.folder : path.name).empty()) {
        finish(ui, path.folder + path.name);
    }
}

// The caret goes behind what was completed.
int on_edit(ImGuiInputTextCallbackData* data) {
    bool& moved = *static_cast<bool*>(data->UserData);
    if (moved) data->CursorPos = data->SelectionStart = data->SelectionEnd = data->BufTextLen;
    moved = false;
    return 0;
}

void field(const Ui& ui) {
    FileView& f = ui.view.files;
    ImGui::SetNextItemWidth(-1);
    if (f.fresh || f.moved_caret) {
        // the field keeps its own copy of the text while it is edited
        if (ImGuiInputTextState* state = ImGui::GetInputTextState(ImGui::GetID("##Path")))
            state->ReloadUserBufAndMoveToEnd();
        ImGui::SetKeyboardFocusHere();
    }
    if (ImGui::InputTextWithHint("##Path", "A path", f.path.data(), f.path.size(),
                                 ImGuiInputTextFlags_CallbackAlways, on_edit, &f.moved_caret))
        f.chosen = -1;
}

} // namespace

void draw_file_dialog(const Ui& ui) {
    FileView& f = ui.view.files;
    if (f.dialog == FileView::closed) return;
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    const float width = std::min(ui.px(640), screen->WorkSize.x - ui.px(24));
    ImGui::SetNextWindowPos(
        ImVec2(screen->GetCenter().x, screen->WorkPos.y + screen->WorkSize.y * 0.06f), 0,
        ImVec2(0.5f, 0));
    ImGui::SetNextWindowSize(ImVec2(width, 0));
    if (f.fresh) ImGui::SetNextWindowFocus();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(16, 14));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(9));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, ui.px(1));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.theme.panel);
    ImGui::Begin("File dialog", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    text(ui.fonts.bold, font_normal + 1, ui.theme.text, title(f));
    ImGui::Dummy(ui.px(0, 2));
    const bool tab = pressed(ImGuiKey_Tab);
    const bool enter = pressed(ImGuiKey_Enter) || pressed(ImGuiKey_KeypadEnter);
    if (tab) {
        const Path path = split(f);
        set_path(f, path.folder + completed(matching(f, path), path.name));
    }
    field(ui);
    ImGui::Dummy(ui.px(0, 2));
    const Path path = split(f);
    const auto names = matching(f, path);
    list(ui, path, names);
    ImGui::Dummy(ui.px(0, 4));
    buttons(ui, path, enter, names);
    f.fresh = false;
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
    if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) f.dialog = FileView::closed;
}

} // namespace lazymmu::gui
