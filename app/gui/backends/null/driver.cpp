#include "app/gui/backends/null/driver.h"

#include "app/core/tell/json_text.h"
#include "app/gui/frame/platform_state.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

// What a renderer would answer to the dynamic textures of Dear ImGui 1.92.
void accept_textures() {
    for (ImTextureData* texture : *ImGui::GetDrawData()->Textures) {
        if (texture->Status == ImTextureStatus_WantCreate ||
            texture->Status == ImTextureStatus_WantUpdates) {
            texture->SetTexID(1);
            texture->SetStatus(ImTextureStatus_OK);
        } else if (texture->Status == ImTextureStatus_WantDestroy) {
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
        }
    }
}

} // namespace

NullDriver::NullDriver(const Options& options, float width, float height)
    : context_(ImGui::CreateContext()) {
    ImGui::SetCurrentContext(context_);
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(width, height);
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    app_.init(options);
    enable_ui_hooks(true);
    frames(3);
}

NullDriver::~NullDriver() {
    ImGui::SetCurrentContext(context_); // another may have come after it
    enable_ui_hooks(false);
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        texture->SetTexID(ImTextureID_Invalid);
        texture->SetStatus(ImTextureStatus_Destroyed);
    }
    ImGui::DestroyContext(context_);
}

void NullDriver::frames(int n) {
    ImGui::SetCurrentContext(context_);
    for (int i = 0; i < n; i++) {
        ImGui::GetIO().DeltaTime = 1 / 60.f;
        begin_frame();
        ImGui::NewFrame();
        app_.frame();
        ImGui::Render();
        accept_textures();
    }
}

void NullDriver::resize(float width, float height) {
    ImGui::GetIO().DisplaySize = ImVec2(width, height);
    frames(3);
}

const Widget* NullDriver::wait_for(std::string_view label, std::string_view window) {
    for (int i = 0; i < 4; i++) {
        frames();
        if (const Widget* w = find_widget(label, window)) return w;
    }
    return nullptr;
}

bool NullDriver::has(std::string_view label, std::string_view window) {
    frames(2);
    return find_widget(label, window) != nullptr;
}

bool NullDriver::hover(std::string_view label, std::string_view window) {
    const Widget* w = wait_for(label, window);
    if (!w) return false;
    move_to(w->x + std::min(w->w / 2, 12.f), w->y + w->h / 2);
    return true;
}

bool NullDriver::click(std::string_view label, std::string_view window, int button) {
    const Widget* w = wait_for(label, window);
    if (!w) return false;
    click_at(w->x + std::min(w->w / 2, 12.f), w->y + w->h / 2, button);
    return true;
}

void NullDriver::move_to(float x, float y) {
    ImGui::GetIO().AddMousePosEvent(x, y);
    frames(2);
}

void NullDriver::click_at(float x, float y, int button) {
    move_to(x, y);
    ImGui::GetIO().AddMouseButtonEvent(button, true);
    frames();
    ImGui::GetIO().AddMouseButtonEvent(button, false);
    frames(2);
}

void NullDriver::drag(float x0, float y0, float x1, float y1) {
    move_to(x0, y0);
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    frames();
    for (int i = 1; i <= 8; i++) {
        const float t = static_cast<float>(i) / 8;
        ImGui::GetIO().AddMousePosEvent(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t);
        frames();
    }
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    frames(2);
}

void NullDriver::wheel(float dx, float dy) {
    ImGui::GetIO().AddMouseWheelEvent(dx, dy);
    frames(8);
}

void NullDriver::key(ImGuiKeyChord chord) {
    ImGuiIO& io = ImGui::GetIO();
    const ImGuiKey key = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
    for (const bool down : {true, false}) {
        for (const ImGuiKey mod : {ImGuiMod_Ctrl, ImGuiMod_Shift, ImGuiMod_Alt, ImGuiMod_Super})
            if (chord & mod) io.AddKeyEvent(mod, down);
        io.AddKeyEvent(key, down);
        frames(2);
    }
}

void NullDriver::type(std::string_view utf8) {
    ImGui::GetIO().AddInputCharactersUTF8(std::string(utf8).c_str());
    frames(3);
}

std::string NullDriver::state() const { return platform_state_json(app_); }

} // namespace lazymmu::gui
