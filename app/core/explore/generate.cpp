#include "app/core/explore/generate.h"

#include "engine/api.h"

#include <algorithm>

namespace lazymmu {

namespace {

struct Short {
    const char* name;
    const char* statement;
};
constexpr Short shorts[] = {
    {"enable", "lazy_mmu_mode_enable();"},
    {"disable", "lazy_mmu_mode_disable();"},
    {"pause", "lazy_mmu_mode_pause();"},
    {"resume", "lazy_mmu_mode_resume();"},
    {"set", "set_pte_at(USER, 1, \"pwu\");"},
    {"kset", "set_pte_at(KERNEL, 1, \"pw\");"},
    {"clear", "ptep_get_and_clear(USER);"},
    {"get", "ptep_get(USER);"},
    {"touch", "touch(USER);"},
    {"access", "access(USER, \"r\");"},
    {"yield", "schedule();"},
};

bool is_balanced(const std::vector<u8>& body, const std::vector<std::string>& names) {
    std::string open; // what is open, innermost last
    for (u8 i : body) {
        const std::string& n = names[i];
        const bool enable = n == "enable" || n == "lazy_mmu_mode_enable";
        const bool pause = n == "pause" || n == "lazy_mmu_mode_pause";
        const bool disable = n == "disable" || n == "lazy_mmu_mode_disable";
        const bool resume = n == "resume" || n == "lazy_mmu_mode_resume";
        if (enable || pause) open += enable ? 'e' : 'p';
        if (!disable && !resume) continue;
        if (open.empty() || open.back() != (disable ? 'e' : 'p')) return false;
        open.pop_back();
    }
    return open.empty();
}

} // namespace

std::string generated_call(std::string_view name) {
    for (const Short& s : shorts)
        if (name == s.name) return s.statement;
    const ApiCall* call = find_api_call(name);
    return call ? call->example : "";
}

std::vector<std::string_view> generated_call_names() {
    std::vector<std::string_view> out;
    for (const Short& s : shorts) out.push_back(s.name);
    for (const ApiCall& c : api_calls()) out.push_back(c.name);
    return out;
}

Generator::Generator(std::vector<std::string> names, u32 most_calls, int tasks, bool balanced)
    : names_(std::move(names)), tasks_(tasks), most_(most_calls),
      picks_(static_cast<size_t>(tasks)) {
    std::vector<Body> all = {{}}; // of one length, whether balanced or not
    for (u32 length = 0; length <= most_calls; length++) {
        bodies_.emplace_back();
        for (const Body& b : all)
            if (!balanced || is_balanced(b, names_)) bodies_.back().push_back(b);
        std::vector<Body> longer;
        if (length < most_calls)
            for (const Body& b : all)
                for (size_t i = 0; i < names_.size(); i++) {
                    longer.push_back(b);
                    longer.back().push_back(static_cast<u8>(i));
                }
        all = std::move(longer);
    }
}

// The first choice of bodies for the tasks from `task` on with so many calls in all.
bool Generator::choose(size_t task, u32 left) {
    if (task == picks_.size()) return left == 0;
    for (u32 length = std::min(left, most_) + 1; length-- > 0;) { // task A gets the longest first
        if (bodies_[length].empty()) continue;
        picks_[task] = {length, 0};
        if (choose(task + 1, left - length)) return true;
    }
    return false;
}

bool Generator::next() {
    if (!started_) {
        started_ = true;
        if (choose(0, total_)) return true;
    }
    while (total_ <= most_ * static_cast<u32>(tasks_)) {
        u32 left = 0; // calls of the tasks behind the one that moves on
        for (size_t t = picks_.size(); t-- > 0;) {
            Pick& p = picks_[t];
            if (p.index + 1 < bodies_[p.length].size()) {
                p.index++;
                if (choose(t + 1, left)) return true;
            }
            // shorter bodies of this task: the rest goes to the tasks behind it
            for (u32 length = p.length; length-- > 0;) {
                if (bodies_[length].empty()) continue;
                const u32 rest = left + p.length - length;
                const Pick before = p;
                p = {length, 0};
                if (choose(t + 1, rest)) return true;
                p = before;
            }
            left += p.length;
        }
        total_++;
        if (total_ <= most_ * static_cast<u32>(tasks_) && choose(0, total_)) return true;
    }
    return false;
}

u64 Generator::count() const {
    u64 one = 0, all = 1;
    for (const auto& b : bodies_) one += b.size();
    for (int t = 0; t < tasks_; t++) all *= one;
    return all;
}

std::string Generator::text() const {
    std::string out;
    for (size_t t = 0; t < picks_.size(); t++) {
        out += std::string("task ") + static_cast<char>('A' + t) + " {";
        for (u8 i : bodies_[picks_[t].length][picks_[t].index])
            out += "\n    " + generated_call(names_[i]);
        out += picks_[t].length ? "\n}\n" : " }\n";
    }
    return out;
}

} // namespace lazymmu
