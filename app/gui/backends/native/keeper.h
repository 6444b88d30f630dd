// What outlives the program, in the user's state folder: what is open, written soon after each
// change; what was answered in quizzes; the settings.
//
// Each running program has a slot of its own: session-N.lazymmu.json, held by a lock that ends with
// the process, however it ends. A slot that nobody holds but that has a session is a crash's. The
// answers and the settings belong to all of them. Nothing that could not be read is written over.
#pragma once

#include "app/gui/frame/app.h"

#include <functional>
#include <string>

namespace lazymmu::gui {

class Keeper {
  public:
    explicit Keeper(App& app) : app_(app) {}
    ~Keeper();
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    // Loads what was kept. restore: a crash's session is opened; else it waits for another start.
    void start(const std::string& folder, bool restore);
    // Writes what has changed, not too often. Returns the seconds until it wants to be asked again.
    double tick(double now);
    // The program ends properly: what is open becomes the "last session".
    void finish();

    std::string last_session() const;

  private:
    bool take_slot(bool restore);
    void restore_crashed(bool open);
    void load_shared();
    bool keep_aside(const std::string& path, const std::string& why);
    std::string write_session();
    // A file that all running programs have. take(bytes): what another one has written; it returns
    // what is wrong with that. text(): what is to be in it then.
    using Take = std::function<std::string(const std::string& bytes)>;
    using Text = std::function<std::string()>;
    std::string write_shared(const std::string& path, const Take& take, const Text& text,
                             std::string& written);
    void tell(const std::string& error);
    void say(const std::string& text) { news_ += (news_.empty() ? "" : ". ") + text; }
    std::string file(const std::string& name) const { return folder_ + "/" + name; }

    App& app_;
    std::string folder_; // "": nothing is kept
    std::string session_path_;
    int lock_ = -1;
    int waiting_ = 0;     // sessions of crashes in other slots
    double next_ = 0;     // when it writes again
    double again_ = 0;    // seconds until it tries again what could not be written; 0: nothing
    std::string session_; // as they were written
    std::string progress_, settings_;
    std::string news_;  // that is to be told
    bool told_ = false; // that it cannot write
};

} // namespace lazymmu::gui
