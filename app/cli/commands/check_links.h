// What the texts of lessons name: other lessons, files, parts of the machine, images.
#pragma once

#include "app/cli/text/report.h"

namespace lazymmu::cli {

// Each adds an error, with its place, to the file that it is in.
void dead_links(Report& report);
void bad_images(Report& report);

} // namespace lazymmu::cli
