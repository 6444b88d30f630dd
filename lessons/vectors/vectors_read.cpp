// Conformance programs as they come from a file: every value is looked at before it is used.
#include "lessons/format/fields.h"
#include "lessons/vectors/vectors.h"

#include "engine/machine_spec.h"
#include "engine/script/script.h"
#include "engine/script/script_lexer.h"

#include <utility>

namespace lazymmu {

namespace {

using json::Node;
using json::Reading;

// What stands behind an operation's name, one letter each: m an mm, v an address, n a number,
// f protection flags, t a task.
struct OpForm {
    const char *op, *arguments, *call;
};
constexpr OpForm forms[] = {
    {"enable", "", "lazy_mmu_mode_enable"},
    {"disable", "", "lazy_mmu_mode_disable"},
    {"pause", "", "lazy_mmu_mode_pause"},
    {"resume", "", "lazy_mmu_mode_resume"},
    {"flush", "", "arch_flush_lazy_mmu_mode"},
    {"irq_enter", "", "irq_enter"},
    {"irq_exit", "", "irq_exit"},
    {"flush_tlb", "", "flush_tlb"},
    {"clear_pte", "mv", "ptep_get_and_clear"},
    {"wrprotect", "mv", "ptep_set_wrprotect"},
    {"touch", "mv", "touch"},
    {"flush_tlb_page", "mv", "flush_tlb_page"},
    {"read_pte", "mv", "ptep_get"},
    {"switch", "t", "switch_to"},
    {"set_pte", "mvnf", "set_pte_at"},
    {"set_pmd", "mvnf", "set_pmd"},
    {"modify_prot", "mvf", "modify_prot"},
    {"set_range", "mvnfn", "set_ptes"},
    {"clear_range", "mvn", "clear_full_ptes"},
};

class VectorReader {
  public:
    VectorReader(Reading& reading, VectorProgram& out) : r_(reading), out_(out) {}

    bool program(const Node& root, std::span<const Arch* const> archs) {
        if (!r_.kind_of(root, Node::object)) return false;
        const Node *id = need(root, "id", Node::text), *arch = need(root, "arch", Node::text),
                   *kernel = need(root, "kernel", Node::text),
                   *ops = need(root, "ops", Node::array), *steps = need(root, "steps", Node::array);
        if (!id || !arch || !kernel || !ops || !steps) return false;
        out_.id = id->str;
        out_.arch = arch->str;
        out_.kernel = kernel->str;
        if (!machine(*arch, *kernel, archs)) return false;
        if (const Node* config = root.find("config"); config && !configure(*config)) return false;
        if (const Node* init = root.find("init"); init && !r_.kind_of(*init, Node::object))
            return false;
        for (const Node& op : ops->items)
            if (!operation(op)) return false;
        out_.ops = ops->items.size();
        return expectations(*steps);
    }

  private:
    bool fail(const Node& node, std::string message) {
        r_.error(node, std::move(message));
        return false;
    }

    const Node* need(const Node& root, std::string_view key, Node::Kind kind) {
        const Node* n = root.find(key);
        if (!n) r_.error(root, "missing \"" + std::string(key) + "\": a program needs it");
        return n && r_.kind_of(*n, kind) ? n : nullptr;
    }

    bool machine(const Node& arch, const Node& kernel, std::span<const Arch* const> archs) {
        const Arch* found = find_arch(arch.str, archs);
        if (!found) return fail(arch, unknown_arch(arch.str, archs));
        Kernel k{};
        if (!kernel_from_name(kernel.str, k)) return fail(kernel, unknown_kernel(kernel.str));
        Config& config = out_.config = default_config(*found, k);
        config.cpus = 1;
        config.stack_words = 128;
        config.pt_entries = 4096;
        config.tlb_entries = 0;
        return true;
    }

    bool configure(const Node& node) {
        if (!r_.kind_of(node, Node::object)) return false;
        for (const Node& n : node.items) {
            i64 number = 0;
            if (n.key == "page_size") { // the architecture's own
                if (!r_.whole_of(n, 1, INT64_MAX, number)) return false;
            } else if (n.key == "task_init_pause") {
                if (!r_.whole_of(n, 0, 255, number)) return false;
                out_.config.task_init_pause = static_cast<u8>(number);
            } else if (n.key == "mmu") {
                if (n.str != "hash" && n.str != "radix") {
                    r_.wrong(n, "\"hash\" or \"radix\"");
                    return false;
                }
                if (!set_option(n, "radix", n.str == "radix")) return false;
            } else if (n.key == "mm_local" || n.key == "ctx_valid") {
                u16 bits = 0;
                if (!mm_bits(n, bits) ||
                    !set_option(n, n.key == "mm_local" ? "local" : "ctx_valid", bits))
                    return false;
            } else {
                r_.error(n.key_at,
                         "unknown key \"" + printable(n.key) +
                             "\" in \"config\"; expected "
                             "\"page_size\", \"task_init_pause\", \"mmu\", \"mm_local\" or "
                             "\"ctx_valid\"");
                return false;
            }
        }
        return true;
    }

    bool set_option(const Node& node, std::string_view name, u16 value) {
        if (const std::string wrong = wrong_option(*out_.config.arch, name, value);
            !wrong.empty()) {
            r_.error(node.key_at, "\"" + node.key + "\": " + wrong);
            return false;
        }
        MachineSpec spec;
        spec.set(name, value);
        apply(spec, out_.config);
        return true;
    }

