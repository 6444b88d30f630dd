// What a statement's call returned, in words.
#pragma once

#include "engine/kernel/machine.h"

#include <string>

namespace lazymmu {

// "true", "false" or a PTE, "frame 7, pwu", if the event is the return of a call that gives its
// caller a value, and the caller is a statement; else "".
std::string returned_text(const Setup& setup, const Event& e);

// Looks, event by event, for what a statement's call returns.
class AnswerSearch {
  public:
    explicit AnswerSearch(const Event& statement) : statement_(statement) {}

    // True: nothing more will come. An interrupt in between has statements of its own.
    bool take(const Setup& setup, const Event& e);
    const std::string& text() const { return text_; } // "": none was found, or it returns nothing

  private:
    Event statement_;
    std::string text_;
};

} // namespace lazymmu
