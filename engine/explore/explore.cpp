// How it is fast.
//
// A state is a flat block, but little of it differs from the start: a frontier state is kept as the
// words that do (a bitmap, then the words). That is also what is hashed. One expansion unpacks the
// state once, and for each choice copies it, steps the copy, packs and hashes it. The look-up in
// the visited set is the slow part, a cache miss each, so it is asked for ahead: packed successors
// wait in a small ring while their slot is on its way.
//
// What is kept for ever is a fingerprint in the visited set (16 bytes, at most 70 % full) and a
// parent link with the choice (5 bytes): enough to replay any state from the start.
//
// Tests: tests/arch/explore_test.cpp, with a naive depth-first enumerator as the other opinion.
#include "engine/explore/explore.h"

#include "engine/explore/fingerprints.h"

#include <algorithm>
#include <array>

namespace lazymmu {

namespace {

constexpr u32 ring_size = 32;      // packed successors whose look-up is under way
constexpr int forced_limit = 4096; // steps in one row of forced moves

// A choice in one byte: kind 2 bits, cpu 2 bits, arg 4 bits.
static_assert(Choice::migrate < 1 << 2 && limits::cpus <= 1 << 2);
static_assert(limits::tasks <= 1 << 4 && limits::handlers <= 1 << 4);
u8 pack_choice(Choice c) { return static_cast<u8>(c.kind | c.cpu << 2 | c.arg << 4); }
Choice unpack_choice(u8 b) {
    return {static_cast<Choice::Kind>(b & 3), static_cast<u8>(b >> 2 & 3), static_cast<u8>(b >> 4)};
}

// States as the words that differ from the start. One entry: record number, bitmap, words.
// Unpacked states are padded with zeros to whole groups.
class Packer {
  public:
    explicit Packer(const State& start)
        : words_((start.view().layout().size / 8 + group - 1) / group * group),
          maps_((words_ + 63) / 64), base_(words_) {
        std::memcpy(base_.data(), start.view().data(), start.view().layout().size);
    }

    u32 words() const { return words_; }                 // of a state, with the padding
    u32 max_words() const { return maps_ + words_ + 1; } // pack() writes one word too many

    // Returns the words written.
    u32 pack(const u64* state, u64* out) const {
        u64* to = out + maps_;
        for (u32 m = 0; m < maps_; m++) out[m] = 0;
        for (u32 from = 0; from < words_; from += group) {
            u64 bits = 0;
            for (u32 i = 0; i < group; i++) { // without a branch: it would be mispredicted
                const u64 differs = state[from + i] != base_[from + i];
                bits |= differs << i;
                *to = state[from + i];
                to += differs;
            }
            out[from / 64] |= bits << from % 64;
        }
        return static_cast<u32>(to - out);
    }

    // Returns the words read.
    u32 unpack(const u64* in, u64* state) const {
        std::memcpy(state, base_.data(), size_t{words_} * 8);
        const u64* from = in + maps_;
        for (u32 m = 0; m < maps_; m++)
            for (u64 left = in[m]; left; left &= left - 1)
                state[m * 64 + static_cast<u32>(__builtin_ctzll(left))] = *from++;
        return static_cast<u32>(from - in);
    }

  private:
    static constexpr u32 group = 8;
    u32 words_, maps_;
    std::vector<u64> base_;
};

} // namespace

struct Explorer::Impl {
    Impl(Machine m, ExploreOptions o) : start(std::move(m)), options(o), packer(start.state) {
        current.resize(packer.words());
        next.resize(packer.words());
        ring_words.resize(size_t{ring_size} * packer.max_words());
        std::memcpy(next.data(), start.state.view().data(), start.setup->layout.size);
        const u32 n = packer.pack(next.data(), ring_words.data());
        seen.insert(digest_of(reinterpret_cast<const std::byte*>(ring_words.data()), n * 8));
        parents.push_back(0);
        choices.push_back(0);
        push(frontier, 0, ring_words.data(), n);
        frontier_states = 1;
    }

