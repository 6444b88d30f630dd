#include "app/gui/assets.h"

namespace lazymmu::gui {

const Asset* find_asset(std::span<const Asset> assets, std::string_view name) {
    for (const Asset& asset : assets)
        if (asset.name == name) return &asset;
    return nullptr;
}

} // namespace lazymmu::gui
