#include "lessons/format/fields.h"

#include "engine/script/script_lexer.h"
#include "lessons/format/vary.h"

#include <algorithm>

namespace lazymmu::json {

namespace {

std::string quoted(std::string_view text) { return "\"" + printable(text) + "\""; }

std::string subject(const Node& node) { return node.key.empty() ? "this" : quoted(node.key); }

} // namespace

void Reading::error(u32 offset, std::string message) {
    if (issues_.size() >= limits::issues) return;
    const At where = at(offset);
    issues_.push_back({file_, where.line, where.column, std::move(message)});
}

void Reading::wrong(const Node& node, std::string_view expected) {
    error(node, subject(node) + " must be " + std::string(expected) + ", found " + found(node));
}

bool Reading::text_of(const Node& node, u32 max_chars, std::string& out) {
    if (node.kind != Node::text) {
        wrong(node, "a text");
        return false;
    }
    const u32 chars = count_characters(node.str);
    if (chars == 0) {
        error(node, subject(node) + " must not be empty");
        return false;
    }
    if (chars > max_chars) {
        error(node, subject(node) + " is " + std::to_string(chars) + " characters long: at most " +
                        std::to_string(max_chars));
        return false;
    }
    out = node.str;
    return true;
}

bool Reading::whole_of(const Node& node, i64 min, i64 max, i64& out) {
    if (node.kind == Node::number && node.integer && node.num >= min && node.num <= max) {
        out = node.num;
        return true;
    }
    wrong(node, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return false;
}

bool Reading::kind_of(const Node& node, Node::Kind kind) {
    if (node.kind == kind) return true;
    wrong(node, kind_name(kind));
    return false;
}

bool Reading::array_of(const Node& node, u32 min, u32 max) {
    if (!kind_of(node, Node::array)) return false;
    if (node.items.size() >= min && node.items.size() <= max) return true;
    error(node, subject(node) + " has " + std::to_string(node.items.size()) +
                    " elements: expected " + std::to_string(min) + " to " + std::to_string(max));
    return false;
}

Object::Object(Reading& reading, const Node& node, std::string_view what,
               std::initializer_list<std::string_view> keys, size_t required)
    : r_(reading), node_(node) {
    if (node.kind != Node::object) {
        r_.error(node, "expected " + std::string(what) + " (an object), found " + found(node));
        return;
    }
    for (const Node& n : node.items) {
        if (std::find(keys.begin(), keys.end(), n.key) != keys.end()) continue;
        std::string hint = name_hint(n.key, keys);
        if (hint.empty()) hint = "; expected " + one_of(keys);
        r_.error(n.key_at, "unknown key " + quoted(n.key) + " in " + std::string(what) + hint);
    }
    for (auto key = keys.begin(); key != keys.begin() + required; ++key)
        if (!node.find(*key))
            r_.error(node, "missing " + quoted(*key) + ": " + std::string(what) + " needs it");
}

bool Object::text(std::string_view key, u32 max_chars, std::string& out) const {
    const Node* n = find(key);
    return n && r_.text_of(*n, max_chars, out);
}

bool Object::whole(std::string_view key, i64 min, i64 max, i64& out) const {
    const Node* n = find(key);
    return n && r_.whole_of(*n, min, max, out);
}

bool Object::varied(std::string_view key, i64 min, i64 max, i64& out) const {
    const Node* n = find(key);
    if (n && n->kind == Node::text && is_placeholder(n->str)) return false;
    return whole(key, min, max, out);
}

bool read_lines(Reading& r, const Node& node, u32 max_chars, std::string& out,
                std::vector<u32>* offsets) {
    const bool one = node.kind == Node::text;
    if (!one && node.kind != Node::array) {
        r.wrong(node, "a text or an array of lines");
        return false;
    }
    if (!one && !r.array_of(node, 0, limits::script_lines)) return false;
    std::vector<const Node*> lines;
    if (one)
        lines.push_back(&node);
    else
        for (const Node& n : node.items) lines.push_back(&n);
    for (const Node* line : lines) {
        if (line->kind != Node::text) {
            r.wrong(*line, "a text: one line");
            return false;
        }
        if (count_characters(line->str) > max_chars) {
            r.error(*line, "too long: at most " + std::to_string(max_chars) + " characters");
            return false;
        }
        out += line->str;
        std::vector<u32> at;
        if (offsets)
            at = line->offsets.empty() ? string_offsets(r.text(), line->at) : line->offsets;
        if (offsets) offsets->insert(offsets->end(), at.begin(), at.end());
        if (!one) out += '\n'; // its offset is the closing quote's
    }
    if (offsets && !one) offsets->push_back(node.at);
    return true;
}

bool read_names(Reading& r, const Node& node, u32 max, u32 max_chars, std::vector<std::string>& out,
                std::vector<At>& at) {
    const bool one = node.kind == Node::text;
    if (!one && node.kind != Node::array) {
        r.wrong(node, "a text or an array of texts");
        return false;
    }
    if (!one && !r.array_of(node, 1, max)) return false;
    const auto take = [&](const Node& n) {
        std::string name;
        if (!r.text_of(n, max_chars, name)) return false;
        if (std::find(out.begin(), out.end(), name) != out.end()) {
            r.error(n, quoted(name) + " stands twice in this list");
            return false;
        }
        out.push_back(std::move(name));
        at.push_back(r.at(n.at));
        return true;
    };
    if (one) return take(node);
    for (const Node& n : node.items)
        if (!take(n)) return false;
    return true;
}

std::string one_of(const std::vector<std::string_view>& names) {
    std::string out;
    for (size_t i = 0; i < names.size(); i++) {
        if (i) out += i + 1 == names.size() ? " or " : ", ";
        out += "\"" + std::string(names[i]) + "\"";
    }
    return out;
}

} // namespace lazymmu::json
