// A JSON text as a tree that remembers where everything stands, so that an error about a value can
// point at it. The library's SAX interface does the parsing; this adds positions and bounds.
#pragma once

#include "lessons/format/lesson.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::json {

struct Node {
    enum Kind : u8 { null, truth, number, text, array, object };
    Kind kind = null;
    bool integer = false; // of a number: whole, and it fits into num
    u32 at = 0;           // byte offset of its first character
    u32 key_at = 0;       // ... and of its key, in an object
    i64 num = 0;          // also of a truth value: 0 or 1
    std::string key;
    std::string str;
    std::vector<Node> items;
    // Where each byte of `str` stands, and its end; empty: as string_offsets() says (vary.h).
    std::vector<u32> offsets;

    const Node* find(std::string_view name) const;
    Node* find(std::string_view name);
};

// "a text", "an object" ...: for messages.
const char* kind_name(Node::Kind kind);
// The same with the value, if it is short: `the text "ten"`.
std::string found(const Node& node);

struct Doc {
    Node root;
    bool ok = false;
    u32 error_at = 0;
    std::string error;
};
Doc parse(std::string_view text);

// For each byte of a decoded JSON string, and for its end, the offset in the file. `at` is where
// the opening quote stands.
std::vector<u32> string_offsets(std::string_view text, u32 at);

// Turns offsets into lines and columns. Cheap, but for leaps back in a very long line.
class Positions {
  public:
    explicit Positions(std::string_view text) : text_(text) {}
    At operator()(u32 offset);

  private:
    std::string_view text_;
    std::vector<u32> starts_; // of the lines; empty until it is asked
    u32 offset_ = 0;          // that was asked for last
    At at_;
};

} // namespace lazymmu::json
