// What the window does with files when the interface asks.
#pragma once

#include "app/gui/backends/native/keeper.h"
#include "app/gui/frame/app.h"
#include "app/gui/ui/file_host.h"

#include <string>
#include <utility>
#include <vector>

namespace lazymmu::gui {

class NativeFiles final : public FileHost {
  public:
    NativeFiles(App& app, const Keeper& keeper) : app_(app), keeper_(keeper) {}

    std::string save(const std::string& path, std::string_view bytes) override;
    void open(const std::string& path) override;
    void open_course(const std::string& folder) override;
    std::vector<FolderEntry> list(const std::string& folder) override;
    std::string home() override;
    void picture(const std::string& path) override { picture_ = path; }
    std::string link(const std::string& saved_json) override;
    std::string last_session() override { return keeper_.last_session(); }

    // A picture that is still to be taken; "" if none is.
    std::string take_picture() { return std::exchange(picture_, {}); }

  private:
    App& app_;
    const Keeper& keeper_;
    std::string picture_;
};

} // namespace lazymmu::gui
