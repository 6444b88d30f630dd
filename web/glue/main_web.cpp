// The page's side of the interface: DOM events come in from web/page/platform.mjs through the
// exported functions below, WebGL 2 draws. Emscripten's GLFW is not used: it has no high-DPI
// canvas, no clipboard, no input methods and hardly any touch.
#include "app/core/explore/explore_job.h"
#include "app/gui/frame/app.h"
#include "app/gui/frame/platform_state.h"
#include "app/gui/ui/ui_hooks.h"
#include "web/glue/bits.h"
#include "web/glue/files.h"
#include "web/glue/images.h"
#include "web/glue/keys.h"
#include "web/glue/program.h"
#include "web/glue/text_field.h"

#include "imgui.h"
#include "imgui_impl_opengl3.h"
#include "imgui_internal.h"

#include <GLES3/gl3.h>
#include <emscripten.h>
#include <emscripten/html5.h>

#include <cstring>
#include <random>
#include <string>

using namespace lazymmu::gui;
using namespace lazymmu::web;

// What the page does for us; web/page/platform.mjs has these as Module.platform.
// clang-format off
EM_JS(void, js_set_clipboard, (const char* text), {
    Module["platform"]["setClipboard"](UTF8ToString(text));
});
EM_JS(void, js_set_cursor, (int cursor), { Module["platform"]["setCursor"](cursor); });
EM_JS(void, js_set_text_field,
      (int on, float x, float y, float width, float height, int many_lines, const char* text,
       int from, int to), {
    Module["platform"]["setTextField"](on && { x, y, width, height, manyLines: !!many_lines,
        text: UTF8ToString(text), from, to });
});
EM_JS(void, js_open_url, (const char* url), { Module["platform"]["openUrl"](UTF8ToString(url)); });
EM_JS(void, js_copy_link, (), { Module["platform"]["copyLink"](); });
EM_JS(int, js_explore_start, (unsigned id, const char* plan), {
    return Module["platform"]["exploreStart"](id, UTF8ToString(plan)) ? 1 : 0;
});
EM_JS(void, js_explore_stop, (), { Module["platform"]["exploreStop"](); });
// clang-format on

App& lazymmu::web::app() {
    static App the_app;
    return the_app;
}

const char* lazymmu::web::keep(std::string text) {
    static std::string kept;
    kept = std::move(text);
    return kept.c_str();
}

namespace {

constexpr const char* glsl_version = "#version 300 es";

EMSCRIPTEN_WEBGL_CONTEXT_HANDLE gl = 0;
bool gl_ready = false;
bool started = false;
double last_ms = 0;
std::string clipboard;

// A search runs in a worker, so that the page goes on.
class WorkerHost final : public lazymmu::ExploreHost {
  public:
    bool start(lazymmu::u32 id, const std::string& plan_json) override {
        return js_explore_start(id, plan_json.c_str());
    }
    void stop() override { js_explore_stop(); }
};

void install_platform() {
    ImGuiIO& io = ImGui::GetIO();
    io.BackendPlatformName = "lazymmu_web";
    io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors | ImGuiBackendFlags_RendererHasTextures;
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    platform.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
        clipboard = text;
        js_set_clipboard(text);
    };
    platform.Platform_GetClipboardTextFn = [](ImGuiContext*) { return clipboard.c_str(); };
    platform.Platform_OpenInShellFn = [](ImGuiContext*, const char* url) {
        js_open_url(url);
        return true;
    };
}

// Tells the page what is being edited, when it has changed.
void report_text_field() {
    static lazymmu::web::TextField told;
    lazymmu::web::TextField now = lazymmu::web::active_text_field();
    if (now == told) return;
    told = std::move(now);
    js_set_text_field(told.id != 0, told.x, told.y, told.width, told.height, told.many_lines,
                      told.text.c_str(), told.from, told.to);
}

// Without a context everything goes on as it is, only undrawn: the text view shows it. The textures
// that Dear ImGui asks for are taken as made; they are made again when there is a context.
void pretend_textures() {
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures; // the renderer took it
    for (ImTextureData* t : ImGui::GetPlatformIO().Textures) {
        if (t->Status == ImTextureStatus_WantDestroy) {
            t->SetTexID(ImTextureID_Invalid);
            t->SetStatus(ImTextureStatus_Destroyed);
        } else if (t->Status != ImTextureStatus_OK) {
            t->SetTexID(1);
            t->SetStatus(ImTextureStatus_OK);
        }
    }
}

