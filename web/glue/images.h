// The images of lessons, as the page has them: the browser fetches and decodes (images.mjs).
#pragma once

#include "app/gui/ui/image_host.h"

namespace lazymmu::web {

gui::ImageHost& page_images();

} // namespace lazymmu::web
