#include "app/core/course/progress.h"

#include "app/core/tell/json_text.h"
#include "lessons/format/fields.h"

#include <algorithm>

namespace lazymmu {

namespace {

using json::Node;
using json::Object;
using json::Reading;

constexpr int newest_version = 2;
constexpr size_t most_records = 5000;
constexpr size_t most_bytes = size_t{4} << 20;
constexpr i64 most_tries = 1000000;
constexpr u32 course_chars = 300;
constexpr std::string_view standings[] = {"open", "solved", "revealed"};

void read_standing(Reading& r, const Object& o, QuizRecord& out) {
    std::string standing;
    if (!o.text("standing", limits::id_chars, standing)) return;
    const auto found = std::find(std::begin(standings), std::end(standings), standing);
    if (found == std::end(standings))
        r.wrong(*o.find("standing"), json::one_of({std::begin(standings), std::end(standings)}));
    else
        out.standing = static_cast<QuizStanding>(found - std::begin(standings));
}

void read_record(Reading& r, const Node& node, QuizKey& key, QuizRecord& out) {
    const Object o(r, node, "a quiz",
                   {"lesson", "step", "standing", "course", "machine", "tries", "hints", "variant",
                    "skipped", "round"},
                   3);
    if (node.kind != Node::object) return;
    o.text("course", course_chars, key.course);
    o.text("lesson", limits::id_chars, key.lesson);
    o.text("machine", limits::tag_chars, key.machine);
    i64 n = 0;
    if (o.whole("step", 0, limits::lesson_steps - 1, n)) key.step = static_cast<u32>(n);
    if (o.whole("variant", 0, limits::vary_rows - 1, n)) key.variant = static_cast<u32>(n);
    read_standing(r, o, out);
    if (o.whole("tries", 0, most_tries, n)) out.tries = static_cast<u32>(n);
    if (o.whole("hints", 0, limits::quiz_hints, n)) out.hints = static_cast<u32>(n);
    if (o.whole("round", 0, most_tries, n)) out.round = static_cast<u32>(n);
    if (const Node* skipped = o.find("skipped")) {
        if (skipped->kind != Node::truth) r.wrong(*skipped, "true or false");
        out.skipped = skipped->num != 0;
    }
}

int worth(QuizStanding s) {
    return s == QuizStanding::solved ? 2 : s == QuizStanding::revealed ? 1 : 0;
}

QuizRecord best_of(const QuizRecord& a, const QuizRecord& b) {
    return {worth(a.standing) > worth(b.standing) ? a.standing : b.standing,
            std::max(a.tries, b.tries), std::max(a.hints, b.hints), a.skipped || b.skipped,
            std::max(a.round, b.round)};
}

QuizRecord newer_of(const QuizRecord& a, const QuizRecord& b) {
    return a.round == b.round ? best_of(a, b) : a.round > b.round ? a : b;
}

} // namespace

const char* standing_name(QuizStanding s) { return standings[static_cast<size_t>(s)].data(); }

QuizRecord* Progress::at(const QuizKey& key) {
    const auto it = records_.find(key);
    if (it != records_.end()) return &it->second;
    return records_.size() < most_records ? &records_[key] : nullptr;
}

QuizRecord Progress::get(const QuizKey& key) const {
    const auto it = records_.find(key);
    return it == records_.end() ? QuizRecord{} : it->second;
}

// The machines and variants of a question stand next to each other.
template <class Use> void Progress::each_question(const Use& use) const {
    for (auto it = records_.begin(); it != records_.end();) {
        const QuizKey& key = it->first;
        bool solved = false, first_try = false, revealed = false;
        for (; it != records_.end() && it->first.course == key.course &&
               it->first.lesson == key.lesson && it->first.step == key.step;
             ++it) {
            const QuizRecord& r = it->second;
            const bool right = r.standing == QuizStanding::solved;
            solved |= right;
            first_try |= right && r.tries == 1 && r.hints == 0 && !r.skipped;
            revealed |= r.standing == QuizStanding::revealed;
        }
        use(key, solved, first_try, revealed && !solved);
    }
}

Score Progress::score() const {
    Score out;
    each_question([&out](const QuizKey&, bool solved, bool first_try, bool revealed) {
        out.solved += solved;
        out.first_try += first_try;
        out.revealed += revealed;
    });
    return out;
}

u32 Progress::solved(std::string_view course, std::string_view lesson) const {
    u32 n = 0;
    each_question([&](const QuizKey& key, bool solved, bool, bool) {
        n += key.course == course && key.lesson == lesson && solved;
    });
    return n;
}

void Progress::clear() {
    for (auto& [key, r] : records_) r = {QuizStanding::open, 0, 0, false, r.round + 1};
}

void Progress::clear(std::string_view course, std::string_view lesson) {
    for (auto& [key, r] : records_)
        if (key.course == course && key.lesson == lesson)
            r = {QuizStanding::open, 0, 0, false, r.round + 1};
}

std::string Progress::json() const {
    std::string list;
    for (const auto& [key, r] : records_) {
        JsonObject o;
        if (!key.course.empty()) o.text("course", key.course);
        o.text("lesson", key.lesson).number("step", key.step);
        if (!key.machine.empty()) o.text("machine", key.machine);
        if (key.variant) o.number("variant", key.variant);
        o.text("standing", standing_name(r.standing)).number("tries", r.tries);
        o.number("hints", r.hints);
        if (r.skipped) o.truth("skipped", true);
        if (r.round) o.number("round", r.round);
        list += (list.empty() ? "" : ",") + o.str();
    }
    JsonObject out;
    out.number("format_version", newest_version);
    if (reader_) out.number("reader", reader_);
    return out.raw("quizzes", "[" + list + "]").str();
}

Issues Progress::merge(std::string_view text, std::string file) {
    return join(text, std::move(file), best_of);
}

Issues Progress::sync(std::string_view text, std::string file) {
    return join(text, std::move(file), newer_of);
}

Issues Progress::join(std::string_view text, std::string file, Join joined) {
    Issues errors;
    if (text.size() > most_bytes)
        return {{std::move(file), 1, 1,
                 "the file is too large: at most " + std::to_string(most_bytes) + " bytes"}};
    const json::Doc doc = json::parse(text);
    Reading r(text, std::move(file), errors);
    if (!doc.ok) {
        r.error(doc.error_at, doc.error);
        return errors;
    }
    const Object o(r, doc.root, "a record of progress", {"format_version", "quizzes", "reader"}, 2);
    i64 version = 0, reader = 0;
    o.whole("format_version", 1, newest_version, version);
    o.whole("reader", 0, 0xffffffff, reader);
    const Node* list = o.find("quizzes");
    std::map<QuizKey, QuizRecord> all = records_;
    if (list && r.array_of(*list, 0, most_records)) {
        for (const Node& n : list->items) {
            QuizKey key;
            QuizRecord record;
            read_record(r, n, key, record);
            const auto [there, fresh] = all.try_emplace(std::move(key), record);
            if (!fresh) there->second = joined(there->second, record);
        }
        if (all.size() > most_records)
            r.error(*list, "together with what is there these are more than " +
                               std::to_string(most_records) + " answers");
    }
    if (!errors.empty()) return errors;
    // whoever has answered here stays the same reader
    if (records_.empty() && reader) reader_ = static_cast<u32>(reader);
    records_ = std::move(all);
    return {};
}

bool looks_like_progress(std::string_view text) {
    const std::string_view head = text.substr(0, 200), key = "\"quizzes\"";
    const size_t at = head.find(key);
    if (at == head.npos) return false;
    const size_t next = head.find_first_not_of(" \t\r\n", at + key.size());
    return next != head.npos && head[next] == ':'; // a lesson may be called so
}

} // namespace lazymmu
