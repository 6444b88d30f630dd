// Conformance programs from anybody: an error with a place, or a program that can be run and
// compared to its end.
#include "arch/arch.h"
#include "engine/check.h"
#include "engine/script/script_lexer.h"
#include "lessons/vectors/vectors.h"

#include <algorithm>
#include <cstdint>

using namespace lazymmu;

namespace {

constexpr size_t most_ops = 200; // worth a fuzz run's time

void judge(std::string_view line) {
    VectorProgram program;
    Issue issue;
    if (!read_vector(line, all_archs(), program, issue)) {
        LAZYMMU_ASSERT(!issue.message.empty() && issue.line >= 1 && issue.column >= 1);
        LAZYMMU_ASSERT(find_bad_text(issue.message) == std::string_view::npos);
        return;
    }
    LAZYMMU_ASSERT(program.columns.size() == program.ops);
    if (program.ops > most_ops) return;
    size_t done = 0;
    VectorMismatch mismatch;
    if (!check_vector(program, done, mismatch)) LAZYMMU_ASSERT(!mismatch.what.empty());
    LAZYMMU_ASSERT(done <= program.ops);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        judge(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}
