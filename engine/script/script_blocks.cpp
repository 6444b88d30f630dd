// Blocks in braces, tasks and handlers. Tests: tests/engine/script_test.cpp,
// script_errors_test.cpp.
#include "engine/script/script_parser.h"

#include "engine/text/nearest_name.h"

namespace lazymmu::script {

// Blocks

bool Parser::nested_block(u32& index, const char* after, Where* close) {
    if (depth_ >= limits::script_nesting) {
        fail(where(now()),
             "blocks are nested more than " + std::to_string(limits::script_nesting) + " deep");
        skip_block();
        return false;
    }
    index = static_cast<u32>(ast_.blocks.size());
    ast_.blocks.emplace_back();
    Block body; // ast_.blocks may grow meanwhile
    depth_++;
    const bool good = block(body, after, close);
    depth_--;
    ast_.blocks[index] = std::move(body);
    return good;
}

bool Parser::block(Block& into, const char* after, Where* close) {
    const Where open = where(now());
    if (!take('{')) {
        fail_expected((std::string("'{' after ") + quoted(after)).c_str());
        recover();
        return false;
    }
    const size_t names_outside = names_.size();
    while (!is('}') && !is(TokenKind::end) && !errors_.full()) {
        if (is("task") || is("handler")) {
            if (nested_decl_at_ != at_)
                fail_expected(
                    ("'}' to close the block of line " + std::to_string(open.line)).c_str());
            nested_decl_at_ = at_;
            names_.resize(names_outside);
            return false;
        }
        statement(into);
    }
    names_.resize(names_outside);
    if (close) *close = where(now());
    if (take('}')) return true;
    if (!errors_.full() && nested_decl_at_ != at_)
        fail_expected(("'}' to close the block of line " + std::to_string(open.line)).c_str());
    nested_decl_at_ = at_; // outer blocks need not say it again
    return false;
}

// Over a block that is nested too deep, without recursion.
void Parser::skip_block() {
    int open = 0;
    while (!is(TokenKind::end)) {
        if (is('{')) open++;
        if (is('}') && --open <= 0) break;
        if (is(';') && open == 0) break;
        advance();
    }
    if (open == 0) advance();
}

// Tasks and handlers

void Parser::task_decl() {
    TaskDecl decl;
    decl.where = where(now());
    advance();
    if (!task_name(decl.task)) return recover();
    for (const TaskDecl& other : ast_.tasks)
        if (other.task == decl.task)
            fail(decl.where, std::string("task ") + task_letter(static_cast<TaskId>(decl.task)) +
                                 " is declared twice");
    if (!task_attributes(decl)) return recover();
    if (is('{')) {
        decl.has_block = true;
        one_form_only(true, decl.where);
        if (is_step_) fail(decl.where, "a lesson step cannot have task blocks: use switch_to(B);");
        block(decl.block, "task");
    } else if (!take(';')) {
        fail_expected("'{', ';', cpu or mm after the task's name");
        return recover();
    }
    ast_.tasks.push_back(std::move(decl));
}

bool Parser::task_attributes(TaskDecl& decl) {
    while (is("cpu") || is("mm"))
        if (!task_attribute(decl, is("cpu"))) return false;
    return true;
}

bool Parser::task_attribute(TaskDecl& decl, bool is_cpu) {
    const Where at = where(now());
    int& said = is_cpu ? decl.cpu : decl.mm;
    if (said >= 0) return fail(at, is_cpu ? "cpu is said twice" : "mm is said twice");
    advance();
    if (is_cpu) {
        constexpr int last = limits::cpus - 1;
        const std::string what = "a CPU, 0 to " + std::to_string(last);
        if (!is(TokenKind::number) || now().fault != TokenFault::none ||
            now().value > static_cast<u64>(last))
            return fail_expected(what.c_str());
        said = static_cast<int>(now().value);
    } else {
        said = is(TokenKind::name) ? mm_named(word()) : -1;
        if (said < 0)
            return fail(where(now()),
                        "expected an mm (init_mm, user1, user2, user3), found " + found(),
                        nearest_name(word(), {"init_mm", "user1", "user2", "user3"}));
    }
    advance();
    return true;
}

void Parser::handler_decl() {
    HandlerDecl decl;
    decl.where = where(now());
    advance();
    if (!is(TokenKind::name)) {
        fail_expected("a name for the handler");
        return recover();
    }
    decl.where = where(now());
    decl.name = word();
    if (word().size() > static_cast<size_t>(limits::name_bytes))
        fail(decl.where,
             "names have at most " + std::to_string(limits::name_bytes) + " characters");
    for (const HandlerDecl& other : ast_.handlers)
        if (other.name == decl.name)
            fail(decl.where, "handler " + quoted(decl.name) + " is declared twice");
    if (ast_.handlers.size() == static_cast<size_t>(limits::handlers))
        fail(decl.where, "more than " + std::to_string(limits::handlers) + " handlers");
    advance();
    block(decl.block, "handler");
    ast_.handlers.push_back(std::move(decl));
}

} // namespace lazymmu::script
