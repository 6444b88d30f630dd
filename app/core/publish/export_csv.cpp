// Events as a table.
#include "app/core/publish/export.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/visible.h"

namespace lazymmu {
namespace {

constexpr const char* kind_names[ev_count] = {
    "statement", "line",     "call",    "ret",       "pte_store", "batch_append", "hw",
    "hw_item",   "tlb_fill", "tlb_hit", "tlb_evict", "tlb_drop",  "walk",         "lookup",
    "fault",     "access",   "count",   "switch_to", "irq_enter", "irq_exit",     "task_exit",
    "migrate",   "warn",     "bug",     "hazard"};

std::string quoted(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
}

} // namespace

std::string export_csv(const Document& d) {
    std::string out = "line,cpu,task,interrupt,event,code,a,b,c,d,text\r\n";
    const Setup& setup = d.timeline.setup();
    for (const Event& e : d.timeline.all_events()) {
        const bool nobody = e.task >= setup.config.tasks;
        out += std::to_string(e.step) + ',' + std::to_string(e.cpu) + ',';
        out += nobody ? '-' : task_letter(static_cast<TaskId>(e.task));
        out += ',' + std::to_string(e.irq) + ',' + kind_names[static_cast<size_t>(e.kind)];
        for (const u64 v : {u64{e.code}, e.a, e.b, e.c, e.d}) out += ',' + std::to_string(v);
        out += ',' + quoted(visible_line(event_text(setup, e))) + "\r\n";
    }
    for (const Issue& i : d.problems) // the last rows: why there are no more
        out += std::to_string(d.timeline.length()) + ",,,,not_finished,,,,,," +
               quoted(visible_line(i.message)) + "\r\n";
    return out;
}

} // namespace lazymmu
