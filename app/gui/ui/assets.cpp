#include "app/gui/ui/assets.h"

namespace lazymmu::gui {

const Asset* find_asset(std::span<const Asset> assets, std::string_view name) {
    for (const Asset& asset : assets)
        if (asset.name == name) return &asset;
    return nullptr;
}

std::vector<LessonFile> built_in_lessons() {
    std::vector<LessonFile> files;
    for (const Asset& asset : embedded_lessons())
        files.push_back({std::string(asset.name), std::string(asset.text())});
    return files;
}

} // namespace lazymmu::gui
