// A parsed script: one flat tree for all its texts. Private to engine/script*.cpp.
//
// Names are resolved while parsing: every constant and loop variable is a slot. An expression is
// postfix code, so that evaluating one needs no recursion, however long it is.
#pragma once

#include "engine/api.h"
#include "engine/script/script.h"

namespace lazymmu::script {

// A piece of source, for error messages. Texts are counted from 0; a script is one text.
struct Where {
    u32 text = 0;
    u32 line = 1, column = 1, length = 1;
};

struct Instr {
    enum Kind : u8 { number, slot, add, subtract, multiply };
    Kind kind = number;
    u64 value = 0; // of a number; index of a slot
};

struct Expr {
    u32 first = 0, count = 0; // range in Ast::code; 0 instructions: an error was reported
    Where where;
};

struct Stmt {
    enum Kind : u8 { call, repeat, irq, constant };
    Kind kind = call;
    bool mm_given = false; // call: is the first expression the mm?
    u16 call_index = 0;    // call: in api_calls()
    u32 first_expr = 0, exprs = 0;
    u32 slot = no_slot; // constant, repeat
    u32 block = 0;      // repeat, irq
    Where where;
    Where close; // irq: its closing brace

    static constexpr u32 no_slot = ~u32{0};
};

using Block = std::vector<u32>; // indices into Ast::stmts

struct TaskDecl {
    int task = 0;
    int cpu = -1, mm = -1; // -1: not said
    bool has_block = false;
    Block block;
    Where where;
};

struct HandlerDecl {
    std::string name;
    Block block;
    Where where;
};

struct Ast {
    std::vector<Instr> code;
    std::vector<Expr> exprs;
    std::vector<Stmt> stmts;
    std::vector<Block> blocks;
    std::vector<std::string> slots; // names
    Block root;                     // statements outside of blocks
    std::vector<TaskDecl> tasks;
    std::vector<HandlerDecl> handlers;
    int highest_task = 0; // that is named anywhere
};

// Errors of one phase. Past the limit they are dropped, and full() tells the phase to stop.
class Errors {
  public:
    void add(const Where& at, std::string message, std::string nearest = "");
    bool full() const { return list_.size() >= static_cast<size_t>(limits::script_errors); }
    bool empty() const { return list_.empty(); }
    const std::vector<StepScriptError>& list() const { return list_; }

  private:
    std::vector<StepScriptError> list_;
};

int task_named(std::string_view name);     // -1: none
int mm_named(std::string_view name);       // -1: none
std::string hex(u64 value);                // "0x400000"
std::string quoted(std::string_view text); // in double quotes, made printable

} // namespace lazymmu::script