    bool mm_bits(const Node& node, u16& bits) {
        if (!r_.kind_of(node, Node::object)) return false;
        for (const Node& n : node.items) {
            const int mm = mm_named(n.key);
            if (mm < 0) {
                r_.error(n.key_at, "unknown mm \"" + printable(n.key) + "\"; " + mm_names());
                return false;
            }
            if (!r_.kind_of(n, Node::truth)) return false;
            if (n.num) bits = static_cast<u16>(bits | 1u << mm);
        }
        return true;
    }

    static int mm_named(std::string_view name) {
        for (int m = 0; m < limits::mms; m++)
            if (name == mm_name(static_cast<MmId>(m))) return m;
        return -1;
    }

    static std::string mm_names() {
        std::vector<std::string_view> names;
        for (int m = 0; m < limits::mms; m++) names.push_back(mm_name(static_cast<MmId>(m)));
        return "expected " + json::one_of(names);
    }

    // Operation -> statement.
    bool operation(const Node& op) {
        if (!r_.kind_of(op, Node::array)) return false;
        if (op.items.empty() || op.items[0].kind != Node::text)
            return fail(op, "an operation begins with its name, a text");
        const OpForm* form = nullptr;
        std::vector<std::string_view> names;
        for (const OpForm& f : forms) {
            names.push_back(f.op);
            if (op.items[0].str == f.op) form = &f;
        }
        if (!form)
            return fail(op, "unknown operation \"" + printable(op.items[0].str) + "\"" +
                                name_hint(op.items[0].str, names));
        const std::string_view wanted = form->arguments;
        if (op.items.size() != wanted.size() + 1)
            return fail(op, "\"" + std::string(form->op) + "\" has " +
                                std::to_string(op.items.size() - 1) + " arguments: expected " +
                                std::to_string(wanted.size()));
        std::string arguments;
        for (size_t i = 0; i < wanted.size(); i++) {
            if (i) arguments += ", ";
            if (!argument(op.items[i + 1], wanted[i], arguments)) return false;
        }
        out_.columns.push_back(r_.at(op.at).column);
        out_.script += std::string(form->call) + "(" + arguments + ");\n";
        return true;
    }

    // Only what is a word of its kind becomes a part of the script.
    bool argument(const Node& n, char kind, std::string& out) {
        i64 number = 0;
        switch (kind) {
        case 'n':
            if (!r_.whole_of(n, 0, INT64_MAX, number)) return false;
            out += std::to_string(number);
            return true;
        case 'm':
            if (n.kind != Node::text || mm_named(n.str) < 0)
                return fail(n, mm_names() + ", found " + json::found(n));
            out += n.str;
            return true;
        case 'v':
            if (n.kind != Node::text || !is_address(n.str))
                return fail(n, "expected an address like \"0x400000\", found " + json::found(n));
            out += n.str;
            return true;
        case 'f':
            if (n.kind != Node::text || n.str.size() > 6 ||
                n.str.find_first_not_of("pwxuda") != std::string::npos)
                return fail(n, "expected flags out of \"pwxuda\", found " + json::found(n));
            out += "\"" + n.str + "\"";
            return true;
        default: return task(n, out);
        }
    }

    bool task(const Node& n, std::string& out) {
        for (int t = 0; t < limits::tasks; t++) {
            if (n.kind != Node::text || n.str != "task" + std::to_string(t)) continue;
            out += task_letter(static_cast<TaskId>(t));
            return true;
        }
        return fail(n, "expected \"task0\" to \"task" + std::to_string(limits::tasks - 1) +
                           "\", found " + json::found(n));
    }

    static bool is_address(std::string_view text) {
        return text.starts_with("0x") && text.size() > 2 && text.size() <= 18 &&
               text.find_first_not_of("0123456789abcdef", 2) == text.npos;
    }

    bool expectations(const Node& steps) {
        if (steps.items.size() != out_.ops)
            return fail(steps, "\"steps\" has " + std::to_string(steps.items.size()) +
                                   " elements: expected " + std::to_string(out_.ops) +
                                   ", one for each of \"ops\"");
        for (const Node& step : steps.items) {
            if (!r_.kind_of(step, Node::object)) return false;
            for (const auto& [key, kind] :
                 {std::pair("hw", Node::array), {"warn", Node::array}, {"state", Node::object}}) {
                const Node* n = step.find(key);
                if (n && !r_.kind_of(*n, kind)) return false;
            }
        }
        return true;
    }

    Reading& r_;
    VectorProgram& out_;
};

} // namespace

bool read_vector(std::string_view line, std::span<const Arch* const> archs, VectorProgram& out,
                 Issue& error) {
    out = VectorProgram{};
    Issues issues;
    Reading reading(line, "", issues);
    const json::Doc doc = json::parse(line);
    if (!doc.ok)
        reading.error(doc.error_at, doc.error);
    else
        VectorReader(reading, out).program(doc.root, archs);
    out.json = std::string(line);
    if (!issues.empty()) error = issues[0];
    return issues.empty();
}

Machine vector_machine(const VectorProgram& vector, Issue& error) {
    const ScriptResult script = compile_script(vector.script, *vector.config.arch);
    if (script.program) return make_machine(vector.config, script.program);
    const ScriptError& e = script.errors.at(0);
    error = {};
    if (e.line >= 1 && e.line <= vector.columns.size()) error.column = vector.columns[e.line - 1];
    error.message = e.message;
    return {};
}

} // namespace lazymmu