    StateRef ref(std::vector<u64>& words) const {
        return {reinterpret_cast<std::byte*>(words.data()), &start.setup->layout};
    }
    static void push(std::vector<u64>& to, u32 record, const u64* packed, u32 n) {
        to.push_back(record);
        to.insert(to.end(), packed, packed + n);
    }
    u64 bytes() const {
        return seen.bytes() + parents.capacity() * 4 + choices.capacity() +
               (frontier.capacity() + upcoming.capacity()) * 8;
    }
    // What a list takes beside its present memory while it moves to a larger one.
    template <class T> static u64 growth(const std::vector<T>& list, size_t more) {
        return list.size() + more > list.capacity() ? list.capacity() * 2 * sizeof(T) : 0;
    }
    void stop(Verdict v, const char* bound = "") {
        verdict = v;
        stop_bound = bound;
    }

    // Takes the oldest successor off the ring and keeps it if it is new.
    void settle_one() {
        const u32 at = (ring_head - ring_used) % ring_size;
        const Waiting& w = ring[at];
        ring_used--;
        if (!seen.insert(w.digest)) return;
        const u32 record = static_cast<u32>(parents.size());
        parents.push_back(w.parent);
        choices.push_back(w.choice);
        push(upcoming, record, &ring_words[size_t{at} * packer.max_words()], w.words);
        upcoming_states++;
    }
    void settle_all() {
        while (ring_used) settle_one();
    }

    void add_successor(u32 parent, Choice choice) {
        if (ring_used == ring_size) settle_one();
        const u32 at = ring_head % ring_size;
        u64* packed = &ring_words[size_t{at} * packer.max_words()];
        Waiting& w = ring[at];
        w.words = packer.pack(next.data(), packed);
        w.digest = digest_of(reinterpret_cast<const std::byte*>(packed), w.words * 8);
        w.parent = parent;
        w.choice = pack_choice(choice);
        seen.prefetch(w.digest);
        ring_head++;
        ring_used++;
    }

    bool inside(Choice choice) {
        return !options.inside ||
               runs_inside(ref(next), static_cast<CpuId>(choice.cpu), options.inside);
    }

    // Steps `next`; with reduce also all forced moves after it. False: stop here.
    bool advance(Choice choice) {
        for (int n = 0;; n++) {
            const bool counts =
                inside(choice); // a violation may show when the routine has just returned
            const StepResult r = step_enabled(*start.setup, ref(next), choice);
            transitions++;
            LAZYMMU_ASSERT(r.status == StepStatus::ok || r.status == StepStatus::limit);
            // What lies behind it is not known, so neither are all states nor a shortest schedule.
            if (r.status == StepStatus::limit) {
                stop(Verdict::inconclusive, r.limit);
                return false;
            }
            violations = r.violations & options.invariants;
            if (violations && !counts && !inside(choice)) violations = 0;
            if (violations) return true;
            if (!options.reduce || n == forced_limit) return true;
            if (enabled_choices(*start.setup, ref(next), forced.data()) != 1) return true;
            choice = forced[0];
        }
    }

    // Expands one frontier state. Returns false when the search is over.
    bool expand() {
        const u32 record = static_cast<u32>(frontier[position]);
        position += 1 + packer.unpack(&frontier[position + 1], current.data());
        frontier_states--;
        const int n = enabled_choices(*start.setup, ref(current), enabled.data());
        for (int i = 0; i < n; i++) {
            const Choice choice = enabled[static_cast<size_t>(i)];
            std::memcpy(next.data(), current.data(), current.size() * 8);
            if (!advance(choice)) return false;
            if (violations) {
                last_parent = record;
                last_choice = choice;
                stop(Verdict::violated);
                return false;
            }
            add_successor(record, choice);
        }
        return within_bounds();
    }

    bool within_bounds() {
        const u64 now = bytes();
        peak = std::max(peak, now);
        u64 soon = now + growth(parents, ring_size) + growth(choices, ring_size) +
                   growth(upcoming, size_t{ring_size} * (packer.max_words() + 1));
        if (seen.grows_next()) soon += seen.bytes_when_grown() - seen.bytes();
        if (seen.size() >= options.max_states)
            stop(Verdict::inconclusive, "max_states");
        else if (soon > options.max_bytes)
            stop(Verdict::inconclusive, "max_bytes");
        else if (parents.size() >= 0xffffff00u)
            stop(Verdict::inconclusive, "4 billion states");
        return verdict == Verdict::running;
    }

