// A run for other programs and for people: what `lazymmu export` and the Export menu write.
// docs/FILES.md describes the formats. Every text is deterministic.
#pragma once

#include "app/core/session/session.h"

#include <string>
#include <string_view>

namespace lazymmu {

// Chrome's trace format, which Perfetto opens: a process is a CPU, a thread a task; time is counted
// in lines, one a microsecond.
std::string export_chrome(const Document& document);

// One row for each event, with a header; RFC 4180.
std::string export_csv(const Document& document);

// For mails: ASCII, at most this many columns. `link`: opens the same session; "": none.
inline constexpr size_t mail_columns = 75;
std::string export_text(const Document& document, std::string_view link);

// States of the whole run in the Informal Trace Format (itf.h).
std::string export_itf(const Document& document);

enum class ExportFormat : u8 { chrome, csv, text, itf, session };
inline constexpr int export_formats = 5;
struct ExportInfo {
    const char* name;  // in commands
    const char* title; // in menus
    const char* end;   // of a file's name
};
const ExportInfo& export_info(ExportFormat format);
bool export_format(std::string_view name, ExportFormat& out);

std::string exported(const Session& session, ExportFormat format, std::string_view link);

} // namespace lazymmu
