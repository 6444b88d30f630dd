#include "engine/run/timeline.h"

#include <algorithm>

namespace lazymmu {

namespace {

class Recorder final : public EventSink {
  public:
    Recorder(std::vector<Event>& to, u32 step) : to_(to), step_(step) {}
    void on_event(const Event& e) override {
        to_.push_back(e);
        to_.back().step = step_;
    }

  private:
    std::vector<Event>& to_;
    u32 step_;
};

} // namespace

Timeline::Timeline(Machine start, size_t snapshot_budget)
    : machine_(std::move(start)), snapshot_budget_(snapshot_budget) {
    snapshots_.push_back({0, machine_.state});
}

StepResult Timeline::choose(Choice choice) {
    if (position_ < length() && choices_[position_] == choice) {
        const StepResult same = step(machine_, choice);
        LAZYMMU_ASSERT(same.status == StepStatus::ok);
        position_++;
        return same;
    }
    Machine after = machine_;
    std::vector<Event> events;
    Recorder recorder(events, position_ + 1);
    const StepResult result = step(after, choice, &recorder);
    if (result.status == StepStatus::limit) limit_ = result.limit;
    if (result.status != StepStatus::ok) return result;
    if (position_ < length()) truncate_future();
    version_++;
    machine_ = std::move(after);
    choices_.push_back(choice);
    violations_.push_back(result.violations);
    events_.insert(events_.end(), events.begin(), events.end());
    event_end_.push_back(static_cast<u32>(events_.size()));
    position_++;
    keep_snapshot();
    return result;
}

bool Timeline::forward() {
    if (position_ < length()) return choose(choices_[position_]).status == StepStatus::ok;
    Choice choice;
    return default_choice(setup(), machine_.view(), choice) &&
           choose(choice).status == StepStatus::ok;
}

bool Timeline::back() {
    if (position_ == 0) return false;
    seek(position_ - 1);
    return true;
}

void Timeline::seek(u32 position) {
    position = std::min(position, length());
    if (position < position_ || position - position_ > interval_) {
        const auto after =
            std::upper_bound(snapshots_.begin(), snapshots_.end(), position,
                             [](u32 p, const Snapshot& s) { return p < s.position; });
        const Snapshot& nearest = *(after - 1);
        if (position < position_ || nearest.position > position_) {
            machine_.state = nearest.state;
            position_ = nearest.position;
        }
    }
    replay(machine_, position_, position);
    position_ = position;
}

void Timeline::take_branch(size_t i) {
    LAZYMMU_ASSERT(i < branches_.size());
    const Branch branch = branches_[i];
    version_++;
    branches_.erase(branches_.begin() + static_cast<std::ptrdiff_t>(i));
    seek(branch.at);
    if (position_ < length()) truncate_future();
    for (Choice c : branch.choices) {
        const StepResult r = choose(c);
        LAZYMMU_ASSERT(r.status == StepStatus::ok);
    }
    seek(branch.at);
}

void Timeline::leave_future() {
    if (position_ == length()) return;
    truncate_future();
    version_++;
}

void Timeline::forget_branch(size_t i) {
    branches_.erase(branches_.begin() + static_cast<std::ptrdiff_t>(i));
    version_++;
}

void Timeline::keep_branch(Branch branch) {
    version_++;
    branches_.push_back(std::move(branch));
}

std::span<const Event> Timeline::events(u32 p) const {
    LAZYMMU_ASSERT(p <= length());
    if (p == 0) return {};
    const u32 from = p == 1 ? 0 : event_end_[p - 2];
    return std::span(events_).subspan(from, event_end_[p - 1] - from);
}

Machine Timeline::machine_at(u32 p) const {
    LAZYMMU_ASSERT(p <= length());
    Machine m{machine_.setup, {}};
    const auto after = std::upper_bound(snapshots_.begin(), snapshots_.end(), p,
                                        [](u32 at, const Snapshot& s) { return at < s.position; });
    m.state = (after - 1)->state;
    replay(m, (after - 1)->position, p);
    return m;
}

void Timeline::replay(Machine& m, u32 from, u32 to) const {
    for (u32 p = from; p < to; p++) {
        const StepResult r = step(m, choices_[p]);
        LAZYMMU_ASSERT(r.status == StepStatus::ok);
    }
}

void Timeline::truncate_future() {
    // what was left further on was left on the way into the future that is left now
    for (Branch& b : branches_) {
        if (b.at <= position_) continue;
        b.choices.insert(b.choices.begin(), choices_.begin() + position_, choices_.begin() + b.at);
        b.at = position_;
    }
    Branch branch;
    branch.at = position_;
    branch.choices.assign(choices_.begin() + position_, choices_.end());
    branches_.push_back(std::move(branch));
    choices_.resize(position_);
    violations_.resize(position_);
    event_end_.resize(position_);
    events_.resize(position_ ? event_end_.back() : 0);
    while (snapshots_.back().position > position_) snapshots_.pop_back();
    limit_ = "";
}

void Timeline::keep_snapshot() {
    if (position_ % interval_ != 0 || snapshots_.back().position >= position_) return;
    snapshots_.push_back({position_, machine_.state});
    const size_t bytes = snapshots_.size() * setup().layout.size;
    if (bytes <= snapshot_budget_ || snapshots_.size() < 4) return;
    interval_ *= 2; // too many: keep every second one
    std::erase_if(snapshots_, [this](const Snapshot& s) { return s.position % interval_ != 0; });
}

} // namespace lazymmu
