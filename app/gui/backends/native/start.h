// What the native programs have in common on their command line, and reading files.
#pragma once

#include "app/gui/frame/app.h"

#include <string>
#include <vector>

namespace lazymmu::gui {

struct Start {
    Options options;
    std::string course, course_lesson; // --course DIR, and a lesson of it
    std::vector<std::string> files;    // lessons and scripts to open, by path
    int width = 1440, height = 900;
    float scale = 0;                   // of the interface; 0: as the monitor says
    bool channel = false;              // --stdin
    std::string out;                   // --out FILE.png, for programs that draw one picture
    std::vector<std::string> commands; // --cmd COMMAND, in order, before that picture
    bool keeps = true;                 // autosave; not while tests drive the program
    std::string state;                 // --state DIR: where it keeps things
    bool help = false;
};

extern const char* const start_usage;

bool parse_start(int argc, char** argv, Start& start, std::string& error);

// The course and the files that the command line names.
void open_start(App& app, const Start& start);

// Reads the file, or the folder of lessons, and gives it to the interface, or says there that it
// could not be read.
void open_file(App& app, const std::string& path);

} // namespace lazymmu::gui
