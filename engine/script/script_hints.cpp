// System calls, kernel functions and words of C that people try.
// Tests: tests/engine/names_test.cpp.
#include "engine/script/script_hints.h"

#include <cstddef>

namespace lazymmu::script {

namespace {

struct Hint {
    std::string_view words; // separated by blanks
    std::string_view text;
};

constexpr Hint hints[] = {
    {"munmap unmap_page_range zap_page_range zap_pte exit_mmap",
     "zap_pte_range(va, n) is what munmap() does"},
    {"mprotect change_protection change_prot_numa change_pmd_range",
     "change_pte_range(va, n, \"pwxuda\") is what mprotect() does"},
    {"mremap move_page_tables", "move_ptes(old_va, new_va, n) is what mremap() does"},
    {"fork vfork clone dup_mm dup_mmap copy_page_range copy_present_ptes",
     "copy_pte_range(va, to_mm, n) is what fork() does"},
    {"madvise", "madvise_cold_or_pageout(va, n, split) is what madvise() does"},
    {"mmap remap_pfn_range do_anonymous_page insert_page",
     "set_ptes(va, pfn, \"pwxuda\", n) writes the entries"},
    {"vmalloc vmap ioremap vmap_page_range",
     "vmap_pages_pte_range(va, pfn, \"pwxuda\", n) is what vmap() does"},
    {"vfree vunmap iounmap vunmap_range", "vunmap_pte_range(va, n) is what vunmap() does"},
    {"apply_to_page_range",
     "apply_to_pte_range(va, pfn, \"pwxuda\", n) is the part of it with the section"},
    {"set_memory_ro set_memory_rw set_memory_x set_memory_nx set_direct_map_invalid_noflush",
     "set_memory(va, n, \"pwxuda\") does it on x86, set_memory_valid(va, n, enable) on arm64"},
    {"spin_lock spin_lock_bh raw_spin_lock read_lock write_lock rcu_read_lock pte_offset_map_lock "
     "pte_lockptr",
     "there are no locks here; preempt_disable() is what one does to the task that holds it"},
    {"spin_unlock spin_unlock_bh raw_spin_unlock read_unlock write_unlock rcu_read_unlock "
     "pte_unmap_unlock",
     "there are no locks here; preempt_enable() undoes preempt_disable()"},
    {"local_irq_disable local_irq_save spin_lock_irq spin_lock_irqsave local_irq_enable "
     "local_irq_restore spin_unlock_irq spin_unlock_irqrestore",
     "interrupts are never switched off by a script: irq { } is one that arrives there, a handler "
     "one that may arrive anywhere"},
    {"mutex_lock mutex_unlock down_read up_read mmap_read_lock mmap_write_lock msleep ssleep sleep "
     "usleep_range wait_event cond_resched kmalloc",
     "might_sleep() is a place that may sleep, schedule() one that does"},
    {"flush_tlb_mm flush_tlb_all local_flush_tlb_all local_flush_tlb __flush_tlb tlb_flush "
     "tlb_flush_mmu tlb_gather_mmu tlb_finish_mmu tlb_remove_page",
     "flush_tlb([mm]) forgets a whole mm on this CPU, flush_tlb_range([mm,] va, n) some pages"},
    {"ptep_clear_flush ptep_clear pte_clear pmdp_huge_get_and_clear",
     "ptep_get_and_clear([mm,] va) empties an entry, flush_tlb_page([mm,] va) forgets it"},
    {"ptep_test_and_clear_young ptep_clear_young_notify pte_mkold pte_mkclean "
     "ptep_set_access_flags "
     "pte_mkdirty pte_mkwrite pte_wrprotect pte_modify",
     "modify_prot([mm,] va, \"pwxuda\") gives an entry other properties"},
    {"set_pte set_pte_atomic native_set_pte", "set_pte_at([mm,] va, pfn, \"pwxuda\") does it"},
    {"ptep_get_lockless pte_offset_map pte_offset_kernel pte_val",
     "ptep_get([mm,] va) reads an entry"},
    {"update_mmu_cache update_mmu_cache_range",
     "touch([mm,] va) is what it leaves in the entry on powerpc"},
    {"read write load store exec fetch memcpy memset copy_from_user copy_to_user READ_ONCE "
     "WRITE_ONCE",
     "access([mm,] va, \"r\"), \"w\" or \"x\" reads, writes or runs memory"},
    {"for while do loop", "repeat N as i { ... } is the only loop"},
    {"if else switch case return goto break continue",
     "there are no conditions here: a script is a list of what happens"},
    {"int long unsigned char void bool u8 u16 u32 u64 size_t let var static define auto",
     "there are no variables here; const NAME = value; names a number"},
    {"function fn def", "there are no functions here; task A { ... } is a block of statements"},
    {"thread kthread_run pthread_create process", "task A { ... } is what one task does"},
    {"interrupt irq_handler request_irq tick",
     "irq { ... } is an interrupt here, handler NAME { ... } one that may arrive anywhere"},
    {"yield sched_yield __schedule", "schedule() lets the next runnable task go on"},
    {"switch_mm context_switch preempt", "switch_to(B) lets task B go on"},
    {"printk pr_info printf assert BUG_ON WARN_ON VM_BUG_ON VM_WARN_ON",
     "the model's own checks are always on; a lesson's \"expect\" holds others"},
};

bool has_word(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const size_t end = words.find(' ');
        if (words.substr(0, end) == word) return true;
        words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    }
    return false;
}

} // namespace

std::string_view hint_for(std::string_view word) {
    for (const Hint& hint : hints)
        if (has_word(hint.words, word)) return hint.text;
    return {};
}

} // namespace lazymmu::script
