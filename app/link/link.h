// Links that hold a whole session: an address, then "#v1." and the session's JSON
// (app/core/session/saved_session.h), deflated and in base64url without padding. What stands behind
// the # is never sent to a server. For native programs; the page has the browser do the same.
#pragma once

#include <string>
#include <string_view>

namespace lazymmu {

// Where links lead if nobody says otherwise: what `./lab web` serves.
inline constexpr std::string_view default_link_base = "http://localhost:8080/";

std::string make_link(std::string_view saved_json, std::string_view base = default_link_base);

// A whole link or what follows its #; blanks, line breaks and < > around it are dropped.
bool looks_like_link(std::string_view text);
struct OpenedLink {
    std::string json;  // not read yet: it may hold anything
    std::string error; // "" if it could be unpacked
};
OpenedLink open_link(std::string_view text);

} // namespace lazymmu
