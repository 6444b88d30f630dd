#include "app/core/course/run_history.h"

#include "app/core/tell/json_text.h"
#include "arch/arch.h"
#include "lessons/format/machine_json.h"

#include <algorithm>

namespace lazymmu {

void RunHistory::add(PastRun run) {
    const auto same = [&run](const PastRun& r) {
        return r.text == run.text && r.arch == run.arch && r.kernel == run.kernel;
    };
    runs_.erase(std::remove_if(runs_.begin(), runs_.end(), same), runs_.end());
    runs_.insert(runs_.begin(), std::move(run));
    if (runs_.size() > most) runs_.resize(most);
}

std::string RunHistory::json() const {
    JsonList out;
    for (const PastRun& r : runs_)
        out.raw(JsonObject()
                    .text("name", r.name)
                    .text("text", r.text)
                    .text("arch", r.arch->name)
                    .text("kernel", kernel_name(r.kernel))
                    .str());
    return out.str();
}

Issues RunHistory::load(std::string_view text, std::string file) {
    Issues errors;
    const json::Doc doc = json::parse(text);
    json::Reading r(text, std::move(file), errors);
    std::vector<PastRun> runs;
    if (!doc.ok)
        r.error(doc.error_at, doc.error);
    else if (r.array_of(doc.root, 0, static_cast<u32>(most)))
        for (const json::Node& node : doc.root.items) {
            const json::Object o(r, node, "a run", {"name", "text", "arch", "kernel"}, 4);
            PastRun run;
            MachineSpec machine;
            o.text("name", 200, run.name);
            o.text("text", limits::script_bytes, run.text);
            json::read_machine(r, o, all_archs(), machine);
            run.arch = machine.arch;
            run.kernel = machine.kernel.value_or(kernel_default);
            runs.push_back(std::move(run));
        }
    if (errors.empty()) runs_ = std::move(runs);
    return errors;
}

} // namespace lazymmu
