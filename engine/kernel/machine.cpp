#include "engine/kernel/machine.h"

#include "engine/api.h"
#include "engine/kernel/engine_routines.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/step.h"

namespace lazymmu {

namespace {

bool applies(const When& when, const Config& config) {
    if (when.option != 0xff && config.option[when.option] != when.option_value) return false;
    if (when.patch) return (config.patches & when.patch) == when.patch;
    return config.kernel >= when.from && config.kernel <= when.to;
}

// A listing that needs a patch wins; otherwise the first that is for this kernel.
void choose_listings(Setup& setup, std::span<const Routine* const> routines) {
    for (const Routine* r : routines) {
        LAZYMMU_ASSERT(r->id < limits::routines);
        if (!applies(r->when, setup.config)) continue;
        const Routine*& chosen = setup.routines[r->id];
        if (!chosen || (r->when.patch && !chosen->when.patch)) chosen = r;
    }
}

// Nothing enters the mode, so no change is ever delayed.
void empty_the_mode(Setup& setup) {
    for (u16 fn : {fn_lazy_mmu_mode_enable, fn_lazy_mmu_mode_disable, fn_lazy_mmu_mode_pause,
                   fn_lazy_mmu_mode_resume, fn_arch_enter_lazy_mmu_mode,
                   fn_arch_leave_lazy_mmu_mode, fn_arch_flush_lazy_mmu_mode})
        setup.routines[fn] = nullptr;
}

bool names_address(Param p) { return p == Param::va || p == Param::ptep || p == Param::pmdp; }

// Page-table pages for every address that the program names: on a real system they were allocated
// long before a section opens. It also keeps their numbers independent of the schedule.
void populate(const Setup& setup, StateRef s, const Body& body) {
    for (const Op& op : body.ops) {
        const ApiCall& call = api_calls()[op.call];
        MmId mm = MmId::init_mm;
        u64 va = 0, pages = 1;
        int i = 0;
        for (Param p : call.params) {
            if (p == Param::count) pages = op.args[i];
            i += p == Param::pte ? 2 : 1;
        }
        i = 0;
        for (Param p : call.params) {
            if (p == Param::mm || p == Param::to_mm) mm = static_cast<MmId>(op.args[i]);
            if (names_address(p)) va = op.args[i];
            if (p == Param::pmdp)
                pt_populate_huge(setup.config, s, mm, va);
            else if (names_address(p) || p == Param::to_mm)
                pt_populate_range(setup.config, s, mm, va, pages);
            i += p == Param::pte ? 2 : 1;
        }
    }
}

// The highest mm that a body names decides how many there are.
void count_mms(Config& config, const Body& body) {
    for (const Op& op : body.ops) {
        const ApiCall& call = api_calls()[op.call];
        for (size_t i = 0, at = 0; i < call.params.size(); i++) {
            const Param p = call.params[i];
            if ((p == Param::mm || p == Param::to_mm) && op.args[at] >= config.mms)
                config.mms = static_cast<u8>(op.args[at] + 1);
            at += p == Param::pte ? 2 : 1;
        }
    }
}

} // namespace

Machine make_machine(Config config, std::shared_ptr<const Program> program) {
    LAZYMMU_ASSERT(config.arch && program && !program->tasks.empty());
    LAZYMMU_ASSERT(program->tasks.size() <= limits::tasks);
    auto setup = std::make_shared<Setup>();
    config.tasks = static_cast<u8>(program->tasks.size());
    for (int t = 0; t < limits::tasks; t++) {
        config.task_cpu[t] = program->task_cpu[t];
        config.task_mm[t] = program->task_mm[t];
        if (t < config.tasks && config.task_cpu[t] >= config.cpus)
            config.cpus = static_cast<u8>(config.task_cpu[t] + 1);
        if (t < config.tasks && config.task_mm[t] >= config.mms)
            config.mms = static_cast<u8>(config.task_mm[t] + 1);
    }
    for (size_t b = 0; b < program->bodies(); b++) count_mms(config, program->body(b));
    setup->config = config;
    setup->program = std::move(program);
    setup->layout = make_layout(config, config.arch->sizes(config));
    choose_listings(*setup, config.arch->routines); // first: they override the generic ones
    choose_listings(*setup, engine_routines());
    if (config.batching_off) empty_the_mode(*setup);

    Machine m;
    m.state = State(&setup->layout);
    m.setup = std::move(setup);
    StateRef s = m.state.ref();
    pt_boot(config, s);
    bool cpu_busy[limits::cpus] = {};
    for (int t = 0; t < config.tasks; t++) {
        const TaskId id = static_cast<TaskId>(t);
        TaskState& task = s.task(id);
        const CpuId cpu = static_cast<CpuId>(config.task_cpu[t]);
        task.status = TaskStatus::runnable;
        task.cpu = config.task_cpu[t];
        task.mm = config.task_mm[t];
        Cx cx(*m.setup, s, cpu, nullptr);
        const u64 body = static_cast<u64>(t);
        const bool first = !cpu_busy[index(cpu)];
        // A running task with nothing to do has ended: lines that are run always exist.
        if (first && m.program().body(body).ops.empty())
            task.status = TaskStatus::exited;
        else
            LAZYMMU_ASSERT(push_frame(cx, id, fn_script, &body, 1, 0xff));
        if (first) {
            cpu_busy[index(cpu)] = true;
            s.cpu(cpu).current = static_cast<u8>(t);
        } else { // an empty body ends when the task is switched in
            push_frame(cx, id, fn_schedule_tail, nullptr, 0, 0xff);
        }
    }
    if (config.arch->boot) config.arch->boot(config, s);
    for (int c = 0; c < config.cpus; c++)
        if (!cpu_busy[c]) s.cpu(static_cast<CpuId>(c)).current = static_cast<u8>(TaskId::none);
    for (size_t b = 0; b < m.program().bodies(); b++) populate(*m.setup, s, m.program().body(b));
    return m;
}

Machine with_config(const Machine& m, const Config& config) {
    auto setup = std::make_shared<Setup>(*m.setup);
    setup->config = config;
    Machine out{setup, State(&setup->layout)};
    std::memcpy(out.state.ref().data(), m.view().data(), setup->layout.size);
    return out;
}

const Routine* find_routine(const Setup& setup, u16 id) {
    return id < limits::routines ? setup.routines[id] : nullptr;
}

SourceLine source_line(const Setup& setup, const FrameHeader& header, const u64* slots) {
    SourceLine at;
    at.line = header.line;
    if (header.routine == fn_script) {
        at.body = &setup.program->body(slots[0]);
    } else {
        at.routine = find_routine(setup, header.routine);
    }
    return at;
}

} // namespace lazymmu
