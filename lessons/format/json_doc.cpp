#include "lessons/format/json_doc.h"

#include "engine/script/script_lexer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace lazymmu::json {

namespace {

using Base = nlohmann::json;

// The library reports values without positions. Between two reported tokens there is nothing but
// white space, commas and colons, so a cursor that follows the reports finds each token's start.
class Builder {
  public:
    Builder(std::string_view text, Doc& doc) : text_(text), doc_(doc) {
        if (text_.starts_with("\xef\xbb\xbf")) cursor_ = 3; // the library skips this mark too
    }

    using number_integer_t = Base::number_integer_t;
    using number_unsigned_t = Base::number_unsigned_t;
    using number_float_t = Base::number_float_t;
    using string_t = Base::string_t;
    using binary_t = Base::binary_t;

    bool null() { return add(Node::null); }
    bool boolean(bool v) { return add(Node::truth, v); }
    bool number_integer(number_integer_t v) { return add(Node::number, v, true); }
    bool number_unsigned(number_unsigned_t v) {
        const bool fits = v <= static_cast<u64>(INT64_MAX);
        return add(Node::number, static_cast<i64>(v), fits);
    }
    bool number_float(number_float_t v, const string_t&) {
        const bool whole = std::abs(v) < 9007199254740992.0 && v == std::floor(v);
        return add(Node::number, whole ? static_cast<i64>(v) : 0, whole);
    }
    bool string(string_t& v) {
        if (!add(Node::text)) return false;
        last_->str = std::move(v);
        return true;
    }
    bool binary(binary_t&) { return false; }
    bool start_object(size_t) { return open(Node::object); }
    bool start_array(size_t) { return open(Node::array); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(string_t& name) {
        key_at_ = token_start();
        pass_token();
        if (stack_.back()->items.size() >= limits::json_keys)
            return fail(key_at_, "too many keys: at most " + std::to_string(limits::json_keys) +
                                     " in one object");
        for (const Node& n : stack_.back()->items)
            if (n.key == name)
                return fail(key_at_, "the key \"" + printable(name) + "\" stands twice here");
        key_ = std::move(name);
        return true;
    }

    bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception& e) {
        // Commas and colons are accepted in silence, everything else is reported: so the offending
        // token is the next one that is neither, or the comma or colon that was read last.
        u32 at = cursor_;
        for (;; cursor_++) {
            while (cursor_ < text_.size() && std::strchr(" \t\r\n", text_[cursor_])) cursor_++;
            at = cursor_;
            const char c = at < text_.size() ? text_[at] : '\0';
            if ((c != ',' && c != ':') || at + 1 >= position) break;
        }
        if (at > text_.size()) at = static_cast<u32>(text_.size());
        std::string_view what = e.what();
        if (const size_t dash = what.find(" - "); dash != what.npos) what.remove_prefix(dash + 3);
        if (const size_t read = what.find("; last read: "); read != what.npos) {
            const size_t end = what.find("; expected", read);
            std::string kept(what.substr(0, read));
            if (end != what.npos) kept += what.substr(end);
            return fail(at, "not valid JSON: " + printable(kept, 200));
        }
        return fail(at, "not valid JSON: " + printable(what, 200));
    }

  private:
    bool fail(u32 at, std::string message) {
        doc_.error_at = at;
        doc_.error = std::move(message);
        return false;
    }

    u32 token_start() {
        while (cursor_ < text_.size() && std::strchr(" \t\r\n,:", text_[cursor_])) cursor_++;
        return cursor_;
    }

    // Past the token at the cursor, which the library has accepted.
    void pass_token() {
        const auto more = [this] { return cursor_ < text_.size(); };
        const char first = more() ? text_[cursor_] : '\0';
        if (first == '"') {
            for (cursor_++; more() && text_[cursor_] != '"'; cursor_++)
                if (text_[cursor_] == '\\') cursor_++;
            cursor_++;
        } else if (std::strchr("{}[]", first)) {
            cursor_++;
        } else {
            while (more() && !std::strchr(" \t\r\n,:{}[]\"", text_[cursor_])) cursor_++;
        }
    }

