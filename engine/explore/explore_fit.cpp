// Cuts a machine's capacities to what its program can need. A state of a few hundred bytes instead
// of thirty thousand is what makes millions of them cheap.
#include "engine/api.h"
#include "engine/explore/explore.h"

namespace lazymmu {

namespace {

struct Needs {
    u32 changes = 0; // at most this many page-table changes or TLB operations may be delayed
    u32 accesses = 0;
    bool call_sites = false; // routines that call others, some levels deep
};

Needs count(const Program& program, const Config& config) {
    Needs needs;
    for (size_t b = 0; b < program.bodies(); b++) {
        const u32 times = b < program.tasks.size() ? 1 : config.max_irqs;
        for (const Op& op : program.body(b).ops) {
            const ApiCall& call = api_calls()[op.call];
            u32 pages = 1;
            int i = 0;
            for (Param p : call.params) {
                if (p == Param::count) pages = static_cast<u32>(op.args[i]);
                i += p == Param::pte ? 2 : 1;
            }
            // A call-site routine may change a page twice: modify_prot, move_ptes, copy_pte_range.
            needs.changes += 2 * pages * times;
            if (call.fn == fn_access || call.fn == fn_touch) needs.accesses += times;
            if (call.fn >= fn_mm_ops_first) needs.call_sites = true;
        }
    }
    return needs;
}

u16 at_most(u32 wanted, u16 limit) { return wanted < limit ? static_cast<u16>(wanted) : limit; }

} // namespace

Machine fit_for_exploring(const Machine& machine) {
    Config config = machine.config();
    const Needs needs = count(machine.program(), config);
    const Globals& used = machine.view().globals();
    config.tlb_entries = at_most(needs.accesses, config.tlb_entries);
    config.pt_tables = used.tables_used;
    config.pt_entries = at_most(used.pt_used + needs.changes, config.pt_entries);
    config.stack_words = at_most(needs.call_sites ? 80 : 40, config.stack_words);
    for (size_t i = 0; i < config.arch->options.size(); i++) {
        const OptionSpec& spec = config.arch->options[i];
        u16& value = config.option[i];
        if (spec.fits == Fits::delayed) value = at_most(spec.per_unit * (needs.changes + 1), value);
        if (spec.fits == Fits::accesses && needs.accesses == 0) value = spec.min;
        if (value < spec.min) value = spec.min;
    }
    return make_machine(config, machine.setup->program);
}

} // namespace lazymmu
