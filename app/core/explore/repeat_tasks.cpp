#include "app/core/explore/repeat_tasks.h"

#include "engine/script/script_lexer.h"

#include <vector>

namespace lazymmu {

namespace {

// The token behind a declaration that starts at `from`: after its ';', or its closing brace.
size_t end_of(const std::vector<Token>& tokens, std::string_view text, size_t from, bool block) {
    int depth = 0;
    size_t i = from;
    for (; tokens[i].kind != TokenKind::end; i++) {
        const std::string_view word = tokens[i].in(text);
        if (word == "{") depth++;
        if (word == "}" && --depth == 0 && block) return i + 1;
        if (word == ";" && !block) return i + 1;
    }
    return i;
}

// The lines that are not empty, further to the right.
std::string indented(std::string_view s) {
    std::string out;
    while (!s.empty()) {
        const size_t end = s.find('\n');
        const std::string_view line = s.substr(0, end);
        if (line.find_first_not_of(" \t\r") != line.npos) out += "    " + std::string(line) + "\n";
        s.remove_prefix(end == s.npos ? s.size() : end + 1);
    }
    return out;
}

} // namespace

bool repeat_tasks(std::string_view script, int tasks, std::string& out, std::string& error) {
    const std::vector<Token> tokens = tokenize(script);
    std::string outside, body;
    size_t copied = 0; // bytes of the script
    int depth = 0;
    for (size_t i = 0; tokens[i].kind != TokenKind::end;) {
        const std::string_view word = tokens[i].in(script);
        if (word == "switch_to" || (depth == 0 && word == "task")) {
            error = word == "task" ? "the script says itself which tasks there are"
                                   : "the script switches between tasks itself";
            return false;
        }
        if (word == "{") depth++;
        if (word == "}") depth--;
        const bool handler = word == "handler";
        if (depth || (!handler && word != "const")) {
            i++;
            continue;
        }
        const size_t end = end_of(tokens, script, i, handler);
        const u32 from = tokens[i].offset, to = tokens[end - 1].offset + tokens[end - 1].length;
        body += script.substr(copied, from - copied);
        outside += std::string(script.substr(from, to - from)) + "\n";
        copied = to;
        i = end;
    }
    body += script.substr(copied);
    out = outside;
    for (int t = 0; t < tasks; t++)
        out += std::string("task ") + static_cast<char>('A' + t) + " {\n" + indented(body) + "}\n";
    return true;
}

} // namespace lazymmu
