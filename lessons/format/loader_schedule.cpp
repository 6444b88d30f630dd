// Reads `schedule`: an array of tokens, each one or several choices.
#include "lessons/format/loader_parts.h"

namespace lazymmu::json {

const char* const expected_token =
    "\"A\" or \"A*3\" (task A runs lines), \"preempt B\", \"irq NAME\" or "
    "\"irq NAME 1\", \"migrate A 1\", or \"finish\"";

namespace {

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    while (true) {
        const size_t space = text.find(' ');
        out.push_back(text.substr(0, space));
        if (space == text.npos) return out;
        text.remove_prefix(space + 1);
    }
}

bool read_task(std::string_view word, TaskId& out) {
    if (word.size() != 1 || word[0] < 'A' || word[0] >= 'A' + limits::tasks) return false;
    out = static_cast<TaskId>(word[0] - 'A');
    return true;
}

bool read_cpu(std::string_view word, u8& out) {
    if (word.size() != 1 || word[0] < '0' || word[0] >= '0' + limits::cpus) return false;
    out = static_cast<u8>(word[0] - '0');
    return true;
}

bool is_name(std::string_view word) {
    if (word.empty() || word.size() > limits::name_bytes || (word[0] >= '0' && word[0] <= '9'))
        return false;
    for (char c : word)
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '_')
            return false;
    return true;
}

bool read_count(std::string_view word, u32& out) {
    if (word.empty() || word.size() > 5 || word[0] == '0') return false;
    out = 0;
    for (char c : word) {
        if (c < '0' || c > '9') return false;
        out = out * 10 + static_cast<u32>(c - '0');
    }
    return out <= limits::schedule_repeat;
}

} // namespace

bool read_token(std::string_view text, ScheduleToken& t) {
    const auto w = words(text);
    if (w.size() == 1 && w[0] == "finish") {
        t.kind = ScheduleToken::finish;
        return true;
    }
    if (w.size() == 1) {
        t.kind = ScheduleToken::run;
        const size_t star = w[0].find('*');
        return read_task(w[0].substr(0, star), t.task) &&
               (star == w[0].npos || read_count(w[0].substr(star + 1), t.count));
    }
    if (w[0] == "preempt" && w.size() == 2) {
        t.kind = ScheduleToken::preempt;
        return read_task(w[1], t.task);
    }
    if (w[0] == "irq" && (w.size() == 2 || w.size() == 3)) {
        t.kind = ScheduleToken::irq;
        t.name = w[1];
        return is_name(w[1]) && (w.size() == 2 || read_cpu(w[2], t.cpu));
    }
    if (w[0] == "migrate" && w.size() == 3) {
        t.kind = ScheduleToken::migrate;
        return read_task(w[1], t.task) && read_cpu(w[2], t.cpu);
    }
    return false;
}

void read_schedule(Reading& r, const Node& node, std::vector<ScheduleToken>& out, u32 most) {
    if (!r.array_of(node, 0, most)) return;
    for (const Node& n : node.items) {
        ScheduleToken t;
        t.at = r.at(n.at);
        if (n.kind != Node::text || !read_token(n.str, t)) {
            r.error(n, "not a choice: " + found(n) + "; expected " + expected_token);
            continue;
        }
        out.push_back(std::move(t));
    }
}

} // namespace lazymmu::json
