// The panels. Each looks at the session and asks for changes through the queue; none touches it.
// Each fills the size that it is given; its file says what it shows.
#pragma once

#include "app/gui/ui/ui.h"

namespace lazymmu::gui {

// The room that the toolbar has left over.
struct ToolbarRoom {
    ImVec2 at, size;
};
ToolbarRoom draw_toolbar(const Ui& ui, float width, bool low);
float toolbar_height(const Ui& ui, float width, bool low);
void draw_transport(const Ui& ui, float width, bool narrow);
float transport_height(const Ui& ui, bool narrow);
void draw_message(const Ui& ui, float width,
                  float most); // at most so high; takes no room when there is none

void draw_lesson_list(const Ui& ui, ImVec2 size);
float lesson_list_height(const Ui& ui);
void draw_narration(const Ui& ui, ImVec2 size);
void draw_quiz(const Ui& ui);                       // without a panel around it
void draw_script_editor(const Ui& ui, ImVec2 size); // with everything that helps to write
bool shows_editor(const Ui& ui);                    // instead of a narration
void draw_source(const Ui& ui, ImVec2 size);
void draw_counters(const Ui& ui, ImVec2 size);
float counters_height(const Ui& ui);
void draw_batch(const Ui& ui, ImVec2 size);
void draw_page_table(const Ui& ui, ImVec2 size);
void draw_page_table_rows(const Ui& ui); // without a panel around it
void draw_tlb_rows(const Ui& ui);
void draw_hw_table_rows(const Ui& ui);
std::string hw_table_label(const Ui& ui);    // "" where the hardware has no such table
void draw_memory(const Ui& ui, ImVec2 size); // page table, TLB and hardware table
void draw_timeline(const Ui& ui, ImVec2 size);
void draw_event_log(const Ui& ui, ImVec2 size); // or the costs, as two tabs
void draw_event_rows(const Ui& ui);
void draw_cost_rows(const Ui& ui);
void draw_schedule_rows(const Ui& ui);
const std::vector<ScheduleView::Future>& futures_of(const Ui& ui); // that were left
void draw_line_menu(const Ui& ui); // of a line of code, if it was asked for
// What is broken here; else what runs next. Its height does not depend on which of them it is.
void draw_alarm(const Ui& ui, ImVec2 size);
float alarm_height(const Ui& ui, bool brief);
void draw_compare(const Ui& ui, ImVec2 size); // Compare mode, without toolbar and transport
void draw_explore(const Ui& ui, ImVec2 size); // the whole page of Explore mode
void draw_explore_plan(const Ui& ui);         // program, machine and bounds
void draw_explore_promises(const Ui& ui);     // which invariants count
void draw_keys(const Ui& ui);                 // the list of keys, over everything
void draw_origin(const Ui& ui);               // how an entry came to be, if it was asked
void draw_confirm(const Ui& ui);              // shall the answers be forgotten?
void draw_file_dialog(const Ui& ui);          // where to save, what to open
void draw_palette(const Ui& ui);              // every command, by a few letters of its name

} // namespace lazymmu::gui