    bool add(Node::Kind kind, i64 num = 0, bool integer = false) {
        const u32 at = token_start();
        pass_token();
        if (++count_ > limits::json_values)
            return fail(at, "too many values: at most " + std::to_string(limits::json_values) +
                                " in one file");
        Node node;
        node.kind = kind;
        node.integer = integer;
        node.at = at;
        node.num = num;
        node.key = std::move(key_);
        node.key_at = key_at_;
        key_.clear();
        if (stack_.empty()) {
            doc_.root = std::move(node);
            last_ = &doc_.root;
        } else {
            stack_.back()->items.push_back(std::move(node));
            last_ = &stack_.back()->items.back();
        }
        return true;
    }

    bool open(Node::Kind kind) {
        if (!add(kind)) return false;
        // The stack points at open nodes only: the array that an open node is in does not grow.
        stack_.push_back(last_);
        if (stack_.size() > limits::json_depth)
            return fail(last_->at, "nested too deep: at most " +
                                       std::to_string(limits::json_depth) + " levels");
        return true;
    }

    bool close() {
        token_start();
        pass_token();
        stack_.pop_back();
        return true;
    }

    std::string_view text_;
    Doc& doc_;
    u32 cursor_ = 0, count_ = 0, key_at_ = 0;
    std::string key_;
    Node* last_ = nullptr;
    std::vector<Node*> stack_;
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return (c | 0x20) - 'a' + 10;
}

// Bytes of the UTF-8 form of the escape at `i` (behind "\u"), and how long the escape is.
u32 unicode_escape(std::string_view text, u32 i, u32& length) {
    u32 unit = 0;
    for (u32 k = 0; k < 4; k++) unit = unit * 16 + static_cast<u32>(hex_digit(text[i + k]));
    length = 6;
    if (unit >= 0xd800 && unit < 0xdc00) {
        length = 12; // a pair
        return 4;
    }
    return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
}

} // namespace

const Node* Node::find(std::string_view name) const {
    for (const Node& n : items)
        if (n.key == name) return &n;
    return nullptr;
}

Node* Node::find(std::string_view name) {
    return const_cast<Node*>(static_cast<const Node*>(this)->find(name));
}

const char* kind_name(Node::Kind kind) {
    constexpr const char* names[] = {"null",   "true or false", "a number",
                                     "a text", "an array",      "an object"};
    return names[kind];
}

std::string found(const Node& node) {
    switch (node.kind) {
    case Node::truth: return node.num ? "true" : "false";
    case Node::number: return node.integer ? "the number " + std::to_string(node.num) : "a number";
    case Node::text: return "the text \"" + printable(node.str) + "\"";
    default: return kind_name(node.kind);
    }
}

Doc parse(std::string_view text) {
    Doc doc;
    if (const size_t bad = find_bad_text(text); bad != text.npos) {
        char message[80];
        std::snprintf(message, sizeof message,
                      "not a text file: byte 0x%02x here; expected JSON in UTF-8",
                      static_cast<unsigned>(static_cast<unsigned char>(text[bad])));
        doc.error_at = static_cast<u32>(bad);
        doc.error = message;
        return doc;
    }
    Builder builder(text, doc);
    doc.ok = Base::sax_parse(text.data(), text.data() + text.size(), &builder);
    return doc;
}

std::vector<u32> string_offsets(std::string_view text, u32 at) {
    std::vector<u32> out;
    u32 i = at + 1;
    while (i < text.size() && text[i] != '"') {
        u32 bytes = 1, length = 1;
        if (text[i] == '\\') {
            length = 2;
            if (text[i + 1] == 'u') bytes = unicode_escape(text, i + 2, length);
        }
        out.insert(out.end(), bytes, i);
        i += length;
    }
    out.push_back(i);
    return out;
}

At Positions::operator()(u32 offset) {
    offset = std::min(offset, static_cast<u32>(text_.size()));
    if (starts_.empty()) {
        starts_.push_back(0);
        for (size_t i = text_.find('\n'); i != text_.npos; i = text_.find('\n', i + 1))
            starts_.push_back(static_cast<u32>(i + 1));
    }
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const u32 line = static_cast<u32>(next - starts_.begin());
    if (line != at_.line || offset < offset_) {
        at_ = {line, 1};
        offset_ = *(next - 1);
    }
    for (; offset_ < offset; offset_++)
        if ((static_cast<unsigned char>(text_[offset_]) & 0xc0) != 0x80) at_.column++;
    return at_;
}

} // namespace lazymmu::json
