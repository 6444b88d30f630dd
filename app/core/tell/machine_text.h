// How a machine stands, in the words that all who tell it share: the mirror's tables and what
// differs between two moments.
#pragma once

#include "engine/kernel/machine.h"

#include <string>
#include <vector>

namespace lazymmu {

// "lazy", "not lazy", "paused", "in interrupt", "ended", "waits".
std::string task_mode_text(const Machine& m, TaskId id);

BatchView batch_of(const Machine& m, CpuId cpu, TaskId task);
// Where delayed work gathers: each CPU, or each task. Empty where nothing is delayed.
struct BatchPlace {
    CpuId cpu;
    TaskId task;
    std::string owner; // "CPU 0", "task A"
};
std::vector<BatchPlace> batch_places(const Machine& m);

std::string page_words(MmId mm, u64 va); // "user1 0x400000"

} // namespace lazymmu
