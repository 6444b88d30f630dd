// What a run is printed on: standard output, with colours and with characters outside of ASCII, or
// without.
#pragma once

#include "app/cli/text/markdown.h"
#include "app/cli/text/out.h"
#include "app/cli/text/record.h"

#include <algorithm>
#include <string>

namespace lazymmu::cli {

class Paper {
  public:
    explicit Paper(const TextStyle& style) : s_(style) {}

  protected:
    std::string paint(const char* code, const std::string& text) const {
        return s_.color ? styled(code, text) : text;
    }
    const char* glyph(const char* nice, const char* ascii) const { return s_.ascii ? ascii : nice; }

    // The engine's texts may hold a few characters that are not ASCII.
    void put(const std::string& text) const {
        std::string out = text;
        if (s_.ascii) {
            for (size_t at; (at = out.find("→")) != out.npos;) out.replace(at, 3, "->");
            for (char& c : out)
                if (static_cast<unsigned char>(c) >= 0x80) c = '?';
        }
        cli::put(out);
    }
    void tell(const std::string& markdown) const {
        if (!markdown.empty())
            put(render_markdown(markdown, {std::min(s_.width, 80) - 2, 2, s_.color}));
    }

    TextStyle s_;
};

} // namespace lazymmu::cli
