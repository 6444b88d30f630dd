#include "lessons/format/vary.h"

#include "engine/script/script_lexer.h"

#include <algorithm>

namespace lazymmu::json {

namespace {

constexpr i64 most_number = 1'000'000;

bool is_name_char(char c, bool first) {
    return (c >= 'a' && c <= 'z') || (!first && ((c >= '0' && c <= '9') || c == '_'));
}

bool is_vary_name(std::string_view s) {
    if (s.empty() || s.size() > limits::vary_name_chars) return false;
    for (size_t i = 0; i < s.size(); i++)
        if (!is_name_char(s[i], i == 0)) return false;
    return true;
}

// The next "${name}" at or behind `from`: where it begins, and its name. What only looks like one
// is text.
size_t next_placeholder(std::string_view text, size_t from, std::string_view& name) {
    for (size_t at; (at = text.find("${", from)) != text.npos; from = at + 2) {
        const size_t end = text.find('}', at);
        if (end == text.npos) break;
        name = text.substr(at + 2, end - at - 2);
        if (is_vary_name(name)) return at;
    }
    return text.npos;
}

std::string shown(const Node& value) {
    return value.kind == Node::number ? std::to_string(value.num) : value.str;
}

class Filler {
  public:
    Filler(Reading& r, const Node* row) : r_(r), row_(row), used_(row ? row->items.size() : 0) {}

    bool changed() const { return changed_; }

    void lesson(Node& root) {
        for (const char* key : {"title", "summary", "program"}) words(root, key);
        Node* steps = root.find("steps");
        if (!steps) return;
        for (Node& step : steps->items) {
            for (const char* key : {"title", "narration", "do"}) words(step, key);
            values(step, "expect");
            Node* quiz = step.find("quiz");
            if (!quiz) continue;
            for (const char* key : {"ask", "explain", "hints", "value", "slot"}) words(*quiz, key);
            for (const char* key : {"count", "answer", "given"}) values(*quiz, key);
            Node* choices = quiz->find("choices");
            if (!choices) continue;
            for (Node& choice : choices->items) {
                for (const char* key : {"text", "why"}) words(choice, key);
                values(choice, "if");
            }
        }
    }

    void all_used() {
        for (size_t i = 0; i < used_.size(); i++)
            if (!used_[i])
                r_.error(row_->items[i].key_at, "no text uses \"${" + row_->items[i].key +
                                                    "}\", so its value says nothing");
    }

  private:
    const Node* value_of(std::string_view name, u32 at) {
        std::vector<std::string_view> names;
        for (size_t i = 0; row_ && i < row_->items.size(); i++) {
            names.push_back(row_->items[i].key);
            if (names.back() != name) continue;
            used_[i] = true;
            return &row_->items[i];
        }
        const std::string what = "\"${" + std::string(name) + "}\" stands for a value, but ";
        if (!row_)
            r_.error(at, what + "the lesson has no \"vary\"");
        else
            r_.error(at, what + "\"vary\" has only " + one_of(names) + name_hint(name, names));
        return nullptr;
    }

    // offsets: of each byte in the file; they follow the text.
    void fill(std::string& text, std::vector<u32>& offsets) {
        std::string out;
        std::vector<u32> at;
        size_t done = 0, begin;
        std::string_view name;
        const auto keep = [&](size_t end) {
            out.append(text, done, end - done);
            at.insert(at.end(), offsets.begin() + static_cast<std::ptrdiff_t>(done),
                      offsets.begin() + static_cast<std::ptrdiff_t>(end));
        };
        while ((begin = next_placeholder(text, done, name)) != text.npos) {
            const Node* value = value_of(name, offsets[begin]);
            if (!value) return;
            keep(begin);
            const std::string put = shown(*value);
            out += put;
            at.insert(at.end(), put.size(), offsets[begin]);
            done = begin + name.size() + 3;
        }
        if (done == 0) return;
        keep(text.size());
        at.push_back(offsets.back());
        text = std::move(out);
        offsets = std::move(at);
        changed_ = true;
    }

    void fill(Node& node) {
        if (node.str.find("${") == node.str.npos) return;
        std::vector<u32> offsets = string_offsets(r_.text(), node.at);
        const std::string was = node.str;
        fill(node.str, offsets);
        if (node.str != was) node.offsets = std::move(offsets);
    }

    // Texts, and arrays of texts: what is replaced stays text.
    void words(Node& parent, std::string_view key) {
        if (Node* node = parent.find(key)) words(*node);
    }
    void words(Node& node) {
        if (node.kind == Node::text) fill(node);
        for (Node& n : node.items) words(n);
    }

    // Values to compare with, and paths: a placeholder alone becomes a number, if its value is one.
    void values(Node& parent, std::string_view key) {
        if (Node* node = parent.find(key)) values(*node);
    }
    void values(Node& node) {
        if (node.kind == Node::text && is_placeholder(node.str)) {
            const Node* value =
                value_of(std::string_view(node.str).substr(2, node.str.size() - 3), node.at);
            if (!value) return;
            node.kind = value->kind;
            node.integer = value->integer;
            node.num = value->num;
            node.str = value->str;
            changed_ = true;
        } else if (node.kind == Node::text) {
            fill(node);
        }
        for (Node& n : node.items) {
            if (node.key == "state" && n.key.find("${") != n.key.npos) {
                std::vector<u32> offsets = string_offsets(r_.text(), n.key_at);
                fill(n.key, offsets);
            }
            values(n);
        }
    }

    Reading& r_;
    const Node* row_; // null: the lesson does not vary
    std::vector<bool> used_;
    bool changed_ = false;
};

bool same_names(const Node& a, const Node& b) {
    return a.items.size() == b.items.size() &&
           std::all_of(a.items.begin(), a.items.end(),
                       [&b](const Node& n) { return b.find(n.key) != nullptr; });
}

} // namespace

bool is_placeholder(std::string_view text) {
    return text.starts_with("${") && text.ends_with("}") &&
           is_vary_name(text.substr(2, text.size() - 3));
}

void read_vary(Reading& r, const Node& node) {
    if (!r.array_of(node, 2, limits::vary_rows)) return;
    for (const Node& row : node.items) {
        if (!r.kind_of(row, Node::object)) continue;
        if (row.items.empty() || row.items.size() > limits::vary_names)
            r.error(row, "a variant has 1 to " + std::to_string(limits::vary_names) + " values");
        for (const Node& value : row.items) {
            i64 n = 0;
            std::string text;
            if (!is_vary_name(value.key))
                r.error(value.key_at, "the name of a value is a small letter, then up to " +
                                          std::to_string(limits::vary_name_chars - 1) +
                                          " small letters, digits and underscores");
            if (value.kind == Node::text)
                r.text_of(value, limits::vary_text_chars, text);
            else
                r.whole_of(value, -most_number, most_number, n);
        }
    }
}

bool fill_in(Reading& r, Node& root, u32 seed, Lesson& out) {
    const Node* vary = root.find("vary");
    const Node* row = nullptr;
    if (vary) {
        for (const Node& other : vary->items)
            if (!same_names(vary->items[0], other))
                r.error(other, "this variant has other names than the first");
        out.variants = static_cast<u32>(vary->items.size());
        out.seed = seed;
        row = &vary->items[out.variant()];
    }
    Filler filler(r, row);
    filler.lesson(root);
    if (r.ok()) filler.all_used();
    return filler.changed();
}

} // namespace lazymmu::json
