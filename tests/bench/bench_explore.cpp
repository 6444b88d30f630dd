// ./lab bench explore: the explorer beside SPIN on one transition system, in one run.
//
// The model is tests/bench/peers/lazy.pml; lazy_model.h is the same system on our engine, and the
// state counts must be equal or the figures mean nothing. SPIN's `pan` runs in its best safe mode
// (depth first, no reduction, table sized ahead), and breadth first, as we do. The three take
// turns; the figure to quote is the median of the ratios.
#include "tests/bench/peers/lazy_model.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

using namespace lazymmu;

double seconds_since(std::chrono::steady_clock::time_point from) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v.empty() ? 0 : v[v.size() / 2];
}

struct Ours {
    u64 states = 0;
    double seconds = 0, bytes_per_state = 0;
};

Ours run_ours(const peer::Model& model) {
    Explorer x(peer::make_start(model), peer::options());
    const auto from = std::chrono::steady_clock::now();
    x.run();
    Ours out;
    out.seconds = seconds_since(from);
    const ExploreReport r = x.report();
    if (r.verdict != Verdict::holds) {
        std::fprintf(stderr, "bench_explore: the system does not hold: %s\n", r.bound.c_str());
        std::exit(1);
    }
    out.states = r.states;
    out.bytes_per_state = static_cast<double>(r.peak_bytes) / static_cast<double>(r.states);
    return out;
}

struct Pan {
    u64 states = 0;
    double seconds = 0;
    bool built = false;
};

// Builds SPIN's verifier in its own folder; false without SPIN.
bool build_pan(const std::string& dir, const peer::Model& m, bool breadth_first) {
    const std::string model = std::string(LAZYMMU_SOURCE_DIR) + "/tests/bench/peers/lazy.pml";
    const std::string defines =
        " -DVARIANT=" + std::to_string(m.variant) + " -DT=" + std::to_string(m.tasks) +
        " -DK=" + std::to_string(m.irqs) + " -DR=" + std::to_string(m.rounds) +
        " -DINITP=" + std::to_string(m.init_pause);
    const std::string command = "cd '" + dir + "' && spin -a" + defines + " '" + model +
                                "' >spin.log 2>&1 && cc -O3 -w -DSAFETY -DNOREDUCE -DMEMLIM=8000" +
                                (breadth_first ? " -DBFS" : "") + " -o pan pan.c >cc.log 2>&1";
    return std::system(command.c_str()) == 0;
}

Pan run_pan(const std::string& dir) {
    Pan out;
    const std::string command = "cd '" + dir + "' && ./pan -m1000000 -w24 2>&1";
    const auto from = std::chrono::steady_clock::now();
    std::FILE* p = popen(command.c_str(), "r");
    if (!p) return out;
    char line[256];
    while (std::fgets(line, sizeof line, p)) {
        double states = 0, seconds = 0; // large counts are printed as 1.07985e+07
        if (std::strstr(line, "states, stored") && std::sscanf(line, "%lf", &states) == 1)
            out.states = static_cast<u64>(states);
        if (std::sscanf(line, "pan: elapsed time %lf", &seconds) == 1) out.seconds = seconds;
    }
    out.built = pclose(p) == 0;
    if (out.seconds < 0.01) out.seconds = seconds_since(from);
    return out;
}

// SPIN prints six digits of large counts.
bool same_count(u64 spin, u64 ours) {
    const u64 slack = ours / 100000;
    return spin + slack >= ours && ours + slack >= spin;
}

double rate(u64 states, double seconds) { return static_cast<double>(states) / seconds / 1e6; }

} // namespace

int main() {
    const struct {
        const char* name;
        peer::Model model;
        int runs;
    } sizes[] = {
        {"small  v7.2 T=3 K=0 R=1", {2, 3, 0, 1, 1}, 5},
        {"medium v7.2 T=3 K=1 R=1", {2, 3, 1, 1, 1}, 5},
        {"large  v7.2 T=3 K=2 R=2", {2, 3, 2, 2, 1}, 1},
    };
    std::string root = (std::filesystem::temp_directory_path() / "lazymmu-bench-XXXXXX").string();
    if (!mkdtemp(root.data())) return 1;
    std::printf("%-26s %11s %9s %9s %9s %8s %8s %7s\n", "system", "states", "ours M/s", "pan M/s",
                "pan bfs", "ratio", "vs bfs", "B/state");
    bool equal = true;
    for (const auto& size : sizes) {
        const std::string dfs = root + "/dfs", bfs = root + "/bfs";
        if (std::system(
                ("rm -rf '" + dfs + "' '" + bfs + "' && mkdir -p '" + dfs + "' '" + bfs + "'")
                    .c_str()))
            return 1;
        const bool have_spin =
            build_pan(dfs, size.model, false) && build_pan(bfs, size.model, true);
        std::vector<double> ours, pan, pan_bfs, ratio, ratio_bfs;
        Ours last;
        for (int i = 0; i < size.runs; i++) {
            last = run_ours(size.model);
            ours.push_back(rate(last.states, last.seconds));
            if (!have_spin) continue;
            const Pan a = run_pan(dfs), b = run_pan(bfs);
            equal &= same_count(a.states, last.states) && same_count(b.states, last.states);
            pan.push_back(rate(a.states, a.seconds));
            pan_bfs.push_back(rate(b.states, b.seconds));
            ratio.push_back(ours.back() / pan.back());
            ratio_bfs.push_back(ours.back() / pan_bfs.back());
        }
        std::printf("%-26s %11llu %9.2f %9.2f %9.2f %8.2f %8.2f %7.1f\n", size.name,
                    static_cast<unsigned long long>(last.states), median(ours), median(pan),
                    median(pan_bfs), median(ratio), median(ratio_bfs), last.bytes_per_state);
        std::fflush(stdout);
        if (!have_spin) std::printf("  (SPIN is not installed: apt install spin)\n");
    }
    const int removed = std::system(("rm -rf '" + root + "'").c_str());
    if (!equal) std::printf("the state counts differ: the figures mean nothing\n");
    return equal && removed == 0 ? 0 : 1;
}
