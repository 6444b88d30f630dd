// One step, from choice to the next line.
//
// run_line executes the line of the current task's top frame and then applies the Flow that it
// returned. A frame whose line is past its last line returns by itself, so a listing needs no
// `return` at its end, and a call as the last line costs no extra step afterwards.
#include "engine/kernel/step.h"

#include "engine/api.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/sched.h"

namespace lazymmu {

void Cx::emit(Ev kind, u16 code, u64 a, u64 b, u64 c, u64 d) {
    if (!sink) return;
    Event e;
    e.kind = kind;
    e.cpu = static_cast<u8>(index(cpu));
    e.task = static_cast<u8>(index(task));
    e.irq = task == TaskId::none ? u8{0} : s.task(task).irq_depth;
    e.code = code;
    e.a = a;
    e.b = b;
    e.c = c;
    e.d = d;
    sink->on_event(e);
}

void Cx::warn(Msg m) {
    emit(Ev::warn, static_cast<u16>(m));
    switch (m) {
    case Msg::scheduling_while_atomic: violate(*this, Invariant::sleep_in_section); break;
    case Msg::mmu_update_failed: violate(*this, Invariant::hypercall_failed); break;
    default: violate(*this, Invariant::counter_wrap);
    }
}

void Cx::bug(Msg m) {
    s.globals().bug = static_cast<u16>(m);
    emit(Ev::bug, static_cast<u16>(m));
    violate(*this, Invariant::kernel_bug);
}

namespace {

FrameHeader load_header(const u64* words, u16 at) {
    FrameHeader h;
    std::memcpy(static_cast<void*>(&h), &words[at], sizeof h);
    return h;
}

void store_header(u64* words, u16 at, const FrameHeader& h) {
    std::memcpy(&words[at], &h, sizeof h);
}

int line_count(const Setup& setup, const FrameHeader& h, const u64* slots) {
    if (h.routine == fn_script) return static_cast<int>(setup.program->body(slots[0]).ops.size());
    return static_cast<int>(setup.routines[h.routine]->lines.size());
}

void pop_frame(Cx& cx, TaskId t, u64 value) {
    TaskState& task = cx.s.task(t);
    u64* words = cx.s.stack(t);
    const FrameHeader h = load_header(words, task.top);
    const u16 at = task.top;
    std::memset(&words[at], 0, (task.sp - at) * sizeof(u64));
    task.sp = at;
    task.top = h.prev;
    if (at != 0 && h.result_slot != 0xff) words[task.top + 1 + h.result_slot] = value;
    const bool to_statement = at != 0 && load_header(words, h.prev).routine == fn_script;
    cx.emit(Ev::ret, h.routine, value, to_statement);
    check_return(cx, t, h.routine);
    if (at == 0 && task.status != TaskStatus::exited) { // an idle CPU's interrupt ends here, too
        task.status = TaskStatus::exited;
        cx.emit(Ev::task_exit, 0, static_cast<u64>(index(t)));
        check_exit(cx, t);
    }
}

// Returns from every frame that has run past its last line.
void settle(Cx& cx, TaskId t) {
    TaskState& task = cx.s.task(t);
    while (task.sp != 0) {
        const u64* words = cx.s.stack(t);
        const FrameHeader h = load_header(words, task.top);
        if (h.line < line_count(cx.setup, h, &words[task.top + 1])) return;
        pop_frame(cx, t, 0);
    }
}

// A statement's arguments, as the routine wants them.
Flow statement(Cx& cx, const Op& op) {
    const ApiCall& call = api_calls()[op.call];
    Flow f;
    f.kind = Flow::call_to;
    f.fn = call.fn;
    MmId mm = MmId::init_mm;
    u64 va = 0;
    int in = 0;
    const auto put = [&f](u64 v) { f.args[f.nargs++] = v; };
    for (Param p : call.params) {
        const u64 v = op.args[in++];
        if (p == Param::mm) mm = static_cast<MmId>(v);
        if (p == Param::pte) {
            put(cx.arch.pte_encode(cx.config, v, static_cast<Prot>(op.args[in++])));
        } else {
            put(v);
        }
        if (p == Param::to_mm) mm = static_cast<MmId>(v);
        if (p == Param::ptep || p == Param::pmdp) va = v;
        if (p != Param::ptep && p != Param::pmdp && p != Param::to_mm) continue;
        const Ptep where = p == Param::pmdp ? pt_populate_huge(cx.config, cx.s, mm, va)
                                            : pt_populate(cx.config, cx.s, mm, va);
        if (where == no_ptep) cx.out_of("pt_tables");
        put(static_cast<u64>(where));
    }
    return f;
}

void apply(Cx& cx, TaskId t, const Flow& f) {
    TaskState& task = cx.s.task(t);
    u64* words = cx.s.stack(t);
    FrameHeader h = load_header(words, task.top);
    switch (f.kind) {
    case Flow::next_line: h.line++; break;
    case Flow::jump_to: h.line = f.line; break;
    case Flow::call_to:
        h.line = f.line == Flow::no_line ? static_cast<u16>(h.line + 1) : f.line;
        break;
    case Flow::return_value:
        pop_frame(cx, t, f.value);
        settle(cx, t);
        return;
    }
    store_header(words, task.top, h);
    if (f.kind == Flow::call_to && !push_frame(cx, t, f.fn, f.args, f.nargs, f.result_slot) &&
        f.result_slot != 0xff)
        words[task.top + 1 + f.result_slot] = 0; // an empty hook returns nothing
    if (cx.result.status == StepStatus::ok) settle(cx, t);
}

void run_line(Cx& cx) {
    const TaskId t = cx.task;
    TaskState& task = cx.s.task(t);
    u64* words = cx.s.stack(t);
    const FrameHeader h = load_header(words, task.top);
    cx.slots = &words[task.top + 1];
    Flow f;
    if (h.routine == fn_script) {
        const Op& op = cx.setup.program->body(cx.slots[0]).ops[h.line];
        cx.emit(Ev::statement, op.call, cx.slots[0], h.line, op.line);
        f = statement(cx, op);
    } else {
        cx.emit(Ev::line, h.routine, h.line);
        f = cx.setup.routines[h.routine]->lines[h.line].run(cx);
    }
    if (cx.result.status != StepStatus::ok || cx.s.globals().bug) return;
    apply(cx, t, f);
    if (task.status == TaskStatus::exited && cx.s.current(cx.cpu) != t && task.sp) {
        // A dead task never comes back from the switch away from it.
        std::memset(words, 0, task.sp * sizeof(u64));
        task.sp = task.top = 0;
    }
}

// Can an interrupt arrive now?
bool irq_fits(const Setup& setup, StateView s, CpuId cpu) {
    const TaskId t = s.current(cpu);
    return t != TaskId::none && !s.cpu(cpu).irqs_off && s.task(t).irq_depth == 0 &&
           s.globals().irqs_taken < setup.config.max_irqs;
}

bool can_run(StateView s, CpuId cpu) {
    const TaskId t = s.current(cpu);
    return t != TaskId::none && s.task(t).sp != 0;
}

bool may_migrate(const Setup& setup, StateView s, CpuId cpu, TaskId t) {
    return index(t) < setup.config.tasks && s.task(t).status == TaskStatus::runnable &&
           s.task(t).cpu != index(cpu) && !is_on_a_cpu(setup, s, t) &&
           s.globals().migrations < setup.config.max_migrations;
}

bool enabled(const Setup& setup, StateView s, Choice c) {
    if (c.cpu >= setup.config.cpus) return false;
    const CpuId cpu = static_cast<CpuId>(c.cpu);
    switch (c.kind) {
    case Choice::run: return can_run(s, cpu);
    case Choice::preempt:
        return may_switch_to(setup, s, cpu, static_cast<TaskId>(c.arg)) && is_preemptible(s, cpu);
    case Choice::irq: return c.arg < setup.program->handlers.size() && irq_fits(setup, s, cpu);
    case Choice::migrate: return may_migrate(setup, s, cpu, static_cast<TaskId>(c.arg));
    }
    return false;
}

void migrate(Cx& cx, TaskId t) {
    TaskState& task = cx.s.task(t);
    cx.emit(Ev::migrate, 0, static_cast<u64>(index(t)), task.cpu, static_cast<u64>(index(cx.cpu)));
    task.cpu = static_cast<u8>(index(cx.cpu));
    cx.s.globals().migrations++;
}

} // namespace

bool push_frame(Cx& cx, TaskId t, u16 fn, const u64* args, int nargs, u8 result_slot) {
    const Routine* r = fn == fn_script ? nullptr : cx.setup.routines[fn];
    if (!r && fn != fn_script) return false;
    TaskState& task = cx.s.task(t);
    const int slots = r ? (r->slots > nargs ? r->slots : nargs) : 1;
    if (task.sp + 1 + slots > cx.s.layout().stack_words) {
        cx.out_of("stack_words");
        return false;
    }
    FrameHeader h;
    h.routine = fn;
    h.slots = static_cast<u8>(slots);
    h.result_slot = result_slot;
    h.prev = task.top;
    u64* words = cx.s.stack(t);
    store_header(words, task.sp, h);
    for (int i = 0; i < nargs; i++) words[task.sp + 1 + i] = args[i];
    task.top = task.sp;
    task.sp = static_cast<u16>(task.sp + 1 + slots);
    cx.emit(Ev::call, fn, nargs > 0 ? args[0] : 0, nargs > 1 ? args[1] : 0, nargs > 2 ? args[2] : 0,
            nargs > 3 ? args[3] : 0);
    return true;
}

StepResult step(const Setup& setup, StateRef s, Choice choice, EventSink* sink) {
    StepResult refused;
    refused.status = s.globals().bug ? StepStatus::halted : StepStatus::not_enabled;
    if (s.globals().bug || !enabled(setup, s, choice)) return refused;
    return step_enabled(setup, s, choice, sink);
}

StepResult step_enabled(const Setup& setup, StateRef s, Choice choice, EventSink* sink) {
    Cx cx(setup, s, static_cast<CpuId>(choice.cpu), sink);
    const u64 arg = choice.arg;
    switch (choice.kind) {
    case Choice::run: run_line(cx); break;
    case Choice::preempt:
        if (cx.task == TaskId::none) {
            first_switch(cx, static_cast<TaskId>(choice.arg));
        } else if (push_frame(cx, cx.task, fn_schedule, &arg, 1, 0xff)) {
            run_line(cx);
        }
        break;
    case Choice::irq: {
        s.globals().irqs_taken++;
        const u64 body = setup.program->tasks.size() + arg;
        if (push_frame(cx, cx.task, fn_do_irq, &body, 1, 0xff)) run_line(cx);
        break;
    }
    case Choice::migrate: migrate(cx, static_cast<TaskId>(choice.arg)); break;
    }
    return cx.result;
}

int enabled_choices(const Setup& setup, StateView s, Choice out[max_choices]) {
    int n = 0;
    if (s.globals().bug) return 0;
    const Config& config = setup.config;
    for (u8 c = 0; c < config.cpus; c++) {
        const CpuId cpu = static_cast<CpuId>(c);
        if (can_run(s, cpu)) out[n++] = {Choice::run, c, 0};
        if (is_preemptible(s, cpu))
            for (u8 t = 0; t < config.tasks; t++)
                if (may_switch_to(setup, s, cpu, static_cast<TaskId>(t)))
                    out[n++] = {Choice::preempt, c, t};
        if (irq_fits(setup, s, cpu))
            for (u8 h = 0; h < setup.program->handlers.size(); h++) out[n++] = {Choice::irq, c, h};
    }
    if (config.max_migrations)
        for (u8 t = 0; t < config.tasks; t++)
            for (u8 c = 0; c < config.cpus; c++)
                if (may_migrate(setup, s, static_cast<CpuId>(c), static_cast<TaskId>(t)))
                    out[n++] = {Choice::migrate, c, t};
    return n;
}

bool default_choice(const Setup& setup, StateView s, Choice& out) {
    if (s.globals().bug) return false;
    for (u8 c = 0; c < setup.config.cpus; c++) {
        out = {Choice::run, c, 0};
        if (enabled(setup, s, out)) return true;
        for (u8 t = 0; t < setup.config.tasks; t++) {
            out = {Choice::preempt, c, t};
            if (enabled(setup, s, out)) return true;
        }
    }
    return false;
}

} // namespace lazymmu
