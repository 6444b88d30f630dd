// The engine without a screen, as a WebAssembly module that needs no JavaScript but its loader,
// engine.mjs: texts in, texts out. One module is one machine room: it holds at most one search, and
// one lesson or script that is stepped through.
//
// A text that is returned stays until the next call. Nothing here knows the time: the caller tells
// how long a slice took.
#include "app/core/explore/explore_job.h"
#include "app/core/session/saved_session.h"
#include "app/core/session/session.h"
#include "app/core/tell/event_json.h"
#include "app/core/tell/json_text.h"
#include "engine/run/query.h"

#include <emscripten.h>

#include <algorithm>
#include <string>
#include <utility>

namespace {

using namespace lazymmu;

ExploreJob& job() {
    static ExploreJob the_job;
    return the_job;
}

Session& session() {
    static Session the_session({});
    return the_session;
}

const char* keep(std::string text) {
    static std::string answer;
    answer = std::move(text);
    return answer.c_str();
}

} // namespace

extern "C" {

// Of these functions and of the texts. A loader refuses a module with another one.
EMSCRIPTEN_KEEPALIVE int lazymmu_version() { return 2; }

// Takes a plan (app/core/explore/explore_plan.h) and drops the search before. "", or what is wrong.
EMSCRIPTEN_KEEPALIVE const char* lazymmu_explore(const char* plan_text) {
    job().clear();
    ExplorePlan plan;
    const std::string wrong = plan_from_json(plan_text, plan);
    return keep(wrong.empty() ? job().start(plan) : wrong);
}

// 0: the search has ended.
EMSCRIPTEN_KEEPALIVE int lazymmu_explore_slice(int transitions) {
    return job().slice(static_cast<u64>(transitions > 0 ? transitions : 1));
}

EMSCRIPTEN_KEEPALIVE void lazymmu_explore_spent(double seconds) { job().spent(seconds); }

// How the search stands: numbers, verdict, schedule.
EMSCRIPTEN_KEEPALIVE const char* lazymmu_explore_news() { return keep(news_json(job().news())); }

// The counterexample as a lesson. "": there is none.
EMSCRIPTEN_KEEPALIVE const char* lazymmu_explore_lesson(const char* id) {
    return keep(counterexample_text(job(), id));
}

EMSCRIPTEN_KEEPALIVE void lazymmu_explore_end() { job().clear(); }

// ---- stepping

// A lesson or a script. "" for the machine: what the lesson, or the session before, says.
// Returns "", or what is wrong; then what was open stays open.
EMSCRIPTEN_KEEPALIVE const char* lazymmu_open(const char* name, const char* text, const char* arch,
                                              const char* kernel) {
    Command command;
    command.kind = looks_like_saved(name, text) ? Command::open_saved : Command::open_text;
    command.name = name;
    command.text = text;
    std::string wrong = session().execute(command);
    for (const auto& [kind, value] :
         {std::pair(Command::set_arch, arch), std::pair(Command::set_kernel, kernel)})
        if (wrong.empty() && *value) wrong = session().execute({kind, 0, value, {}});
    return keep(std::move(wrong));
}

// A line as parse_command() takes it: "step", "back over", "seek 12", "arch x86" ...
EMSCRIPTEN_KEEPALIVE const char* lazymmu_command(const char* line) {
    Command command;
    const std::string wrong = parse_command(line, command);
    return keep(wrong.empty() ? session().execute(command) : wrong);
}

EMSCRIPTEN_KEEPALIVE const char* lazymmu_state() { return keep(session().state_json()); }

EMSCRIPTEN_KEEPALIVE const char* lazymmu_saved() {
    return keep(session().is_open() ? saved_json(save_session(session())) : std::string());
}

// {"value": number or text} of a path (engine/run/query.h), or {"error": text}.
EMSCRIPTEN_KEEPALIVE const char* lazymmu_query(const char* path) {
    if (!session().is_open()) return keep(R"({"error":"nothing is open"})");
    QueryValue value;
    std::string error;
    const Machine& machine = session().machine();
    if (!query(session().setup(), machine.view(), path, value, error))
        return keep(JsonObject().text("error", error).str());
    JsonObject out;
    return keep(value.is_text ? out.text("value", value.text).str()
                              : out.number("value", value.number).str());
}

// What happened on the way from one position to another: a JSON array.
EMSCRIPTEN_KEEPALIVE const char* lazymmu_events(unsigned from, unsigned to) {
    std::string out = "[";
    if (session().is_open()) {
        const std::vector<u32>& end = session().trace().event_end;
        const auto events = session().timeline().all_events();
        const u32 last = end[std::min<size_t>(to, end.size() - 1)];
        for (u32 i = end[std::min<size_t>(from, end.size() - 1)]; i < last; i++)
            out += (out.size() > 1 ? "," : "") + event_json(session().setup(), events[i]);
    }
    return keep(out + "]");
}

} // extern "C"
