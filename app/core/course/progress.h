// What a learner has answered, question by question. Plain data that a front end keeps as JSON
// between sessions, and that can be carried to another machine and joined with what is there.
#pragma once

#include "lessons/format/issue.h"

#include "engine/limits.h"

#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace lazymmu {

// Which question: of a lesson of a course, at one of its steps, as it is asked on one machine and
// with one set of numbers (lessons/format/vary.h). The answer may differ in each of these.
struct QuizKey {
    std::string course; // "": the built-in one
    std::string lesson;
    u32 step = 0;
    std::string machine; // "arm64 v7.0"; "": a version that did not tell machines apart
    u32 variant = 0;

    // Not "<=>": Emscripten's standard library has none for strings.
    bool operator==(const QuizKey&) const = default;
    bool operator<(const QuizKey& other) const {
        const auto parts = [](const QuizKey& key) {
            return std::tie(key.course, key.lesson, key.step, key.machine, key.variant);
        };
        return parts(*this) < parts(other);
    }
};

enum class QuizStanding : u8 {
    open,
    solved,   // by an answer
    revealed, // the answer was asked for: that does not count
};
const char* standing_name(QuizStanding s);

struct QuizRecord {
    QuizStanding standing = QuizStanding::open;
    u32 tries = 0;        // answers, the right one too
    u32 hints = 0;        // that were asked for
    bool skipped = false; // its lines have run while it was open: they show the answer
    u32 round = 0;        // how often it was cleared

    bool operator==(const QuizRecord&) const = default;
};

struct Score {
    u32 solved = 0, first_try = 0, revealed = 0;
};

class Progress {
  public:
    // Null: there is no room for one more.
    QuizRecord* at(const QuizKey& key);
    // What was never asked is open.
    QuizRecord get(const QuizKey& key) const;
    bool has(const QuizKey& key) const { return records_.contains(key); }
    // A question counts once: as solved, if it was on any machine and with any numbers.
    Score score() const;
    u32 solved(std::string_view course, std::string_view lesson) const; // of its questions
    // Everything, or one lesson: asked anew. That it was cleared is remembered, so that an older
    // copy does not bring it back.
    void clear();
    void clear(std::string_view course, std::string_view lesson);

    // Any number but 0: it orders the choices of questions (lessons/play/quiz.h). The first stays.
    u32 reader() const { return reader_; }
    void set_reader(u32 reader) { reader_ = reader_ ? reader_ : reader; }

    // docs/FILES.md has the format, and how records are joined. Both joins come to the same in
    // whatever order and however often it is done; nothing changes if the text is wrong.
    std::string json() const;
    // Somebody's own file: all of it counts, also what was cleared here.
    Issues merge(std::string_view json, std::string file);
    // What another window or tab has written: what was cleared there or here stays so.
    Issues sync(std::string_view json, std::string file);

  private:
    using Join = QuizRecord (*)(const QuizRecord&, const QuizRecord&);
    Issues join(std::string_view json, std::string file, Join joined);
    // Calls use(key, solved, first try, revealed) for every question.
    template <class Use> void each_question(const Use& use) const;

    std::map<QuizKey, QuizRecord> records_;
    u32 reader_ = 0;
};

// Is it the text of Progress::json(), as far as its beginning tells?
bool looks_like_progress(std::string_view text);

} // namespace lazymmu
