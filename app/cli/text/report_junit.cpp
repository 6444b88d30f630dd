// A check as JUnit XML: a suite for each file, a case for each machine.
#include "app/cli/text/out.h"
#include "app/cli/text/report.h"
#include "app/core/tell/visible.h"

namespace lazymmu::cli {

namespace {

// XML has no control characters, not even escaped, so they are shown as everywhere.
std::string xml(std::string_view text) {
    std::string out;
    for (const char c : visible(text)) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}

// A name stays on its line.
std::string attribute(std::string_view text) { return xml(visible_line(text)); }

void print_failures(const char* element, const Issues& issues) {
    if (issues.empty()) return;
    std::string all;
    for (const Issue& i : issues) all += visible_line(i.text()) + "\n";
    print("      <%s message=\"%s\">%s</%s>\n", element, attribute(issues[0].message).c_str(),
          xml(all).c_str(), element);
}

void print_case(const std::string& suite, const std::string& name, const char* element,
                const Issues& issues) {
    print("    <testcase classname=\"%s\" name=\"%s\"%s>\n", attribute(suite).c_str(),
          attribute(name).c_str(), issues.empty() ? "/" : "");
    if (issues.empty()) return;
    print_failures(element, issues);
    print("    </testcase>\n");
}

} // namespace

void print_report_junit(const Report& report) {
    print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"lazymmu check\">\n");
    for (const CheckedFile& f : report.files) {
        size_t failures = 0;
        for (const CheckedRun& r : f.runs) failures += !r.failures.empty();
        const std::string name = f.id.empty() ? f.file : f.id;
        print("  <testsuite name=\"%s\" file=\"%s\" tests=\"%zu\" failures=\"%zu\" "
              "errors=\"%d\">\n",
              attribute(name).c_str(), attribute(f.file).c_str(), f.runs.size() + 1, failures,
              !f.errors.empty());
        print_case(name, f.is_course ? "course" : "lesson", "error", f.errors);
        for (const CheckedRun& r : f.runs) print_case(name, r.name(), "failure", r.failures);
        print("  </testsuite>\n");
    }
    print("</testsuites>\n");
}

} // namespace lazymmu::cli
