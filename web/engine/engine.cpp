// The engine without a screen, as a WebAssembly module that needs no JavaScript but its loader,
// engine.mjs: texts in, texts out. One module is one machine room: it holds at most one search.
//
// A text that is returned stays until the next call. Nothing here knows the time: the caller tells
// how long a slice took.
#include "app/core/explore_job.h"

#include <emscripten.h>

#include <string>

namespace {

using namespace lazymmu;

ExploreJob& job() {
    static ExploreJob the_job;
    return the_job;
}

const char* keep(std::string text) {
    static std::string answer;
    answer = std::move(text);
    return answer.c_str();
}

} // namespace

extern "C" {

// Of these functions and of the texts. A loader refuses a module with another one.
EMSCRIPTEN_KEEPALIVE int lazymmu_version() { return 1; }

// Takes a plan (app/core/explore_plan.h) and drops the search before. "", or what is wrong.
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

} // extern "C"
