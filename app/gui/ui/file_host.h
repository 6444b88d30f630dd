// What the interface asks a platform that has files. App itself never touches one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::gui {

struct FolderEntry {
    std::string name;
    bool folder = false;
};

class FileHost {
  public:
    virtual ~FileHost() = default;
    // The platform itself asks where to save and what to open: a path is then only a file's name,
    // or empty when opening.
    virtual bool asks() const { return false; }
    // Returns an empty string, or why it could not be done. What was in the file before is lost
    // only if all of the new is in it.
    virtual std::string save(const std::string& path, std::string_view bytes) = 0;
    // Gives what it holds to App::open_bytes(), or says there why not.
    virtual void open(const std::string& path) = 0;
    // Gives the lessons of a folder to App::open_course(), or says there why not.
    virtual void open_course(const std::string& folder) = 0;
    // Folders first; nothing if it cannot be read.
    virtual std::vector<FolderEntry> list(const std::string& folder) = 0;
    virtual std::string home() = 0; // where a dialog begins: a folder, with its last slash
    // A PNG of the next frame. Errors are told when it is written.
    virtual void picture(const std::string& path) = 0;
    // A link that opens a saved session; "": there are none here.
    virtual std::string link(const std::string& saved_json) = 0;
    // What was open when the program was last closed; "": nothing is known.
    virtual std::string last_session() = 0;
};

} // namespace lazymmu::gui
