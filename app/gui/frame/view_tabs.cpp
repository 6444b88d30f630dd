#include "app/gui/frame/view_tabs.h"

#include "app/core/ask/alarm.h"
#include "app/core/tell/json_text.h"
#include "app/gui/ui/widgets.h"

namespace lazymmu::gui {
namespace {

struct TabName {
    std::string_view line;
    int memory; // -1: a tab of the log
    int log;
};
constexpr TabName names[] = {{"memory table", memory_table, 0}, {"memory tlb", memory_tlb, 0},
                             {"memory hw", memory_hw, 0},       {"log events", -1, log_events},
                             {"log costs", -1, log_costs},      {"log schedule", -1, log_schedule},
                             {"log diff", -1, log_diff}};

std::string hardware_json(const Session& s) {
    std::vector<HwTableView> tables;
    if (s.arch().hw_tables) s.arch().hw_tables(s.machine().config(), s.machine().view(), tables);
    std::string out = "[";
    for (const HwTableView& t : tables) {
        int legal = 0, wrong = 0;
        for (const HwRow& r : t.rows) {
            legal += r.standing.stale == Staleness::legal;
            wrong += r.standing.stale == Staleness::wrong;
        }
        if (out.size() > 1) out += ',';
        out += JsonObject()
                   .text("name", t.name)
                   .text("label", t.label)
                   .number("used", t.used)
                   .number("legal", legal)
                   .number("wrong", wrong)
                   .str();
    }
    return out + "]";
}

std::string costs_json(const Session& s) {
    const CostView v = s.document().costs().at(s.position());
    return JsonObject()
        .number("spent", static_cast<i64>(v.spent))
        .number("under_way", static_cast<i64>(v.under_way))
        .number("eager", static_cast<i64>(v.eager))
        .number("statements", v.statements)
        .number("saved_percent", v.saved_percent())
        .str();
}

} // namespace

bool tab_command(View& view, std::string_view line) {
    for (const TabName& n : names) {
        if (n.line != line) continue;
        if (n.memory >= 0)
            view.memory_tab = n.memory;
        else
            view.log_tab = n.log;
        return true;
    }
    return false;
}

void open_focused_tabs(const Ui& ui, View& view) {
    const bool table = in_focus(ui, "page_table"), tlb = in_focus(ui, "tlb");
    if (table != tlb) view.memory_tab = tlb ? memory_tlb : memory_table;
    const bool events = in_focus(ui, "events"), costs = in_focus(ui, "costs");
    if (events != costs) view.log_tab = costs ? log_costs : log_events;
}

std::string tabs_json(const Session& session, const View& view) {
    constexpr const char* tabs[] = {"table", "tlb", "hw"};
    JsonObject out;
    constexpr const char* logs[] = {"events", "costs", "schedule", "diff"};
    out.text("memory_tab", tabs[view.memory_tab]).text("log_tab", logs[view.log_tab]);
    if (session.is_open()) {
        out.raw("hardware", hardware_json(session));
        if (view.log_tab == log_costs) out.raw("costs", costs_json(session));
        if (const auto& pin = session.pin()) {
            PinDiff diff;
            diff.update(session);
            out.raw("pin", JsonObject()
                               .text("label", pin->label)
                               .number("position", pin->position)
                               .text("refused", diff.refused)
                               .raw("rows", diff_json(diff.rows))
                               .str());
        }
        const Alarm alarm = alarm_at(session);
        out.text("alarm", alarm.name);
    }
    const std::string text = out.str();
    return text.substr(1, text.size() - 2);
}

} // namespace lazymmu::gui
