#include "engine/run/query.h"

#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"
#include "engine/script/script.h"

namespace lazymmu {

namespace {

QueryValue number(i64 v) { return {false, v, std::to_string(v)}; }
QueryValue boolean(bool v) { return {false, v, v ? "true" : "false"}; }
QueryValue word(std::string v) { return {true, 0, std::move(v)}; }

struct Path {
    std::vector<std::string_view> parts; // split at dots outside of parentheses
};

Path split(std::string_view text) {
    Path path;
    size_t from = 0;
    int depth = 0;
    for (size_t i = 0; i <= text.size(); i++) {
        if (i < text.size() && text[i] == '(') depth++;
        if (i < text.size() && text[i] == ')') depth--;
        if (i == text.size() || (text[i] == '.' && depth == 0)) {
            path.parts.push_back(text.substr(from, i - from));
            from = i + 1;
        }
    }
    return path;
}

std::vector<HwTableView> hw_tables_of(const Config& config, StateView s) {
    std::vector<HwTableView> tables;
    if (config.arch->hw_tables) config.arch->hw_tables(config, s, tables);
    return tables;
}

class Query {
  public:
    Query(const Setup& setup, StateView state, std::string& error)
        : setup_(setup), s_(state), error_(error) {}

    bool run(std::string_view text, QueryValue& out) {
        const Path path = split(text);
        std::span<const std::string_view> p(path.parts);
        if (p[0] == "task" && p.size() == 3) return task(p[1], p[2], out);
        if (p[0] == "machine" && p.size() == 2) return machine(p[1], out);
        if (p[0] == "batch") return batch(CpuId{0}, p.subspan(1), out);
        if (p[0] == "cpu" && p.size() >= 3) return cpu(p[1], p.subspan(2), out);
        if (p[0].starts_with("pte(") && p.size() == 2) return pte(p[0].substr(4), p[1], out);
        if (p[0].starts_with("tlb(") && p.size() == 2)
            return tlb(CpuId{0}, p[0].substr(4), p[1], out);
        std::string known = "task.X.NAME, cpu.N.NAME, batch.NAME, pte(ADDR).NAME, tlb(ADDR).NAME, ";
        for (const HwTableView& t : hw_tables_of(setup_.config, s_)) {
            if (p.size() == 2 && p[0] == t.path) return table(t, p[1], out);
            const std::string call = std::string(t.path) + "(";
            if (p.size() == 2 && p[0].starts_with(call))
                return row(t, p[0].substr(call.size()), p[1], out);
            known += call + "ADDR).NAME, ";
        }
        known.resize(known.size() - 2);
        return unknown(text, known + " or machine.NAME");
    }

  private:
    bool unknown(std::string_view what, const std::string& expected) {
        error_ = "unknown '" + std::string(what) + "', expected " + expected;
        return false;
    }

    bool task(std::string_view name, std::string_view field, QueryValue& out) {
        const int i = name.size() == 1 ? name[0] - 'A' : -1;
        if (i < 0 || i >= setup_.config.tasks) {
            const char last = static_cast<char>('A' + setup_.config.tasks - 1);
            return unknown(name, std::string("a task from A to ") + last);
        }
        const TaskState& t = s_.task(static_cast<TaskId>(i));
        if (field == "enable_count")
            out = number(t.enable_count);
        else if (field == "pause_count")
            out = number(t.pause_count);
        else if (field == "active")
            out = boolean(is_lazy_mmu_mode_active(t));
        else if (field == "preempt_count")
            out = number(t.preempt_depth);
        else if (field == "in_irq")
            out = number(t.irq_depth);
        else if (field == "cpu")
            out = number(t.cpu);
        else if (field == "mm")
            out = word(mm_name(static_cast<MmId>(t.mm)));
        else if (field == "thread_flags")
            out = number(t.thread_flags);
        else if (field == "lazy")
            out = boolean(setup_.config.arch->is_lazy(setup_.config, s_, static_cast<CpuId>(t.cpu),
                                                      static_cast<TaskId>(i)));
        else if (field == "status")
            out = word(t.status == TaskStatus::exited ? "exited" : "runnable");
        else
            return unknown(field, "enable_count, pause_count, active, preempt_count, in_irq, "
                                  "thread_flags, lazy, status, mm or cpu");
        return true;
    }

