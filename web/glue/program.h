// What the parts of the page's program share (main_web.cpp).
#pragma once

#include "app/gui/frame/app.h"

#include <string>

namespace lazymmu::web {

gui::App& app();
// A text that the page reads right after the call.
const char* keep(std::string text);

} // namespace lazymmu::web
