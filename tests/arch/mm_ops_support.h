// What the tests of the call-site routines share: run a script on a machine and look at the end.
#pragma once

#include "tests/arch/support.h"

#include <functional>
#include <string>
#include <vector>

namespace lazymmu::test {

struct Platform {
    const char* name;
    const char* arch;
    const char* option; // one that differs from its default, or null
    u16 value;
};
inline constexpr Platform arm64 = {"arm64", "arm64", nullptr, 0};
inline constexpr Platform arm64_debug = {"arm64, DEBUG_PAGEALLOC", "arm64", "debug_pagealloc", 1};
inline constexpr Platform powerpc_hash = {"powerpc, hash", "powerpc", nullptr, 0};
inline constexpr Platform powerpc_radix = {"powerpc, radix", "powerpc", "radix", 1};
inline constexpr Platform sparc = {"sparc", "sparc", nullptr, 0};
inline constexpr Platform xen = {"x86, Xen PV", "x86", nullptr, 0};
inline constexpr Platform xen_debug = {"x86, Xen PV, DEBUG_PAGEALLOC", "x86", "debug_pagealloc", 1};
inline constexpr Platform bare_metal = {"x86, bare metal", "x86", "xen", 0};
inline constexpr Platform eager = {"eager", "eager", nullptr, 0};
inline constexpr Platform platforms[] = {arm64, arm64_debug, powerpc_hash, powerpc_radix, sparc,
                                         xen,   xen_debug,   bare_metal,   eager};

// A finished run, and everything that happened in it.
class OpsRun : public EventSink {
  public:
    using Watch = std::function<void(const OpsRun&)>;

    OpsRun(const Platform& p, Kernel kernel, const std::string& text, const Watch& after_step = {})
        : arch_(*find_arch(p.arch)) {
        const ScriptResult r = compile_script(text, arch_);
        EXPECT_TRUE(r.program) << text << ": "
                               << (r.errors.empty() ? "" : script_error_text(r.errors[0]));
        if (!r.program) return;
        Config config = default_config(arch_, kernel);
        for (size_t i = 0; p.option && i < arch_.options.size(); i++)
            if (std::string(arch_.options[i].name) == p.option) config.option[i] = p.value;
        machine = make_machine(config, r.program);
        Choice choice;
        while (default_choice(*machine.setup, machine.view(), choice)) {
            const StepResult s = step(machine, choice, this);
            EXPECT_EQ(s.status, StepStatus::ok) << p.name << ": " << text << ": " << s.limit;
            if (s.status != StepStatus::ok) return;
            violations |= s.violations;
            if (after_step) after_step(*this);
        }
    }

    void on_event(const Event& e) override { events.push_back(e); }

    int count(Ev kind, u16 code) const {
        int n = 0;
        for (const Event& e : events) n += e.kind == kind && e.code == code;
        return n;
    }
    int calls(u16 fn) const { return count(Ev::call, fn); }
    int hw(const std::string& name) const {
        int n = 0;
        for (const Event& e : events) n += e.kind == Ev::hw && arch_.hw_events[e.code].name == name;
        return n;
    }
    // The `field`-th field of the first hardware operation of that name.
    u64 hw_value(const std::string& name, int field) const {
        for (const Event& e : events)
            if (e.kind == Ev::hw && arch_.hw_events[e.code].name == name)
                return field == 0 ? e.a : field == 1 ? e.b : e.c;
        ADD_FAILURE() << "no " << name;
        return 0;
    }
    int faults(FaultKind kind) const {
        int n = 0;
        for (const Event& e : events) n += e.kind == Ev::fault && e.d == static_cast<u64>(kind);
        return n;
    }

    u64 user(u64 page) const { return arch_.geometry.user_base + page * page_size(); }
    u64 kernel(u64 page) const { return arch_.geometry.kernel_base + page * page_size(); }
    u64 page_size() const { return arch_.geometry.page_size(); }

    // "7 pwu", or "-".
    std::string pte(MmId mm, u64 va) const {
        const Ptep where = pt_find(machine.config(), machine.view(), mm, va);
        const u64 entry = where == no_ptep ? 0 : pt_load(machine.view(), where);
        if (!entry) return "-";
        const PteFields f = arch_.pte_decode(machine.config(), entry);
        char letters[7];
        return std::to_string(f.pfn) + " " + prot_text(f.prot, letters);
    }
    // The entries of pages in a row: "7 pwu, 8 pwu, -".
    std::string ptes(MmId mm, u64 va, int n) const {
        std::string out;
        for (int i = 0; i < n; i++)
            out += (i ? ", " : "") + pte(mm, va + static_cast<u64>(i) * page_size());
        return out;
    }
    int pending() const {
        return arch_.pending(machine.config(), machine.view(), CpuId{0}, TaskId{0});
    }
    const TaskState& task() const { return machine.view().task(TaskId{0}); }

    // Nothing is left open, delayed or broken.
    void expect_clean(u32 allowed = 0) const {
        EXPECT_EQ(task().status, TaskStatus::exited);
        EXPECT_EQ(task().enable_count, 0);
        EXPECT_EQ(task().pause_count, 0);
        EXPECT_EQ(task().preempt_depth, 0);
        EXPECT_EQ(task().section_depth, 0);
        EXPECT_EQ(machine.view().cpu(CpuId{0}).irqs_off, 0);
        EXPECT_EQ(pending(), 0);
        EXPECT_EQ(violations & ~allowed, 0u);
    }

    Machine machine;
    std::vector<Event> events;
    u32 violations = 0;

  private:
    const Arch& arch_;
};

// Runs on all platforms and every_kernel.
inline void on_all(const std::string& text, const std::function<void(const OpsRun&)>& check,
                   u32 allowed = 0) {
    for (const Platform& p : platforms)
        for (const Kernel kernel : every_kernel) {
            SCOPED_TRACE(std::string(p.name) + " " + kernel_name(kernel) + ": " + text);
            const OpsRun run(p, kernel, text);
            run.expect_clean(allowed);
            check(run);
        }
}

} // namespace lazymmu::test
