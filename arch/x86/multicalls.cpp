// Xen's multicall buffer: up to 32 hypercalls (MC_BATCH) with 512 bytes of arguments (MC_ARGS) that
// are issued in one go. A run of mmu_updates shares one entry. The argument area fills first: it
// holds 31 updates or 21 mmuext_ops, because the comparison is `>=`.
//
// Flushing one entry makes the hypercall directly; more make one HYPERVISOR_multicall.
// Interrupts are off from taking the buffer (xen_mc_batch) to issuing it (xen_mc_issue), so that
// an interrupt never sees half an entry.
//
// Upstream: arch/x86/xen/multicalls.{c,h}, mmu_pv.c xen_extend_mmu_update(), xen_flush_tlb*().
// Simplified: no callbacks. Tests: tests/conformance (x86-*), tests/arch/multicall_test.cpp.
#include "arch/x86/x86.h"

namespace lazymmu::x86 {

namespace {

constexpr auto multicalls_c = "arch/x86/xen/multicalls.c";

void report_update(Cx& cx, u64 ptr, u64 val) {
    cx.emit(Ev::hw_item, item_mmu_update, ptr, val, ptr & preserve_ad_command ? 1 : 0,
            static_cast<u64>(maddr_ptep(ptr)));
}

// Tells what an entry contains: its call, then its updates.
void report_entry(Cx& cx, const McEntry& e) {
    const u64* args = mc_args(cx.config, xen(cx)) + e.args / 8;
    cx.emit(Ev::hw_item, item_call, e.op, e.count);
    if (e.op == op_mmuext_op) {
        cx.emit(Ev::hw_item, item_mmuext_op, args[0], args[1]);
        return;
    }
    for (int i = 0; i < e.count; i++) report_update(cx, args[2 * i], args[2 * i + 1]);
}

void perform_entry(Cx& cx, const McEntry& e) {
    const u64* args = mc_args(cx.config, xen(cx)) + e.args / 8;
    if (e.op == op_mmuext_op)
        hypervisor_mmuext(cx, args[0], args[1]);
    else
        for (int i = 0; i < e.count; i++) hypervisor_update(cx, args[2 * i], args[2 * i + 1]);
}

// A new entry with room for its arguments; flushes first if there is none. Returns the arguments.
u64* new_entry(Cx& cx, McOp op, u32 bytes) {
    XenCpu& c = xen(cx);
    if (c.mcidx == cx.config.option[opt_mc_batch] ||
        c.argidx + bytes >= cx.config.option[opt_mc_args])
        mc_flush(cx);
    McEntry& e = c.entries[c.mcidx++];
    e.op = op;
    e.args = c.argidx;
    e.count = 1;
    c.argidx = static_cast<u16>(c.argidx + bytes);
    return mc_args(cx.config, c) + e.args / 8;
}

// One more mmu_update: in the last entry if that is one and there is room, else in a new entry.
u64* extend_update(Cx& cx) {
    XenCpu& c = xen(cx);
    const bool fits = c.mcidx > 0 && c.entries[c.mcidx - 1].op == op_mmu_update &&
                      c.argidx + mmu_update_bytes < cx.config.option[opt_mc_args];
    if (!fits) return new_entry(cx, op_mmu_update, mmu_update_bytes);
    McEntry& e = c.entries[c.mcidx - 1];
    e.count++;
    u64* args = mc_args(cx.config, c) + c.argidx / 8;
    c.argidx = static_cast<u16>(c.argidx + mmu_update_bytes);
    return args;
}

Flow flush_begin(Cx& cx) { return xen(cx).mcidx == 0 ? ret() : next(); }
Flow flush_issue(Cx& cx) {
    mc_flush(cx);
    return next();
}
constexpr Line flush_lines[] = {
    {"if (no entries) return", flush_begin},
    {"one entry: its hypercall; more: HYPERVISOR_multicall(n); empty", flush_issue},
};
constexpr Routine flush_routine = {fn_mc_flush, "xen_mc_flush", always().and_option(opt_xen, 1),
                                   multicalls_c, flush_lines};

// Slot 3 remembers whether interrupts were off before.
Flow take_buffer(Cx& cx) {
    cx.set(3, cx.this_cpu().irqs_off);
    cx.this_cpu().irqs_off = 1;
    return next();
}
Flow issue(Cx& cx) {
    return is_lazy(cx.config, cx.s, cx.cpu, cx.task) ? next() : call(fn_mc_flush);
}
Flow give_buffer(Cx& cx) {
    cx.this_cpu().irqs_off = static_cast<u8>(cx.arg(3));
    return next();
}

// queue_update: slots 0 ptep, 1 pte, 2 preserve_ad
Flow queue_update(Cx& cx) {
    const Ptep where = cx.ptep_arg(0);
    u64* args = extend_update(cx);
    args[0] = ptep_maddr(where) | (cx.arg(2) ? preserve_ad_command : 0);
    args[1] = cx.arg(1);
    cx.emit(Ev::batch_append, 0, static_cast<u64>(index(ptep_mm(cx.s, where))),
            ptep_va(cx.config, cx.s, where), static_cast<u64>(xen(cx).mcidx - 1), cx.arg(1));
    return next();
}
constexpr Line update_lines[] = {
    {"xen_mc_batch(): interrupts off", take_buffer},
    {"append mmu_update { ptep, pte } to the last entry, or a new one", queue_update},
    {"xen_mc_issue(): if (not lazy) xen_mc_flush()", issue},
    {"interrupts as before", give_buffer},
};
constexpr Routine update_routine = {fn_queue_update,
                                    "xen_extend_mmu_update",
                                    always().and_option(opt_xen, 1),
                                    "arch/x86/xen/mmu_pv.c",
                                    update_lines,
                                    4};

// queue_mmuext: slots 0 cmd, 1 va
Flow queue_mmuext(Cx& cx) {
    u64* args = new_entry(cx, op_mmuext_op, mmuext_op_bytes);
    args[0] = cx.arg(0);
    args[1] = cx.arg(1);
    args[2] = 0;
    cx.emit(Ev::batch_append, 1, cx.s.task(cx.task).mm, cx.arg(1),
            static_cast<u64>(xen(cx).mcidx - 1), cx.arg(0));
    return next();
}
constexpr Line mmuext_lines[] = {
    {"xen_mc_batch(): interrupts off", take_buffer},
    {"append a new entry: mmuext_op { cmd, va }", queue_mmuext},
    {"xen_mc_issue(): if (not lazy) xen_mc_flush()", issue},
    {"interrupts as before", give_buffer},
};
constexpr Routine mmuext_routine = {
    fn_queue_mmuext, "xen_mc_entry", always().and_option(opt_xen, 1),
    multicalls_c,    mmuext_lines,   4};

constexpr const Routine* all[] = {&flush_routine, &update_routine, &mmuext_routine};

} // namespace

void mc_flush(Cx& cx) {
    XenCpu& c = xen(cx);
    if (c.mcidx == 0) return;
    const u16 n = c.mcidx;
    if (n == 1)
        cx.emit(Ev::hw, hw_hypercall, c.entries[0].op, c.entries[0].count);
    else
        cx.emit(Ev::hw, hw_multicall, n);
    for (int i = 0; i < n; i++) report_entry(cx, c.entries[i]);
    for (int i = 0; i < n; i++) perform_entry(cx, c.entries[i]);
    std::memset(mc_args(cx.config, c), 0, c.argidx);
    std::memset(c.entries, 0, n * sizeof c.entries[0]);
    c.mcidx = 0;
    c.argidx = 0;
}

std::span<const Routine* const> multicall_routines() { return all; }

} // namespace lazymmu::x86
