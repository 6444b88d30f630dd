// The judge of the engine: runs every conformance program and compares after every operation.
//
//   test_conformance [--vectors DIR] [--only TEXT]
//
// Prints programs and operations compared per file, and every difference with the program up to
// that point and a command that replays it.
#include "app/cli/commands/xz_file.h"
#include "arch/arch.h"
#include "lessons/vectors/vectors.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace lazymmu;
namespace fs = std::filesystem;

constexpr size_t max_file_bytes = size_t{256} << 20;
constexpr int max_shown = 10;

struct Totals {
    size_t programs = 0, ops = 0, differences = 0;
};

void show_difference(const std::string& file, const VectorProgram& v, const VectorMismatch& m) {
    std::printf("\nDIFFERENCE in %s on %s, operation %zu: %s\n", v.id.c_str(), v.kernel.c_str(),
                m.op, m.what.c_str());
    size_t from = 0;
    for (size_t line = 0; line <= m.op && from < v.script.size(); line++) {
        const size_t end = v.script.find('\n', from);
        if (line + 12 > m.op)
            std::printf("  %4zu  %s\n", line, v.script.substr(from, end - from).c_str());
        from = end + 1;
    }
    std::printf("  expected %s\n  actual   %s\n", m.expected.c_str(), m.actual.c_str());
    std::printf("  replay: lazymmu run --vector %s:%s\n", file.c_str(), v.id.c_str());
}

void check_program(const std::string& path, const VectorProgram& v, Totals& here, int& shown) {
    size_t done = 0;
    VectorMismatch mismatch;
    here.programs++;
    if (!check_vector(v, done, mismatch)) {
        here.differences++;
        if (shown++ < max_shown) show_difference(path, v, mismatch);
    }
    here.ops += done;
}

bool run_file(const std::string& path, const std::string& only, Totals& totals, int& shown) {
    std::string text, error;
    if (!read_file(path, max_file_bytes, text, error)) {
        std::fprintf(stderr, "%s\n", error.c_str());
        return false;
    }
    Totals here;
    size_t from = 0;
    for (u32 line = 1; from < text.size(); line++) {
        const size_t end = std::min(text.find('\n', from), text.size());
        const std::string_view json(text.data() + from, end - from);
        from = end + 1;
        VectorProgram v;
        if (Issue issue; !read_vector(json, all_archs(), v, issue)) {
            issue.file = path;
            issue.line = line;
            std::fprintf(stderr, "%s\n", issue.text().c_str());
            return false;
        }
        if (v.id.find(only) == std::string::npos) continue;
        check_program(path, v, here, shown);
        for (int k = 0; k < kernel_count; k++) { // also on kernels that have not changed since
            const Kernel later = static_cast<Kernel>(k);
            if (later == v.config.kernel || kernel_with_listings_of(later) != v.config.kernel)
                continue;
            VectorProgram same = v;
            same.config.kernel = later;
            same.kernel = kernel_name(later);
            check_program(path, same, here, shown);
        }
    }
    std::printf("%-28s %5zu programs %7zu operations %5zu differences\n",
                fs::path(path).filename().c_str(), here.programs, here.ops, here.differences);
    totals.programs += here.programs;
    totals.ops += here.ops;
    totals.differences += here.differences;
    return true;
}

} // namespace

int main(int argc, char** argv) {
    std::string dir = LAZYMMU_SOURCE_DIR "/tests/conformance/vectors", only;
    for (int i = 1; i < argc; i++) {
        if (!std::strcmp(argv[i], "--vectors") && i + 1 < argc)
            dir = argv[++i];
        else if (!std::strcmp(argv[i], "--only") && i + 1 < argc)
            only = argv[++i];
        else {
            std::fprintf(stderr, "usage: %s [--vectors DIR] [--only TEXT]\n", argv[0]);
            return 2;
        }
    }
    std::vector<std::string> files;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(dir, ec)) {
        const std::string name = entry.path().string();
        if (name.ends_with(".jsonl") || name.ends_with(".jsonl.xz")) files.push_back(name);
    }
    std::sort(files.begin(), files.end());
    if (files.empty()) {
        std::fprintf(stderr, "%s: error: no .jsonl or .jsonl.xz files\n", dir.c_str());
        return 2;
    }
    Totals totals;
    int shown = 0;
    for (const std::string& f : files)
        if (!run_file(f, only, totals, shown)) return 2;
    std::printf("%-28s %5zu programs %7zu operations %5zu differences\n", "all", totals.programs,
                totals.ops, totals.differences);
    std::printf("%zu passed, %zu failed\n", totals.programs - totals.differences,
                totals.differences);
    if (totals.programs == 0) std::fprintf(stderr, "no program matched\n");
    return totals.differences || totals.programs == 0 ? 1 : 0;
}
