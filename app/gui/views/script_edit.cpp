#include "app/gui/views/script_edit.h"

#include <algorithm>

namespace lazymmu::gui {

void ScriptShape::take(std::string_view text) {
    tokens = tokenize(text);
    kinds.assign(text.size(), TokenKind::end);
    for (const Token& t : tokens) std::fill_n(kinds.begin() + t.offset, t.length, t.kind);
    lines.assign(1, 0);
    for (size_t i = 0; i < text.size(); i++)
        if (text[i] == '\n') lines.push_back(static_cast<u32>(i + 1));
}

u32 ScriptShape::line_of(size_t offset) const {
    const auto after = std::upper_bound(lines.begin(), lines.end(), offset);
    return static_cast<u32>(after - lines.begin()) - 1;
}

size_t offset_of(std::string_view text, const ScriptShape& shape, u32 line, u32 column) {
    if (line == 0 || line > shape.lines.size()) return text.size();
    size_t at = shape.lines[line - 1];
    for (u32 c = 1; c < column && at < text.size() && text[at] != '\n'; c++) {
        at++;
        while (at < text.size() && (static_cast<u8>(text[at]) & 0xc0) == 0x80) at++;
    }
    return at;
}

namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct Word {
    const char* name;
    const char* doc;
};
constexpr Word names[] = {
    {"USER", "An address in user space where examples put their pages."},
    {"KERNEL", "An address in kernel space: the vmalloc area."},
    {"PAGE", "The page size of this architecture."},
    {"init_mm", "The kernel's memory map."},
    {"user1", "The memory map of the tasks A, C, E and G, if they name no other."},
    {"user2", "The memory map of the tasks B, D, F and H, if they name no other."},
    {"user3", "A third memory map."},
};

const char* keyword_doc(std::string_view word) {
    if (word == "repeat") return "repeat N as i { ... }: the statements N times; i counts from 0.";
    if (word == "irq") return "irq { ... }: an interrupt here.";
    if (word == "const") return "const NAME = value;";
    if (word == "task") return "task A { ... }: what task A does.";
    if (word == "handler") return "handler NAME { ... }: an interrupt that may arrive anywhere.";
    return "";
}

} // namespace

Completions complete(std::string_view text, const ScriptShape& shape, size_t caret,
                     std::string_view arch, bool even_empty) {
    Completions out;
    out.begin = std::min(caret, text.size());
    while (out.begin > 0 && is_word(text[out.begin - 1])) out.begin--;
    const std::string_view word = text.substr(out.begin, caret - out.begin);
    if (word.empty() ? !even_empty : word.front() >= '0' && word.front() <= '9') return out;
    if (out.begin > 0) {
        const TokenKind before = shape.kinds[word.empty() ? out.begin - 1 : out.begin];
        const bool inside = before == TokenKind::comment || before == TokenKind::string;
        if (inside && !even_empty) return out;
    }
    const bool called = caret < text.size() && text[caret] == '(';
    for (const bool prefix : {true, false}) {
        const auto offer = [&](std::string_view name, const ApiCall* call, const char* doc) {
            const size_t at = name.find(word);
            if (at == name.npos || (at == 0) != prefix || out.list.size() >= 40) return;
            std::string insert(name);
            if (call && !called) insert += call->params.empty() ? "();" : "(";
            out.list.push_back({std::string(name), call, doc, std::move(insert)});
        };
        if (!prefix && word.size() < 3) break;
        for (const ApiCall& call : api_calls())
            if (exists_on(call, arch)) offer(call.name, &call, call.doc);
        for (const Word& n : names) offer(n.name, nullptr, n.doc);
        for (const std::string_view k : script_keywords()) offer(k, nullptr, keyword_doc(k));
    }
    const bool done = out.list.size() == 1 && out.list.front().name == word;
    if (done && !even_empty) out.list.clear();
    return out;
}

CallAt call_at(std::string_view text, const ScriptShape& shape, size_t caret) {
    int depth = 0, commas = 0;
    for (size_t i = shape.tokens.size(); i-- > 0;) {
        const Token& t = shape.tokens[i];
        if (t.offset >= caret || t.kind != TokenKind::punctuation) continue;
        const char c = text[t.offset];
        if (c == ';' || c == '{' || c == '}') break;
        if (c == ')') depth++;
        if (c == ',' && depth == 0) commas++;
        if (c != '(' || depth-- > 0) continue;
        if (i > 0 && shape.tokens[i - 1].kind == TokenKind::call)
            return {find_api_call(shape.tokens[i - 1].in(text)), commas};
        depth = 0; // of an expression
    }
    return {};
}

size_t insert_statement(std::string& text, size_t caret, std::string_view statement) {
    caret = std::min(caret, text.size());
    const size_t newline = text.rfind('\n', caret ? caret - 1 : 0);
    const size_t begin = caret == 0 || newline == text.npos ? 0 : newline + 1;
    const size_t end = std::min(text.find('\n', caret), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    const size_t first = line.find_first_not_of(" \t");
    std::string indent(line.substr(0, std::min(first, line.size())));
    if (first != line.npos && line.find_last_of('{') != line.npos &&
        line.find('}', line.find_last_of('{')) == line.npos)
        indent += "    ";
    std::string added;
    for (size_t at = 0; at <= statement.size();) {
        const size_t stop = std::min(statement.find('\n', at), statement.size());
        added += (at ? "\n" : "") + indent + std::string(statement.substr(at, stop - at));
        at = stop + 1;
    }
    if (first == line.npos) {
        text.replace(begin, end - begin, added);
        return begin + added.size();
    }
    text.insert(end, "\n" + added);
    return end + 1 + added.size();
}

void TextUndo::changed(const std::string& before, size_t caret_before, const std::string& after,
                       size_t caret_after) {
    constexpr size_t most = 200;
    const bool letter = after.size() == before.size() + 1 && caret_after == caret_before + 1 &&
                        caret_after <= after.size() && is_word(after[caret_after - 1]);
    const bool row = letter && typed_to_ == caret_before && !undo_.empty();
    typed_to_ = letter ? caret_after : std::string::npos;
    redo_.clear();
    if (row) return;
    undo_.push_back({before, caret_before});
    if (undo_.size() > most) undo_.erase(undo_.begin());
}

void TextUndo::clear() {
    undo_.clear();
    redo_.clear();
    typed_to_ = std::string::npos;
}

bool TextUndo::go(std::vector<Place>& from, std::vector<Place>& to, std::string& text,
                  size_t& caret) {
    if (from.empty()) return false;
    to.push_back({std::move(text), caret});
    text = std::move(from.back().text);
    caret = from.back().caret;
    from.pop_back();
    typed_to_ = std::string::npos;
    return true;
}

} // namespace lazymmu::gui
