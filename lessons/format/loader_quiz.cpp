// Reads `quiz`: what is asked, where the machine finds the answer, hints and an explanation.
#include "lessons/format/loader_parts.h"

namespace lazymmu::json {

namespace {

constexpr std::string_view subjects[] = {"count", "value", "slot", "line", "choices"};

void read_choice(Reading& r, const Node& node, std::vector<QuizChoice>& out) {
    const Object o(r, node, "a choice", {"text", "if", "why"}, 2);
    if (node.kind != Node::object) return;
    QuizChoice choice;
    o.text("text", limits::quiz_choice_chars, choice.text);
    o.text("why", limits::quiz_text_chars, choice.why);
    if (const Node* n = o.find("if")) read_expect(r, *n, choice.when);
    out.push_back(std::move(choice));
}

void read_subject(Reading& r, const Object& o, const Node& node, Quiz& out) {
    switch (out.kind) {
    case Quiz::count: {
        std::vector<ExpectEvent> events;
        read_event(r, node, events);
        if (events.empty()) return;
        if (events[0].count >= 0)
            r.error(node, "a quiz asks for the \"count\": it must not stand here");
        out.event = std::move(events[0]);
        return;
    }
    case Quiz::value: o.text("value", limits::path_chars, out.path); return;
    case Quiz::slot: o.text("slot", limits::path_chars, out.path); return;
    case Quiz::line:
        if (node.kind != Node::truth || !node.num) r.wrong(node, "true");
        return;
    case Quiz::choice:
        if (!r.array_of(node, 2, limits::quiz_choices)) return;
        for (const Node& n : node.items) read_choice(r, n, out.choices);
    }
}

constexpr i64 most_answer = 1000000;

// 3, "${n}", or the text of a line.
void read_answer_value(Reading& r, const Object& o, const Node& node, std::string_view key,
                       Quiz::Kind kind, QuizAnswer& out) {
    out.at = r.at(node.at);
    if (kind == Quiz::line)
        o.text(key, limits::quiz_choice_chars, out.line);
    else
        o.varied(key, -most_answer, most_answer, out.number);
}

void read_answers(Reading& r, const Object& o, const Node& node, Quiz& quiz) {
    if (quiz.kind == Quiz::choice)
        return r.error(node.key_at, "\"answer\" does not go with \"choices\": the right one is "
                                    "the one whose \"if\" is true");
    if (node.kind != Node::array) {
        quiz.answers.emplace_back();
        return read_answer_value(r, o, node, "answer", quiz.kind, quiz.answers.back());
    }
    if (!r.array_of(node, 1, limits::expect_blocks)) return;
    for (const Node& n : node.items) {
        const Object each(r, n, "an answer", {"is", "when"}, 1);
        const Node* is = n.kind == Node::object ? each.find("is") : nullptr;
        if (!is) continue;
        quiz.answers.emplace_back();
        read_answer_value(r, each, *is, "is", quiz.kind, quiz.answers.back());
        if (const Node* when = each.find("when")) read_when(r, *when, quiz.answers.back().when);
    }
}

void read_given(Reading& r, const Node& node, Quiz& quiz) {
    read_expect(r, node, quiz.given);
    for (const ExpectBlock& block : quiz.given)
        if (!block.events.empty())
            r.error(node, "\"given\" is about the machine before the step runs: expected "
                          "\"state\", found \"events\"");
}

} // namespace

void read_quiz(Reading& r, const Node& node, std::optional<Quiz>& out) {
    const Object o(r, node, "a quiz",
                   {"ask", "explain", "count", "value", "slot", "line", "choices", "answer",
                    "hints", "when", "given"},
                   2);
    if (node.kind != Node::object) return;
    Quiz quiz;
    quiz.at = r.at(node.at);
    o.text("ask", limits::quiz_text_chars, quiz.ask);
    o.text("explain", limits::quiz_text_chars, quiz.explain);
    const Node* subject = nullptr;
    int n = 0;
    for (size_t i = 0; i < std::size(subjects); i++) {
        const Node* found = o.find(subjects[i]);
        if (!found) continue;
        subject = found;
        quiz.kind = static_cast<Quiz::Kind>(i);
        n++;
    }
    if (n != 1)
        return r.error(node, "a quiz has exactly one of " +
                                 one_of({subjects, subjects + std::size(subjects)}));
    quiz.subject_at = r.at(subject->at);
    read_subject(r, o, *subject, quiz);
    if (const Node* hints = o.find("hints"); hints && r.array_of(*hints, 1, limits::quiz_hints))
        for (const Node& hint : hints->items) {
            std::string text;
            if (r.text_of(hint, limits::quiz_text_chars, text))
                quiz.hints.push_back(std::move(text));
        }
    if (const Node* answer = o.find("answer")) read_answers(r, o, *answer, quiz);
    if (const Node* when = o.find("when")) read_when(r, *when, quiz.when);
    if (const Node* given = o.find("given")) read_given(r, *given, quiz);
    out = std::move(quiz);
}

} // namespace lazymmu::json
