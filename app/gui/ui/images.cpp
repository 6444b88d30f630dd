// Textures of our own (Dear ImGui 1.92): the renderer makes them when it sees WantCreate, and says
// Destroyed when it has let go of them, or has lost everything.
#include "app/gui/ui/images.h"

#include "app/core/tell/json_text.h"
#include "lessons/format/image.h"

#include "imgui_internal.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace lazymmu::gui {

Images::~Images() {
    if (!ImGui::GetCurrentContext()) return; // it is gone, and its list with it
    for (const auto& e : entries_)
        if (e->image.texture) ImGui::UnregisterUserTexture(e->image.texture.get());
    for (const auto& t : dropped_) ImGui::UnregisterUserTexture(t.get());
}

void Images::drop(Entry& entry) {
    std::unique_ptr<ImTextureData>& t = entry.image.texture;
    if (!t) return;
    if (t->Status == ImTextureStatus_OK) {
        t->SetStatus(ImTextureStatus_WantDestroy);
        t->UnusedFrames = 1;
        dropped_.push_back(std::move(t));
    } else {
        ImGui::UnregisterUserTexture(t.get());
    }
}

void Images::bury() {
    std::erase_if(dropped_, [](const auto& t) {
        if (t->Status != ImTextureStatus_Destroyed) return false;
        ImGui::UnregisterUserTexture(t.get());
        return true;
    });
}

void Images::begin_frame(const Session& session) {
    news_ = false;
    bury();
    ImageHome home = image_home(session);
    const std::string_view text =
        session.is_open() ? std::string_view(session.document().text) : std::string_view();
    const bool other = std::exchange(forget_, false) || home != home_ || text != text_;
    if (other) {
        home_ = std::move(home);
        text_ = text;
    }
    std::erase_if(entries_, [&](const auto& e) {
        if (!other && e->drawn) return false;
        drop(*e);
        return true;
    });
    for (const auto& e : entries_) {
        e->drawn = false;
        ImTextureData* t = e->image.texture.get();
        if (t && t->Status == ImTextureStatus_Destroyed) t->SetStatus(ImTextureStatus_WantCreate);
    }
}

Images::Image* Images::want(std::string_view path, std::string_view alt) {
    for (const auto& e : entries_)
        if (e->image.path == path) {
            e->drawn = true;
            e->image.alt = alt;
            return &e->image;
        }
    if (entries_.size() >= limits::images) return nullptr;
    entries_.push_back(std::make_unique<Entry>());
    Image& image = entries_.back()->image;
    image.path = path;
    image.alt = alt;
    image.problem = image_path_problem(path);
    if (image.problem.empty() && (!host_ || home_.file.empty()))
        image.problem = "this lesson's folder is not known here";
    return &image;
}

void Images::end_frame() {
    for (const auto& e : entries_) {
        if (e->asked || !e->image.problem.empty()) continue;
        e->asked = true;
        e->image.id = ++last_id_;
        host_->ask({e->image.id, home_, e->image.path});
    }
}

Images::Entry* Images::waiting(unsigned id) {
    for (const auto& e : entries_)
        if (e->asked && e->image.id == id && !e->image.texture && e->image.problem.empty())
            return e.get();
    return nullptr;
}

void Images::supply(unsigned id, u32 width, u32 height, const unsigned char* rgba) {
    if (!width || !height || width > limits::image_side || height > limits::image_side)
        return fail(id, "it is too large");
    Entry* e = waiting(id);
    if (!e) return;
    news_ = true;
    e->image.width = width;
    e->image.height = height;
    auto texture = std::make_unique<ImTextureData>();
    texture->Create(ImTextureFormat_RGBA32, static_cast<int>(width), static_cast<int>(height));
    std::memcpy(texture->Pixels, rgba, static_cast<size_t>(width) * height * 4);
    texture->UseColors = true;
    texture->SetStatus(ImTextureStatus_WantCreate);
    ImGui::RegisterUserTexture(texture.get());
    e->image.texture = std::move(texture);
}

void Images::fail(unsigned id, std::string_view why) {
    Entry* e = waiting(id);
    if (!e) return;
    news_ = true;
    e->image.problem = why;
}

std::vector<std::string> Images::files() const {
    std::vector<std::string> out;
    for (const auto& e : entries_)
        if (e->asked) out.push_back(home_.beside(e->image.path));
    return out;
}

bool Images::needs_frames() const {
    return news_ || forget_ || !dropped_.empty() ||
           std::any_of(entries_.begin(), entries_.end(),
                       [](const auto& e) { return e->image.texture && !e->image.ready(); });
}

std::string Images::json() const {
    JsonList out;
    for (const auto& e : entries_) {
        const Image& i = e->image;
        const char* state = !i.problem.empty() ? "missing" : i.ready() ? "shown" : "loading";
        out.raw(JsonObject()
                    .text("path", i.path)
                    .text("alt", i.alt)
                    .text("state", state)
                    .text("problem", i.problem)
                    .number("width", static_cast<i64>(i.shown.x))
                    .number("height", static_cast<i64>(i.shown.y))
                    .str());
    }
    return out.str();
}

} // namespace lazymmu::gui
