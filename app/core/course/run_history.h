// The scripts that were run last, newest first: what they were and on which machine. A session
// keeps it as JSON.
#pragma once

#include "engine/config.h"
#include "lessons/format/issue.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct PastRun {
    std::string name, text;
    const Arch* arch = nullptr;
    Kernel kernel = kernel_default;
};

class RunHistory {
  public:
    static constexpr size_t most = 30;

    // A script that is there already, on the same machine, comes to the front.
    void add(PastRun run);
    void clear() { runs_.clear(); }
    const std::vector<PastRun>& runs() const { return runs_; }

    // [{"name": ..., "text": ..., "arch": ..., "kernel": ...}, ...]
    std::string json() const;
    // Nothing changes if the text is wrong.
    Issues load(std::string_view json, std::string file);

  private:
    std::vector<PastRun> runs_;
};

} // namespace lazymmu
