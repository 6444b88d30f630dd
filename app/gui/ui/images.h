// The images of the texts that are shown. They are asked for when they are first drawn, and given
// up when they are not drawn any more, so that only those that are looked at are in memory.
#pragma once

#include "app/gui/ui/image_host.h"
#include "lessons/format/limits.h"

#include "imgui.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::gui {

class Images {
  public:
    struct Image {
        std::string path, alt;
        std::string problem; // why it will not come
        unsigned id = 0;     // of the wish
        u32 width = 0, height = 0;
        ImVec2 shown = ImVec2(0, 0);            // its size in the frame before; 0: only its text
        std::unique_ptr<ImTextureData> texture; // null: not here yet

        // The renderer has it.
        bool ready() const { return texture && texture->Status == ImTextureStatus_OK; }
    };

    Images() = default;
    ~Images();
    Images(const Images&) = delete;
    Images& operator=(const Images&) = delete;

    void set_host(ImageHost* host) { host_ = host; }
    void begin_frame(const Session& session);
    // For this frame. Null: a lesson may not have so many.
    Image* want(std::string_view path, std::string_view alt);
    void end_frame(); // what is new is asked for

    // `rgba`: rows from the top, 8 bits each, not multiplied by alpha. An id that is not wanted any
    // more is nothing to worry about.
    void supply(unsigned id, u32 width, u32 height, const unsigned char* rgba);
    void fail(unsigned id, std::string_view why);

    std::vector<std::string> files() const; // that are looked at
    void forget() { forget_ = true; }       // they are asked for again

    bool needs_frames() const;
    std::string json() const; // [{path, alt, state, width, height}]

  private:
    struct Entry {
        Image image;
        bool asked = false, drawn = true;
    };
    Entry* waiting(unsigned id);
    void drop(Entry& entry);
    void bury();

    std::vector<std::unique_ptr<Entry>> entries_;
    std::vector<std::unique_ptr<ImTextureData>> dropped_; // until the renderer has let go of them
    ImageHost* host_ = nullptr;
    ImageHome home_;
    std::string text_;  // of the lesson
    bool news_ = false; // since the last frame
    bool forget_ = false;
    unsigned last_id_ = 0;
};

} // namespace lazymmu::gui
