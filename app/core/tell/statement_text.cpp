#include "app/core/tell/statement_text.h"

#include "app/core/tell/event_text.h"
#include "engine/api.h"
#include "engine/arch_ops.h"

namespace lazymmu {

namespace {

// "USER", "USER + 3 * PAGE", or "" if that is far away.
std::string from_base(const char* name, u64 base, u64 va, const Arch& arch) {
    const u64 page = arch.geometry.page_size();
    if (va < base || (va - base) % page || (va - base) / page > 999) return "";
    const u64 n = (va - base) / page;
    std::string out = name;
    if (n) out += " + " + (n > 1 ? std::to_string(n) + " * " : "") + "PAGE";
    return out;
}

} // namespace

std::string address_text(u64 va, const Arch& arch) {
    std::string out = from_base("USER", arch.geometry.user_base, va, arch);
    if (out.empty()) out = from_base("KERNEL", arch.geometry.kernel_base, va, arch);
    return out.empty() ? hex_text(va) : out;
}

std::string op_text(const Program& program, const Body& body, const Op& op, const Arch& arch,
                    bool named) {
    const ApiCall& call = api_calls()[op.call];
    std::string out = std::string(call.name) + "(";
    const auto add = [&out](const std::string& text) {
        if (out.back() != '(') out += ", ";
        out += text;
    };
    // The mm is left out where a script would leave it out.
    u64 va = 0;
    int i = 0;
    for (Param p : call.params) {
        if (p == Param::va || p == Param::ptep || p == Param::pmdp) va = op.args[i];
        i += p == Param::pte ? 2 : 1;
    }
    u64 usual_mm = ~u64{0}; // a handler has none of its own
    for (size_t t = 0; t < program.tasks.size(); t++)
        if (&program.tasks[t] == &body) usual_mm = program.task_mm[t];
    if (arch.geometry.is_kernel(va)) usual_mm = 0;
    char flags[7];
    i = 0;
    for (Param p : call.params) {
        const u64 v = op.args[i++];
        switch (p) {
        case Param::to_mm: add(mm_name(static_cast<MmId>(v))); break;
        case Param::mm:
            if (v != usual_mm) add(mm_name(static_cast<MmId>(v)));
            break;
        case Param::va:
        case Param::ptep:
        case Param::pmdp: add(named ? address_text(v, arch) : hex_text(v)); break;
        case Param::pte:
            add(std::to_string(v));
            add("\"" + std::string(prot_text(static_cast<Prot>(op.args[i++]), flags)) + "\"");
            break;
        case Param::prot:
            add("\"" + std::string(prot_text(static_cast<Prot>(v), flags)) + "\"");
            break;
        case Param::task: add(std::string(1, task_letter(static_cast<TaskId>(v)))); break;
        case Param::mode: add(std::string("\"") + static_cast<char>(v) + "\""); break;
        case Param::count:
        case Param::pfn:
        case Param::value: add(std::to_string(v)); break;
        }
    }
    return out + ");";
}

} // namespace lazymmu
