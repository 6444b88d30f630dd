#include "app/capi/one_machine.h"

#include "app/core/tell/event_text.h"
#include "arch/arch.h"
#include "engine/api.h"
#include "engine/kernel/page_table.h"
#include "engine/machine_spec.h"

namespace lazymmu::capi {

namespace {

constexpr int task_count = 4;

// Every task has one statement that it never comes to: calls are made on top of it.
std::shared_ptr<const Program> waiting_tasks() {
    auto program = std::make_shared<Program>();
    Op op;
    op.call = static_cast<u16>(find_api_call("might_sleep") - api_calls().data());
    op.line = op.column = 1;
    for (int t = 0; t < task_count; t++) {
        Body body;
        body.name = std::string(1, task_letter(static_cast<TaskId>(t)));
        body.ops.push_back(op);
        program->tasks.push_back(body);
    }
    program->source = "might_sleep();\n";
    return program;
}

} // namespace

OneMachine& one_machine() {
    static OneMachine machine;
    return machine;
}

bool OneMachine::open(const char* arch, const char* kernel, const char* option, unsigned value) {
    if (!may_change()) return false;
    close();
    error_.clear();
    MachineSpec spec;
    Kernel version = kernel_default;
    std::string wrong;
    if (!(spec.arch = find_arch(arch ? arch : "")))
        wrong = unknown_arch(arch ? arch : "");
    else if (kernel && !kernel_from_name(kernel, version))
        wrong = unknown_kernel(kernel);
    else if (option)
        wrong = wrong_option(*spec.arch, option, value);
    if (!wrong.empty()) {
        fail(wrong);
        return false;
    }
    spec.kernel = version;
    spec.task_init_pause = version >= Kernel::v7_2; // as if every task had run before
    if (option) spec.set(option, static_cast<u16>(value));
    Config config = config_of(spec);
    config.pt_tables = limits::tables;
    config.pt_entries = limits::pt_entries;
    machine_ = make_machine(config, waiting_tasks());
    open_ = true;
    return true;
}

void OneMachine::close() {
    if (!may_change()) return;
    open_ = false;
    machine_ = Machine{};
    events_.clear();
}

// Inside of a callback the machine is in the middle of a step.
bool OneMachine::may_change() {
    if (in_callback_) fail("a callback can look at the machine, not change it");
    return !in_callback_;
}

// Is there a machine that can go on? Says why not.
bool OneMachine::ready() {
    if (!may_change()) return false;
    if (!open_)
        fail("no machine is open");
    else if (const u16 bug = machine_.view().globals().bug)
        fail(std::string("the machine has stopped: ") + msg_text(static_cast<Msg>(bug)));
    else
        return true;
    return false;
}

u64 OneMachine::call(u16 fn, const u64* args, int nargs) {
    if (!ready()) return 0;
    const CpuId cpu{0};
    returned_ = 0;
    StateRef s = state();
    Cx cx(*machine_.setup, s, cpu, this);
    // An empty hook is no call: it has nothing to do.
    const Routine* routine = find_routine(*machine_.setup, fn);
    if (!routine || routine->lines.empty()) return 0;
    if (!push_frame(cx, current(), fn, args, nargs, 0xff)) {
        fail(std::string("out of ") + cx.result.limit);
        return 0;
    }
    while (s.task(current()).top != 0 && !s.globals().bug) {
        const StepResult r = step(machine_, {Choice::run, 0, 0}, this);
        if (r.status == StepStatus::ok) continue;
        fail(std::string("out of ") + r.limit);
        open_ = false; // its state is not to be used
        return 0;
    }
    const u64 value = returned_;
    ready();
    return value;
}

bool OneMachine::has_mm(unsigned mm) {
    if (!ready()) return false;
    if (mm < machine_.config().mms) return true;
    fail("there is no mm " + std::to_string(mm));
    return false;
}

bool OneMachine::has_address(unsigned mm, u64 va) {
    if (!has_mm(mm)) return false;
    const std::string wrong =
        wrong_address_space(machine_.arch().geometry, static_cast<MmId>(mm), va);
    if (!wrong.empty()) fail(wrong);
    return wrong.empty();
}

bool OneMachine::find_entry(unsigned mm, u64 va, Ptep& where) {
    if (!has_address(mm, va)) return false;
    where = pt_populate(machine_.config(), state(), static_cast<MmId>(mm), va);
    if (where == no_ptep) fail("out of page-table pages");
    return where != no_ptep;
}

std::string OneMachine::take_events() {
    std::string taken;
    taken.swap(events_);
    return taken;
}

void OneMachine::set_callback(void (*fn)(const char*, void*), void* data) {
    callback_ = fn;
    data_ = data;
}

void OneMachine::on_event(const Event& e) {
    if (e.kind == Ev::ret && e.b) returned_ = e.a; // to the caller, not inside of what it called
    if (is_detail(e.kind)) return;
    const std::string text = event_text(*machine_.setup, e);
    events_ += text + "\n";
    if (!callback_) return;
    in_callback_ = true;
    callback_(text.c_str(), data_);
    in_callback_ = false;
}

} // namespace lazymmu::capi