void begin_drawing() {
    emscripten_webgl_make_context_current(gl);
    for (ImTextureData* t : ImGui::GetPlatformIO().Textures) {
        t->SetTexID(ImTextureID_Invalid);
        t->SetStatus(ImTextureStatus_Destroyed); // Dear ImGui asks for it again
    }
    gl_ready = ImGui_ImplOpenGL3_Init(glsl_version);
}

void build_frame(double ms) {
    ImGuiIO& io = ImGui::GetIO();
    // a tab that slept for an hour does not play an hour of animation
    const double passed = last_ms > 0 && ms > last_ms ? (ms - last_ms) / 1000 : 1.0 / 60;
    io.DeltaTime = static_cast<float>(passed < 0.25 ? passed : 0.25);
    last_ms = ms;
    begin_frame();
    if (gl_ready) ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    app().frame();
    ImGui::Render();
    report_text_field();
}

} // namespace

extern "C" {

// ---- life

EMSCRIPTEN_KEEPALIVE void web_start(const char* lesson, const char* arch, const char* kernel,
                                    const char* theme, int prefers_dark, int embedded, int touch) {
    Options options;
    options.lesson = lesson;
    options.arch = arch;
    options.kernel = kernel;
    options.theme = theme;
    options.prefers_dark = prefers_dark;
    options.touch = touch;
    options.has_text_view = true;
    options.embedded = embedded;
    static WorkerHost worker;
    options.reader = std::random_device{}();
    app().init(options);
    app().set_explore_host(&worker);
    app().set_image_host(&lazymmu::web::page_images());
    if (!embedded) {
        app().set_link_copier([] { js_copy_link(); });
        app().set_file_host(&lazymmu::web::page_files());
    }
    // Not before: to ask the graphics card anything waits until it has started up.
    if (gl > 0 && !emscripten_is_webgl_context_lost(gl))
        begin_drawing();
    else
        pretend_textures();
    started = true;
}

EMSCRIPTEN_KEEPALIVE void web_frame(double ms) {
    if (!started) return;
    build_frame(ms);
    if (!gl_ready) return pretend_textures();
    const ImGuiIO& io = ImGui::GetIO();
    glViewport(0, 0, static_cast<int>(io.DisplaySize.x * io.DisplayFramebufferScale.x + 0.5f),
               static_cast<int>(io.DisplaySize.y * io.DisplayFramebufferScale.y + 0.5f));
    const ImVec4& ground = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
    glClearColor(ground.x, ground.y, ground.z, 1); // the layout does not fill it again
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    static int shown_cursor = -2;
    const int cursor = ImGui::GetMouseCursor();
    if (cursor != shown_cursor) js_set_cursor(shown_cursor = cursor);
}

// Wants
EMSCRIPTEN_KEEPALIVE int web_wants() {
    return (ImGui::GetIO().WantTextInput ? wants_caret : 0) |
           (app().needs_frames() ? wants_frames : 0) |
           (app().take_text_view() ? wants_text_view : 0) |
           (app().wanted_lesson().empty() ? 0 : wants_lesson);
}

EMSCRIPTEN_KEEPALIVE void web_context_lost() {
    if (!gl_ready) return;
    gl_ready = false;
    ImGui_ImplOpenGL3_Shutdown();
    pretend_textures();
}

EMSCRIPTEN_KEEPALIVE void web_context_restored() {
    if (started) begin_drawing();
}

EMSCRIPTEN_KEEPALIVE int web_draws() { return gl_ready; }

// ---- input

EMSCRIPTEN_KEEPALIVE void web_size(float width, float height, int pixels_x, int pixels_y) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(width, height);
    io.DisplayFramebufferScale = ImVec2(width > 0 ? static_cast<float>(pixels_x) / width : 1,
                                        height > 0 ? static_cast<float>(pixels_y) / height : 1);
}

EMSCRIPTEN_KEEPALIVE void web_mouse(float x, float y, int touch) {
    ImGuiIO& io = ImGui::GetIO();
    io.AddMouseSourceEvent(touch ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse);
    io.AddMousePosEvent(x, y);
}

EMSCRIPTEN_KEEPALIVE void web_button(int button, int down) {
    ImGui::GetIO().AddMouseButtonEvent(button, down);
}

EMSCRIPTEN_KEEPALIVE void web_wheel(float x, float y) { ImGui::GetIO().AddMouseWheelEvent(x, y); }