    bool machine(std::string_view field, QueryValue& out) {
        if (field == "bug")
            out = word(msg_text(static_cast<Msg>(s_.globals().bug)));
        else if (field == "kernel")
            out = word(kernel_name(setup_.config.kernel));
        else if (field == "arch")
            out = word(setup_.config.arch->name);
        else if (field == "digest")
            out = word(digest_of(s_.data(), s_.layout().size).hex());
        else
            return unknown(field, "bug, kernel, arch or digest");
        return true;
    }

    bool cpu(std::string_view name, std::span<const std::string_view> rest, QueryValue& out) {
        const int i = name.size() == 1 ? name[0] - '0' : -1;
        if (i < 0 || i >= setup_.config.cpus)
            return unknown(name, "a CPU from 0 to " + std::to_string(setup_.config.cpus - 1));
        const CpuId id = static_cast<CpuId>(i);
        if (rest[0] == "batch") return batch(id, rest.subspan(1), out);
        if (rest[0].starts_with("tlb(") && rest.size() == 2)
            return tlb(id, rest[0].substr(4), rest[1], out);
        if (rest[0] == "current" && rest.size() == 1) {
            const TaskId t = s_.current(id);
            out = word(t == TaskId::none ? "-" : std::string(1, task_letter(t)));
            return true;
        }
        if (rest[0] == "irqs_off" && rest.size() == 1) {
            out = boolean(s_.cpu(id).irqs_off);
            return true;
        }
        return unknown(rest[0], "current, irqs_off, batch.NAME or tlb(ADDR).NAME");
    }

    bool batch(CpuId cpu, std::span<const std::string_view> rest, QueryValue& out) {
        BatchView view;
        setup_.config.arch->batch(setup_.config, s_, cpu, s_.current(cpu), view);
        std::string known = "used, capacity";
        if (rest.size() == 1) {
            if (rest[0] == "used")
                out = number(view.used);
            else if (rest[0] == "capacity")
                out = number(view.capacity);
            else {
                for (const Field& f : view.fields) {
                    known += ", " + f.name;
                    if (f.name != rest[0]) continue;
                    const bool numeric = f.text == std::to_string(f.value);
                    out = {!numeric, f.value, f.text};
                    return true;
                }
                return unknown(rest[0], known);
            }
            return true;
        }
        return unknown("batch", "batch.NAME");
    }

    // "USER + PAGE)" or "user1, USER)"
    bool address(std::string_view text, MmId& mm, u64& va) {
        if (!text.ends_with(')')) return unknown(text, "')' after the address");
        text.remove_suffix(1);
        mm = MmId::none;
        if (const size_t comma = text.find(','); comma != text.npos) {
            std::string_view name = text.substr(0, comma);
            while (name.ends_with(' ')) name.remove_suffix(1);
            for (int m = 0; m < setup_.config.mms; m++)
                if (name == mm_name(static_cast<MmId>(m))) mm = static_cast<MmId>(m);
            if (mm == MmId::none) return unknown(name, "init_mm, user1, user2 or user3");
            text.remove_prefix(comma + 1);
        }
        std::string bad;
        if (!eval_script_value(text, *setup_.config.arch, va, bad)) {
            error_ = "in the address: " + bad;
            return false;
        }
        if (mm == MmId::none) {
            const bool kernel = setup_.config.arch->geometry.is_kernel(va);
            mm = kernel ? MmId::init_mm : static_cast<MmId>(setup_.config.task_mm[0]);
        }
        return true;
    }

    bool fields_of(u64 entry, std::string_view field, QueryValue& out,
                   const char* known = "pfn, flags, hashed, raw, or one of p w x u d a") {
        const PteFields f = setup_.config.arch->pte_decode(setup_.config, entry);
        char text[7];
        constexpr std::string_view letters = "pwxuda";
        if (field == "pfn")
            out = number(static_cast<i64>(f.pfn));
        else if (field == "flags")
            out = word(prot_text(f.prot, text));
        else if (field == "hashed")
            out = boolean(f.hashed);
        else if (field == "raw")
            out = number(static_cast<i64>(entry));
        else if (field.size() == 1 && letters.find(field) != letters.npos)
            out = boolean(f.prot >> letters.find(field) & 1);
        else
            return unknown(field, known);
        return true;
    }

