#include "engine/hw_table.h"

#include <cstdio>

namespace lazymmu {

std::string hex_number(u64 value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}

const char* staleness_name(Staleness s) {
    constexpr const char* names[] = {"current", "legally stale", "wrong"};
    return names[static_cast<int>(s)];
}

const HwRow* HwTableView::find(MmId mm, u64 va) const {
    const HwRow* best = nullptr;
    for (const HwRow& r : rows)
        if (r.mm == mm && va - r.va < r.bytes && (!best || r.bytes < best->bytes)) best = &r;
    return best;
}

} // namespace lazymmu
