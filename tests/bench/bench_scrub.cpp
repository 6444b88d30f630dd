// ./lab bench scrub: a run of more than 1,000,000 events under the timeline, in the whole interface
// without a renderer: what a frame costs the processor while the knob is dragged through the run
// and after jumps to anywhere, beside a frame of Dear ImGui that shows one empty window; and what a
// seek costs by itself. A session may have two million lines.
#include "app/core/session/open_run.h"
#include "app/gui/backends/null/driver.h"
#include "arch/arch.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>

using namespace lazymmu;
using namespace lazymmu::gui;

namespace {

constexpr const char* program = "repeat 400 as i {\n"
                                "  set_ptes(USER, 100, \"pwu\", 140);\n"
                                "  lazy_mmu_mode_enable();\n"
                                "  zap_pte_range(USER, 140);\n"
                                "  lazy_mmu_mode_disable();\n"
                                "}\n";
constexpr double goal_frame_ms = 8, goal_seek_ms = 5;

double cpu_ms() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

struct Times {
    double median = 0, p99 = 0;
};

Times measure(int n, const std::function<void(int)>& act) {
    std::vector<double> all;
    for (int i = 0; i < n; i++) {
        const double from = cpu_ms();
        act(i);
        all.push_back(cpu_ms() - from);
    }
    std::sort(all.begin(), all.end());
    return {all[all.size() / 2], all[all.size() * 99 / 100]};
}

void print(const char* what, Times t) {
    std::printf("%-34s median %7.3f ms   p99 %7.3f ms\n", what, t.median, t.p99);
}

Times empty_frames() {
    ImGuiContext* context = ImGui::CreateContext();
    ImGui::SetCurrentContext(context);
    ImGui::GetIO().DisplaySize = ImVec2(1280, 800);
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    ImGui::GetIO().IniFilename = nullptr;
    const Times t = measure(500, [](int) {
        ImGui::GetIO().DeltaTime = 1 / 60.f;
        ImGui::NewFrame();
        ImGui::Begin("Empty");
        ImGui::End();
        ImGui::Render();
    });
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures)
        texture->SetStatus(ImTextureStatus_Destroyed);
    ImGui::DestroyContext(context);
    return t;
}

std::string seek(u32 position) { return "seek " + std::to_string(position); }

// Of the session alone.
Times seeks(Timeline& timeline) {
    std::mt19937 random(1);
    return measure(
        2000, [&](int) { timeline.seek(static_cast<u32>(random()) % (timeline.length() + 1)); });
}

} // namespace

int main() {
    const Times empty = empty_frames();
    const DocumentResult made =
        make_script_document("long.txt", program, default_config(*find_arch("powerpc")));
    if (!made.document) {
        std::fprintf(stderr, "bench_scrub: %s\n", made.errors[0].text().c_str());
        return 1;
    }
    Timeline& timeline = made.document->timeline;
    const size_t events = timeline.all_events().size();
    std::printf("%u lines, %zu events\n", timeline.length(), events);
    const Times seek_times = seeks(timeline);

    Options options;
    options.arch = "powerpc";
    NullDriver lab(options);
    const std::string text = program;
    lab.app().open_bytes("long.txt",
                         {reinterpret_cast<const unsigned char*>(text.data()), text.size()});
    lab.frames(5);
    const u32 length = timeline.length();
    const auto at = [&](int i, int n) {
        return static_cast<u32>(static_cast<u64>(length) * static_cast<u64>(i) /
                                static_cast<u64>(n));
    };
    const Times dragged = measure(1000, [&](int i) {
        lab.app().command(seek(at(i, 1000)));
        lab.frames();
    });
    std::mt19937 random(2);
    const Times jumped = measure(500, [&](int) {
        lab.app().command(seek(static_cast<u32>(random()) % (length + 1)));
        lab.frames();
    });
    const Times still = measure(500, [&](int) { lab.frames(); });
    print("empty frame", empty);
    print("frame, nothing moves", still);
    print("frame while scrubbing", dragged);
    print("frame after a jump anywhere", jumped);
    print("seek to anywhere", seek_times);
    std::printf("scrubbing / empty frame: %.1f\n", dragged.median / std::max(empty.median, 1e-6));
    const bool ok =
        events >= 1'000'000 && dragged.median < goal_frame_ms && seek_times.p99 < goal_seek_ms;
    std::printf("%s: scrubbing median under %.0f ms, seek p99 under %.0f ms\n",
                ok ? "reached" : "not reached", goal_frame_ms, goal_seek_ms);
    return ok ? 0 : 1;
}
