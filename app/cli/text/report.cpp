#include "app/cli/text/report.h"

#include "app/cli/text/files.h"
#include "app/cli/text/markdown.h"
#include "app/cli/text/out.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/visible.h"

#include <algorithm>
#include <map>

namespace lazymmu::cli {

u32 Report::lessons() const {
    u32 n = 0;
    for (const CheckedFile& f : files) n += !f.is_course;
    return n;
}
u32 Report::machines() const {
    u32 n = 0;
    for (const CheckedFile& f : files)
        for (const CheckedRun& r : f.runs) n += r.explored.empty();
    return n;
}
u32 Report::expectations() const {
    u32 n = 0;
    for (const CheckedFile& f : files)
        for (const CheckedRun& r : f.runs) n += r.checked;
    return n;
}
u32 Report::quizzes() const {
    u32 n = 0;
    for (const CheckedFile& f : files)
        for (const CheckedRun& r : f.runs) n += r.quizzes;
    return n;
}
size_t Report::errors() const {
    size_t n = 0;
    for (const CheckedFile& f : files) n += f.errors.size();
    return n;
}
size_t Report::failures() const {
    size_t n = 0;
    for (const CheckedFile& f : files)
        for (const CheckedRun& r : f.runs) n += r.failures.size();
    return n;
}
bool Report::bound() const {
    for (const CheckedFile& f : files)
        for (const CheckedRun& r : f.runs)
            if (r.status == RunStatus::bound) return true;
    return false;
}

std::string CheckedRun::name() const {
    if (!explored.empty()) return "explored " + explored;
    return arch + " " + kernel + (seed ? " seed " + std::to_string(seed) : "");
}

namespace {

std::string count(size_t n, const char* what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

// "arm64 v6.18 v7.0, x86 v7.0": some machines of a file.
class Machines {
  public:
    void add(const CheckedRun& r) {
        if (!r.explored.empty()) { // the message says where
            if (text_.find("explored") == text_.npos)
                text_ += text_.empty() ? "explored" : ", explored";
            return;
        }
        if (seed_ != r.seed) {
            text_ += (text_.empty() ? "seed " : "; seed ") + std::to_string(r.seed) + ": " + r.arch;
            seed_ = r.seed;
        } else if (arch_ != r.arch) {
            text_ += (text_.empty() ? "" : ", ") + r.arch;
        }
        text_ += " " + r.kernel;
        arch_ = r.arch;
    }
    const std::string& text() const { return text_; }

  private:
    std::string text_, arch_;
    u32 seed_ = 0;
};

std::string machines_text(const CheckedFile& f) {
    Machines m;
    u32 last = 0; // every seed has the same machines
    for (const CheckedRun& r : f.runs) {
        last = std::max(last, r.seed);
        if (r.seed == 0) m.add(r);
    }
    return m.text() + (last ? ", seeds 0 to " + std::to_string(last) : "");
}

// The same failure on several machines is shown once.
Issues merged_failures(const CheckedFile& f) {
    Issues out;
    std::vector<Machines> machines;
    for (const CheckedRun& r : f.runs) {
        for (const Issue& i : r.failures) {
            size_t k = 0;
            while (k < out.size() && (out[k].line != i.line || out[k].column != i.column ||
                                      out[k].message != i.message))
                k++;
            if (k == out.size()) {
                out.push_back(i);
                machines.emplace_back();
            }
            machines[k].add(r);
        }
    }
    for (size_t k = 0; k < out.size(); k++) out[k].message += " [" + machines[k].text() + "]";
    return out;
}

} // namespace

void print_report_text(const Report& report, bool color, bool brief) {
    const auto in = [color](const char* code) { return color ? style(code) : std::string(); };
    const std::string green = in("32"), red = in("1;31"), dim = in("2"), off = in("0");
    int width = 0;
    for (const CheckedFile& f : report.files)
        width = std::max(width, display_width(visible_line(f.file)));
    for (const CheckedFile& f : report.files) {
        size_t failures = f.errors.size();
        u32 checked = 0;
        for (const CheckedRun& r : f.runs) {
            failures += r.failures.size();
            checked += r.checked;
        }
        if (brief && !failures) continue;
        std::string name = visible_line(f.file);
        name.append(static_cast<size_t>(width - display_width(name)), ' ');
        if (failures) {
            put(red + "FAIL" + off + "  " + name + "\n");
        } else if (f.is_course) {
            put(green + "ok" + off + "    " + name + "  " + count(f.course_lessons, "lesson") +
                "\n");
        } else {
            put(green + "ok" + off + "    " + name + "  " + count(checked, "expectation") + "  " +
                dim + machines_text(f) + off + "\n");
        }
        for (const Issue& i : f.errors) put(issue_report(i, f.text, color));
        for (const Issue& i : merged_failures(f)) put(issue_report(i, f.text, color));
    }
    print("%s%s, %s, %s, %s: %s\n", report.files.size() > 1 && !brief ? "\n" : "",
          count(report.lessons(), "lesson").c_str(), count(report.machines(), "machine").c_str(),
          count(report.expectations(), "expectation").c_str(),
          count(report.quizzes(), "quiz answer").c_str(),
          report.errors() || report.failures()
              ? (red + count(report.errors() + report.failures(), "error") + off).c_str()
              : (green + "all pass" + off).c_str());
}

namespace {

class Ktap {
  public:
    void print(const Report& report) {
        line(0, "KTAP version 1");
        line(0, "1.." + std::to_string(report.files.size()));
        for (size_t i = 0; i < report.files.size(); i++) file(report.files[i], i + 1);
    }

