// lazymmu-lab-shot: one picture of the interface, at any size and scale, without a display.
//   lazymmu-lab-shot --out FILE.png [--size WxH] [--scale X] [--cmd COMMAND]... [LESSON]
#include "app/core/tell/visible.h"
#include "app/gui/backends/native/native_images.h"
#include "app/gui/backends/native/picture.h"
#include "app/gui/backends/native/start.h"
#include "app/gui/ui/ui_hooks.h"

#include "imgui.h"
#include "imgui_impl_opengl3.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#define GL_GLEXT_PROTOTYPES
#include <GL/glcorearb.h>

#include <cmath>
#include <cstdio>

using namespace lazymmu::gui;

namespace {

bool make_context(std::string& error) {
    const auto get_display = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
        eglGetProcAddress("eglGetPlatformDisplayEXT"));
    EGLDisplay display = EGL_NO_DISPLAY;
    if (get_display)
        display = get_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (display == EGL_NO_DISPLAY || !eglInitialize(display, nullptr, nullptr)) {
        error = "EGL has no surfaceless platform here";
        return false;
    }
    eglBindAPI(EGL_OPENGL_API);
    const EGLint want[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT,
                           EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    eglChooseConfig(display, want, &config, 1, &count);
    const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION,
                              3,
                              EGL_CONTEXT_MINOR_VERSION,
                              2,
                              EGL_CONTEXT_OPENGL_PROFILE_MASK,
                              EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                              EGL_NONE};
    EGLContext context =
        eglCreateContext(display, count ? config : nullptr, EGL_NO_CONTEXT, version);
    if (!context || !eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) {
        error = "EGL has no OpenGL 3.2 here";
        return false;
    }
    return true;
}

void make_framebuffer(int width, int height) {
    GLuint framebuffer = 0, colour = 0;
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glGenRenderbuffers(1, &colour);
    glBindRenderbuffer(GL_RENDERBUFFER, colour);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour);
}

void draw(App& app, int width, int height, int frames) {
    for (int i = 0; i < frames; i++) {
        ImGui::GetIO().DeltaTime = 1 / 60.f;
        begin_frame();
        ImGui_ImplOpenGL3_NewFrame();
        ImGui::NewFrame();
        app.frame();
        ImGui::Render();
        glViewport(0, 0, width, height);
        const ImVec4& ground = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
        glClearColor(ground.x, ground.y, ground.z, 1); // the layout does not fill it again
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    }
}

bool run(const Start& start, std::string& error) {
    if (!make_context(error)) return false;
    const float scale = start.scale > 0 ? start.scale : 1;
    const int width = static_cast<int>(std::lround(static_cast<float>(start.width) * scale));
    const int height = static_cast<int>(std::lround(static_cast<float>(start.height) * scale));
    make_framebuffer(width, height);

    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(static_cast<float>(start.width), static_cast<float>(start.height));
    io.DisplayFramebufferScale = ImVec2(scale, scale);
    {
        App app;
        app.init(start.options);
        NativeImages images(app);
        app.set_image_host(&images);
        if (!ImGui_ImplOpenGL3_Init("#version 150")) {
            error = "Dear ImGui cannot use this OpenGL";
            return false;
        }
        draw(app, width, height, 2);
        open_start(app, start);
        for (const std::string& command : start.commands) {
            error = app.command(command);
            if (!error.empty()) return false;
            draw(app, width, height, 2);
        }
        draw(app, width, height, 60); // a second: short animations have ended
    }
    std::vector<unsigned char> rgba(static_cast<size_t>(width) * static_cast<size_t>(height) * 4);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
    return save_png(start.out, rgba, width, height, error);
}

} // namespace

int main(int argc, char** argv) {
    Start start;
    std::string error;
    bool ok = parse_start(argc, argv, start, error);
    if (ok && start.out.empty()) {
        ok = false;
        error = "--out FILE.png is missing";
    }
    if (!ok || start.help) {
        std::fprintf(stderr, "%s%susage: lazymmu-lab-shot --out FILE.png [options] [LESSON]\n%s",
                     lazymmu::visible_line(error).c_str(), ok ? "" : "\n", start_usage);
        return start.help ? 0 : 2;
    }
    if (!run(start, error)) {
        std::fprintf(stderr, "lazymmu-lab-shot: %s\n", lazymmu::visible_line(error).c_str());
        return 1;
    }
    return 0;
}
