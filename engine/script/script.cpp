// The interface: texts in, Program or errors out. Tests: tests/engine/script_test.cpp.
#include "engine/script/script.h"

#include "engine/script/script_compile.h"
#include "engine/script/script_parser.h"

#include <algorithm>

namespace lazymmu {

namespace script {

void Errors::add(const Where& at, std::string message, std::string nearest) {
    if (full()) return;
    StepScriptError e;
    e.text = at.text;
    e.line = at.line;
    e.column = at.column;
    e.length = at.length;
    e.message = std::move(message);
    e.nearest = std::move(nearest);
    list_.push_back(std::move(e));
}

int task_named(std::string_view name) {
    if (name.size() != 1 || name[0] < 'A' || name[0] >= 'A' + limits::tasks) return -1;
    return name[0] - 'A';
}

int mm_named(std::string_view name) {
    for (int i = 0; i < limits::mms; i++)
        if (name == mm_name(static_cast<MmId>(i))) return i;
    return -1;
}

std::string quoted(std::string_view text) { return "\"" + printable(text) + "\""; }

namespace {

// Bytes that no token can be made of, and no message could show.
bool is_readable(std::string_view text, u32 text_index, Errors& errors) {
    const size_t bad = find_bad_text(text);
    if (bad == std::string_view::npos) return true;
    const std::string_view before = text.substr(0, bad);
    const size_t newline = before.rfind('\n');
    Where at;
    at.text = text_index;
    at.line = static_cast<u32>(std::count(before.begin(), before.end(), '\n')) + 1;
    size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
    if (line_start == 0 && before.substr(0, 3) == "\xef\xbb\xbf") line_start = 3;
    at.column = count_characters(before.substr(line_start)) + 1;
    errors.add(at, "expected text in UTF-8, found the byte " + hex(static_cast<u8>(text[bad])));
    return false;
}

// The texts one after the other, for Program::source: no byte order mark, plain line ends.
class Source {
  public:
    explicit Source(std::string& out) : out_(out) {}

    // Returns the number of lines before the text.
    u32 append(std::string_view text) {
        if (!out_.empty() && out_.back() != '\n') put('\n');
        const u32 before = lines_;
        if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
        for (size_t i = 0; i < text.size(); i++)
            if (text.substr(i, 2) != "\r\n") put(text[i]);
        return before;
    }

  private:
    void put(char c) {
        out_ += c;
        if (c == '\n') lines_++;
    }

    std::string& out_;
    u32 lines_ = 0;
};

bool are_small_enough(const std::vector<std::string_view>& texts, Errors& errors) {
    if (texts.size() > static_cast<size_t>(limits::script_texts)) {
        errors.add({}, "more than " + std::to_string(limits::script_texts) + " texts");
        return false;
    }
    size_t bytes = 0;
    for (size_t i = 0; i < texts.size(); i++) {
        bytes += texts[i].size();
        if (bytes <= static_cast<size_t>(limits::script_bytes)) continue;
        Where at;
        at.text = static_cast<u32>(i);
        errors.add(at, "the script is too long: " + std::to_string(bytes) + " bytes, at most " +
                           std::to_string(limits::script_bytes) + " are possible");
        return false;
    }
    return true;
}

StepScriptResult compile_texts(const std::vector<std::string_view>& texts, const Arch& arch,
                               bool are_steps) {
    Ast ast;
    Errors errors, value_errors;
    auto program = std::make_shared<Program>();
    std::vector<u32> first_line;
    if (are_small_enough(texts, errors)) {
        Parser parser(arch, ast, errors);
        Source source(program->source);
        for (size_t i = 0; i < texts.size() && !errors.full(); i++) {
            const u32 text_index = static_cast<u32>(i);
            const bool good = is_readable(texts[i], text_index, errors);
            first_line.push_back(good ? source.append(texts[i]) : 0);
            if (good) parser.parse(texts[i], text_index, are_steps);
        }
        compile(ast, arch, first_line, errors.empty(), value_errors, *program);
    }

    StepScriptResult result;
    result.errors = errors.list();
    result.errors.insert(result.errors.end(), value_errors.list().begin(),
                         value_errors.list().end());
    std::stable_sort(result.errors.begin(), result.errors.end(),
                     [](const StepScriptError& a, const StepScriptError& b) {
                         if (a.text != b.text) return a.text < b.text;
                         return a.line != b.line ? a.line < b.line : a.column < b.column;
                     });
    const size_t most = static_cast<size_t>(limits::script_errors);
    if (result.errors.size() > most) result.errors.resize(most);
    if (!result.errors.empty()) return result;
    program->steps = static_cast<u16>(are_steps ? texts.size() : 0);
    result.program = std::move(program);
    return result;
}

} // namespace
} // namespace script

ScriptResult compile_script(std::string_view text, const Arch& arch) {
    StepScriptResult r = script::compile_texts({text}, arch, false);
    ScriptResult result;
    result.program = std::move(r.program);
    for (StepScriptError& e : r.errors) result.errors.push_back(std::move(e));
    return result;
}

StepScriptResult compile_steps(const std::vector<std::string>& texts, const Arch& arch) {
    return script::compile_texts({texts.begin(), texts.end()}, arch, true);
}

bool eval_script_value(std::string_view text, const Arch& arch, u64& value, std::string& error) {
    script::Ast ast;
    script::Errors errors;
    script::Expr expr;
    if (script::are_small_enough({text}, errors) && script::is_readable(text, 0, errors) &&
        script::Parser(arch, ast, errors).parse_value(text, expr)) {
        script::Values values(ast);
        const std::optional<u64> v = values.eval(expr);
        if (v && errors.empty()) {
            value = *v;
            return true;
        }
        if (!v) errors.add(expr.where, values.problem());
    }
    LAZYMMU_ASSERT(!errors.empty());
    const StepScriptError& e = errors.list().front();
    error = e.message;
    if (!e.nearest.empty()) error += "; did you mean \"" + e.nearest + "\"?";
    return false;
}

std::string script_error_text(const ScriptError& e) {
    std::string out = std::to_string(e.line) + ":" + std::to_string(e.column) + ": " + e.message;
    if (!e.nearest.empty()) out += "; did you mean \"" + e.nearest + "\"?";
    return out;
}

} // namespace lazymmu
