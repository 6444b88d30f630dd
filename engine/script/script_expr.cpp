// Arguments of calls, and expressions. An argument of any kind becomes an expression: the mm its
// number, the properties their bits, the mode its letter, a task its index.
#include "engine/script/script_parser.h"

#include "engine/text/nearest_name.h"

namespace lazymmu::script {

namespace {

constexpr const char* mode_text = "\"r\", \"w\" or \"x\"";
constexpr const char* prot_example = "properties like \"pwu\"";

const char* describe(Param p) {
    switch (p) {
    case Param::va:
    case Param::ptep:
    case Param::pmdp: return "an address";
    case Param::pte:
    case Param::pfn: return "a frame number";
    case Param::prot: return prot_example;
    case Param::count: return "a number of pages";
    case Param::task: return "a task";
    case Param::mode: return mode_text;
    case Param::mm: return "an mm";
    case Param::to_mm: return "an mm like user2";
    case Param::value: break;
    }
    return "a number";
}

} // namespace

bool Parser::arguments(Stmt& stmt, const ApiCall& call) {
    stmt.first_expr = static_cast<u32>(ast_.exprs.size());
    advance(); // '(': it made the word a call
    bool first = true;
    for (Param p : call.params) {
        if (p == Param::mm) {
            if (!mm_argument(stmt, call)) return false;
            first = !stmt.mm_given;
        } else if (!parameter(p, call, first)) {
            return false;
        }
    }
    stmt.exprs = static_cast<u32>(ast_.exprs.size()) - stmt.first_expr;
    if (take(')')) return true;
    if (call.fn == fn_schedule_yield && is(TokenKind::name) && task_named(word()) >= 0)
        return fail(where(now()), "schedule() takes no task; switch_to(" + std::string(word()) +
                                      ") lets that one go on");
    return fail_expected(first ? "')'" : "')' after the last argument", &call);
}

// The mm may be left out, so only a name that is one, or can be nothing else, counts.
bool Parser::mm_argument(Stmt& stmt, const ApiCall& call) {
    if (!is(TokenKind::name)) return true;
    const int mm = mm_named(word());
    if (mm >= 0) {
        push_number(static_cast<u64>(mm), where(now()));
        stmt.mm_given = true;
        advance();
        return true;
    }
    const bool known =
        find_name(word()) || word() == "USER" || word() == "KERNEL" || word() == "PAGE";
    if (known) return true;
    std::vector<std::string_view> names = value_names();
    for (int i = 0; i < limits::mms; i++) names.push_back(mm_name(static_cast<MmId>(i)));
    const bool only_mm = call.params.size() == 1;
    return fail(where(now()),
                std::string("expected ") + (only_mm ? "an mm" : "an mm or an address") +
                    ", found the unknown name " + quoted(word()),
                nearest_name(word(), names));
}

// The arguments of the script that make one parameter: a PTE is two.
bool Parser::parameter(Param p, const ApiCall& call, bool& first) {
    if (!comma(describe(p), call, first)) return false;
    switch (p) {
    case Param::prot: return properties(call);
    case Param::mode: return mode(call);
    case Param::task: return task_argument();
    case Param::to_mm: return to_mm_argument(call);
    case Param::pte:
        return expression(describe(p), &call) && comma(prot_example, call, first) &&
               properties(call);
    default: return expression(describe(p), &call);
    }
}

bool Parser::comma(const char* what, const ApiCall& call, bool& first) {
    if (first) {
        first = false;
        return true;
    }
    if (take(',')) return true;
    return fail_expected((std::string("',' and ") + what).c_str(), &call);
}

bool Parser::properties(const ApiCall& call) {
    if (!is(TokenKind::string)) return fail_expected(prot_example, &call);
    if (now().fault != TokenFault::none)
        return fail_expected("'\"' at the end of the string", &call);
    const std::string_view letters = word().substr(1, word().size() - 2);
    Prot prot = 0;
    for (size_t i = 0; i < letters.size(); i++) {
        Prot bit = 0;
        const std::string_view rest = letters.substr(i);
        const bool known = prot_parse(rest.data(), 1, bit);
        if (known && !(prot & bit)) {
            prot |= bit;
            continue;
        }
        Where at = where(now());
        at.column += 1 + count_characters(letters.substr(0, i));
        at.length = 1;
        if (known)
            return fail(at, "the property '" + std::string(rest.substr(0, 1)) + "' is given twice");
        size_t n = 1; // bytes of the character
        while (n < rest.size() && (static_cast<u8>(rest[n]) & 0xc0) == 0x80) n++;
        return fail(
            at,
            "unknown property '" + printable(rest.substr(0, n)) +
                "': expected p (present), w (writable), x (executable), u (user), d (dirty) "
                "or a (accessed)",
            nearest_name(rest.substr(0, n), {"p", "w", "x", "u", "d", "a"}));
    }
    push_number(prot, where(now()));
    advance();
    return true;
}

bool Parser::mode(const ApiCall& call) {
    if (!is(TokenKind::string)) return fail_expected(mode_text, &call);
    const std::string_view text = word();
    if (text != "\"r\"" && text != "\"w\"" && text != "\"x\"")
        return fail(where(now()),
                    std::string("expected ") + mode_text + ", found " + printable(text),
                    text.size() == 3 ? nearest_name(text.substr(1, 1), {"r", "w", "x"}) : "");
    push_number(static_cast<u8>(text[1]), where(now()));
    advance();
    return true;
}

bool Parser::task_name(int& task) {
    task = is(TokenKind::name) ? task_named(word()) : -1;
    if (task < 0) {
        const char last = task_letter(static_cast<TaskId>(limits::tasks - 1));
        std::string nearest;
        if (is(TokenKind::name)) {
            static_assert(limits::tasks == 8);
            nearest = nearest_name(word(), {"A", "B", "C", "D", "E", "F", "G", "H"});
        }
        return fail(where(now()),
                    std::string("expected a task, A to ") + last + ", found " + found(), nearest);
    }
    if (task > ast_.highest_task) ast_.highest_task = task;
    advance();
    return true;
}

bool Parser::to_mm_argument(const ApiCall& call) {
    const int mm = is(TokenKind::name) ? mm_named(word()) : -1;
    if (mm < 0) return fail_expected(describe(Param::to_mm), &call);
    push_number(static_cast<u64>(mm), where(now()));
    advance();
    return true;
}

bool Parser::task_argument() {
    const size_t first_token = at_;
    int task = 0;
    if (!task_name(task)) return false;
    push_number(static_cast<u64>(task), where_since(first_token));
    return true;
}

void Parser::push_number(u64 value, const Where& at) {
    Expr e;
    e.first = static_cast<u32>(ast_.code.size());
    e.count = 1;
    e.where = at;
    emit(Instr::number, value);
    ast_.exprs.push_back(e);
}

// Expressions

bool Parser::expression(const char* what, const ApiCall* call) {
    Expr e;
    e.first = static_cast<u32>(ast_.code.size());
    const size_t first_token = at_;
    parens_ = 0;
    if (!sum(what, call)) return false;
    e.count = static_cast<u32>(ast_.code.size()) - e.first;
    e.where = where_since(first_token);
    ast_.exprs.push_back(e);
    return true;
}

bool Parser::sum(const char* what, const ApiCall* call) {
    if (!product(what, call)) return false;
    while (is('+') || is('-')) {
        const Instr::Kind kind = is('+') ? Instr::add : Instr::subtract;
        advance();
        if (!product("a number", call)) return false;
        emit(kind);
    }
    return true;
}

bool Parser::product(const char* what, const ApiCall* call) {
    if (!primary(what, call)) return false;
    while (take('*')) {
        if (!primary("a number", call)) return false;
        emit(Instr::multiply);
    }
    return true;
}

bool Parser::primary(const char* what, const ApiCall* call) {
    if (is(TokenKind::number)) {
        const std::string number = printable(word());
        switch (now().fault) {
        case TokenFault::none: break;
        case TokenFault::too_big: return fail(where(now()), number + " does not fit in 64 bits");
        case TokenFault::octal:
            return fail(where(now()), "a decimal number does not start with 0: " + number);
        default: return fail(where(now()), number + " is not a number: expected 192 or 0x400000");
        }
        emit(Instr::number, now().value);
        advance();
        return true;
    }
    if (is(TokenKind::name)) return value_name(what, call);
    if (is(TokenKind::call))
        return fail(where(now()), std::string("expected ") + what + ", found the call " + found() +
                                      ": calls have no value here");
    if (!is('(')) return fail_expected(what, call);
    if (parens_ >= limits::script_parens)
        return fail(where(now()),
                    "'(' is nested more than " + std::to_string(limits::script_parens) + " deep");
    advance();
    parens_++;
    if (!sum("a number", call)) return false;
    parens_--;
    return take(')') || fail_expected("')'", call);
}

bool Parser::value_name(const char* what, const ApiCall* call) {
    const PageGeometry& g = arch_.geometry;
    if (word() == "USER") {
        emit(Instr::number, g.user_base);
    } else if (word() == "KERNEL") {
        emit(Instr::number, g.kernel_base);
    } else if (word() == "PAGE") {
        emit(Instr::number, g.page_size());
    } else if (const Name* name = find_name(word())) {
        emit(Instr::slot, name->slot);
    } else {
        if (mm_named(word()) >= 0) return fail_expected(what, call);
        return fail(where(now()),
                    std::string("expected ") + what + ", found the unknown name " + quoted(word()),
                    nearest_name(word(), value_names()));
    }
    advance();
    return true;
}

std::vector<std::string_view> Parser::value_names() const {
    std::vector<std::string_view> names = {"USER", "KERNEL", "PAGE"};
    for (size_t i = names_.size(); i-- > 0;) names.push_back(names_[i].name);
    return names;
}

bool Parser::parse_value(std::string_view text, Expr& out) {
    start(text, 0);
    if (!expression("a number", nullptr)) return false;
    if (!is(TokenKind::end)) return fail_expected("the end of the expression");
    out = ast_.exprs.back();
    return true;
}

} // namespace lazymmu::script
