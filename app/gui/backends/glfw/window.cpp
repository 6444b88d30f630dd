#include "app/gui/backends/glfw/window.h"

#include "app/gui/backends/native/files.h"
#include "app/gui/backends/native/picture.h"
#include "app/gui/ui/ui_hooks.h"

#include "imgui.h"
#include "imgui_impl_glfw.h"
#include "imgui_impl_opengl3.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cstdio>
#include <random>

namespace lazymmu::gui {
namespace {

// Dear ImGui needs a frame to notice an event and one or two more to settle sizes.
constexpr int frames_after_event = 4;
constexpr double caret_seconds = 0.25;
constexpr double idle_seconds = 60;

std::string last_glfw_error;

Window* of(GLFWwindow* window) { return static_cast<Window*>(glfwGetWindowUserPointer(window)); }

// A window no larger than the screen it opens on, whatever was asked for.
void fit_to_monitor(int& width, int& height) {
    int x = 0, y = 0, w = 0, h = 0;
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor())
        glfwGetMonitorWorkarea(monitor, &x, &y, &w, &h);
    if (w > 0 && h > 0) {
        width = std::min(width, w);
        height = std::min(height, h);
    }
}

} // namespace

Window::~Window() {
    if (window_) {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui_ImplGlfw_Shutdown();
        ImGui::DestroyContext();
        glfwDestroyWindow(window_);
    }
    glfwTerminate();
}

bool Window::create(const Start& start, std::string& error) {
    glfwSetErrorCallback([](int, const char* text) { last_glfw_error = text; });
    if (!glfwInit()) {
        error = "no window: " + last_glfw_error;
        return false;
    }
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    int width = start.width, height = start.height;
    fit_to_monitor(width, height);
    GLFWwindow* window = glfwCreateWindow(width, height, "Lazy MMU Lab", nullptr, nullptr);
    if (!window) {
        error = "no OpenGL 3.2 window: " + last_glfw_error +
                " (LIBGL_ALWAYS_SOFTWARE=1 may help with a broken driver)";
        return false;
    }
    glfwSetWindowSizeLimits(window, 360, 300, GLFW_DONT_CARE, GLFW_DONT_CARE);
    glfwMakeContextCurrent(window);
    glfwSwapInterval(1);

    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    Options options = start.options;
    options.reader = std::random_device{}();
    app_.init(options);
    app_.set_file_host(&files_);
    app_.set_image_host(&images_);
    forced_scale_ = start.scale;
    glfwSetWindowUserPointer(window, this);
    window_ = window;
    install_callbacks();
    ImGui_ImplGlfw_InitForOpenGL(window, true); // chains to the callbacks above
    ImGui_ImplOpenGL3_Init("#version 150");
    apply_scale();
    frames_due_ = frames_after_event;
    return true;
}

void Window::install_callbacks() {
    glfwSetDropCallback(window_, [](GLFWwindow* w, int n, const char** paths) {
        for (int i = 0; i < n; i++) open_file(of(w)->app_, paths[i]);
    });
    glfwSetWindowContentScaleCallback(window_,
                                      [](GLFWwindow* w, float, float) { of(w)->apply_scale(); });
    glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { of(w)->apply_scale(); });
    // Some systems block the program while a window is being resized: draw from in there.
    glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { of(w)->draw_one(); });
}

// ImGui's units are GLFW's screen coordinates. Where those are pixels (X11), everything must be
// made larger on a dense screen; where the framebuffer is denser than they are, it already is.
void Window::apply_scale() {
    float scale = 1, unused = 1;
    glfwGetWindowContentScale(window_, &scale, &unused);
    int width = 0, pixels = 0;
    glfwGetWindowSize(window_, &width, nullptr);
    glfwGetFramebufferSize(window_, &pixels, nullptr);
    if (width > 0 && pixels > 0) scale *= static_cast<float>(width) / static_cast<float>(pixels);
    app_.set_scale(forced_scale_ > 0 ? forced_scale_ : std::clamp(scale, 0.5f, 8.f));
    frames_due_ = frames_after_event;
}

void Window::draw_one() {
    if (!window_) return;
    begin_frame();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
    app_.frame();
    ImGui::Render();
    int width = 0, height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    const ImVec4& ground = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
    glClearColor(ground.x, ground.y, ground.z, 1); // the layout does not fill it again
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    if (picture_) {
        // what was drawn is in the back buffer until it is shown
        picture_->resize(static_cast<size_t>(width) * static_cast<size_t>(height) * 4);
        glPixelStorei(GL_PACK_ALIGNMENT, 1);
        glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, picture_->data());
    }
    glfwSwapBuffers(window_);
}

void Window::draw(int frames) {
    for (int i = 0; i < frames; i++) {
        glfwPollEvents();
        draw_one();
    }
}

bool Window::shot(const std::string& file, std::string& error) {
    std::vector<unsigned char> rgba;
    picture_ = &rgba;
    draw(2);
    picture_ = nullptr;
    int width = 0, height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    return save_png(file, rgba, width, height, error);
}

void Window::wake() { glfwPostEmptyEvent(); }

void Window::keep(const Start& start) {
    const bool asked =
        !start.files.empty() || !start.course.empty() || !start.options.lesson.empty();
    const std::string folder = start.state.empty() ? state_folder() : start.state;
    if (start.keeps || !start.state.empty()) keeper_.start(folder, !asked);
}

void Window::take_asked_picture() {
    const std::string path = files_.take_picture();
    if (path.empty()) return;
    std::string error;
    if (shot(expand_home(path), error))
        app_.notice("Written: " + path);
    else
        app_.open_failed(path, error);
    frames_due_ = frames_after_event;
}

void Window::wait_for_something(double keeper_due) {
    if (frames_due_ > 0 || app_.needs_frames()) {
        glfwPollEvents();
        return;
    }
    // Returns early when an event comes; without one, only a blinking caret needs a frame.
    const double draws =
        std::min(keeper_due, ImGui::GetIO().WantTextInput ? caret_seconds : idle_seconds);
    const double timeout = std::min(draws, reloader_.due(glfwGetTime()));
    const double before = glfwGetTime();
    glfwWaitEventsTimeout(timeout);
    // to look at files needs no frame
    frames_due_ = glfwGetTime() - before < timeout ? frames_after_event : timeout < draws ? 0 : 1;
}

void Window::run(Channel* channel) {
    reloader_.tick(glfwGetTime()); // before the first frame, which may take long, a file can change
    while (!close_ && !glfwWindowShouldClose(window_)) {
        if (frames_due_ > 0 || app_.needs_frames()) draw_one();
        if (frames_due_ > 0) frames_due_--;
        std::string line;
        while (channel && channel->poll(line)) {
            if (line == "quit")
                close_ = true;
            else
                channel->answer(line, *this);
        }
        if (channel && channel->ended()) close_ = true;
        take_asked_picture();
        if (reloader_.tick(glfwGetTime())) frames_due_ = frames_after_event;
        const double keeper_due = keeper_.tick(glfwGetTime());
        if (!close_) wait_for_something(keeper_due);
    }
    keeper_.finish();
}

std::string Window::description() const {
    const auto text = [](GLenum name) {
        const GLubyte* s = glGetString(name);
        return s ? reinterpret_cast<const char*>(s) : "";
    };
    return std::string("{\"renderer\":\"") + text(GL_RENDERER) + "\",\"version\":\"" +
           text(GL_VERSION) + "\"}";
}

} // namespace lazymmu::gui
