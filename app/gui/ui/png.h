// Writes PNG pictures, without a library: good enough for screens (flat colours, repeated rows).
#pragma once

#include <cstddef>
#include <string>

namespace lazymmu::gui {

// `pixels`: rows from the top, RGBA, 8 bits each; alpha is dropped. Returns the file's bytes.
std::string png_encode(const unsigned char* pixels, int width, int height);

} // namespace lazymmu::gui
