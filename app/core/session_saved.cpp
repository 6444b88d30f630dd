// Session: opening what was saved.
#include "app/core/saved_session.h"
#include "app/core/session.h"

namespace lazymmu {

std::string Session::open_saved(const Command& command) {
    const std::string title = "Cannot open " + command.name;
    ReadSaved read = read_saved(command.text, command.name);
    if (!read.errors.empty()) return refuse(title, std::move(read.errors));
    Restored made = restore(read.saved, library_, command.name);
    if (!made.document) return refuse(title, std::move(made.errors));
    show_at(std::move(made.document), read.saved.lesson_step);
    if (!read.saved.digest.empty() && read.saved.digest != machine().digest().hex())
        message_ = {Message::notice,
                    "Another version of this program saved this: the same run ends up in another "
                    "state here",
                    {}};
    return {};
}

} // namespace lazymmu
