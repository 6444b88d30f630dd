// The images of lessons that were opened from files.
#pragma once

#include "app/gui/frame/app.h"
#include "app/gui/ui/image_host.h"

namespace lazymmu::gui {

class NativeImages final : public ImageHost {
  public:
    explicit NativeImages(App& app) : app_(app) {}
    void ask(const ImageWish& wish) override;

  private:
    App& app_;
};

// A file below the folder `home`, and really there: no link leads out of it. Returns an empty
// string, or why it cannot be had.
std::string read_image(const std::string& home, const std::string& path, std::string& bytes);

} // namespace lazymmu::gui