    bool next_level() {
        settle_all();
        if (upcoming.empty()) {
            stop(Verdict::holds);
            return false;
        }
        depth++;
        if (depth >= options.max_depth) {
            stop(Verdict::inconclusive, "max_depth");
            return false;
        }
        frontier.swap(upcoming);
        upcoming.clear();
        frontier_states = upcoming_states;
        upcoming_states = 0;
        position = 0;
        return true;
    }

    struct Waiting {
        Digest digest;
        u32 words = 0, parent = 0;
        u8 choice = 0;
    };

    Machine start;
    ExploreOptions options;
    Packer packer;
    Fingerprints seen;
    std::vector<u32> parents;
    std::vector<u8> choices;
    std::vector<u64> frontier, upcoming; // packed states of this level, and of the next
    u64 frontier_states = 0, upcoming_states = 0;
    size_t position = 0; // in frontier
    std::vector<u64> current, next;
    std::array<Choice, max_choices> enabled, forced; // of current, of next
    Waiting ring[ring_size];
    std::vector<u64> ring_words;
    u32 ring_head = 0, ring_used = 0;

    Verdict verdict = Verdict::running;
    const char* stop_bound = "";
    u64 transitions = 0, peak = 0;
    u32 depth = 0, violations = 0;
    u32 last_parent = 0;
    Choice last_choice;
};

Explorer::Explorer(Machine start, ExploreOptions options)
    : impl_(std::make_unique<Impl>(std::move(start), options)) {}
Explorer::~Explorer() = default;
Explorer::Explorer(Explorer&&) noexcept = default;
Explorer& Explorer::operator=(Explorer&&) noexcept = default;

bool Explorer::run_for(u64 transitions) {
    Impl& x = *impl_;
    const u64 until = x.transitions + transitions;
    while (x.verdict == Verdict::running && x.transitions < until) {
        if (x.position == x.frontier.size() ? !x.next_level() : !x.expand()) break;
    }
    x.settle_all();
    return x.verdict == Verdict::running;
}

ExploreReport Explorer::report() const {
    const Impl& x = *impl_;
    ExploreReport r;
    r.verdict = x.verdict;
    r.states = x.seen.size();
    r.transitions = x.transitions;
    r.depth = x.depth;
    r.frontier = x.frontier_states + x.upcoming_states;
    r.bytes = x.bytes();
    r.peak_bytes = std::max(x.peak, r.bytes);
    r.state_bytes = x.start.setup->layout.size;
    r.violations = x.verdict == Verdict::violated ? x.violations : 0;
    r.bound = x.stop_bound;
    return r;
}

const Machine& Explorer::start() const { return impl_->start; }

std::vector<Choice> Explorer::counterexample() const {
    const Impl& x = *impl_;
    if (x.verdict != Verdict::violated) return {};
    std::vector<Choice> moves = {x.last_choice};
    for (u32 r = x.last_parent; r != 0; r = x.parents[r])
        moves.push_back(unpack_choice(x.choices[r]));
    std::reverse(moves.begin(), moves.end());
    if (!x.options.reduce) return moves;
    // Fill in the forced moves.
    std::vector<Choice> all;
    Machine m = x.start;
    for (Choice c : moves) {
        for (int n = 0;; n++) {
            all.push_back(c);
            const CpuId cpu = static_cast<CpuId>(c.cpu);
            const u16 fn = x.options.inside;
            const bool counts = !fn || runs_inside(m.view(), cpu, fn);
            if ((step(m, c).violations & x.options.invariants) &&
                (counts || runs_inside(m.view(), cpu, fn)))
                return all;
            Choice only[max_choices];
            if (n == forced_limit || enabled_choices(*m.setup, m.view(), only) != 1) break;
            c = only[0];
        }
    }
    return all;
}

} // namespace lazymmu
