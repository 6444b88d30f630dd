// Text to blocks and spans: the small Markdown subset that narrations use. markdown.cpp draws it.
#include "app/gui/ui/markdown.h"

#include "lessons/format/image.h"

namespace lazymmu::gui {
namespace {

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r'))
        s.remove_suffix(1);
    return s;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (true) {
        const size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

void append(std::vector<MdRun>& runs, MdRun::Style style, std::string_view text,
            std::string_view target = {}) {
    if (text.empty()) return;
    if (style == MdRun::plain && !runs.empty() && runs.back().style == style)
        runs.back().text += text;
    else
        runs.push_back({style, std::string(text), std::string(target)});
}

// Strong words and emphasis may have code in them.
void append_with_code(std::vector<MdRun>& runs, MdRun::Style style, std::string_view text) {
    while (style != MdRun::code) {
        const size_t begin = text.find('`'), end = text.find('`', begin + 1);
        if (begin == text.npos || end == text.npos) break;
        append(runs, style, text.substr(0, begin));
        append(runs, MdRun::code, text.substr(begin + 1, end - begin - 1));
        text.remove_prefix(end + 1);
    }
    append(runs, style, text);
}

// "[text](target)" at the front of s: how long it is, 0 if it is none.
size_t link_length(std::string_view s, std::string_view& text, std::string_view& target) {
    const size_t middle = s.find("](");
    if (s.empty() || s[0] != '[' || middle == std::string_view::npos) return 0;
    const size_t end = s.find(')', middle);
    if (end == std::string_view::npos) return 0;
    text = s.substr(1, middle - 1);
    target = s.substr(middle + 2, end - middle - 2);
    return end + 1;
}

// "- ", "* ", "12. ": how long the marker is, 0 if it is none.
size_t marker_length(std::string_view s) {
    if (s.starts_with("- ") || s.starts_with("* ")) return 2;
    size_t i = 0;
    while (i < s.size() && i < 3 && s[i] >= '0' && s[i] <= '9') i++;
    return i > 0 && s.substr(i).starts_with(". ") ? i + 2 : 0;
}

bool is_table_rule(std::string_view s) {
    s = trimmed(s);
    return s.size() > 2 && s.find('-') != std::string_view::npos &&
           s.find_first_not_of("|-: ") == std::string_view::npos &&
           s.find('|') != std::string_view::npos;
}

std::vector<std::vector<MdRun>> cells_of(std::string_view line) {
    std::string_view s = trimmed(line);
    if (s.starts_with('|')) s.remove_prefix(1);
    if (s.ends_with('|')) s.remove_suffix(1);
    std::vector<std::vector<MdRun>> cells;
    while (true) {
        const size_t bar = s.find('|');
        cells.push_back(parse_runs(trimmed(s.substr(0, bar))));
        if (bar == std::string_view::npos) return cells;
        s.remove_prefix(bar + 1);
    }
}

class Parser {
  public:
    explicit Parser(std::string_view text) : lines_(lines_of(text)) {}

    std::vector<MdBlock> run() {
        for (size_t i = 0; i < lines_.size(); i++) line(i);
        close();
        return std::move(blocks_);
    }

  private:
    void line(size_t& i) {
        const std::string_view raw = lines_[i], s = trimmed(raw);
        if (s.starts_with("```")) return code(i);
        if (s.empty()) return close();
        if (s.starts_with('#')) return heading(s);
        if (ImageLine image; read_image_line(s, image)) {
            close();
            blocks_.push_back({MdBlock::image,
                               0,
                               {},
                               {{MdRun::plain, std::string(image.alt), std::string(image.path)}},
                               {}});
            return;
        }
        if (s == "---" || s == "***") {
            close();
            blocks_.push_back({MdBlock::rule, 0, {}, {}, {}});
            return;
        }
        if (i + 1 < lines_.size() && s.find('|') != std::string_view::npos &&
            is_table_rule(lines_[i + 1]))
            return table(i);
        if (const size_t marker = marker_length(s)) {
            close();
            open_.kind = MdBlock::item;
            open_.level = static_cast<int>(raw.find_first_not_of(" \t") / 2);
            open_.marker = marker == 2 ? "•" : std::string(s.substr(0, marker - 1));
            words_ = trimmed(s.substr(marker));
            return;
        }
        if (s.starts_with("> ") && open_.kind != MdBlock::quote) {
            close();
            open_.kind = MdBlock::quote;
            words_ = trimmed(s.substr(2));
            return;
        }
        if (!words_.empty()) words_ += ' ';
        words_ += open_.kind == MdBlock::quote && s.starts_with("> ") ? trimmed(s.substr(2)) : s;
    }

    void code(size_t& i) {
        close();
        std::string body;
        for (i++; i < lines_.size() && !trimmed(lines_[i]).starts_with("```"); i++) {
            if (!body.empty()) body += '\n';
            body += lines_[i];
        }
        blocks_.push_back({MdBlock::code, 0, {}, {{MdRun::code, body, {}}}, {}});
    }

    void heading(std::string_view s) {
        close();
        int level = 0;
        while (!s.empty() && s.front() == '#') {
            s.remove_prefix(1);
            level++;
        }
        blocks_.push_back({MdBlock::heading, level, {}, parse_runs(trimmed(s)), {}});
    }

    void table(size_t& i) {
        close();
        MdBlock block;
        block.kind = MdBlock::table;
        block.rows.push_back(cells_of(lines_[i]));
        for (i += 2; i < lines_.size() && lines_[i].find('|') != std::string_view::npos; i++)
            block.rows.push_back(cells_of(lines_[i]));
        i--;
        blocks_.push_back(std::move(block));
    }

    void close() {
        if (!words_.empty()) {
            open_.runs = parse_runs(words_);
            blocks_.push_back(std::move(open_));
        }
        open_ = MdBlock{};
        words_.clear();
    }

    std::vector<std::string_view> lines_;
    std::vector<MdBlock> blocks_;
    MdBlock open_;
    std::string words_;
};

} // namespace

std::vector<MdRun> parse_runs(std::string_view s) {
    std::vector<MdRun> runs;
    const auto between = [&](std::string_view mark, MdRun::Style style) {
        if (!s.starts_with(mark)) return false;
        const size_t end = s.find(mark, mark.size());
        if (end == std::string_view::npos || end == mark.size()) return false;
        append_with_code(runs, style, s.substr(mark.size(), end - mark.size()));
        s.remove_prefix(end + mark.size());
        return true;
    };
    while (!s.empty()) {
        if (s.front() == '\\' && s.size() > 1) {
            append(runs, MdRun::plain, s.substr(1, 1));
            s.remove_prefix(2);
            continue;
        }
        if (between("`", MdRun::code) || between("**", MdRun::strong)) continue;
        // a star or underscore that stands alone, or inside a word, is no emphasis
        const bool word_before = !runs.empty() && runs.back().style == MdRun::plain &&
                                 runs.back().text.back() != ' ' && runs.back().text.back() != '(';
        if (s.size() > 1 && s[1] != ' ' && !word_before &&
            (between("*", MdRun::emphasis) || between("_", MdRun::emphasis)))
            continue;
        std::string_view text, target;
        if (const size_t length = link_length(s, text, target)) {
            append(runs, MdRun::link, text, target);
            s.remove_prefix(length);
            continue;
        }
        const size_t next = s.find_first_of("`*_[\\", 1);
        append(runs, MdRun::plain, s.substr(0, next));
        s.remove_prefix(next == std::string_view::npos ? s.size() : next);
    }
    return runs;
}

std::string plain_words(std::string_view text) {
    std::string out;
    for (const MdRun& run : parse_runs(text)) out += run.text;
    return out;
}

std::vector<MdBlock> parse_markdown(std::string_view text) { return Parser(text).run(); }

} // namespace lazymmu::gui
