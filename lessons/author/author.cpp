// Wording and links: what can be said without playing the lesson. Reach is in author_reach.cpp.
#include "lessons/author/author.h"

#include "engine/script/script_lexer.h"
#include "lessons/format/fields.h"
#include "lessons/format/image.h"

#include <algorithm>
#include <functional>

namespace lazymmu {

namespace {

using json::Node;
using json::Reading;

// The texts of a lesson that a reader sees, with the place of each of their bytes.
class Prose {
  public:
    explicit Prose(const Lesson& lesson)
        : doc_(json::parse(lesson.text)), reading_(lesson.text, lesson.file, ignored_) {}

    const Node& root() const { return doc_.root; }
    const std::vector<Node>& steps() const { return doc_.root.find("steps")->items; }
    At at(u32 offset) { return reading_.at(offset); }

    using Use = std::function<void(const std::string& text, const std::vector<u32>& offsets)>;
    void read(const Node* node, const Use& use) {
        if (!node) return;
        std::string text;
        std::vector<u32> offsets;
        if (json::read_lines(reading_, *node, limits::narration_chars, text, &offsets))
            use(text, offsets);
    }
    // Narrations, and what quizzes say.
    void all(const Use& use) {
        for (const Node& step : steps()) {
            read(step.find("narration"), use);
            const Node* quiz = step.find("quiz");
            if (!quiz) continue;
            read(quiz->find("ask"), use);
            read(quiz->find("explain"), use);
            if (const Node* hints = quiz->find("hints"))
                for (const Node& hint : hints->items) read(&hint, use);
        }
    }

  private:
    json::Doc doc_;
    Issues ignored_; // the loader has said it
    Reading reading_;
};

bool is_space(char c) { return c == ' ' || c == '\n'; }

u32 count_words(std::string_view s) {
    u32 n = 0;
    for (size_t i = 0; i < s.size(); i++) n += !is_space(s[i]) && (i == 0 || is_space(s[i - 1]));
    return n;
}

// Where a line begins something new: an item, a row of a table, a paragraph behind an empty line.
bool begins_block(std::string_view line) {
    if (line.empty() || line[0] == '|' || line.starts_with("- ")) return true;
    size_t digits = 0;
    while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') digits++;
    return digits && line.substr(digits).starts_with(". ");
}

// Calls `use` with the begin and end of every sentence. A full stop inside `code`, or in v7.0, ends
// none.
template <class Use> void each_sentence(std::string_view text, const Use& use) {
    size_t begin = 0;
    bool code = false;
    const auto end = [&](size_t at) {
        while (begin < at && is_space(text[begin])) begin++;
        if (begin < at && text[begin] != '|') use(begin, at);
        begin = at;
    };
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] == '`') code = !code;
        if (text[i] == '\n') {
            const std::string_view rest = text.substr(i + 1);
            if (begins_block(rest.substr(0, rest.find('\n')))) {
                end(i);
                code = false;
            }
            continue;
        }
        if (code || std::string_view(".!?:").find(text[i]) == std::string_view::npos) continue;
        size_t next = i + 1;
        while (next < text.size() && std::string_view("*)\"").find(text[next]) != std::string::npos)
            next++;
        if (next == text.size() || is_space(text[next])) end(next);
    }
    end(text.size());
}

// Images are no sentences: newlines instead, so that everything else stays where it is.
std::string without_images(std::string text) {
    const std::string whole = text;
    for (const ImageLine& image : image_lines(whole))
        for (size_t i = image.at; i < text.size() && text[i] != '\n'; i++) text[i] = '\n';
    return text;
}

std::string too_many(const char* what, u32 n, const char* unit, u32 most) {
    return std::string(what) + " has " + std::to_string(n) + " " + unit + ", more than " +
           std::to_string(most);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
    return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Calls `use` with each whole number that stands by itself: not in `code`, v7.0, 22nd or 0x20.
template <class Use> void each_number(std::string_view text, const Use& use) {
    bool code = false;
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] == '`') code = !code;
        if (!is_word(text[i])) continue;
        const size_t begin = i;
        bool digits = true;
        for (; i < text.size() && is_word(text[i]); i++) digits &= is_digit(text[i]);
        const bool version = begin && text[begin - 1] == '.';
        if (digits && !code && !version) use(text.substr(begin, i - begin));
        i--;
    }
}

bool has_number(std::string_view text, std::string_view number) {
    bool found = false;
    each_number(text, [&](std::string_view n) { found |= n == number; });
    return found;
}

// What a question says of the machine is checked only where it is "given", or in what was done.
void check_stated_numbers(const Lesson& lesson, size_t step, Issues& out) {
    const Quiz& quiz = *lesson.steps[step].quiz;
    const auto is_known = [&](std::string_view number) {
        for (const ExpectBlock& block : quiz.given)
            for (const ExpectState& s : block.state)
                if (s.value.shown() == number) return true;
        for (size_t i = 0; i <= step; i++)
            if (has_number(lesson.steps[i].script, number)) return true;
        return has_number(lesson.program, number);
    };
    each_number(quiz.ask, [&](std::string_view number) {
        if (!is_known(number))
            out.push_back({lesson.file, quiz.at.line, quiz.at.column,
                           "the question says " + std::string(number) +
                               ", and nothing checks that it is so on every machine: state it in "
                               "\"given\""});
    });
}

} // namespace

