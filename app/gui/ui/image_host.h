// What the interface asks a platform that can show the images of lessons.
#pragma once

#include "app/core/session/image_base.h"

#include <string>

namespace lazymmu::gui {

struct ImageWish {
    unsigned id = 0;  // for App::supply_image() and App::image_failed()
    ImageHome home;   // of the lesson; never nowhere
    std::string path; // below the lesson's folder; image_path_problem() has nothing against it
};

class ImageHost {
  public:
    virtual ~ImageHost() = default;
    // It is answered now or later, once. Only what is beside the lesson may be read.
    virtual void ask(const ImageWish& wish) = 0;
};

} // namespace lazymmu::gui
