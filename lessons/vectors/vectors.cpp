#include "lessons/vectors/vectors.h"

#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/step.h"
#include "lessons/vectors/vector_events.h"

#include <nlohmann/json.hpp>

namespace lazymmu {

namespace {

using Json = nlohmann::json;

// The state keys of the format, as the engine has them.
Json state_of(const Setup& setup, StateView s) {
    const CpuId cpu{0};
    const TaskId current = s.current(cpu);
    const TaskState& t = s.task(current);
    BatchView batch;
    setup.config.arch->batch(setup.config, s, cpu, current, batch);
    Json j;
    if (has_generic_layer(setup.config.kernel)) {
        j["enable_count"] = t.enable_count;
        j["pause_count"] = t.pause_count;
        j["active"] = is_lazy_mmu_mode_active(t);
    }
    j["preempt_count"] = t.preempt_depth;
    j["in_irq"] = t.irq_depth;
    for (const Field& f : batch.fields) {
        if (f.name == "active" || f.name == "TIF_LAZY_MMU") j["lazy"] = f.value != 0;
        if (f.name == "mcidx" || f.name == "argidx") j["pending"][f.name] = f.value;
        if (f.name == "xen_lazy_mode") {
            j["xen_lazy"] = f.text;
            if (!has_generic_layer(setup.config.kernel)) j["lazy"] = f.text == "mmu";
        }
        if (f.name == "xen_lazy_nesting") j["nesting"] = f.value;
    }
    if (!j.contains("pending")) j["pending"] = batch.used; // most count in one way
    return j;
}

bool differs(VectorMismatch& m, size_t op, const char* what, const Json& expected,
             const Json& actual) {
    if (expected == actual) return false;
    m = {op, what, expected.dump(), actual.dump()};
    return true;
}

// The operation is over when the current task is back between two statements.
bool between_statements(StateView s) {
    const TaskState& t = s.task(s.current(CpuId{0}));
    FrameHeader h;
    const u64* slots = nullptr;
    return !s.frame(s.current(CpuId{0}), 0, h, slots) || h.routine == fn_script || t.sp == 0;
}

} // namespace

bool check_vector(const VectorProgram& vector, size_t& ops_done, VectorMismatch& mismatch) {
    const Json j = Json::parse(vector.json, nullptr, false);
    ops_done = 0;
    Issue error;
    Machine m = vector_machine(vector, error);
    if (!m.setup) {
        mismatch = {0, "script", "a program that compiles", error.message};
        return false;
    }
    Json state = j.value("init", Json::object());
    if (differs(mismatch, 0, "init", state, state_of(*m.setup, m.view()))) return false;
    for (size_t i = 0; i < j["ops"].size(); i++) {
        const Json& want = j["steps"][i];
        VectorEvents events(*m.setup, m.state);
        do {
            const StepResult r = step(m, {Choice::run, 0, 0}, &events);
            if (r.status != StepStatus::ok && r.status != StepStatus::halted) {
                mismatch = {i, "step", "the operation runs", r.limit};
                return false;
            }
        } while (!m.view().globals().bug && !between_statements(m.view()));
        const Json none = Json::array();
        if (differs(mismatch, i, "hw", want.value("hw", none), events.hw()) ||
            differs(mismatch, i, "warn", want.value("warn", none), events.warn()) ||
            differs(mismatch, i, "bug", want.value("bug", Json()), events.bug()))
            return false;
        if (want.contains("value") && differs(mismatch, i, "value", want["value"], events.value()))
            return false;
        ops_done++;
        if (!events.bug().is_null()) return true;
        if (want.contains("state")) state.update(want["state"]);
        const Json now = state_of(*m.setup, m.view());
        for (const auto& [key, value] : state.items())
            if (differs(mismatch, i, ("state." + key).c_str(), value, now.value(key, Json())))
                return false;
    }
    return true;
}

} // namespace lazymmu
