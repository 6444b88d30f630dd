// The file or the course that is open, and the images that it shows, are looked at four times a
// second; when one has changed, the interface gets what is in it now.
#pragma once

#include "app/gui/frame/app.h"

#include <string>
#include <vector>

namespace lazymmu::gui {

class Reloader {
  public:
    explicit Reloader(App& app) : app_(app) {}

    // Looks, if it is time to. Returns true if the interface got something new.
    bool tick(double now);
    // Seconds until it wants to look again.
    double due(double now) const;

  private:
    std::string stamp() const;
    bool take(const std::string& stamp);
    bool look_at_images();

    App& app_;
    double last_ = -1;
    std::string open_;                // the name of what is open
    bool opened_ = false;             // by the reader, as a file
    std::string file_, course_;       // that are watched; "": none
    std::string was_;                 // what the file held when it was last read
    std::string known_, seen_;        // stamps: of what was read, and of the last look
    std::vector<std::string> images_; // that are shown
    std::string images_seen_;
};

} // namespace lazymmu::gui
