#include "lessons/play/quiz.h"

#include "engine/script/script.h"
#include "lessons/play/step_facts.h"

#include <algorithm>
#include <charconv>

namespace lazymmu {

namespace {

QuizQuestion cannot(At at, std::string problem) {
    QuizQuestion q;
    q.problem = std::move(problem);
    q.problem_at = at;
    return q;
}

QuizQuestion number(i64 answer) {
    QuizQuestion q;
    q.answer = answer;
    return q;
}

QuizQuestion ask_value(const Quiz& quiz, const StepFacts& facts) {
    QueryValue value;
    std::string error;
    if (!facts.value(quiz.path, value, error)) return cannot(quiz.subject_at, error);
    if (value.is_text)
        return cannot(quiz.subject_at,
                      quiz.path + " is a text (" + value.text + "), expected a number");
    return number(value.number);
}

QuizQuestion ask_slot(const Quiz& quiz, const StepFacts& facts) {
    u64 va = 0;
    std::string error;
    if (!eval_script_value(quiz.path, facts.arch(), va, error))
        return cannot(quiz.subject_at, error);
    for (const Event& e : facts.events())
        if (e.kind == Ev::batch_append && e.b == va) return number(static_cast<i64>(e.c));
    return cannot(quiz.subject_at, "nothing at " + quiz.path + " is put into a batch in this step");
}

// A small generator, the same everywhere: the order of options must not depend on a library.
void shuffle(std::vector<size_t>& order, u64 seed) {
    for (size_t i = order.size(); seed && i > 1; i--) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        std::swap(order[i - 1], order[static_cast<size_t>(seed >> 33) % i]);
    }
}

QuizQuestion ask_choice(const Quiz& quiz, const StepFacts& facts, u64 seed) {
    std::vector<size_t> order(quiz.choices.size());
    for (size_t i = 0; i < order.size(); i++) order[i] = i;
    shuffle(order, seed);
    QuizQuestion q;
    int right = 0;
    for (const size_t i : order) {
        if (facts.holds(quiz.choices[i].when)) {
            q.answer = static_cast<i64>(q.options.size());
            right++;
        }
        q.options.push_back(quiz.choices[i].text);
        q.whys.push_back(quiz.choices[i].why);
    }
    if (right != 1)
        return cannot(quiz.subject_at,
                      std::to_string(right) + " choices are right here, expected exactly one");
    return q;
}

// Where the running task stands at a position.
struct Place {
    bool ok = false;
    int depth = 0;
    u16 routine = 0, line = 0;
};

Place place_at(const Timeline& timeline, u32 position, CpuId cpu) {
    const Machine m = timeline.machine_at(position);
    const TaskId t = m.view().current(cpu);
    FrameHeader header;
    const u64* slots = nullptr;
    if (t == TaskId::none || !m.view().frame(t, 0, header, slots)) return {};
    return {true, m.view().depth(t), header.routine, header.line};
}

constexpr std::string_view calls_text = "the first line of a function that is called here";
constexpr std::string_view returns_text = "a line of the caller: this function ends";

QuizQuestion ask_line(const Quiz& quiz, const Timeline& timeline, u32 begin, u32 end) {
    if (end < begin + 1) return cannot(quiz.subject_at, "no line runs in this step");
    const CpuId cpu = static_cast<CpuId>(timeline.choices()[begin].cpu);
    const Place now = place_at(timeline, begin, cpu), next = place_at(timeline, begin + 1, cpu);
    const Routine* r = now.ok ? find_routine(timeline.setup(), now.routine) : nullptr;
    if (!r || !next.ok)
        return cannot(quiz.subject_at, "no line of a kernel routine is marked when this is asked");
    QuizQuestion q;
    for (size_t i = 0; i < r->lines.size(); i++) {
        if (i == now.line) continue;
        if (next.depth == now.depth && next.line == i)
            q.answer = static_cast<i64>(q.options.size());
        q.options.push_back(r->lines[i].text);
    }
    if (next.depth > now.depth) q.answer = static_cast<i64>(q.options.size());
    q.options.emplace_back(calls_text);
    if (next.depth < now.depth) q.answer = static_cast<i64>(q.options.size());
    q.options.emplace_back(returns_text);
    q.whys.resize(q.options.size());
    return q;
}

} // namespace

QuizQuestion make_question(const Quiz& quiz, const Timeline& timeline, u32 begin, u32 end,
                           u64 seed) {
    if (quiz.kind == Quiz::line) return ask_line(quiz, timeline, begin, end);
    const StepFacts facts(timeline, begin, end);
    switch (quiz.kind) {
    case Quiz::count: return number(facts.count(quiz.event));
    case Quiz::value: return ask_value(quiz, facts);
    case Quiz::slot: return ask_slot(quiz, facts);
    default: return ask_choice(quiz, facts, seed);
    }
}

u64 choice_order(u32 reader, std::string_view lesson, size_t step) {
    u64 h = 0xcbf29ce484222325; // FNV-1a
    const auto add = [&h](u64 x) { h = (h ^ x) * 0x100000001b3; };
    for (const char c : lesson) add(static_cast<unsigned char>(c));
    add(step + 1);
    add(reader);
    h ^= h >> 33; // the shuffle looks at the high bits
    h *= 0xff51afd7ed558ccd;
    h ^= h >> 33;
    return h ? h : 1;
}

std::string answer_line(const QuizQuestion& question) {
    const std::string& text = question.options[static_cast<size_t>(question.answer)];
    return text == calls_text ? "calls" : text == returns_text ? "returns" : text;
}

bool read_guess(const QuizQuestion& question, std::string_view text, i64& out, std::string& error) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (question.is_number()) {
        const auto r = std::from_chars(text.data(), text.data() + text.size(), out);
        if (r.ec == std::errc() && r.ptr == text.data() + text.size()) return true;
        error = "expected a number";
        return false;
    }
    for (size_t i = 0; i < question.options.size(); i++) {
        if (question.options[i] != text) continue;
        out = static_cast<i64>(i);
        return true;
    }
    const char last = static_cast<char>('a' + question.options.size() - 1);
    if (text.size() == 1 && text[0] >= 'a' && text[0] <= last) {
        out = text[0] - 'a';
        return true;
    }
    error = std::string("expected a letter from a to ") + last;
    return false;
}

} // namespace lazymmu
