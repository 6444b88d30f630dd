// The least that Dear ImGui can be on a page: one window with nothing in it, drawn once
// a frame. Built with the page's own flags, so that ./lab bench web has something to compare with.
#include "imgui.h"
#include "imgui_impl_opengl3.h"

#include <GLES3/gl3.h>
#include <emscripten.h>
#include <emscripten/html5.h>

#include "app/gui/ui/assets.h"

extern "C" EMSCRIPTEN_KEEPALIVE void shell_frame(float width, float height) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(width, height);
    io.DeltaTime = 1.0f / 60;
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    ImGui::Begin("Empty");
    ImGui::TextUnformatted("Nothing");
    ImGui::End();
    ImGui::Render();
    glViewport(0, 0, static_cast<int>(width), static_cast<int>(height));
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

int main() {
    EmscriptenWebGLContextAttributes attributes;
    emscripten_webgl_init_context_attributes(&attributes);
    attributes.majorVersion = 2;
    const EMSCRIPTEN_WEBGL_CONTEXT_HANDLE gl =
        emscripten_webgl_create_context("#canvas", &attributes);
    emscripten_webgl_make_context_current(gl);
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    const lazymmu::gui::Asset& font = lazymmu::gui::embedded_fonts().front();
    void* bytes = const_cast<unsigned char*>(font.bytes.data()); // it is only read
    ImGui::GetIO().Fonts->AddFontFromMemoryTTF(bytes, static_cast<int>(font.bytes.size()), 16,
                                               &config);
    ImGui_ImplOpenGL3_Init("#version 300 es");
    emscripten_exit_with_live_runtime();
    return 0;
}
