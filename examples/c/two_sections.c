/* Two nested sections, written with the kernel's names, on the backend and kernel of your choice:
 *
 *     two_sections [ARCH [KERNEL]]
 *
 * An outer section clears user pages and maps kernel pages; an inner one, as an allocation inside of it
 * might open, maps one more kernel page and relies on it afterwards. Prints what the hardware was
 * asked to do, step by step: look for where the outer section's work leaves the batch. */
#include "app/capi/lazymmu_kernel.h"

#include <stdio.h>

enum { pages = 4 };

static void show(const char *step)
{
    printf("%s\n", step);
    const char *line = lazymmu_events_as_text();
    while (*line) {
        int length = 0;
        while (line[length] && line[length] != '\n')
            length++;
        printf("    %.*s\n", length, line);
        line += length + (line[length] == '\n');
    }
}

int main(int argc, char **argv)
{
    const char *arch = argc > 1 ? argv[1] : "arm64";
    const char *kernel = argc > 2 ? argv[2] : NULL;
    if (!lazymmu_open(arch, kernel)) {
        fprintf(stderr, "two_sections: %s\n", lazymmu_error());
        return 2;
    }

    set_ptes(user1, LAZYMMU_USER, lazymmu_pte(100, "pwu"), pages);
    for (unsigned i = 0; i < pages; i++)
        lazymmu_access(user1, LAZYMMU_USER + i * LAZYMMU_PAGE, 'r');
    show("before: the user pages are mapped and used");

    lazy_mmu_mode_enable();
    clear_full_ptes(user1, LAZYMMU_USER, pages);
    set_pte_at(init_mm, LAZYMMU_KERNEL, lazymmu_pte(200, "pw"));
    show("in the outer section: clear the user pages, map a kernel page");

    lazy_mmu_mode_enable();
    set_pte_at(init_mm, LAZYMMU_KERNEL + LAZYMMU_PAGE, lazymmu_pte(201, "pw"));
    lazy_mmu_mode_disable();
    show("an inner section: map a second one; its end lets all of it take effect");
    bool ok = lazymmu_access(init_mm, LAZYMMU_KERNEL + LAZYMMU_PAGE, 'w');
    show("use it");

    set_pte_at(init_mm, LAZYMMU_KERNEL + 2 * LAZYMMU_PAGE, lazymmu_pte(202, "pw"));
    show("still in the outer section: map a third");
    lazy_mmu_mode_disable();
    flush_tlb_range(user1, LAZYMMU_USER, pages);
    show("after the outer section, and the flush that every caller makes");

    for (unsigned i = 0; i < pages; i++)
        ok = ok && !lazymmu_access(user1, LAZYMMU_USER + i * LAZYMMU_PAGE, 'r');
    ok = ok && pte_pfn(ptep_get(init_mm, LAZYMMU_KERNEL + 2 * LAZYMMU_PAGE)) == 202;
    ok = ok && lazymmu_access(init_mm, LAZYMMU_KERNEL + 2 * LAZYMMU_PAGE, 'r');
    if (*lazymmu_error())
        fprintf(stderr, "two_sections: %s\n", lazymmu_error());
    ok = ok && !*lazymmu_error();
    printf("%s: %s\n", arch, ok ? "all changes are in effect" : "something is not as it should be");
    lazymmu_close();
    return ok ? 0 : 1;
}
