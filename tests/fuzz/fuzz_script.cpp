// Fuzz target: the playground language. Any bytes give a program or errors, never a crash, and
// what comes out can be shown. Corpus: tests/fuzz/corpus/script.
#include "engine/api.h"
#include "engine/check.h"
#include "engine/script/script.h"
#include "engine/script/script_lexer.h"

#include <cstdint>

using namespace lazymmu;

namespace {

Arch make_arch(const char* name, const PageGeometry& geometry) {
    Arch a{};
    a.name = name;
    a.geometry = geometry;
    return a;
}

const Arch archs[] = {
    make_arch("4k", {12,
                     4,
                     {9, 9, 9, 9, 0},
                     {"", "", "", "", ""},
                     0x7f1234000000,
                     0xffffc90000000000,
                     0xffff800000000000,
                     ~u64{0}}),
    make_arch("64k", {16,
                      4,
                      {8, 10, 10, 8, 0},
                      {"", "", "", "", ""},
                      0x10000000,
                      0xc008000000000000,
                      0xc000000000000000,
                      0xc00fffffffffffff}),
};

void check_error(const ScriptError& e) {
    LAZYMMU_ASSERT(!e.message.empty() && e.line >= 1 && e.column >= 1 && e.length >= 1);
    LAZYMMU_ASSERT(find_bad_text(script_error_text(e)) == std::string_view::npos);
}

void check_program(const Program& p) {
    LAZYMMU_ASSERT(!p.tasks.empty() && p.tasks.size() <= static_cast<size_t>(limits::tasks));
    LAZYMMU_ASSERT(p.handlers.size() <= static_cast<size_t>(limits::handlers));
    LAZYMMU_ASSERT(find_bad_text(p.source) == std::string_view::npos);
    size_t ops = 0;
    for (size_t b = 0; b < p.bodies(); b++) {
        ops += p.body(b).ops.size();
        for (const Op& op : p.body(b).ops) {
            LAZYMMU_ASSERT(op.call < api_calls().size() && op.line >= 1 && op.column >= 1);
            const ApiCall& call = api_calls()[op.call];
            if (!call.params.empty() && call.params[0] == Param::mm)
                LAZYMMU_ASSERT(op.args[0] < static_cast<u64>(limits::mms));
            if (call.fn == fn_schedule) LAZYMMU_ASSERT(op.args[0] < p.tasks.size());
        }
    }
    LAZYMMU_ASSERT(ops <= static_cast<size_t>(limits::script_ops));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const Arch& arch : archs) {
        const ScriptResult r = compile_script(text, arch);
        LAZYMMU_ASSERT(r.errors.empty() == (r.program != nullptr));
        LAZYMMU_ASSERT(r.errors.size() <= static_cast<size_t>(limits::script_errors));
        for (const ScriptError& e : r.errors) check_error(e);
        if (r.program) check_program(*r.program);
    }
    // The same bytes as two steps of a lesson, and as an expression.
    const StepScriptResult steps =
        compile_steps({text.substr(0, size / 2), text.substr(size / 2)}, archs[0]);
    for (const StepScriptError& e : steps.errors) check_error(e);
    if (steps.program) check_program(*steps.program);
    u64 value = 0;
    std::string error;
    if (!eval_script_value(text, archs[0], value, error)) LAZYMMU_ASSERT(!error.empty());
    return 0;
}
