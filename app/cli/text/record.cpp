#include "app/cli/text/record.h"

namespace lazymmu::cli {

StepResult record_step(Machine& m, Choice choice, ToldValues& values, Record& out) {
    const TaskId task = m.view().current(static_cast<CpuId>(choice.cpu));
    out.depth = task == TaskId::none ? 0 : m.view().depth(task) - (choice.kind == Choice::run);
    const StepResult result = tell_step(m, choice, values, out);
    if (result.status != StepStatus::ok) return result;
    out.position++;
    out.digest = m.digest();
    return result;
}

} // namespace lazymmu::cli
