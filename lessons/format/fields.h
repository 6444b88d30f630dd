// Helpers of the loaders: read typed fields of JSON objects and collect errors with positions.
// Used in lessons/, and by what app/core reads.
#pragma once

#include "engine/text/nearest_name.h"
#include "lessons/format/json_doc.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::json {

// The file that is being read, and what is wrong with it.
class Reading {
  public:
    Reading(std::string_view text, std::string file, Issues& issues)
        : text_(text), file_(std::move(file)), positions_(text), issues_(issues) {}

    std::string_view text() const { return text_; }
    At at(u32 offset) { return positions_(offset); }
    void error(u32 offset, std::string message);
    void error(const Node& node, std::string message) { error(node.at, std::move(message)); }
    bool ok() const { return issues_.empty(); }

    // `"minutes" must be a number, found the text "ten"`; an element of an array has no key.
    void wrong(const Node& node, std::string_view expected);

    // Single values. False: an error was reported.
    bool text_of(const Node& node, u32 max_chars, std::string& out);
    bool whole_of(const Node& node, i64 min, i64 max, i64& out);
    bool kind_of(const Node& node, Node::Kind kind);
    bool array_of(const Node& node, u32 min, u32 max);

  private:
    std::string_view text_;
    std::string file_;
    Positions positions_;
    Issues& issues_;
};

// One object: reports keys that it may not have and keys that it lacks.
class Object {
  public:
    // `what` names it in messages: "a step". Required keys come first in `keys`.
    Object(Reading& reading, const Node& node, std::string_view what,
           std::initializer_list<std::string_view> keys, size_t required = 0);

    const Node* find(std::string_view key) const { return node_.find(key); }
    bool text(std::string_view key, u32 max_chars, std::string& out) const;
    bool whole(std::string_view key, i64 min, i64 max, i64& out) const;
    // The same, or a placeholder that has not been replaced yet (vary.h): false, but no error.
    bool varied(std::string_view key, i64 min, i64 max, i64& out) const;

  private:
    Reading& r_;
    const Node& node_;
};

// A text, or an array of texts that are the lines of one. `offsets`: see LessonStep.
bool read_lines(Reading& r, const Node& node, u32 max_chars, std::string& out,
                std::vector<u32>* offsets);
// A text, or an array of texts without repetitions.
bool read_names(Reading& r, const Node& node, u32 max, u32 max_chars, std::vector<std::string>& out,
                std::vector<At>& at);

// `"a", "b" or "c"`.
std::string one_of(const std::vector<std::string_view>& names);

} // namespace lazymmu::json
