// Saves what OpenGL drew.
#pragma once

#include <string>
#include <vector>

namespace lazymmu::gui {

// `rgba` as glReadPixels gives it: rows from the bottom. The rows are turned over in place.
bool save_png(const std::string& file, std::vector<unsigned char>& rgba, int width, int height,
              std::string& error);

} // namespace lazymmu::gui
