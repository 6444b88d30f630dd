// What readers of kernel code write that does not exist here, and what does.
#pragma once

#include <string_view>

namespace lazymmu::script {

// A sentence without its full stop, or "" for a word that is none of these.
std::string_view hint_for(std::string_view word);

} // namespace lazymmu::script
