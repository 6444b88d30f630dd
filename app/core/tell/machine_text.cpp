#include "app/core/tell/machine_text.h"

#include "app/core/tell/event_text.h"
#include "engine/kernel/lazy_mmu.h"

#include <cstring>

namespace lazymmu {

std::string task_mode_text(const Machine& m, TaskId id) {
    const Config& config = m.config();
    const StateView view = m.view();
    const TaskState& t = view.task(id);
    const CpuId cpu = static_cast<CpuId>(t.cpu);
    const bool runs = view.current(cpu) == id, counters = has_generic_layer(config.kernel);
    if (t.status == TaskStatus::exited) return "ended";
    if (t.irq_depth > 0) return "in interrupt";
    if (counters ? task_lazy_mmu_mode_active(t) : runs && m.arch().is_lazy(config, view, cpu, id))
        return "lazy";
    if (counters && t.enable_count > 0 && t.pause_count > 0) return "paused";
    return counters || runs ? "not lazy" : "waits";
}

BatchView batch_of(const Machine& m, CpuId cpu, TaskId task) {
    BatchView view;
    m.arch().batch(m.config(), m.view(), cpu, task, view);
    return view;
}

std::vector<BatchPlace> batch_places(const Machine& m) {
    std::vector<BatchPlace> out;
    const StateView view = m.view();
    const char* owner = batch_of(m, CpuId{0}, view.current(CpuId{0})).owner;
    if (std::strcmp(owner, "none") == 0) return out;
    if (std::strcmp(owner, "per task") == 0) {
        for (int i = 0; i < m.config().tasks; i++) {
            const TaskId task = static_cast<TaskId>(i);
            out.push_back({static_cast<CpuId>(view.task(task).cpu), task,
                           std::string("task ") + task_letter(task)});
        }
        return out;
    }
    for (int i = 0; i < m.config().cpus; i++) {
        const CpuId cpu = static_cast<CpuId>(i);
        out.push_back({cpu, view.current(cpu), "CPU " + std::to_string(i)});
    }
    return out;
}

std::string page_words(MmId mm, u64 va) { return std::string(mm_name(mm)) + " " + hex_text(va); }

} // namespace lazymmu
