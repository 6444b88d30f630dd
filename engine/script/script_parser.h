// Tokens to tree, by recursive descent. Statements are in script_parser.cpp, blocks and
// tasks in script_blocks.cpp, arguments and expressions in script_expr.cpp.
//
// After an error the parser goes on at the next statement: behind a ';', at a '}', or at a line
// that starts like a statement. A missing ';' is reported where it should be, and nothing is
// skipped. Recursion is bounded by limits::script_nesting and limits::script_parens.
#pragma once

#include "engine/script/script_ast.h"
#include "engine/script/script_lexer.h"

namespace lazymmu::script {

class Parser {
  public:
    Parser(const Arch& arch, Ast& ast, Errors& errors) : arch_(arch), ast_(ast), errors_(errors) {}

    // Adds one text to the tree. Constants of earlier texts can be used in later ones.
    // Lesson steps may not contain task blocks.
    void parse(std::string_view text, u32 text_index, bool is_step);

    // The text is one expression and nothing else.
    bool parse_value(std::string_view text, Expr& out);

  private:
    struct Name {
        std::string_view name; // in the text, or one of the constants below
        u32 slot;
        Where where;
    };

    // script_parser.cpp, script_blocks.cpp
    void start(std::string_view text, u32 text_index);
    void top_level();
    void statement(Block& into);
    void call_statement(Block& into);
    void repeat_statement(Block& into);
    void irq_statement(Block& into);
    void const_statement(Block& into);
    void stray_name();
    void task_decl();
    bool task_attributes(TaskDecl& decl);
    bool task_attribute(TaskDecl& decl, bool is_cpu);
    void handler_decl();
    bool block(Block& into, const char* after, Where* close = nullptr);
    bool nested_block(u32& index, const char* after, Where* close = nullptr);
    void skip_block();
    void semicolon(const char* what);
    void recover();
    bool new_name(Name& out, const char* what);
    void declare(const Name& name, u32& slot);
    void one_form_only(bool is_block, const Where& at);

    // script_expr.cpp
    bool arguments(Stmt& stmt, const ApiCall& call);
    bool mm_argument(Stmt& stmt, const ApiCall& call);
    bool parameter(Param param, const ApiCall& call, bool& first);
    bool comma(const char* what, const ApiCall& call, bool& first);
    bool properties(const ApiCall& call);
    bool mode(const ApiCall& call);
    bool task_name(int& task);
    bool task_argument();
    bool to_mm_argument(const ApiCall& call);
    bool expression(const char* what, const ApiCall* call);
    bool sum(const char* what, const ApiCall* call);
    bool product(const char* what, const ApiCall* call);
    bool primary(const char* what, const ApiCall* call);
    bool value_name(const char* what, const ApiCall* call);
    void push_number(u64 value, const Where& at);
    void emit(Instr::Kind kind, u64 value = 0) { ast_.code.push_back({kind, value}); }

    // The token in front, and what can be said about it.
    const Token& now() const { return tokens_[at_]; }
    const Token& behind() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
    std::string_view word() const { return now().in(text_); }
    bool is(TokenKind kind) const { return now().kind == kind; }
    bool is(char c) const { return is(TokenKind::punctuation) && word()[0] == c; }
    bool is(const char* keyword) const { return is(TokenKind::keyword) && word() == keyword; }
    void advance() {
        if (at_ + 1 < tokens_.size()) at_++;
    }
    bool take(char c) {
        if (!is(c)) return false;
        advance();
        return true;
    }
    Where where(const Token& t) const;
    Where where_since(size_t first_token) const;
    std::string found() const;
    bool fail_expected(const char* what, const ApiCall* call = nullptr);
    bool fail_unknown(const char* what);
    bool fail(const Where& at, std::string message, std::string nearest = "") {
        errors_.add(at, std::move(message), std::move(nearest));
        return false;
    }
    const Name* find_name(std::string_view name) const;
    std::vector<std::string_view> value_names() const;

    const Arch& arch_;
    Ast& ast_;
    Errors& errors_;
    std::string_view text_;
    u32 text_index_ = 0;
    bool is_step_ = false;
    std::vector<Token> tokens_; // without comments
    size_t at_ = 0;
    std::vector<Name> names_; // visible ones, innermost last
    int depth_ = 0;           // of blocks inside a body
    int parens_ = 0;
    bool has_blocks_ = false, has_statements_ = false, mixed_reported_ = false;
    size_t nested_decl_at_ = ~size_t{0}; // where a task inside a block was reported
};

} // namespace lazymmu::script
