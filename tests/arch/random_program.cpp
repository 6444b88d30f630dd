#include "tests/arch/random_program.h"

#include "engine/pte.h"

#include <cstdlib>

namespace lazymmu::test {

namespace {

constexpr const char* user_names[] = {"init_mm", "user1", "user2"};

struct Page {
    bool mapped = false;
    Prot prot = 0;
    int pending_of = -1; // the task whose section has a change of it that may be delayed
};

struct Task {
    int depth = 0, pauses = 0;
    bool used = false;
};

class Writer {
  public:
    Writer(u64 seed, u32 features_of) : random{seed}, features(features_of) {}

    Random random;
    u32 features;
    std::string text;
    Task tasks[4];
    int current = 0;
    int own_from = 0, own_to = near_pages; // which near pages are changed
    bool own_access = false;               // ... and accessed
    bool one_mm = false;

    void write_statements(int n) {
        for (int i = 0; i < n; i++) write_statement();
    }
    void close_task() {
        Task& t = tasks[current];
        while (t.pauses) resume();
        while (t.depth) disable();
    }
    void flush_all() {
        const std::string mm = user_names[own_mm()];
        say("flush_tlb_range(" + mm + ", USER, " + std::to_string(near_pages) + ")");
        say("flush_tlb_kernel_range(KERNEL, " + std::to_string(near_pages) + ")");
        for (int far : far_pages) {
            say("flush_tlb_page(" + mm + ", USER + " + std::to_string(far) + " * PAGE)");
            say("flush_tlb_kernel_range(KERNEL + " + std::to_string(far) + " * PAGE, 1)");
        }
    }
    void switch_to(int t) {
        if (t == current) return;
        say(std::string("switch_to(") + static_cast<char>('A' + t) + ")");
        current = t;
        tasks[t].used = true;
    }

  private:
    Page pages_[program_mms][near_pages + 2];

    bool has(u32 f) const { return features & f; }
    int own_mm() const { return one_mm ? 1 : 1 + current % 2; }
    void say(const std::string& call) { text += call + ";\n"; }
    std::string where(int mm, int i) const {
        const int page = i < near_pages ? i : far_pages[i - near_pages];
        const std::string at = std::to_string(page) + " * PAGE";
        return mm == 0 ? "KERNEL + " + at : std::string(user_names[mm]) + ", USER + " + at;
    }

    void flushed() {
        for (auto& mm : pages_)
            for (Page& p : mm)
                if (p.pending_of == current) p.pending_of = -1;
    }
    void disable() {
        say("lazy_mmu_mode_disable()");
        tasks[current].depth--;
        flushed();
    }
    void resume() {
        say("lazy_mmu_mode_resume()");
        tasks[current].pauses--;
    }

    // A run of pages from i on that may be changed now. Returns how many, 0 if none.
    int run_of(int mm, int i, bool mapped, int most) const {
        int n = 0;
        while (n < most && i + n < own_to && pages_[mm][i + n].mapped == mapped &&
               pages_[mm][i + n].pending_of < 0)
            n++;
        return n;
    }
    void changed(Page& p, bool in_section) {
        if (in_section) p.pending_of = current;
    }

    Prot some_prot(int mm) {
        Prot p = static_cast<Prot>(random.below(64));
        p = static_cast<Prot>(mm == 0 ? p & ~prot_u : p | prot_u);
        return random.one_in(12) ? p : static_cast<Prot>(p | prot_p);
    }
    std::string quoted(Prot p) {
        char letters[7];
        return std::string("\"") + prot_text(p, letters) + "\"";
    }

    void write_set(int mm, int i, bool in_section) {
        const int n = run_of(mm, i, false, random.one_in(4) ? 36 : 1 + random.below(5));
        if (!n) return;
        const Prot prot = some_prot(mm);
        const std::string what =
            where(mm, i) + ", " + std::to_string(1 + random.below(4000)) + ", " + quoted(prot);
        if (n == 1 && random.one_in(2))
            say("set_pte_at(" + what + ")");
        else
            say("set_ptes(" + what + ", " + std::to_string(n) + ")");
        for (int k = 0; k < n; k++) {
            pages_[mm][i + k].mapped = true;
            pages_[mm][i + k].prot = prot;
            changed(pages_[mm][i + k], in_section);
        }
    }
    void write_clear(int mm, int i, bool in_section) {
        const int n = run_of(mm, i, true, random.one_in(4) ? 36 : 1 + random.below(5));
        if (!n) return;
        if (n == 1)
            say("ptep_get_and_clear(" + where(mm, i) + ")");
        else
            say("clear_full_ptes(" + where(mm, i) + ", " + std::to_string(n) + ")");
        for (int k = 0; k < n; k++) {
            pages_[mm][i + k].mapped = false;
            changed(pages_[mm][i + k], in_section);
        }
    }
    void write_protect(int mm, int i, bool in_section) {
        if (!run_of(mm, i, true, 1)) return;
        Page& p = pages_[mm][i];
        if (random.one_in(2) && p.prot & prot_p) {
            say("ptep_set_wrprotect(" + where(mm, i) + ")");
            p.prot = static_cast<Prot>(p.prot & ~prot_w);
        } else {
            constexpr Prot kept = prot_a | prot_d;
            p.prot = static_cast<Prot>((some_prot(mm) & ~kept) | (p.prot & kept));
            say("modify_prot(" + where(mm, i) + ", " + quoted(p.prot) + ")");
        }
        changed(p, in_section);
    }
    void write_change(bool in_section) {
        const int mm = one_mm ? random.below(2) : random.below(program_mms);
        int i = own_from + random.below(own_to - own_from);
        if (!one_mm && random.one_in(8)) return write_far_change(mm, in_section);
        switch (random.below(4)) {
        case 0:
        case 1: return write_set(mm, i, in_section);
        case 2: return write_clear(mm, i, in_section);
        default: return write_protect(mm, i, in_section);
        }
    }
    void write_far_change(int mm, bool in_section) {
        const int i = near_pages + random.below(2);
        Page& p = pages_[mm][i];
        if (p.pending_of >= 0) return;
        p.mapped = !p.mapped;
        p.prot = p.mapped ? some_prot(mm) : Prot{0};
        if (p.mapped)
            say("set_pte_at(" + where(mm, i) + ", 77, " + quoted(p.prot) + ")");
        else
            say("ptep_get_and_clear(" + where(mm, i) + ")");
        changed(p, in_section);
    }
    void write_look() {
        const int mm = random.one_in(3) ? 0 : own_mm();
        const int from = own_access ? own_from : 0, to = own_access ? own_to : near_pages;
        const int i = !own_access && random.one_in(8) ? near_pages + random.below(2)
                                                      : from + random.below(to - from);
        const char* modes[] = {"\"r\"", "\"w\"", "\"x\""};
        if (random.one_in(8))
            say("ptep_get(" + where(mm, i) + ")");
        else
            say("access(" + where(mm, i) + ", " + modes[random.below(3)] + ")");
    }

