// A search over every schedule of one program, as a front end sees it: start, a report at any time,
// cancel, and what was found. It runs here by slices, or somewhere else that sends its news. No
// thread and no clock: who calls says how much and how long it took.
#pragma once

#include "app/core/explore/explore_plan.h"
#include "engine/explore/search.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

// How a search stands, and what it found.
struct ExploreNews {
    ExploreReport report;
    double seconds = 0;                // spent in the search itself
    std::vector<Choice> schedule;      // from the machine's start to the violation
    std::vector<NotJudged> not_judged; // what "holds" does not say on this machine
};

// As JSON text, and back; news_from_json returns an empty string or what is wrong with the text.
std::string news_json(const ExploreNews& news);
std::string not_judged_json(const std::vector<NotJudged>& list);
std::string news_from_json(std::string_view text, ExploreNews& out);

// Somewhere else than here to run a search: in the browser a worker, which leaves the page free.
class ExploreHost {
  public:
    virtual ~ExploreHost() = default;
    // False: it cannot. News and losses come later, with the same id. A search that runs there
    // is stopped first.
    virtual bool start(u32 id, const std::string& plan_json) = 0;
    virtual void stop() = 0;
};

class ExploreJob {
  public:
    // Returns an empty string, or why nothing was started. What was there before is dropped.
    // elsewhere: the search itself runs with somebody who calls take() and lose().
    std::string start(const ExplorePlan& plan, bool elsewhere = false);
    std::string start(const ExplorePlan& plan, PlannedMachine made, bool elsewhere = false);
    // Tries about this many steps; false when there is nothing (more) to do here.
    bool slice(u64 transitions);
    void spent(double seconds) { news_.seconds += seconds; }
    // False: these news cannot be about this search; the search is lost then.
    bool take(ExploreNews news);
    void lose(std::string why); // whoever ran it is gone
    void cancel();              // keeps the numbers
    void clear();

    bool exists() const { return exists_; }
    bool running() const { return running_; }
    bool cancelled() const { return cancelled_; }
    bool elsewhere() const { return elsewhere_; }
    const std::string& lost() const { return lost_; } // why; "": it is not
    double seconds() const { return news_.seconds; }
    const ExploreReport& report() const { return news_.report; }
    const ExploreNews& news() const { return news_; }
    const ExplorePlan& plan() const { return plan_; }   // that was started
    const Machine& machine() const { return machine_; } // not fitted
    const std::string& program() const { return program_; }
    // From the machine's start to the violation; empty unless it is violated.
    const std::vector<Choice>& schedule() const { return news_.schedule; }
    const KnownBug* known() const { return known_; } // what it breaks, if that is known; or null

  private:
    ExplorePlan plan_;
    Machine machine_;
    std::string program_; // that the machine runs
    std::unique_ptr<Search> search_;
    ExploreNews news_;
    const KnownBug* known_ = nullptr;
    std::string lost_;
    bool exists_ = false, running_ = false, cancelled_ = false, elsewhere_ = false;
};

// A verdict in a few words, and in a sentence with its bounds.
std::string verdict_title(const ExploreJob& job);
std::string verdict_text(const ExploreJob& job);

// The counterexample as a lesson's text, with this id. "": there is none, or it has more legs than
// a lesson has steps.
std::string counterexample_text(const ExploreJob& job, const std::string& id);
// ... and as a bare schedule, which may have any length. Null if there is none.
std::shared_ptr<const FoundSchedule> found_schedule(const ExploreJob& job);

} // namespace lazymmu
