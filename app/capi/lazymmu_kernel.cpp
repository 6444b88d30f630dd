#include "app/capi/lazymmu_kernel.h"

#include "app/capi/one_machine.h"
#include "arch/arch.h"
#include "engine/run/query.h"

#include <cstring>

namespace {

using namespace lazymmu;
using lazymmu::capi::one_machine;

// Runs a kernel function to its end.
template <class... A> u64 run(u16 fn, A... args) {
    const u64 values[] = {static_cast<u64>(args)..., 0};
    return one_machine().call(fn, values, sizeof...(args));
}

// A function whose arguments start with (mm, va, ptep).
template <class... A> u64 run_on_entry(u16 fn, mm_id mm, u64 va, A... args) {
    Ptep where = static_cast<Ptep>(0);
    if (!one_machine().find_entry(mm, va, where)) return 0;
    return run(fn, mm, va, where, args...);
}

// ... and which handles nr entries. They may lie in several page-table pages.
template <class... A> void run_on_entries(u16 fn, mm_id mm, u64 va, unsigned nr, A... args) {
    if (!one_machine().has_address(mm, va)) return;
    const u64 page = lazymmu_page_size();
    for (u64 i = 0; i < nr;) {
        const PageGeometry& g = one_machine().machine().arch().geometry;
        const u64 room = (u64{1} << g.bits[g.levels - 1]) - g.index_of(va + i * page, g.levels - 1);
        const u64 n = room < nr - i ? room : nr - i;
        if constexpr (sizeof...(args) == 0) {
            run_on_entry(fn, mm, va + i * page, n);
        } else {
            const Machine& m = one_machine().machine();
            const PteFields f = m.arch().pte_decode(m.config(), args...);
            const u64 pte = m.arch().pte_encode(m.config(), f.pfn + i, f.prot);
            run_on_entry(fn, mm, va + i * page, pte, n);
        }
        i += n;
    }
}

const PageGeometry* geometry() {
    return one_machine().is_open() ? &one_machine().machine().arch().geometry : nullptr;
}

PteFields fields(pte_t pte) {
    if (!one_machine().is_open()) return {};
    const Machine& m = one_machine().machine();
    return m.arch().pte_decode(m.config(), pte);
}

bool ask(const char* path, QueryValue& value) {
    if (!one_machine().is_open()) {
        one_machine().fail("no machine is open");
        return false;
    }
    if (!path) {
        one_machine().fail("the path is NULL");
        return false;
    }
    const Machine& m = one_machine().machine();
    std::string error;
    const bool found = query(*m.setup, m.view(), path, value, error);
    if (!found) one_machine().fail(error);
    return found;
}

} // namespace

