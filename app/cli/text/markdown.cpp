#include "app/cli/text/markdown.h"

#include "app/cli/text/out.h"
#include "lessons/format/image.h"

#include <algorithm>
#include <vector>

namespace lazymmu::cli {

namespace {

constexpr auto bold_on = "1", bold_off = "22";
constexpr auto italic_on = "3", italic_off = "23";
constexpr auto code_on = "36", code_off = "39";

// `code`, **strong**, *emphasis* and [links](where), as colour; plain text keeps the quotes of
// code.
class Inline {
  public:
    explicit Inline(bool color) : color_(color) {}

    std::string render(std::string_view text) {
        std::string out;
        for (size_t i = 0; i < text.size();) {
            if (text[i] == '`') {
                const size_t end = text.find('`', i + 1);
                if (end == text.npos) return out + std::string(text.substr(i));
                const std::string code(text.substr(i + 1, end - i - 1));
                out += color_ ? style(code_on) + code + style(code_off) : code;
                i = end + 1;
            } else if (text.substr(i, 2) == "**") {
                mark(out, strong_, bold_on, bold_off);
                i += 2;
            } else if (text[i] == '*') {
                mark(out, emphasis_, italic_on, italic_off);
                i++;
            } else if (text[i] == '[' && link(text, i, out)) {
                continue;
            } else {
                out += text[i++];
            }
        }
        return out;
    }

  private:
    void mark(std::string& out, bool& open, const char* on, const char* off) {
        open = !open;
        if (color_) out += style(open ? on : off);
    }

    bool link(std::string_view text, size_t& i, std::string& out) {
        const size_t close = text.find("](", i);
        if (close == text.npos) return false;
        const size_t end = text.find(')', close);
        if (end == text.npos) return false;
        out += text.substr(i + 1, close - i - 1);
        const std::string_view where = text.substr(close + 2, end - close - 2);
        if (where.starts_with("http")) out += " <" + std::string(where) + ">";
        i = end + 1;
        return true;
    }

    bool color_;
    bool strong_ = false, emphasis_ = false;
};

void wrap(std::string_view text, int width, const std::string& first, const std::string& rest,
          std::string& out) {
    std::string line = first;
    int columns = display_width(first);
    bool empty = true;
    while (!text.empty()) {
        const size_t start = text.find_first_not_of(' ');
        if (start == text.npos) break;
        text.remove_prefix(start);
        const size_t space = text.find(' ');
        const std::string_view word = text.substr(0, space);
        text.remove_prefix(word.size());
        const int w = display_width(word);
        if (!empty && columns + 1 + w > width) {
            out += line + "\n";
            line = rest;
            columns = display_width(rest);
            empty = true;
        }
        if (!empty) line += ' ';
        line += word;
        columns += w + !empty;
        empty = false;
    }
    if (!empty) out += line + "\n";
}

std::vector<std::string> cells(std::string_view row, Inline& markup) {
    std::vector<std::string> out;
    if (row.starts_with('|')) row.remove_prefix(1);
    if (row.ends_with('|')) row.remove_suffix(1);
    while (true) {
        const size_t bar = row.find('|');
        std::string_view cell = row.substr(0, bar);
        while (cell.starts_with(' ')) cell.remove_prefix(1);
        while (cell.ends_with(' ')) cell.remove_suffix(1);
        out.push_back(markup.render(cell));
        if (bar == row.npos) return out;
        row.remove_prefix(bar + 1);
    }
}

void render_table(const std::vector<std::string_view>& rows, const std::string& indent,
                  Inline& markup, bool color, std::string& out) {
    std::vector<std::vector<std::string>> table;
    std::vector<int> widths;
    for (std::string_view row : rows) {
        if (row.find_first_not_of("|-: ") == row.npos) continue; // the line below the head
        table.push_back(cells(row, markup));
        widths.resize(std::max(widths.size(), table.back().size()));
        for (size_t i = 0; i < table.back().size(); i++)
            widths[i] = std::max(widths[i], display_width(table.back()[i]));
    }
    for (size_t r = 0; r < table.size(); r++) {
        std::string line = indent;
        for (size_t i = 0; i < table[r].size(); i++) {
            if (r == 0 && color) line += style(bold_on);
            line += table[r][i];
            if (r == 0 && color) line += style(bold_off);
            if (i + 1 < table[r].size())
                line += std::string(static_cast<size_t>(widths[i] - display_width(table[r][i]) + 3),
                                    ' ');
        }
        out += line + "\n";
    }
}

bool is_item(std::string_view line, size_t& marker) {
    if (line.starts_with("- ") || line.starts_with("* ")) return (marker = 2) != 0;
    size_t digits = 0;
    while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') digits++;
    if (digits == 0 || line.substr(digits, 2) != ". ") return false;
    marker = digits + 2;
    return true;
}

} // namespace

std::string render_markdown(std::string_view text, const MarkdownStyle& style) {
    const std::string indent(static_cast<size_t>(style.indent), ' ');
    std::string out, paragraph;
    std::string hang = indent, lead = indent;
    std::vector<std::string_view> table;
    const auto flush = [&] {
        Inline markup(style.color);
        if (!table.empty()) render_table(table, indent, markup, style.color, out);
        if (!paragraph.empty()) wrap(markup.render(paragraph), style.width, lead, hang, out);
        table.clear();
        paragraph.clear();
        lead = hang = indent;
    };
    while (!text.empty()) {
        const size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        size_t marker = 0;
        if (line.find_first_not_of(' ') == line.npos) {
            flush();
            if (!out.empty() && !out.ends_with("\n\n")) out += "\n";
        } else if (ImageLine image; read_image_line(line, image)) {
            flush();
            wrap("[image: " + std::string(image.alt) + "]", style.width, indent, indent + " ", out);
        } else if (line[0] == '|') {
            if (!paragraph.empty()) flush();
            table.push_back(line);
        } else if (is_item(line, marker)) {
            flush();
            lead = indent + (marker == 2 ? "- " : std::string(line.substr(0, marker)));
            hang = indent + std::string(marker, ' ');
            paragraph = line.substr(marker);
        } else {
            if (!table.empty()) flush();
            if (!paragraph.empty()) paragraph += ' ';
            paragraph += line;
        }
    }
    flush();
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

} // namespace lazymmu::cli
