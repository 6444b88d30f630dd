#include "tests/arch/tiny_program.h"

#include "engine/arch_ops.h"
#include "tests/arch/random_program.h"

#include <algorithm>

namespace lazymmu::test {

namespace {

class TinyWriter {
  public:
    explicit TinyWriter(u64 seed) : random_{seed} {}

    TinyProgram program() {
        TinyProgram p;
        const int tasks = random_.one_in(4) ? 1 : 2 + random_.below(2);
        p.cpus = static_cast<u8>(random_.one_in(4) ? 1 + random_.below(4) : 2 + random_.below(2));
        p.migrations = random_.one_in(4);
        const int handlers = random_.one_in(4) ? 1 + random_.below(2) : 0;
        if (handlers) p.irqs = static_cast<u8>(random_.one_in(6) ? 2 : 1);
        const int most = tasks == 1 ? 5 : 4 - tasks;
        std::string body = statements(most);
        const bool alike = !random_.one_in(3);
        for (int t = 0; t < tasks; t++) {
            if (t && !alike) body = statements(most);
            p.text += std::string("task ") + static_cast<char>('A' + t);
            const int cpu = random_.one_in(3) ? random_.below(p.cpus) : t % p.cpus;
            if (cpu) p.text += " cpu " + number(cpu);
            if (random_.one_in(3)) p.text += " mm user" + number(1 + random_.below(2));
            p.text += " { " + body + "}\n";
        }
        for (int h = 0; h < handlers; h++)
            p.text += "handler tick" + number(h) + " { " + handler_statement() + " }\n";
        return p;
    }

  private:
    Random random_;

    static std::string number(int n) { return std::to_string(n); }
    std::string page() {
        const int i = random_.below(3);
        return i ? " + " + number(i) + " * PAGE" : "";
    }
    // With the mm that it is of, since a handler has none.
    std::string place() {
        if (random_.one_in(3)) return "KERNEL" + page();
        return "user" + number(1 + random_.below(2)) + ", USER" + page();
    }
    std::string prot(const std::string& where) {
        const char* kernel[] = {"\"pw\"", "\"p\"", "\"pwx\"", "\"\""};
        const char* user[] = {"\"pwu\"", "\"pu\"", "\"pwxuda\"", "\"\""};
        // Not inside the brackets: g++ 12's sanitizers compute parts of such an index in one branch
        // of the condition only.
        const int i = random_.below(4);
        return where[0] == 'K' ? kernel[i] : user[i];
    }
    std::string mode() {
        const char* calls[] = {"lazy_mmu_mode_enable",     "lazy_mmu_mode_disable",
                               "lazy_mmu_mode_pause",      "lazy_mmu_mode_resume",
                               "arch_flush_lazy_mmu_mode", "lazy_mmu_mode_enable"};
        return calls[random_.below(6)] + std::string("()");
    }
    std::string change() {
        const std::string at = place();
        switch (random_.below(6)) {
        case 0:
        case 1:
            return "set_pte_at(" + at + ", " + number(7 + random_.below(3)) + ", " + prot(at) + ")";
        case 2: return "set_ptes(" + at + ", 7, " + prot(at) + ", 2)";
        case 3: return "modify_prot(" + at + ", " + prot(at) + ")";
        case 4: return "ptep_set_wrprotect(" + at + ")";
        default: return "ptep_get_and_clear(" + at + ")";
        }
    }
    std::string look() {
        switch (random_.below(5)) {
        case 0: return "ptep_get(" + place() + ")";
        case 1: return "touch(" + place() + ")";
        case 2: return "access(" + place() + ", \"r\")";
        default: return "access(" + place() + ", \"w\")";
        }
    }
    std::string flush() {
        switch (random_.below(3)) {
        case 0: return "flush_tlb_kernel_range(KERNEL, 2)";
        case 1: return "flush_tlb(user1)";
        default: return "flush_tlb_page(" + place() + ")";
        }
    }
    std::string call_site() {
        const char* calls[] = {"zap_pte_range(USER, 1)",
                               "change_pte_range(USER, 1, \"pu\")",
                               "move_ptes(USER, USER + 2 * PAGE, 1)",
                               "vmap_pages_pte_range(KERNEL, 7, \"pw\", 1)",
                               "vunmap_pte_range(KERNEL, 1)",
                               "apply_to_pte_range(KERNEL, 7, \"pw\", 1)",
                               "kasan_populate_vmalloc(KERNEL, 7, 1)"};
        return calls[random_.below(7)];
    }
    std::string task_call() {
        const char* calls[] = {"might_sleep()", "schedule()", "preempt_disable()",
                               "preempt_enable()"};
        return calls[random_.below(4)];
    }
    std::string handler_statement() { return (random_.one_in(2) ? mode() : change()) + ";"; }
    std::string statement() {
        const int what = random_.below(20);
        if (what < 6) return mode() + "; ";
        if (what < 11) return change() + "; ";
        if (what < 14) return look() + "; ";
        if (what < 16) return flush() + "; ";
        if (what < 18) return task_call() + "; ";
        if (what < 19) return call_site() + "; ";
        return "irq { " + handler_statement() + " } ";
    }
    std::string statements(int most) {
        std::string out;
        for (int n = 1 + random_.below(most); n > 0; n--) out += statement();
        return out;
    }
};

} // namespace

TinyProgram tiny_program(u64 seed) { return TinyWriter(seed).program(); }

void change_at_random(u64 seed, Config& config) {
    Random random{~seed};
    const auto specs = config.arch->options;
    for (size_t i = 0; i < specs.size(); i++) {
        const OptionSpec& spec = specs[i];
        if (!random.one_in(3)) continue;
        const int most = std::min<int>(spec.max - spec.min, spec.max == 1 ? 1 : 4);
        config.option[i] = static_cast<u16>(spec.min + random.below(most + 1));
    }
    if (random.one_in(3)) config.tlb_entries = static_cast<u16>(1 + random.below(2));
    if (random.one_in(3)) config.task_init_pause = 1;
    if (random.one_in(8)) config.batching_off = true;
    if (config.kernel == Kernel::v7_0 && random.one_in(3))
        config.patches = static_cast<u8>(1 << random.below(patch_count));
}

} // namespace lazymmu::test