Issues check_wording(const Lesson& lesson) {
    Issues out;
    // the explorer's own lessons tell a schedule, however long it is
    if (std::find(lesson.tags.begin(), lesson.tags.end(), "counterexample") != lesson.tags.end())
        return out;
    Prose prose(lesson);
    const auto say = [&](u32 offset, std::string message) {
        const At at = prose.at(offset);
        out.push_back({lesson.file, at.line, at.column, std::move(message)});
    };
    const auto title = [&](const Node* node) {
        if (!node) return;
        const u32 n = static_cast<u32>(count_characters(node->str));
        if (n > limits::good_title_chars)
            say(node->at, too_many("the title", n, "characters", limits::good_title_chars) +
                              ": lists cut it off");
    };
    title(prose.root().find("title"));
    for (const Node& step : prose.steps()) {
        title(step.find("title"));
        prose.read(
            step.find("narration"), [&](const std::string& all, const std::vector<u32>& offsets) {
                const std::string text = without_images(all);
                const u32 words = count_words(text);
                if (words > limits::good_narration_words)
                    say(step.find("narration")->at,
                        too_many("the narration", words, "words", limits::good_narration_words) +
                            ": make two steps of it");
                each_sentence(text, [&](size_t begin, size_t end) {
                    const u32 n = count_words(std::string_view(text).substr(begin, end - begin));
                    if (n > limits::good_sentence_words)
                        say(offsets[begin],
                            too_many("this sentence", n, "words", limits::good_sentence_words));
                });
            });
        const Node* quiz = step.find("quiz");
        if (!quiz) continue;
        if (!quiz->find("hints")) say(quiz->at, "a quiz without \"hints\": say where to look");
        if (!quiz->find("answer") && !quiz->find("choices"))
            say(quiz->at, "a quiz without \"answer\": say what you believe, so that the check "
                          "can tell you");
        check_stated_numbers(lesson, static_cast<size_t>(&step - prose.steps().data()), out);
    }
    return out;
}

std::vector<LessonLink> lesson_links(const Lesson& lesson) {
    std::vector<LessonLink> out;
    Prose prose(lesson);
    prose.all([&](const std::string& all, const std::vector<u32>& offsets) {
        const std::string text = without_images(all);
        bool code = false;
        for (size_t i = 0; i + 1 < text.size(); i++) {
            if (text[i] == '`') code = !code;
            if (code || text[i] != ']' || text[i + 1] != '(') continue;
            const size_t end = text.find(')', i);
            if (end == text.npos) break;
            if (const size_t open = text.rfind('[', i);
                open != text.npos && open > 0 && text[open - 1] == '!')
                continue; // an image where none can be: lesson_images() says so
            out.push_back({text.substr(i + 2, end - i - 2), prose.at(offsets[i + 2])});
        }
    });
    return out;
}

std::vector<LessonImage> lesson_images(const Lesson& lesson) {
    std::vector<LessonImage> out;
    Prose prose(lesson);
    const auto add = [&](std::string_view path, std::string problem, u32 offset) {
        out.push_back({std::string(path), std::move(problem), prose.at(offset)});
    };
    u32 images = 0;
    prose.all([&](const std::string& all, const std::vector<u32>& offsets) {
        for (const ImageLine& image : image_lines(all)) {
            if (++images == limits::images + 1)
                add(image.path,
                    "a lesson has at most " + std::to_string(limits::images) + " images",
                    offsets[image.at]);
            else if (image.alt.find_first_not_of(' ') == image.alt.npos)
                add(image.path,
                    "an image without a text: expected ![what it shows](" +
                        std::string(image.path) + ")",
                    offsets[image.at + 2]);
            else
                add(image.path, image_path_problem(image.path),
                    offsets[image.at + image.alt.size() + 4]);
        }
        const std::string text = without_images(all);
        bool code = false;
        for (size_t i = 0; i + 1 < text.size(); i++) {
            if (text[i] == '`') code = !code;
            if (code || text[i] != '!' || text[i + 1] != '[') continue;
            const size_t close = text.find(']', i);
            if (close == text.npos || close + 1 == text.size() || text[close + 1] != '(') continue;
            add({}, "an image is a line of its own: ![what it shows](name.png)", offsets[i]);
        }
    });
    return out;
}

std::string web_link_problem(std::string_view target) {
    const size_t host = target.find("://") + 3;
    const std::string_view name = target.substr(host, target.find_first_of("/?#", host) - host);
    if (name.empty() || name.find('.') == name.npos || name.front() == '.' || name.back() == '.')
        return "a link without a host: \"" + std::string(target) + "\"";
    for (char c : target)
        if (c <= ' ' || c == '"' || c == '<' || c == '>')
            return "a link with a character that must be escaped: \"" + std::string(target) + "\"";
    return {};
}

} // namespace lazymmu
