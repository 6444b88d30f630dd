// Reads a file whole, unpacking it if its name ends in .xz.
#pragma once

#include <string>

namespace lazymmu {

// False: error says what went wrong. At most max_bytes, unpacked.
bool read_file(const std::string& path, size_t max_bytes, std::string& out, std::string& error);

} // namespace lazymmu
