#include "app/core/explore/itf.h"

#include "app/core/tell/json_text.h"
#include "engine/run/query.h"

#include <algorithm>

namespace lazymmu {

namespace {

bool is_variable(std::string_view path) {
    return path != "machine.digest" && path != "machine.kernel" && path != "machine.arch";
}

std::string variable(std::string path) {
    std::replace(path.begin(), path.end(), '.', '_');
    return path;
}

std::string value_json(const QueryValue& v) {
    if (v.is_text) return json_quoted(v.text);
    if (v.text == "true" || v.text == "false") return v.text;
    return "{\"#bigint\":\"" + std::to_string(v.number) + "\"}"; // ITF's only integers
}

std::string action_of(const ScheduleStep& s) {
    const std::string task(1, s.task);
    const std::string arg(1, static_cast<char>('A' + s.choice.arg));
    switch (s.choice.kind) {
    case Choice::preempt: return task + ": preempted by " + arg;
    case Choice::irq: return task + ": interrupted";
    case Choice::migrate: return arg + ": migrated to CPU " + std::to_string(s.choice.cpu);
    case Choice::run: break;
    }
    if (s.routine.empty()) return task + ": " + s.text;
    return task + ": " + s.routine + ":" + std::to_string(s.line);
}

std::string state_json(const Machine& m, const std::vector<std::string>& paths, size_t i,
                       const std::string& action) {
    std::string out =
        "    {\"#meta\":{\"index\":" + std::to_string(i) + "},\"action\":" + json_quoted(action);
    QueryValue v;
    std::string error;
    for (const std::string& path : paths)
        out += "," + json_quoted(variable(path)) + ":" +
               (query(*m.setup, m.view(), path, v, error) ? value_json(v) : "\"-\"");
    return out + "}";
}

} // namespace

std::string itf_text(const Schedule& schedule, std::string_view source) {
    Machine m = schedule.start;
    std::vector<std::string> paths = query_paths(*m.setup, m.view());
    paths.erase(std::remove_if(paths.begin(), paths.end(),
                               [](const std::string& p) { return !is_variable(p); }),
                paths.end());
    std::string vars = "\"action\"";
    for (const std::string& p : paths) vars += ", " + json_quoted(variable(p));
    JsonObject meta;
    meta.text("format", "ITF");
    meta.text("format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html");
    meta.text("source", source).text("status", schedule.violations ? "violation" : "ok");
    meta.text("description",
              std::string("Lazy MMU Lab, ") + m.arch().name + " " + kernel_name(m.config().kernel));
    std::string out =
        "{\n  \"#meta\": " + meta.str() + ",\n  \"vars\": [" + vars + "],\n  \"states\": [\n";
    out += state_json(m, paths, 0, "init");
    for (size_t i = 0; i < schedule.steps.size(); i++) {
        step(m, schedule.steps[i].choice);
        out += ",\n" + state_json(m, paths, i + 1, action_of(schedule.steps[i]));
    }
    return out + "\n  ]\n}\n";
}

} // namespace lazymmu
