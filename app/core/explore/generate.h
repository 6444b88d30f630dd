// All programs of up to K calls for each task, short ones first: so that any bad use can be asked
// for.
#pragma once

#include "engine/limits.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

// The statement behind a short name ("enable", "set", "clear", "yield", ...) or behind the name of
// any call of the language. "": there is none.
std::string generated_call(std::string_view name);
std::vector<std::string_view> generated_call_names();

class Generator {
  public:
    // names: as above. balanced: only programs that close each section and pause that they open, in
    // order, and nothing else.
    Generator(std::vector<std::string> names, u32 most_calls, int tasks, bool balanced);

    // The next program; false after the last. Programs come by their number of calls.
    bool next();
    std::string text() const; // task blocks
    u32 calls() const { return total_; }
    u64 count() const; // of programs, all in all

  private:
    using Body = std::vector<u8>; // indices into names_
    bool choose(size_t task, u32 left);

    std::vector<std::string> names_;
    std::vector<std::vector<Body>> bodies_; // by length
    int tasks_;
    u32 most_, total_ = 0;
    struct Pick {
        u32 length = 0;
        size_t index = 0;
    };
    std::vector<Pick> picks_; // one for each task
    bool started_ = false;
};

} // namespace lazymmu