    bool pte(std::string_view where, std::string_view field, QueryValue& out) {
        MmId mm = MmId::none;
        u64 va = 0;
        if (!address(where, mm, va)) return false;
        const Ptep ptep = pt_find(setup_.config, s_, mm, va);
        return fields_of(ptep == no_ptep ? 0 : pt_load(s_, ptep), field, out);
    }

    bool tlb(CpuId cpu, std::string_view where, std::string_view field, QueryValue& out) {
        MmId mm = MmId::none;
        u64 va = 0;
        if (!address(where, mm, va)) return false;
        const int slot = tlb_find(setup_.config, s_, cpu, mm, va);
        if (field == "cached") {
            out = boolean(slot >= 0);
            return true;
        }
        if (field == "stale") {
            out = boolean(slot >= 0 && tlb_is_stale(setup_.config, s_, cpu, slot));
            return true;
        }
        return fields_of(slot < 0 ? 0 : s_.tlb(cpu, slot).pte, field, out);
    }

    bool table(const HwTableView& t, std::string_view field, QueryValue& out) {
        if (field == "used")
            out = number(t.used);
        else if (field == "capacity")
            out = number(t.capacity);
        else
            return unknown(field, "used or capacity");
        return true;
    }

    bool row(const HwTableView& t, std::string_view where, std::string_view field,
             QueryValue& out) {
        MmId mm = MmId::none;
        u64 va = 0;
        if (!address(where, mm, va)) return false;
        const HwRow* found = t.find(mm, va);
        const HwRow none;
        const HwRow& r = found ? *found : none;
        if (field == "cached" || field == "valid")
            out = boolean(found);
        else if (field == "stale")
            out = boolean(r.standing.stale != Staleness::current);
        else if (field == "wrong")
            out = boolean(r.standing.stale == Staleness::wrong);
        else if (field == "group")
            out = number(r.group);
        else if (field == "slot")
            out = number(r.slot);
        else if (field == "note")
            out = word(r.word);
        else
            return fields_of(r.value, field, out,
                             "cached, stale, wrong, group, slot, note, pfn, flags, hashed, raw, or "
                             "one of p w x u d a");
        return true;
    }

    const Setup& setup_;
    StateView s_;
    std::string& error_;
};

} // namespace

bool query(const Setup& setup, StateView state, std::string_view path, QueryValue& out,
           std::string& error) {
    return Query(setup, state, error).run(path, out);
}

std::vector<std::string> query_paths(const Setup& setup, StateView state) {
    std::vector<std::string> paths;
    for (int t = 0; t < setup.config.tasks; t++)
        for (const char* f : {"enable_count", "pause_count", "active", "preempt_count", "in_irq",
                              "thread_flags", "lazy", "status", "mm", "cpu"})
            paths.push_back(std::string("task.") + task_letter(static_cast<TaskId>(t)) + "." + f);
    for (int c = 0; c < setup.config.cpus; c++) {
        const std::string cpu = "cpu." + std::to_string(c) + ".";
        BatchView view;
        const CpuId id = static_cast<CpuId>(c);
        setup.config.arch->batch(setup.config, state, id, state.current(id), view);
        for (const char* f : {"current", "irqs_off", "batch.used", "batch.capacity"})
            paths.push_back(cpu + f);
        for (const Field& f : view.fields) paths.push_back(cpu + "batch." + f.name);
    }
    for (const HwTableView& t : hw_tables_of(setup.config, state))
        for (const char* f : {".used", ".capacity"}) paths.push_back(t.path + std::string(f));
    for (const char* f : {"bug", "kernel", "arch", "digest"})
        paths.push_back(std::string("machine.") + f);
    return paths;
}

} // namespace lazymmu
