// A check as JUnit XML: a suite for each file, a case for each machine.
#include "app/cli/report.h"

#include <cstdio>

namespace lazymmu::cli {

namespace {

std::string xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default:
            // XML has no other control characters, not even escaped
            out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
        }
    }
    return out;
}

void print_failures(const char* element, const Issues& issues) {
    if (issues.empty()) return;
    std::string all;
    for (const Issue& i : issues) all += i.text() + "\n";
    std::printf("      <%s message=\"%s\">%s</%s>\n", element, xml(issues[0].message).c_str(),
                xml(all).c_str(), element);
}

void print_case(const std::string& suite, const std::string& name, const char* element,
                const Issues& issues) {
    std::printf("    <testcase classname=\"%s\" name=\"%s\"%s>\n", xml(suite).c_str(),
                xml(name).c_str(), issues.empty() ? "/" : "");
    if (issues.empty()) return;
    print_failures(element, issues);
    std::printf("    </testcase>\n");
}

} // namespace

void print_report_junit(const Report& report) {
    std::printf(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"lazymmu check\">\n");
    for (const CheckedFile& f : report.files) {
        size_t failures = 0;
        for (const CheckedRun& r : f.runs) failures += !r.failures.empty();
        const std::string name = f.id.empty() ? f.file : f.id;
        std::printf("  <testsuite name=\"%s\" file=\"%s\" tests=\"%zu\" failures=\"%zu\" "
                    "errors=\"%d\">\n",
                    xml(name).c_str(), xml(f.file).c_str(), f.runs.size() + 1, failures,
                    !f.errors.empty());
        print_case(name, f.is_course ? "course" : "lesson", "error", f.errors);
        for (const CheckedRun& r : f.runs) print_case(name, r.name(), "failure", r.failures);
        std::printf("  </testsuite>\n");
    }
    std::printf("</testsuites>\n");
}

} // namespace lazymmu::cli
