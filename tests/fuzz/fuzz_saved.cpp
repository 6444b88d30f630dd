// Links and saved sessions from anybody: an error with a place, or a session that saves to a text
// which opens again to the same state.
#include "app/core/session/saved_session.h"
#include "app/link/link.h"
#include "engine/check.h"

#include <cstdint>

using namespace lazymmu;

namespace {

constexpr u32 longest = 300; // lines worth a fuzz run's time

void open(std::string_view text) {
    Session session({});
    const std::string error =
        session.execute({Command::open_saved, 0, std::string(text), "fuzz.lazymmu.json"});
    LAZYMMU_ASSERT(error.empty() == session.is_open());
    if (!session.is_open() || session.length() > longest) return;
    const std::string again = saved_json(save_session(session));
    Session other({});
    LAZYMMU_ASSERT(other.execute({Command::open_saved, 0, again, "again.lazymmu.json"}).empty());
    LAZYMMU_ASSERT(other.machine().digest() == session.machine().digest());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    open(text);
    const OpenedLink link = open_link("#v1." + std::string(text));
    if (link.error.empty()) open(link.json);
    return 0;
}