    void write_mode() {
        Task& t = tasks[current];
        const bool may_pause = t.pauses == 0 && t.depth > 0 && has(pause_once);
        switch (random.below(6)) {
        case 0:
        case 1:
            if (t.pauses && !has(pause_freely)) return;
            if (t.pauses) { // does nothing, so it is undone at once
                say("lazy_mmu_mode_enable()");
                write_change(true);
                say("lazy_mmu_mode_disable()");
            } else if (t.depth == 0 || (has(nest) && t.depth < 5)) {
                say("lazy_mmu_mode_enable()");
                t.depth++;
            }
            return;
        case 2:
        case 3:
            if (t.depth && !t.pauses) disable();
            return;
        case 4:
            if (t.pauses && random.one_in(2)) return resume();
            if (!may_pause && !(has(pause_freely) && t.pauses < 3)) return;
            say("lazy_mmu_mode_pause()");
            if (t.pauses++ == 0) flushed();
            return;
        default:
            if (t.pauses) return resume();
            say("arch_flush_lazy_mmu_mode()");
            flushed();
        }
    }
    void write_irq() {
        text += "irq {\n";
        if (has(mode_in_irq)) say("lazy_mmu_mode_enable()");
        write_change(true);
        if (has(mode_in_irq)) say("lazy_mmu_mode_disable()");
        write_change(true);
        text += "}\n";
    }
    bool may_leave() const {
        const Task& t = tasks[current];
        if (t.depth == 0) return has(switch_outside);
        if (t.depth > 1 && !has(switch_nested)) return false;
        return has(t.pauses ? switch_paused : switch_inside);
    }
    void write_statement() {
        const int what = random.below(20);
        if (what < 10)
            write_change(tasks[current].depth > 0);
        else if (what < 14)
            write_look();
        else if (what < 18)
            write_mode();
        else if (what == 18 && has(in_irq))
            write_irq();
        else if (what == 19 && may_leave())
            switch_to(random.below(4));
    }
};

} // namespace

RandomProgram random_program(u64 seed) {
    Random random{seed};
    // Often little, so that there are programs for the kernels that can do little.
    u32 features = static_cast<u32>(random.next()) & all_features;
    if (random.one_in(2)) features &= static_cast<u32>(random.next());
    Writer w(random.next(), features);
    w.tasks[0].used = true;
    w.write_statements(20 + random.below(100));
    // Whoever is current closes first: leaving it in the middle may not be allowed.
    w.close_task();
    for (int t = 0; t < 4; t++) {
        if (!w.tasks[t].used) continue;
        w.switch_to(t);
        w.close_task();
    }
    for (int t = 0; t < 4; t++) {
        if (!w.tasks[t].used) continue;
        w.switch_to(t);
        w.flush_all();
    }
    return {features, w.text};
}

RandomProgram random_blocks(u64 seed, bool far_access) {
    Random random{seed};
    const u32 features = static_cast<u32>(random.next()) & all_features & ~switches;
    RandomProgram p{features, ""};
    const char* heads[] = {"task A cpu 0 mm user1 {\n", "task B cpu 1 mm user1 {\n",
                           "task C cpu 0 mm user1 {\n"};
    for (int t = 0; t < 3; t++) {
        Writer w(random.next(), features);
        w.one_mm = true;
        w.own_from = t * near_pages / 3;
        w.own_to = (t + 1) * near_pages / 3;
        w.own_access = !far_access;
        w.write_statements(10 + random.below(30));
        w.close_task();
        w.flush_all();
        p.text += heads[t] + w.text + "}\n";
    }
    return p;
}

u64 number_of(const char* variable, u64 otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::vector<int> program_pages() {
    std::vector<int> pages;
    for (int i = 0; i < near_pages; i++) pages.push_back(i);
    for (int far : far_pages) pages.push_back(far);
    return pages;
}

} // namespace lazymmu::test
