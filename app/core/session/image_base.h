// Where the images of the lesson that is open are: beside its file, if that is known.
#pragma once

#include "app/core/session/session.h"

#include <string>
#include <string_view>

namespace lazymmu {

struct ImageHome {
    std::string course; // as it was opened: a folder, or an address; "": the lesson is in none
    std::string file;   // of the lesson: below the course, or as it was opened; "": nowhere

    bool operator==(const ImageHome&) const = default;
    // The lesson's file, and one that is beside it.
    std::string lesson() const;
    std::string beside(std::string_view path) const;
};

// Nowhere: for the built-in lessons, which have no folder.
ImageHome image_home(const Session& s);

} // namespace lazymmu
