// Tree to Program: computes every value, unrolls loops, checks what only values can tell.
// Private to engine/script*.cpp.
#pragma once

#include "engine/script/script_ast.h"

#include <optional>

namespace lazymmu::script {

// Evaluates expressions. The slots hold constants and loop numbers.
class Values {
  public:
    explicit Values(const Ast& ast) : ast_(ast), slots_(ast.slots.size()) {}

    // Nothing if there is a problem(). That is empty if it has been reported before: where a
    // constant got no value.
    std::optional<u64> eval(const Expr& e);
    const std::string& problem() const { return problem_; }
    void set(u32 slot, std::optional<u64> value) { slots_[slot] = value; }
    std::optional<u64> get(u32 slot) const { return slots_[slot]; }

    // Loops of loops may be endless for practical purposes: every value and turn costs a bit.
    bool spend(u32 units);
    bool exhausted() const { return exhausted_; }

  private:
    const Ast& ast_;
    std::vector<std::optional<u64>> slots_;
    std::string problem_;
    u32 work_left_ = limits::script_work;
    bool exhausted_ = false;
};

// An argument that is out of its range: what to say, and which argument it is. Empty: all good.
struct BadArgument {
    std::string message;
    int index = 0; // in the order of the script
};
BadArgument check_arguments(const ApiCall& call, const u64* args, const Arch& arch);

// first_line[k]: what to add to a line number of text k to get one of Program::source.
// May assume a tree without parse errors only if `whole`; otherwise it looks for more errors.
void compile(const Ast& ast, const Arch& arch, const std::vector<u32>& first_line, bool whole,
             Errors& errors, Program& out);

} // namespace lazymmu::script
