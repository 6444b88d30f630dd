// A first screen: enough for the platforms and their tests to show that they work.
#include "app/gui/app.h"

#include "app/gui/assets.h"
#include "app/gui/json_text.h"

#include "imgui.h"
#include "imgui_stdlib.h"

#include <cstdlib>

namespace lazymmu::gui {

struct App::Impl {
    Options options;
    std::string error, opened, text;
    ImFont* ui = nullptr;
    ImFont* code = nullptr;
    int step = 0;
    bool playing = false, quit = false, light = false;
    float scale = 1;

    void apply_style();
    void narration();
};

namespace {

ImFont* load_font(const char* name) {
    const Asset* asset = find_asset(embedded_fonts(), name);
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    // ImGui's interface is not const-correct here; it does not write to data it does not own
    void* bytes = const_cast<unsigned char*>(asset->bytes.data());
    return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(bytes, static_cast<int>(asset->bytes.size()),
                                                      16, &config);
}

} // namespace

void App::Impl::apply_style() {
    ImGuiStyle style;
    if (light)
        ImGui::StyleColorsLight(&style);
    else
        ImGui::StyleColorsDark(&style);
    style.FontSizeBase = 16;
    style.FrameRounding = 4;
    style.ScaleAllSizes(scale);
    style.FontScaleDpi = scale;
    ImGui::GetStyle() = style;
}

void App::Impl::narration() {
    ImGui::TextWrapped("Arrows ←→ turn steps ▶ ■ ●, counters go 0 → 1 → 2, and 2 × 3 ≠ 7.");
    ImGui::PushFont(code, 15);
    ImGui::TextUnformatted("lazy_mmu_mode_enable(); // 0O 1lI | ✓ ✗ …");
    ImGui::PopFont();
}

App::App() : impl_(std::make_unique<Impl>()) {}
App::~App() = default;

void App::init(const Options& options) {
    impl_->options = options;
    impl_->light = options.theme == "light" || (options.theme.empty() && !options.prefers_dark);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    impl_->ui = load_font("Inter-Regular.otf");
    impl_->code = load_font("JetBrainsMono-Regular.ttf");
    impl_->apply_style();
}

void App::set_scale(float scale) {
    impl_->scale = scale;
    impl_->apply_style();
}

void App::frame() {
    Impl& s = *impl_;
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport->WorkPos);
    ImGui::SetNextWindowSize(viewport->WorkSize);
    ImGui::Begin("Lazy MMU Lab", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoBringToFrontOnFocus);
    if (ImGui::Button("Back") && s.step > 0) s.step--;
    ImGui::SameLine();
    if (ImGui::Button("Step")) s.step++;
    ImGui::SameLine();
    ImGui::Checkbox("Play", &s.playing);
    ImGui::SameLine();
    ImGui::Text("step %d", s.step);
    ImGui::InputText("Script", &s.text);
    s.narration();
    if (!s.error.empty()) ImGui::TextWrapped("%s", s.error.c_str());
    if (ImGui::Button("Quit")) s.quit = true;
    ImGui::End();
}

void App::open_bytes(std::string_view name, std::span<const unsigned char> bytes) {
    impl_->opened = std::string(name) + ":" + std::to_string(bytes.size());
    impl_->error.clear();
}

void App::open_failed(std::string_view name, std::string_view why) {
    impl_->error = std::string(name) + ": " + std::string(why);
}

bool App::wants_quit() const { return impl_->quit; }
bool App::needs_frames() const { return impl_->playing; }

std::string App::command(std::string_view line) {
    Impl& s = *impl_;
    if (line == "step") {
        s.step++;
    } else if (line == "back") {
        s.step -= s.step > 0;
    } else if (line == "theme light" || line == "theme dark") {
        s.light = line == "theme light";
        s.apply_style();
    } else {
        return "unknown command: " + std::string(line);
    }
    return {};
}

std::string App::state_json() const {
    const Impl& s = *impl_;
    return "{\"lesson\":" + json_quoted(s.options.lesson) +
           ",\"arch\":" + json_quoted(s.options.arch) +
           ",\"kernel\":" + json_quoted(s.options.kernel) +
           ",\"theme\":" + json_quoted(s.light ? "light" : "dark") +
           ",\"step\":" + std::to_string(s.step) + ",\"steps\":0,\"digest\":\"0\"" +
           ",\"opened\":" + json_quoted(s.opened) + ",\"text\":" + json_quoted(s.text) +
           ",\"error\":" + json_quoted(s.error) + "}";
}

} // namespace lazymmu::gui
