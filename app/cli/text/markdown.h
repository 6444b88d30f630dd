// A lesson's narration on a terminal: wrapped, with emphasis as colour where there is colour.
#pragma once

#include <string>
#include <string_view>

namespace lazymmu::cli {

struct MarkdownStyle {
    int width = 78;
    int indent = 2;
    bool color = false;
};
std::string render_markdown(std::string_view text, const MarkdownStyle& style);

} // namespace lazymmu::cli