  private:
    void line(int depth, const std::string& text) {
        put(std::string(static_cast<size_t>(depth) * 2, ' ') + visible_line(text) + "\n");
    }
    void result(int depth, bool ok, size_t number, std::string name) {
        std::replace(name.begin(), name.end(), '#', ' '); // it would start a directive
        line(depth, (ok ? "ok " : "not ok ") + std::to_string(number) + " " + name);
    }

    void file(const CheckedFile& f, size_t number) {
        bool ok = f.errors.empty();
        for (const Issue& i : f.errors) line(0, "# " + i.text());
        if (!f.runs.empty()) {
            line(1, "KTAP version 1");
            line(1, "# Subtest: " + f.id);
            line(1, "1.." + std::to_string(f.runs.size()));
        }
        for (size_t i = 0; i < f.runs.size(); i++) {
            run(f.runs[i], i + 1);
            ok &= f.runs[i].failures.empty();
        }
        result(0, ok, number, f.id.empty() ? f.file : f.id);
    }

    void run(const CheckedRun& r, size_t number) {
        line(2, "KTAP version 1");
        const std::string name = r.name();
        line(2, "# Subtest: " + name);
        line(2, "1.." + std::to_string(r.steps.size()));
        for (size_t s = 0; s < r.steps.size(); s++) {
            bool ok = true;
            for (size_t i = 0; i < r.failures.size(); i++) {
                if (r.failure_step[i] != s) continue;
                line(2, "# " + r.failures[i].text());
                ok = false;
            }
            result(2, ok, s + 1, r.steps[s]);
        }
        result(1, r.failures.empty(), number, name);
    }
};

std::string issues_json(const Issues& issues) {
    std::string out = "[";
    for (const Issue& i : issues) {
        JsonObject o;
        o.text("file", i.file).number("line", i.line).number("column", i.column);
        out += (out.size() > 1 ? "," : "") + o.text("message", i.message).str();
    }
    return out + "]";
}

} // namespace

void print_report_ktap(const Report& report) { Ktap().print(report); }

void print_report_json(const Report& report) {
    std::string files;
    for (const CheckedFile& f : report.files) {
        std::string runs;
        for (const CheckedRun& r : f.runs) {
            JsonObject o;
            o.text("arch", r.arch).text("kernel", r.kernel).truth("ok", r.failures.empty());
            if (!r.explored.empty()) o.text("explored", r.explored);
            if (r.seed) o.number("seed", r.seed);
            o.number("expectations", r.checked).number("quizzes", r.quizzes);
            o.raw("failures", issues_json(r.failures));
            runs += (runs.empty() ? "" : ",") + o.str();
        }
        JsonObject o;
        o.text("file", f.file).text("kind", f.is_course ? "course" : "lesson");
        if (!f.id.empty()) o.text("id", f.id);
        o.raw("errors", issues_json(f.errors)).raw("machines", "[" + runs + "]");
        files += (files.empty() ? "" : ",\n  ") + o.str();
    }
    print("{\"files\": [\n  %s],\n \"lessons\": %u, \"machines\": %u, \"expectations\": %u, "
          "\"quizzes\": %u, \"errors\": %zu, \"failures\": %zu}\n",
          files.c_str(), report.lessons(), report.machines(), report.expectations(),
          report.quizzes(), report.errors(), report.failures());
}

} // namespace lazymmu::cli
