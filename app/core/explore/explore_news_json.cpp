// News of a search as JSON text, and back: what a worker sends to its page. The schedule is a text
// of packed choices, "0*41 65537 0*3": it may be longer than an array of a JSON text may be.
#include "app/core/explore/explore_job.h"
#include "app/core/tell/json_text.h"
#include "lessons/format/loader_parts.h"

#include <charconv>
#include <cstdio>

namespace lazymmu {

namespace {

using json::Node;
using json::Object;
using json::Reading;

constexpr size_t most_news_bytes = 32 << 20;
constexpr Verdict verdicts[] = {Verdict::running, Verdict::holds, Verdict::violated,
                                Verdict::inconclusive};

std::string schedule_text(const std::vector<Choice>& schedule) {
    std::string out;
    for (size_t i = 0; i < schedule.size();) {
        size_t end = i + 1;
        while (end < schedule.size() && schedule[end] == schedule[i]) end++;
        out += (out.empty() ? "" : " ") + std::to_string(schedule[i].pack());
        if (end - i > 1) out += "*" + std::to_string(end - i);
        i = end;
    }
    return out;
}

// Takes a number from the front of the text.
bool take_number(std::string_view& text, u32& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return true;
}

bool read_schedule(std::string_view text, std::vector<Choice>& out) {
    while (!text.empty()) {
        u32 packed = 0, count = 1;
        if (!take_number(text, packed) || (packed & 0xff) > Choice::migrate || packed >> 24)
            return false;
        if (text.starts_with('*')) {
            text.remove_prefix(1);
            if (!take_number(text, count)) return false;
        }
        if (count == 0 || count > limits::lesson_choices - out.size()) return false;
        out.insert(out.end(), count, Choice::unpack(packed));
        if (text.empty()) break;
        if (text.front() != ' ') return false;
        text.remove_prefix(1);
    }
    return true;
}

void read_report(Reading& r, const Object& o, ExploreReport& out) {
    const Node* verdict = o.find("verdict");
    for (const Verdict v : verdicts) {
        if (!verdict || verdict->str != verdict_name(v)) continue;
        out.verdict = v;
        verdict = nullptr;
    }
    if (verdict) r.wrong(*verdict, "a verdict");
    i64 n = 0;
    for (const auto& [key, to] : {std::pair("states", &out.states),
                                  {"transitions", &out.transitions},
                                  {"frontier", &out.frontier},
                                  {"bytes", &out.bytes},
                                  {"peak_bytes", &out.peak_bytes}})
        if (o.whole(key, 0, INT64_MAX, n)) *to = static_cast<u64>(n);
    for (const auto& [key, to] :
         {std::pair("depth", &out.depth), {"state_bytes", &out.state_bytes}})
        if (o.whole(key, 0, UINT32_MAX, n)) *to = static_cast<u32>(n);
    if (const Node* v = o.find("violations")) json::read_invariants(r, *v, out.violations);
    o.text("bound", limits::path_chars, out.bound);
}

void read_not_judged(Reading& r, const Node& list, std::vector<NotJudged>& out) {
    if (!r.array_of(list, 0, invariant_count)) return;
    for (const Node& node : list.items) {
        const Object o(r, node, "what is not judged", {"invariant", "text"}, 2);
        const Node* name = o.find("invariant");
        NotJudged n;
        if (name && !invariant_from_name(name->str.c_str(), n.invariant))
            r.wrong(*name, "a promise");
        o.text("text", limits::summary_chars, n.text);
        out.push_back(std::move(n));
    }
}

} // namespace

std::string not_judged_json(const std::vector<NotJudged>& list) {
    JsonList out;
    for (const NotJudged& n : list)
        out.raw(JsonObject()
                    .text("invariant", invariant_info(n.invariant).name)
                    .text("text", n.text)
                    .str());
    return out.str();
}

std::string news_json(const ExploreNews& news) {
    const ExploreReport& r = news.report;
    char milliseconds[32];
    std::snprintf(milliseconds, sizeof milliseconds, "%.0f", news.seconds * 1000);
    JsonObject o;
    o.text("verdict", verdict_name(r.verdict));
    o.number("states", static_cast<i64>(r.states));
    o.number("transitions", static_cast<i64>(r.transitions)).number("depth", r.depth);
    o.number("frontier", static_cast<i64>(r.frontier));
    o.number("bytes", static_cast<i64>(r.bytes));
    o.number("peak_bytes", static_cast<i64>(r.peak_bytes)).number("state_bytes", r.state_bytes);
    o.raw("milliseconds", milliseconds);
    if (!r.bound.empty()) o.text("bound", r.bound);
    o.raw("not_judged", not_judged_json(news.not_judged));
    if (r.violations) o.raw("violations", invariants_json(r.violations));
    if (!news.schedule.empty()) o.text("schedule", schedule_text(news.schedule));
    return o.str();
}

std::string news_from_json(std::string_view text, ExploreNews& out) {
    if (text.size() > most_news_bytes) return "news: too long";
    Issues issues;
    Reading r(text, "news", issues);
    const json::Doc doc = json::parse(text);
    ExploreNews news;
    if (!doc.ok) {
        r.error(doc.error_at, doc.error);
    } else {
        const Object o(r, doc.root, "news of a search",
                       {"verdict", "states", "transitions", "depth", "frontier", "bytes",
                        "peak_bytes", "state_bytes", "milliseconds", "not_judged", "bound",
                        "violations", "schedule"},
                       10);
        read_report(r, o, news.report);
        i64 n = 0;
        if (o.whole("milliseconds", 0, INT64_MAX, n)) news.seconds = static_cast<double>(n) / 1000;
        if (const Node* list = o.find("not_judged")) read_not_judged(r, *list, news.not_judged);
        const Node* s = o.find("schedule");
        if (s && (s->kind != Node::text || !read_schedule(s->str, news.schedule)))
            r.wrong(*s, "a list of packed choices");
    }
    if (!issues.empty()) return issues[0].text();
    out = std::move(news);
    return {};
}

} // namespace lazymmu
