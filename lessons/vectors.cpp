#include "lessons/vectors.h"

#include "engine/lazy_mmu.h"
#include "engine/script.h"
#include "engine/step.h"
#include "lessons/vector_events.h"

#include <nlohmann/json.hpp>

namespace lazymmu {

namespace {

using Json = nlohmann::json;

// Operation -> statement. Arguments that are strings in quotes come last.
bool statement(const Json& op, std::string& out) {
    const std::string name = op[0].get<std::string>();
    const auto text = [&op](size_t i) { return op[i].get<std::string>(); };
    const auto num = [&op](size_t i) { return std::to_string(op[i].get<u64>()); };
    const auto quoted = [&](size_t i) { return "\"" + text(i) + "\""; };
    const auto at = [&]() { return text(1) + ", " + text(2); };
    struct Simple {
        const char *op, *call;
    };
    static constexpr Simple simple[] = {
        {"enable", "lazy_mmu_mode_enable()"},
        {"disable", "lazy_mmu_mode_disable()"},
        {"pause", "lazy_mmu_mode_pause()"},
        {"resume", "lazy_mmu_mode_resume()"},
        {"flush", "arch_flush_lazy_mmu_mode()"},
        {"irq_enter", "irq_enter()"},
        {"irq_exit", "irq_exit()"},
        {"flush_tlb", "flush_tlb()"},
    };
    static constexpr Simple at_page[] = {
        {"clear_pte", "ptep_get_and_clear"},
        {"wrprotect", "ptep_set_wrprotect"},
        {"touch", "touch"},
        {"flush_tlb_page", "flush_tlb_page"},
        {"read_pte", "ptep_get"},
    };
    for (const Simple& s : simple)
        if (name == s.op) out = s.call;
    for (const Simple& s : at_page)
        if (name == s.op) out = std::string(s.call) + "(" + at() + ")";
    if (name == "switch")
        out = std::string("switch_to(") + char('A' + (text(1).back() - '0')) + ")";
    if (name == "set_pte") out = "set_pte_at(" + at() + ", " + num(3) + ", " + quoted(4) + ")";
    if (name == "set_pmd") out = "set_pmd(" + at() + ", " + num(3) + ", " + quoted(4) + ")";
    if (name == "modify_prot") out = "modify_prot(" + at() + ", " + quoted(3) + ")";
    if (name == "set_range")
        out = "set_ptes(" + at() + ", " + num(3) + ", " + quoted(4) + ", " + num(5) + ")";
    if (name == "clear_range") out = "clear_full_ptes(" + at() + ", " + num(3) + ")";
    return !out.empty();
}

u16 mm_bits(const Json& by_name) {
    unsigned bits = 0;
    for (int m = 0; m < limits::mms; m++)
        if (by_name.value(mm_name(static_cast<MmId>(m)), false)) bits |= 1u << m;
    return static_cast<u16>(bits);
}

bool set_option(Config& config, std::string_view name, u16 value) {
    for (size_t i = 0; i < config.arch->options.size(); i++)
        if (name == config.arch->options[i].name) {
            config.option[i] = value;
            return true;
        }
    return false;
}

bool configure(const Json& j, Config& config, std::string& error) {
    config.cpus = 1;
    config.stack_words = 128;
    config.pt_entries = 4096;
    config.tlb_entries = 0;
    for (const auto& [key, value] : j.items()) {
        bool known = key == "page_size";
        if (key == "task_init_pause") {
            config.task_init_pause = value.get<u8>();
            known = true;
        }
        if (key == "mmu") known = set_option(config, "radix", value == "radix");
        if (key == "mm_local") known = set_option(config, "local", mm_bits(value));
        if (key == "ctx_valid") known = set_option(config, "ctx_valid", mm_bits(value));
        if (!known) {
            error = "unknown config key '" + key + "'";
            return false;
        }
    }
    return true;
}

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
    const std::string_view arch = setup.config.arch->name;
    if (arch != "x86") j["pending"] = batch.used;
    for (const Field& f : batch.fields) {
        if (f.name == "active" || f.name == "TIF_LAZY_MMU") j["lazy"] = f.value != 0;
        if (f.name == "mcidx" || f.name == "argidx") j["pending"][f.name] = f.value;
        if (f.name == "xen_lazy_mode") {
            j["xen_lazy"] = f.text;
            if (!has_generic_layer(setup.config.kernel)) j["lazy"] = f.text == "mmu";
        }
        if (f.name == "xen_lazy_nesting") j["nesting"] = f.value;
    }
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

bool read_vector(std::string_view line, std::span<const Arch* const> archs, VectorProgram& out,
                 std::string& error) {
    const Json j = Json::parse(line, nullptr, false);
    const auto fail = [&error](std::string why) {
        error = std::move(why);
        return false;
    };
    if (!j.is_object()) return fail("not a JSON object");
    for (const char* key : {"id", "arch", "kernel"})
        if (!j.contains(key) || !j[key].is_string())
            return fail(std::string("no string \"") + key + "\"");
    for (const char* key : {"ops", "steps"})
        if (!j.contains(key) || !j[key].is_array())
            return fail(std::string("no array \"") + key + "\"");
    if (j["ops"].size() != j["steps"].size()) return fail("ops and steps differ in length");
    out = VectorProgram{};
    out.id = j["id"].get<std::string>();
    out.arch = j["arch"].get<std::string>();
    out.kernel = j["kernel"].get<std::string>();
    const Arch* arch = nullptr;
    for (const Arch* a : archs)
        if (out.arch == a->name) arch = a;
    Kernel kernel{};
    if (!arch) return fail("unknown arch '" + out.arch + "'");
    if (!kernel_from_name(out.kernel, kernel)) return fail("unknown kernel '" + out.kernel + "'");
    out.config = default_config(*arch, kernel);
    if (!configure(j.value("config", Json::object()), out.config, error)) return false;
    for (const Json& op : j["ops"]) {
        std::string call;
        if (!op.is_array() || op.empty() || !op[0].is_string() || !statement(op, call))
            return fail("unknown operation " + op.dump());
        out.script += call + ";\n";
    }
    out.ops = j["ops"].size();
    out.json = std::string(line);
    return true;
}

Machine vector_machine(const VectorProgram& vector, std::string& error) {
    const ScriptResult script = compile_script(vector.script, *vector.config.arch);
    if (script.program) return make_machine(vector.config, script.program);
    error = script_error_text(script.errors.at(0));
    return {};
}

bool check_vector(const VectorProgram& vector, size_t& ops_done, VectorMismatch& mismatch) {
    const Json j = Json::parse(vector.json, nullptr, false);
    std::string error;
    Machine m = vector_machine(vector, error);
    ops_done = 0;
    if (!m.setup) {
        mismatch = {0, "script", "a program that compiles", error};
        return false;
    }
    Json state = j["init"];
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
