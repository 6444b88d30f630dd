/* The kernel's names, in user space, over one simulated machine.
 *
 * C code written against these names runs on any backend and any kernel version:
 *
 *     lazymmu_open("sparc", "v7.0");
 *     set_pte_at(user1, LAZYMMU_USER, lazymmu_pte(7, "pwu"));
 *     lazy_mmu_mode_enable();
 *     ptep_get_and_clear(user1, LAZYMMU_USER);
 *     lazy_mmu_mode_disable();
 *     puts(lazymmu_events_as_text());
 *     lazymmu_close();
 *
 * There is one current machine at a time. Everything runs on its CPU 0, in one of its tasks 'A' to
 * 'D'; 'A' is current at first. A call returns when the kernel function would return. Differences
 * from the kernel: an mm is a number, a page-table entry is named by its mm and address instead of
 * a pte_t *, and page-table pages appear when they are needed.
 *
 * A call without an open machine, after a BUG, or with NULL where a text is needed, does nothing
 * and returns 0; lazymmu_error() says why. Not for use from several threads. C11, or C++. */
#ifndef LAZYMMU_KERNEL_H
#define LAZYMMU_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A page-table entry in the architecture's own bits. */
typedef uint64_t pte_t;

/* Address spaces. Tasks 'A' and 'C' have user1, 'B' and 'D' have user2. */
typedef unsigned int mm_id;
enum { init_mm, user1, user2 };

/* -- the machine -- */

/* arch: "arm64", "powerpc", "sparc", "x86", "eager". kernel: "v6.12" to "v7.3"; NULL: the default.
 * Replaces an open machine. False: lazymmu_error() says what was not understood. */
bool lazymmu_open(const char* arch, const char* kernel);
/* The same with an option of the backend, e.g. ("powerpc", "v7.0", "radix", 1). */
bool lazymmu_open_with(const char* arch, const char* kernel, const char* option,
                       unsigned int value);
void lazymmu_close(void);
/* What went wrong last, or "": kept until the next lazymmu_open(). */
const char* lazymmu_error(void);

/* Backends by number, from 0; NULL after the last. */
const char* lazymmu_arch(unsigned int number);

/* Where examples put pages, and the page size, on the machine that is open. */
#define LAZYMMU_USER lazymmu_user_base()
#define LAZYMMU_KERNEL lazymmu_kernel_base()
#define LAZYMMU_PAGE lazymmu_page_size()
uint64_t lazymmu_user_base(void);
uint64_t lazymmu_kernel_base(void);
uint64_t lazymmu_page_size(void);

/* State by path: "task.A.enable_count", "batch.used", "pte(USER + PAGE).flags". The number; text
 * values and errors give 0. */
int64_t lazymmu_query(const char* path);
/* The same as text, valid until the next call; NULL if there is no such path. */
const char* lazymmu_query_text(const char* path);

/* What happened since the last call, one event a line, valid until the next call. */
const char* lazymmu_events_as_text(void);
/* Called for every such event as it happens; NULL: nobody is. It must return, and can ask for
 * values and events. Opening, closing and all calls that would run kernel code are refused inside
 * of it: they do nothing, and lazymmu_error() says so. */
typedef void (*lazymmu_event_fn)(const char* text, void* data);
void lazymmu_on_event(lazymmu_event_fn fn, void* data);

/* -- page-table entries as values. Properties are letters of "pwxuda": present, writable,
 *    executable, user, dirty, accessed -- */

pte_t lazymmu_pte(uint64_t pfn, const char* properties);
uint64_t pte_pfn(pte_t pte);
bool pte_present(pte_t pte);
bool pte_write(pte_t pte);
bool pte_dirty(pte_t pte);
bool pte_young(pte_t pte);
pte_t pte_wrprotect(pte_t pte);

/* -- lazy MMU mode: include/linux/pgtable.h -- */

void lazy_mmu_mode_enable(void);
void lazy_mmu_mode_disable(void);
void lazy_mmu_mode_pause(void);
void lazy_mmu_mode_resume(void);
bool is_lazy_mmu_mode_active(void);
void arch_enter_lazy_mmu_mode(void);
void arch_leave_lazy_mmu_mode(void);
void arch_flush_lazy_mmu_mode(void);

/* -- page tables: addr is the address that the entry maps -- */

void set_pte_at(mm_id mm, uint64_t addr, pte_t pte);
void set_ptes(mm_id mm, uint64_t addr, pte_t pte, unsigned int nr); /* consecutive frames */
pte_t ptep_get(mm_id mm, uint64_t addr);
pte_t ptep_get_and_clear(mm_id mm, uint64_t addr);
void clear_full_ptes(mm_id mm, uint64_t addr, unsigned int nr);
void ptep_set_wrprotect(mm_id mm, uint64_t addr);
pte_t ptep_modify_prot_start(mm_id mm, uint64_t addr);
void ptep_modify_prot_commit(mm_id mm, uint64_t addr, pte_t old_pte, pte_t pte);

/* -- TLBs. nr counts pages -- */

void flush_tlb_page(mm_id mm, uint64_t addr);
void flush_tlb_range(mm_id mm, uint64_t addr, unsigned int nr);
void flush_tlb_kernel_range(uint64_t addr, unsigned int nr);

/* A load ('r'), store ('w') or instruction fetch ('x'). True: it succeeded. */
bool lazymmu_access(mm_id mm, uint64_t addr, char mode);

/* -- tasks and interrupts -- */

/* A context switch. False: there is no such task, or it is the current one. */
bool lazymmu_switch_to(char task);
char lazymmu_current(void); /* '?' without a machine */
void irq_enter(void);
void irq_exit(void);
void preempt_disable(void);
void preempt_enable(void);
void might_sleep(void);

#ifdef __cplusplus
}
#endif

#endif
