// Draws the Markdown subset that narrations are written in: headings, paragraphs, emphasis, code
// spans and blocks, lists, quotes, tables, links, images. What it does not know is shown as it was
// written.
#pragma once

#include "app/gui/ui/ui.h"

#include <string>
#include <vector>

namespace lazymmu::gui {

struct MdRun {
    enum Style : u8 { plain, strong, emphasis, code, link };
    Style style = plain;
    std::string text;
    std::string target; // of a link, or an image
};

struct MdBlock {
    enum Kind : u8 { paragraph, heading, item, quote, code, table, rule, image };
    Kind kind = paragraph;
    int level = 0;                                     // of a heading; nesting of an item
    std::string marker;                                // of an item: "•" or "3."
    std::vector<MdRun> runs;                           // of an image: one, its text
    std::vector<std::vector<std::vector<MdRun>>> rows; // of a table; the first is its head
};

std::vector<MdBlock> parse_markdown(std::string_view text);
std::vector<MdRun> parse_runs(std::string_view text);

// Without its marks: for a list, a tip, a label.
std::string plain_words(std::string_view text);

void draw_markdown(const Ui& ui, std::string_view text);
// One paragraph, in another size: a title, or, dim, a summary.
enum class MdTone : u8 { text, heading, dim };
void draw_markdown_line(const Ui& ui, std::string_view text, float size, MdTone tone);

} // namespace lazymmu::gui
