#include "app/link/link.h"

#include <array>

#include <zlib.h>

namespace lazymmu {
namespace {

constexpr std::string_view start = "#v1.";
// The same as in web/page/share/link.mjs: whatever opens a link opens the same ones.
constexpr size_t most_json = size_t{4} << 20; // a few KB may unpack to gigabytes
constexpr size_t most_link = size_t{1} << 20;
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int raw = -15; // deflate without a header

std::string base64url(std::string_view bytes) {
    std::string out;
    unsigned held = 0, bits = 0;
    for (const char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) out += alphabet[held >> (bits - 6) & 63];
    }
    if (bits) out += alphabet[held << (6 - bits) & 63];
    return out;
}

// False: a character that cannot be there, or bits that no encoder leaves.
bool from_base64url(std::string_view text, std::string& out) {
    unsigned held = 0, bits = 0;
    for (const char c : text) {
        const size_t value = alphabet.find(c);
        if (value == alphabet.npos) return false;
        held = held << 6 | static_cast<unsigned>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>(held >> bits & 255);
    }
    return bits < 6 && (held & ((1u << bits) - 1)) == 0;
}

std::string deflated(std::string_view text) {
    z_stream z = {};
    if (deflateInit2(&z, 9, Z_DEFLATED, raw, 9, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string out(deflateBound(&z, static_cast<uLong>(text.size())), '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); // zlib only reads it
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;
    out.resize(done ? z.total_out : 0);
    deflateEnd(&z);
    return out;
}

// Returns an empty string, or what is wrong.
std::string inflate_bounded(std::string_view bytes, std::string& out) {
    z_stream z = {};
    if (inflateInit2(&z, raw) != Z_OK) return "there is no memory for it";
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    z.avail_in = static_cast<uInt>(bytes.size());
    std::array<char, 16384> block;
    int status = Z_OK;
    while (status == Z_OK && out.size() <= most_json) {
        z.next_out = reinterpret_cast<Bytef*>(block.data());
        z.avail_out = static_cast<uInt>(block.size());
        status = inflate(&z, Z_NO_FLUSH);
        out.append(block.data(), block.size() - z.avail_out);
    }
    const bool more = z.avail_in != 0;
    inflateEnd(&z);
    if (out.size() > most_json) return "it holds more than any session may have";
    if (status == Z_STREAM_END) return more ? "something stands behind its end" : "";
    return status == Z_BUF_ERROR ? "its end is missing" : "it is damaged";
}

std::string without_breaks(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (std::string_view(" \t\r\n<>").find(c) == std::string_view::npos) out += c;
    return out;
}

} // namespace

std::string make_link(std::string_view saved_json, std::string_view base) {
    return std::string(base.substr(0, base.find('#'))) + std::string(start) +
           base64url(deflated(saved_json));
}

bool looks_like_link(std::string_view text) {
    const size_t hash = text.find('#');
    if (hash == text.npos || text.substr(0, hash).find('\n') != text.npos) return false;
    std::string_view version = text.substr(hash + 1);
    if (!version.starts_with('v')) return false;
    version.remove_prefix(1);
    const size_t digits = version.find_first_not_of("0123456789");
    return digits != 0 && digits != version.npos && version[digits] == '.';
}

OpenedLink open_link(std::string_view text) {
    OpenedLink out;
    const std::string link = without_breaks(text);
    const size_t hash = link.find('#');
    if (hash == link.npos) return {"", "this is no link: nothing stands behind a #"};
    const std::string_view fragment = std::string_view(link).substr(hash);
    if (fragment.size() > most_link) return {"", "the link is too long"};
    if (!fragment.starts_with(start))
        return {"", fragment.starts_with("#v") ? "the link is of another version than v1"
                                               : "this link holds no session"};
    std::string bytes;
    if (!from_base64url(fragment.substr(start.size()), bytes) || bytes.empty())
        out.error = "the link is damaged: it has characters that no link has, or too few";
    else if (std::string why = inflate_bounded(bytes, out.json); !why.empty())
        out.error = "the link cannot be unpacked: " + why;
    if (!out.error.empty()) out.json.clear();
    return out;
}

} // namespace lazymmu
