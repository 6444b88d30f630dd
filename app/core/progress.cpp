#include "app/core/progress.h"

#include "app/core/json_text.h"
#include "lessons/fields.h"

#include <algorithm>

namespace lazymmu {

namespace {

using json::Node;
using json::Object;
using json::Reading;

constexpr u32 most_records = 5000;
constexpr i64 most_tries = 1000000;
constexpr std::string_view standings[] = {"open", "solved", "revealed"};

void read_record(Reading& r, const Node& node, std::string& lesson, i64& step, i64& variant,
                 QuizRecord& out) {
    const Object o(r, node, "a quiz", {"lesson", "step", "standing", "tries", "hints", "variant"},
                   3);
    if (node.kind != Node::object) return;
    o.text("lesson", limits::id_chars, lesson);
    o.whole("step", 0, limits::lesson_steps - 1, step);
    o.whole("variant", 0, limits::vary_rows - 1, variant);
    std::string standing;
    i64 n = 0;
    if (o.text("standing", limits::id_chars, standing)) {
        const auto found = std::find(std::begin(standings), std::end(standings), standing);
        if (found == std::end(standings))
            r.wrong(*o.find("standing"),
                    json::one_of({std::begin(standings), std::end(standings)}));
        else
            out.standing = static_cast<QuizStanding>(found - std::begin(standings));
    }
    if (o.whole("tries", 0, most_tries, n)) out.tries = static_cast<u32>(n);
    if (o.whole("hints", 0, limits::quiz_hints, n)) out.hints = static_cast<u32>(n);
}

} // namespace

const char* standing_name(QuizStanding s) { return standings[static_cast<size_t>(s)].data(); }

QuizRecord& Progress::at(std::string_view lesson, size_t step, u32 variant) {
    return records_[{std::string(lesson), step, variant}];
}

QuizRecord Progress::get(std::string_view lesson, size_t step, u32 variant) const {
    const auto it = records_.find({std::string(lesson), step, variant});
    return it == records_.end() ? QuizRecord{} : it->second;
}

// The variants of a question stand next to each other.
template <class Use> void Progress::each_question(const Use& use) const {
    for (auto it = records_.begin(); it != records_.end();) {
        const auto& [lesson, step, first] = it->first;
        bool solved = false, first_try = false, revealed = false;
        for (; it != records_.end() && std::get<0>(it->first) == lesson &&
               std::get<1>(it->first) == step;
             ++it) {
            const QuizRecord& r = it->second;
            solved |= r.standing == QuizStanding::solved;
            first_try |= r.standing == QuizStanding::solved && r.tries == 1 && r.hints == 0;
            revealed |= r.standing == QuizStanding::revealed;
        }
        use(lesson, solved, first_try, revealed && !solved);
    }
}

Score Progress::score() const {
    Score out;
    each_question([&out](const std::string&, bool solved, bool first_try, bool revealed) {
        out.solved += solved;
        out.first_try += first_try;
        out.revealed += revealed;
    });
    return out;
}

u32 Progress::solved(std::string_view lesson) const {
    u32 n = 0;
    each_question(
        [&](const std::string& of, bool solved, bool, bool) { n += of == lesson && solved; });
    return n;
}

std::string Progress::json() const {
    std::string list;
    for (const auto& [key, r] : records_) {
        const auto& [lesson, step, variant] = key;
        JsonObject o;
        o.text("lesson", lesson).number("step", static_cast<i64>(step));
        if (variant) o.number("variant", variant);
        o.text("standing", standing_name(r.standing)).number("tries", r.tries);
        list += (list.empty() ? "" : ",") + o.number("hints", r.hints).str();
    }
    JsonObject out;
    out.number("format_version", 1);
    if (reader_) out.number("reader", reader_);
    return out.raw("quizzes", "[" + list + "]").str();
}

Issues Progress::load(std::string_view text, std::string file) {
    Issues errors;
    Progress fresh;
    if (text.size() > limits::lesson_bytes)
        return {
            {std::move(file), 1, 1,
             "the file is too large: at most " + std::to_string(limits::lesson_bytes) + " bytes"}};
    const json::Doc doc = json::parse(text);
    Reading r(text, std::move(file), errors);
    if (!doc.ok) {
        r.error(doc.error_at, doc.error);
        return errors;
    }
    const Object o(r, doc.root, "a record of progress", {"format_version", "quizzes", "reader"}, 2);
    i64 version = 0, reader = 0;
    o.whole("format_version", 1, 1, version);
    o.whole("reader", 0, 0xffffffff, reader);
    // whoever has answered here stays the same reader
    fresh.reader_ = records_.empty() && reader ? static_cast<u32>(reader) : reader_;
    const Node* list = o.find("quizzes");
    if (list && r.array_of(*list, 0, most_records)) {
        for (const Node& n : list->items) {
            std::string lesson;
            i64 step = 0, variant = 0;
            QuizRecord record;
            read_record(r, n, lesson, step, variant, record);
            fresh.at(lesson, static_cast<size_t>(step), static_cast<u32>(variant)) = record;
        }
    }
    if (errors.empty()) *this = std::move(fresh);
    return errors;
}

bool looks_like_progress(std::string_view text) {
    const std::string_view head = text.substr(0, 200), key = "\"quizzes\"";
    const size_t at = head.find(key);
    if (at == head.npos) return false;
    const size_t next = head.find_first_not_of(" \t\r\n", at + key.size());
    return next != head.npos && head[next] == ':'; // a lesson may be called so
}

} // namespace lazymmu