// Two fingers apart or together: the wheel of whatever zooms.
EMSCRIPTEN_KEEPALIVE void web_pinch(float x, float y, float notches) {
    ImGui::GetIO().AddMousePosEvent(x, y);
    const ImGuiWindow* under = ImGui::GetCurrentContext()->HoveredWindow;
    if (under && std::strstr(under->Name, "Timeline"))
        ImGui::GetIO().AddMouseWheelEvent(0, notches);
}

// mods: Mods
EMSCRIPTEN_KEEPALIVE void web_mods(int mods) {
    ImGuiIO& io = ImGui::GetIO();
    io.AddKeyEvent(ImGuiMod_Ctrl, mods & mods_ctrl);
    io.AddKeyEvent(ImGuiMod_Shift, mods & mods_shift);
    io.AddKeyEvent(ImGuiMod_Alt, mods & mods_alt);
    io.AddKeyEvent(ImGuiMod_Super, mods & mods_meta);
}

EMSCRIPTEN_KEEPALIVE void web_key(const char* code, const char* key, int down) {
    const ImGuiKey k = lazymmu::web::key_of(code, key);
    if (k != ImGuiKey_None) ImGui::GetIO().AddKeyEvent(k, down);
}

EMSCRIPTEN_KEEPALIVE void web_text(const char* text) {
    ImGui::GetIO().AddInputCharactersUTF8(text);
}

// The browser gives the clipboard only with its paste event: the key press comes after the text.
EMSCRIPTEN_KEEPALIVE void web_paste(const char* text) {
    clipboard = text;
    ImGuiIO& io = ImGui::GetIO();
    io.AddKeyEvent(io.ConfigMacOSXBehaviors ? ImGuiMod_Super : ImGuiMod_Ctrl, true);
    io.AddKeyEvent(ImGuiKey_V, true);
    io.AddKeyEvent(ImGuiKey_V, false);
    io.AddKeyEvent(io.ConfigMacOSXBehaviors ? ImGuiMod_Super : ImGuiMod_Ctrl, false);
}

EMSCRIPTEN_KEEPALIVE void web_focus(int on) { ImGui::GetIO().AddFocusEvent(on); }

EMSCRIPTEN_KEEPALIVE void web_mac(int on) { ImGui::GetIO().ConfigMacOSXBehaviors = on; }

// ---- lessons, which the page fetches when they are wanted

EMSCRIPTEN_KEEPALIVE const char* web_wanted() { return keep(app().wanted_lesson()); }

EMSCRIPTEN_KEEPALIVE void web_supply(const char* id, const char* text) {
    app().supply_lesson(id, text);
}

EMSCRIPTEN_KEEPALIVE void web_supply_failed(const char* id, const char* why) {
    app().lesson_failed(id, why);
}

// ---- searches that run in the worker

// 1: what is shown has changed
EMSCRIPTEN_KEEPALIVE int web_explore_news(unsigned id, const char* json) {
    return app().explore_news(id, json);
}

EMSCRIPTEN_KEEPALIVE void web_explore_lost(unsigned id, const char* why) {
    app().explore_lost(id, why);
}

// ---- automation

EMSCRIPTEN_KEEPALIVE const char* web_command(const char* line) { return keep(app().command(line)); }

EMSCRIPTEN_KEEPALIVE const char* web_mirror() { return keep(app().mirror_json()); }

EMSCRIPTEN_KEEPALIVE const char* web_state() { return keep(platform_state_json(app())); }

EMSCRIPTEN_KEEPALIVE const char* web_widgets() {
    static bool collecting = false; // from the first question on
    if (!collecting) enable_ui_hooks(collecting = true);
    return keep(widgets_json());
}

} // extern "C"

int main() {
    EmscriptenWebGLContextAttributes attributes;
    emscripten_webgl_init_context_attributes(&attributes);
    attributes.majorVersion = 2;
    attributes.alpha = false;
    attributes.depth = false;
    attributes.stencil = false;
    attributes.antialias = false;
    attributes.enableExtensionsByDefault = false; // none is needed, and to ask takes time
    attributes.powerPreference = EM_WEBGL_POWER_PREFERENCE_LOW_POWER;
    gl = emscripten_webgl_create_context("#canvas", &attributes);
    ImGui::CreateContext();
    install_platform();
    emscripten_exit_with_live_runtime(); // the page asks for frames from now on
    return 0;
}
