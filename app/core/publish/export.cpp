#include "app/core/publish/export.h"

#include "app/core/explore/itf.h"
#include "app/core/session/saved_session.h"
#include "engine/kernel/invariants.h"

namespace lazymmu {

namespace {

constexpr ExportInfo infos[export_formats] = {
    {"chrome", "Trace for Perfetto or Chrome", ".trace.json"},
    {"csv", "Events as a table (CSV)", ".csv"},
    {"text", "Text for a mail, 75 columns", ".txt"},
    {"itf", "States for TLA+ tools (ITF)", ".itf.json"},
    {"session", "Session to open again", ".lazymmu.json"},
};

} // namespace

const ExportInfo& export_info(ExportFormat format) { return infos[static_cast<size_t>(format)]; }

bool export_format(std::string_view name, ExportFormat& out) {
    for (int i = 0; i < export_formats; i++) {
        if (name != infos[i].name) continue;
        out = static_cast<ExportFormat>(i);
        return true;
    }
    return false;
}

std::string export_itf(const Document& d) {
    const auto choices = d.timeline.choices();
    return itf_text(tell_schedule(d.timeline.machine_at(0), {choices.begin(), choices.end()},
                                  wrong_invariants(), 0),
                    d.name);
}

std::string exported(const Session& session, ExportFormat format, std::string_view link) {
    const Document& d = session.document();
    switch (format) {
    case ExportFormat::chrome: return export_chrome(d);
    case ExportFormat::csv: return export_csv(d);
    case ExportFormat::text: return export_text(d, link);
    case ExportFormat::itf: return export_itf(d);
    case ExportFormat::session: break;
    }
    return saved_json(save_session(session)) + "\n";
}

} // namespace lazymmu
