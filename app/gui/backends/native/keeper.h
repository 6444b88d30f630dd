// What outlives the program, in the user's state folder: what is open, written soon after each
// change; what was answered in quizzes; the settings.
//
// Each running program has a slot of its own: session-N.lazymmu.json, held by a lock that ends with
// the process, however it ends. A slot that nobody holds but that has a session is a crash's.
#pragma once

#include "app/gui/app.h"

#include <string>

namespace lazymmu::gui {

class Keeper {
  public:
    explicit Keeper(App& app) : app_(app) {}
    ~Keeper();
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    // Loads what was kept. restore: a crash's session is opened; else it is only told of.
    void start(const std::string& folder, bool restore);
    // Writes what has changed, not too often. Returns the seconds until it wants to be asked again.
    double tick(double now);
    // The program ends properly: what is open becomes the "last session".
    void finish();

    std::string last_session() const;

  private:
    bool take_slot();
    void restore_crashed(bool open);
    void write(const std::string& path, const std::string& text, std::string& written);
    std::string file(const char* name) const { return folder_ + "/" + name; }

    App& app_;
    std::string folder_; // "": nothing is kept
    std::string session_path_;
    int lock_ = -1;
    double next_ = 0;
    std::string session_, progress_, settings_; // as they were written
    bool told_ = false;                         // that it cannot write
};

} // namespace lazymmu::gui
