// Files on a page: what is saved is a download, and the browser asks what to open. Here are also
// the functions by which the page gives the program what it has read, and keeps what it says.
#pragma once

#include "app/gui/ui/file_host.h"

namespace lazymmu::web {

gui::FileHost& page_files();

} // namespace lazymmu::web