extern "C" {

bool lazymmu_open(const char* arch, const char* kernel) {
    return one_machine().open(arch, kernel, nullptr, 0);
}
bool lazymmu_open_with(const char* arch, const char* kernel, const char* option, unsigned value) {
    return one_machine().open(arch, kernel, option, value);
}
void lazymmu_close(void) { one_machine().close(); }
const char* lazymmu_error(void) { return one_machine().error().c_str(); }
const char* lazymmu_arch(unsigned number) {
    return number < all_archs().size() ? all_archs()[number]->name : nullptr;
}

uint64_t lazymmu_user_base(void) { return geometry() ? geometry()->user_base : 0; }
uint64_t lazymmu_kernel_base(void) { return geometry() ? geometry()->kernel_base : 0; }
uint64_t lazymmu_page_size(void) { return geometry() ? geometry()->page_size() : 0; }

int64_t lazymmu_query(const char* path) {
    QueryValue value;
    return ask(path, value) ? value.number : 0;
}
const char* lazymmu_query_text(const char* path) {
    static std::string text;
    QueryValue value;
    if (!ask(path, value)) return nullptr;
    text = value.text;
    return text.c_str();
}
const char* lazymmu_events_as_text(void) {
    static std::string text;
    text = one_machine().take_events();
    return text.c_str();
}
void lazymmu_on_event(lazymmu_event_fn fn, void* data) { one_machine().set_callback(fn, data); }

pte_t lazymmu_pte(uint64_t pfn, const char* properties) {
    Prot prot = 0;
    if (!geometry()) {
        one_machine().fail("no machine is open");
    } else if (!properties) {
        one_machine().fail("the properties are NULL");
    } else if (!prot_parse(properties, static_cast<u32>(std::strlen(properties)), prot)) {
        one_machine().fail("properties are letters of \"pwxuda\", found \"" +
                           std::string(properties) + "\"");
    } else {
        const Machine& m = one_machine().machine();
        return m.arch().pte_encode(m.config(), pfn, prot);
    }
    return 0;
}
uint64_t pte_pfn(pte_t pte) { return fields(pte).pfn; }
bool pte_present(pte_t pte) { return fields(pte).prot & prot_p; }
bool pte_write(pte_t pte) { return fields(pte).prot & prot_w; }
bool pte_dirty(pte_t pte) { return fields(pte).prot & prot_d; }
bool pte_young(pte_t pte) { return fields(pte).prot & prot_a; }
pte_t pte_wrprotect(pte_t pte) {
    return geometry() ? one_machine().machine().arch().pte_wrprotect(pte) : 0;
}

void lazy_mmu_mode_enable(void) { run(fn_lazy_mmu_mode_enable); }
void lazy_mmu_mode_disable(void) { run(fn_lazy_mmu_mode_disable); }
void lazy_mmu_mode_pause(void) { run(fn_lazy_mmu_mode_pause); }
void lazy_mmu_mode_resume(void) { run(fn_lazy_mmu_mode_resume); }
bool is_lazy_mmu_mode_active(void) { return run(fn_is_lazy_mmu_mode_active); }
void arch_enter_lazy_mmu_mode(void) { run(fn_arch_enter_lazy_mmu_mode); }
void arch_leave_lazy_mmu_mode(void) { run(fn_arch_leave_lazy_mmu_mode); }
void arch_flush_lazy_mmu_mode(void) { run(fn_arch_flush_lazy_mmu_mode); }

void set_pte_at(mm_id mm, uint64_t addr, pte_t pte) { run_on_entry(fn_set_pte_at, mm, addr, pte); }
void set_ptes(mm_id mm, uint64_t addr, pte_t pte, unsigned nr) {
    run_on_entries(fn_set_ptes, mm, addr, nr, pte);
}
pte_t ptep_get(mm_id mm, uint64_t addr) { return run_on_entry(fn_ptep_get, mm, addr); }
pte_t ptep_get_and_clear(mm_id mm, uint64_t addr) {
    return run_on_entry(fn_ptep_get_and_clear, mm, addr);
}
void clear_full_ptes(mm_id mm, uint64_t addr, unsigned nr) {
    run_on_entries(fn_clear_full_ptes, mm, addr, nr);
}
void ptep_set_wrprotect(mm_id mm, uint64_t addr) { run_on_entry(fn_ptep_set_wrprotect, mm, addr); }
pte_t ptep_modify_prot_start(mm_id mm, uint64_t addr) {
    return run_on_entry(fn_ptep_modify_prot_start, mm, addr);
}
void ptep_modify_prot_commit(mm_id mm, uint64_t addr, pte_t old_pte, pte_t pte) {
    run_on_entry(fn_ptep_modify_prot_commit, mm, addr, old_pte, pte);
}

void flush_tlb_page(mm_id mm, uint64_t addr) {
    if (one_machine().has_address(mm, addr)) run(fn_flush_tlb_page, mm, addr);
}
void flush_tlb_range(mm_id mm, uint64_t addr, unsigned nr) {
    if (nr && one_machine().has_address(mm, addr)) run(fn_flush_tlb_range, mm, addr, nr);
}
void flush_tlb_kernel_range(uint64_t addr, unsigned nr) {
    if (nr) run(fn_flush_tlb_kernel_range, addr, nr);
}
bool lazymmu_access(mm_id mm, uint64_t addr, char mode) {
    return one_machine().has_address(mm, addr) && run(fn_access, mm, addr, mode);
}

bool lazymmu_switch_to(char task) {
    const int to = task - 'A';
    if (!one_machine().is_open() || to < 0 || to >= one_machine().machine().config().tasks ||
        task == lazymmu_current())
        return false;
    run(fn_schedule, to);
    return task == lazymmu_current();
}
char lazymmu_current(void) {
    return one_machine().is_open() ? task_letter(one_machine().current()) : '?';
}
void irq_enter(void) { run(fn_irq_enter); }
void irq_exit(void) { run(fn_irq_exit); }
void preempt_disable(void) { run(fn_preempt_disable); }
void preempt_enable(void) { run(fn_preempt_enable); }
void might_sleep(void) { run(fn_might_sleep); }

} // extern "C"
