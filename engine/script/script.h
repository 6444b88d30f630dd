// The playground language: text in, Program out. C-like calls, one statement a line.
//
//   // comment                         /* comment */
//   lazy_mmu_mode_enable();
//   set_pte_at(0x400000, 7, "pwu");     the mm may be given first: set_pte_at(user1, 0x400000, ...)
//   repeat 192 as i { ptep_get_and_clear(USER + i * PAGE); }
//   switch_to(B);                       from here on the statements are task B's
//   access(0x400000, "w");
//   irq { set_pte_at(KERNEL, 9, "pw"); }   an interrupt here, in the task that runs
//   const va = USER + 3 * PAGE;
//
// or, for programs whose order is to be chosen (or explored), one block per task:
//
//   task A { ... }   task B cpu 1 mm user1 { ... }   handler tick { ... }
//
// In a block, switch_to(B) runs B's block from where it stands. Statements outside of blocks and
// blocks cannot be mixed in one script; handlers go with both. Without blocks, `task B cpu 1 mm
// user1;` says where a task lives. Constants: USER, KERNEL (example windows of the architecture),
// PAGE (its page size), and numbers with + - * ( ). All values are known when the script is
// compiled; loops are unrolled (limits.h has the bounds). The whole language: docs/SCRIPT.md.
//
// Files, in the order in which a text passes through them: script_lexer (tokens), script_parser and
// script_expr (tree), script_compile and script_check (values, unrolling), script (this interface).
#pragma once

#include "engine/arch_ops.h"
#include "engine/program.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct ScriptError {
    u32 line = 1, column = 1; // from 1, in characters
    u32 length = 1;           // of the offending text
    std::string message;      // "expected ')' after the last argument, found ';'"
    std::string nearest;      // a known name that is close to an unknown one, or ""
};

struct ScriptResult {
    std::shared_ptr<const Program> program; // null if there are errors
    std::vector<ScriptError> errors;        // in source order, at most 20
};

ScriptResult compile_script(std::string_view text, const Arch& arch);

// "3:5: unknown call "set_pte"; did you mean "set_pte_at"?"
std::string script_error_text(const ScriptError& error);

// Compiles the `do` texts of a lesson's steps as one script; every statement of text k gets step k.
// Errors name the text by its index. Lines and columns of errors count inside that text; those of
// ops count in Program::source, which is the texts one after the other, each on lines of its own.
struct StepScriptError : ScriptError {
    size_t text = 0;
};
struct StepScriptResult {
    std::shared_ptr<const Program> program;
    std::vector<StepScriptError> errors;
};
StepScriptResult compile_steps(const std::vector<std::string>& texts, const Arch& arch);

// A number, or an expression without names of its own: "USER + 3 * PAGE". For query paths.
bool eval_script_value(std::string_view text, const Arch& arch, u64& value, std::string& error);

} // namespace lazymmu
