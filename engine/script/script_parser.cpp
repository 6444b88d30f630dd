// Statements and blocks. Tests: tests/engine/script_test.cpp, script_errors_test.cpp.
#include "engine/script/script_parser.h"

#include "engine/script/script_hints.h"
#include "engine/text/nearest_name.h"

#include <algorithm>

namespace lazymmu::script {

// Where things are, and how they are called in messages.

Where Parser::where(const Token& t) const {
    Where at;
    at.text = text_index_;
    at.line = t.line;
    at.column = t.column;
    const std::string_view piece = t.in(text_);
    at.length = std::max(u32{1}, count_characters(piece.substr(0, piece.find('\n'))));
    return at;
}

// From a token to the one before now(); only the first one if they are on different lines.
Where Parser::where_since(size_t first_token) const {
    Where at = where(tokens_[first_token]);
    if (at_ <= first_token) return at;
    const Where last = where(tokens_[at_ - 1]);
    if (last.line == at.line) at.length = last.column + last.length - at.column;
    return at;
}

std::string Parser::found() const {
    switch (now().kind) {
    case TokenKind::end: return "the end of the text";
    case TokenKind::punctuation: return "'" + std::string(word()) + "'";
    case TokenKind::string: return "the string " + printable(word());
    case TokenKind::number: return "the number " + printable(word());
    case TokenKind::keyword: return "the keyword " + quoted(word());
    case TokenKind::junk: return printable(word());
    default: return quoted(word());
    }
}

bool Parser::fail_expected(const char* what, const ApiCall* call) {
    std::string message = std::string("expected ") + what + ", found " + found();
    if (call) message += std::string(" (") + call->signature + ")";
    return fail(where(now()), std::move(message));
}

// Texts

void Parser::start(std::string_view text, u32 text_index) {
    text_ = text;
    text_index_ = text_index;
    at_ = 0;
    depth_ = parens_ = 0;
    nested_decl_at_ = ~size_t{0};
    tokens_.clear();
    for (const Token& t : tokenize(text)) {
        if (t.fault == TokenFault::open_comment) {
            Where at = where(t);
            at.length = 2;
            fail(at, "the comment is not closed: expected \"*/\" before the end of the text");
        }
        if (t.kind != TokenKind::comment) tokens_.push_back(t);
    }
}

void Parser::parse(std::string_view text, u32 text_index, bool is_step) {
    is_step_ = is_step;
    start(text, text_index);
    while (!is(TokenKind::end) && !errors_.full()) top_level();
}

void Parser::top_level() {
    if (is("task")) {
        task_decl();
    } else if (is("handler")) {
        handler_decl();
    } else if (is('}')) {
        fail(where(now()), "found '}' without a '{' before it");
        advance();
    } else {
        if (!is("const") && !is(';')) one_form_only(false, where(now()));
        statement(ast_.root);
    }
}

// A script is either blocks or one stream of statements. Says so once.
void Parser::one_form_only(bool is_block, const Where& at) {
    (is_block ? has_blocks_ : has_statements_) = true;
    if (!has_blocks_ || !has_statements_ || mixed_reported_) return;
    mixed_reported_ = true;
    fail(at, is_block ? "task blocks cannot be mixed with statements outside of blocks"
                      : "statements outside of blocks cannot be mixed with task blocks");
}

// Statements

void Parser::statement(Block& into) {
    const size_t before = at_;
    if (is("repeat")) {
        repeat_statement(into);
    } else if (is("irq")) {
        irq_statement(into);
    } else if (is("const")) {
        const_statement(into);
    } else if (is(TokenKind::call)) {
        call_statement(into);
    } else if (is(TokenKind::name)) {
        stray_name();
    } else if (!take(';')) {
        fail_expected("a statement");
        recover();
    }
    if (at_ == before) advance(); // whatever happened, go on
}

// A word that is no call and no keyword: what exists instead, or a name that is close.
bool Parser::fail_unknown(const char* what) {
    const std::string message = what + quoted(word());
    if (const std::string_view hint = hint_for(word()); !hint.empty())
        return fail(where(now()), message + "; " + std::string(hint));
    std::vector<std::string_view> names = script_keywords();
    for (const ApiCall& c : api_calls()) names.push_back(c.name);
    return fail(where(now()), message, nearest_name(word(), names));
}

void Parser::call_statement(Block& into) {
    const ApiCall* call = find_api_call(word());
    if (!call) {
        fail_unknown("unknown call ");
        advance();
        recover();
        return;
    }
    Stmt stmt;
    stmt.kind = Stmt::call;
    stmt.call_index = static_cast<u16>(call - api_calls().data());
    stmt.where = where(now());
    advance();
    const bool good = arguments(stmt, *call);
    if (!good) {
        recover();
        return;
    }
    semicolon("the call");
    ast_.stmts.push_back(stmt);
    into.push_back(static_cast<u32>(ast_.stmts.size() - 1));
}

// A name where a statement should start: a call without '(', or a typing error.
void Parser::stray_name() {
    const std::string name = quoted(word());
    if (find_api_call(word())) {
        advance();
        fail_expected(("'(' after " + name).c_str());
    } else {
        fail_unknown("expected a statement, found ");
        advance();
    }
    recover();
}

void Parser::repeat_statement(Block& into) {
    Stmt stmt;
    stmt.kind = Stmt::repeat;
    stmt.where = where(now());
    advance();
    stmt.first_expr = static_cast<u32>(ast_.exprs.size());
    stmt.exprs = 1;
    if (!expression("how often to repeat", nullptr)) return recover();
    const size_t names_outside = names_.size();
    if (is("as")) {
        advance();
        Name name;
        if (!new_name(name, "a name for the loop's number")) return recover();
        declare(name, stmt.slot);
    }
    const bool good = nested_block(stmt.block, "repeat");
    names_.resize(names_outside);
    if (!good) return;
    ast_.stmts.push_back(stmt);
    into.push_back(static_cast<u32>(ast_.stmts.size() - 1));
}

void Parser::irq_statement(Block& into) {
    Stmt stmt;
    stmt.kind = Stmt::irq;
    stmt.where = where(now());
    advance();
    if (!nested_block(stmt.block, "irq", &stmt.close)) return;
    ast_.stmts.push_back(stmt);
    into.push_back(static_cast<u32>(ast_.stmts.size() - 1));
}

void Parser::const_statement(Block& into) {
    Stmt stmt;
    stmt.kind = Stmt::constant;
    stmt.where = where(now());
    advance();
    Name name;
    if (!new_name(name, "a name for the constant")) return recover();
    bool good = true;
    if (!take('=')) good = fail_expected("'=' after the constant's name");
    stmt.first_expr = static_cast<u32>(ast_.exprs.size());
    stmt.exprs = 1;
    good = good && expression("a value for the constant", nullptr);
    declare(name, stmt.slot); // also after an error: it is not unknown then
    if (!good) return recover();
    semicolon("the constant");
    ast_.stmts.push_back(stmt);
    into.push_back(static_cast<u32>(ast_.stmts.size() - 1));
}

bool Parser::new_name(Name& out, const char* what) {
    if (!is(TokenKind::name)) return fail_expected(what);
    const Where at = where(now());
    const std::string name = quoted(word());
    if (word().size() > static_cast<size_t>(limits::name_bytes))
        return fail(at, "names have at most " + std::to_string(limits::name_bytes) + " characters");
    if (word() == "USER" || word() == "KERNEL" || word() == "PAGE" || task_named(word()) >= 0 ||
        mm_named(word()) >= 0 || find_api_call(word()))
        return fail(at, name + " has a meaning of its own and cannot be defined");
    if (const Name* other = find_name(word())) {
        std::string message = name + " is already defined";
        if (other->where.text == text_index_)
            message += ", on line " + std::to_string(other->where.line);
        return fail(at, std::move(message));
    }
    if (names_.size() >= static_cast<size_t>(limits::script_names))
        return fail(at, "more than " + std::to_string(limits::script_names) + " constants");
    out = {word(), Stmt::no_slot, at};
    advance();
    return true;
}

void Parser::declare(const Name& name, u32& slot) {
    slot = static_cast<u32>(ast_.slots.size());
    ast_.slots.emplace_back(name.name);
    names_.push_back(name);
    names_.back().slot = slot;
}

const Parser::Name* Parser::find_name(std::string_view name) const {
    for (size_t i = names_.size(); i-- > 0;)
        if (names_[i].name == name) return &names_[i];
    return nullptr;
}

void Parser::semicolon(const char* what) {
    if (take(';')) return;
    Where at = where(tokens_[at_ - 1]);
    at.column += at.length;
    at.length = 1;
    fail(at, std::string("expected ';' after ") + what + ", found " + found());
    const bool new_line = now().line != tokens_[at_ - 1].line;
    if (!new_line && !is('}') && !is(TokenKind::call) && !is(TokenKind::keyword)) recover();
}

void Parser::recover() {
    for (bool first = true;; first = false) {
        if (is(TokenKind::end) || is('}') || errors_.full()) return;
        if (take(';')) return;
        if (is('{')) {
            u32 ignored = 0;
            nested_block(ignored, "");
            return;
        }
        const bool new_line = at_ > 0 && now().line != tokens_[at_ - 1].line;
        if (new_line && (is(TokenKind::call) || is(TokenKind::keyword))) return;
        if (!first && (is("task") || is("handler"))) return;
        advance();
    }
}

} // namespace lazymmu::script
