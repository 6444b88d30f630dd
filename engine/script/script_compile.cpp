// Runs the tree once, as it were, with calls that write an Op instead of being called.
// Tests: tests/engine/script_test.cpp, script_errors_test.cpp.
#include "engine/script/script_compile.h"

namespace lazymmu::script {

namespace {

constexpr int no_task = -1; // in a handler

class Compiler {
  public:
    Compiler(const Ast& ast, const Arch& arch, const std::vector<u32>& first_line, Errors& errors,
             Program& out)
        : ast_(ast), arch_(arch), first_line_(first_line), errors_(errors), out_(out), values_(ast),
          broken_(ast.stmts.size()) {}

    void run(bool whole) {
        for (const TaskDecl& t : ast_.tasks) {
            has_blocks_ = has_blocks_ || t.has_block;
            declared_[t.task] = true;
            if (t.cpu >= 0) out_.task_cpu[t.task] = static_cast<u8>(t.cpu);
            if (t.mm >= 0) out_.task_mm[t.task] = static_cast<u8>(t.mm);
        }
        check_structure_ = whole && has_blocks_;
        if (check_structure_) check_tasks();
        make_bodies();
        task_ = 0;
        body_ = &out_.tasks[0];
        linear_ = true;
        block(ast_.root);
        linear_ = false;
        for (const TaskDecl& t : ast_.tasks) {
            task_ = t.task;
            body_ = &out_.tasks[static_cast<size_t>(t.task)];
            block(t.block);
        }
        for (size_t i = 0; i < ast_.handlers.size(); i++) {
            task_ = no_task;
            body_ = &out_.handlers[i];
            block(ast_.handlers[i].block);
        }
    }

  private:
    void make_bodies() {
        int highest = ast_.highest_task;
        if (check_structure_) {
            highest = 0; // errors in the text may leave a task undeclared
            for (const TaskDecl& t : ast_.tasks) highest = t.task > highest ? t.task : highest;
        }
        out_.tasks.resize(static_cast<size_t>(highest) + 1);
        for (size_t i = 0; i < out_.tasks.size(); i++)
            out_.tasks[i].name = std::string(1, task_letter(static_cast<TaskId>(i)));
        for (const HandlerDecl& h : ast_.handlers) out_.handlers.push_back({h.name, {}});
    }

    // Tasks of a script of blocks are A, B, ... without gaps.
    void check_tasks() {
        int missing = 0;
        while (missing < limits::tasks && declared_[missing]) missing++;
        for (const TaskDecl& t : ast_.tasks) {
            if (t.task < missing) continue;
            const char name = task_letter(static_cast<TaskId>(missing));
            errors_.add(t.where, std::string("task ") + task_letter(static_cast<TaskId>(t.task)) +
                                     " needs a task " + name + ": tasks are A, B, C, ... in a row");
            return;
        }
    }

    bool stopped() const { return stopped_ || errors_.full(); }

    std::optional<u64> eval(const Expr& e) {
        const std::optional<u64> value = values_.eval(e);
        if (value) return value;
        if (values_.exhausted()) {
            too_much(e.where);
        } else if (!values_.problem().empty()) {
            error(e.where, values_.problem());
        }
        return value;
    }

    void stop(const Where& at, std::string message) {
        if (!stopped_) errors_.add(at, std::move(message));
        stopped_ = true;
    }

    void block(const Block& stmts) {
        for (u32 i : stmts) {
            if (stopped()) return;
            const Stmt& stmt = ast_.stmts[i];
            if (!values_.spend(1)) return too_much(stmt.where);
            if (broken_[i]) continue; // its error was reported in an earlier turn
            switch (stmt.kind) {
            case Stmt::call: broken_[i] = !call(stmt); break;
            case Stmt::constant:
                values_.set(stmt.slot, eval(ast_.exprs[stmt.first_expr]));
                broken_[i] = !values_.get(stmt.slot);
                break;
            case Stmt::irq: irq(stmt); break;
            case Stmt::repeat: broken_[i] = !repeat(stmt); break;
            }
        }
    }

    void too_much(const Where& at) {
        stop(at, "the script computes too much: its loops make more than " +
                     std::to_string(limits::script_work) + " values");
    }

    bool repeat(const Stmt& stmt) {
        const Expr& count = ast_.exprs[stmt.first_expr];
        const std::optional<u64> times = eval(count);
        if (!times) return false;
        if (*times > static_cast<u64>(limits::script_ops)) {
            error(count.where, "expected at most " + std::to_string(limits::script_ops) +
                                   " turns, found " + std::to_string(*times));
            return false;
        }
        if (stmt.slot != Stmt::no_slot) loops_.push_back(stmt.slot);
        for (u64 i = 0; i < *times && !stopped(); i++) {
            if (stmt.slot != Stmt::no_slot) values_.set(stmt.slot, i);
            if (!values_.spend(1)) {
                too_much(stmt.where);
                break;
            }
            block(ast_.blocks[stmt.block]);
        }
        if (stmt.slot != Stmt::no_slot) loops_.pop_back();
        return true;
    }

    void irq(const Stmt& stmt) {
        emit("irq_enter", stmt.where);
        irq_depth_++;
        block(ast_.blocks[stmt.block]);
        irq_depth_--;
        emit("irq_exit", stmt.close);
    }

    void emit(const char* name, const Where& at) {
        Op op;
        op.call = static_cast<u16>(find_api_call(name) - api_calls().data());
        append(op, at);
    }

    void append(Op& op, const Where& at) {
        if (stopped()) return;
        if (ops_ == limits::script_ops)
            return stop(at, "the script has more than " + std::to_string(limits::script_ops) +
                                " statements when its loops are unrolled");
        ops_++;
        op.step = static_cast<u16>(at.text);
        op.line = at.line + first_line_[at.text];
        op.column = at.column;
        body_->ops.push_back(op);
    }

    bool call(const Stmt& stmt) {
        const ApiCall& api = api_calls()[stmt.call_index];
        if (!exists_on(api, arch_.name))
            return error(stmt.where, std::string(api.name) + "() exists only on " +
                                         only_on_text(api) + ", not on " + arch_.name);
        Op op;
        op.call = stmt.call_index;
        const bool has_mm = !api.params.empty() && api.params[0] == Param::mm;
        int n = has_mm && !stmt.mm_given ? 1 : 0;
        const int left_out = n;
        LAZYMMU_ASSERT(stmt.exprs + static_cast<u32>(n) <= static_cast<u32>(limits::args));
        for (u32 i = 0; i < stmt.exprs; i++) {
            const std::optional<u64> value = eval(ast_.exprs[stmt.first_expr + i]);
            if (!value) return false;
            op.args[n++] = *value;
        }
        const BadArgument bad = check_arguments(api, op.args, arch_);
        if (!bad.message.empty()) {
            const u32 i = stmt.first_expr + static_cast<u32>(bad.index - left_out);
            return error(ast_.exprs[i].where, bad.message);
        }
        if (left_out && !default_mm(stmt, api, op)) return false;
        if (!check_other_mm(stmt, api, op, left_out)) return false;
        if (has_mm && !check_address_space(stmt, api, op, left_out)) return false;
        if (api.fn == fn_schedule) return switch_to(stmt, op);
        append(op, stmt.where);
        return true;
    }

    // The mm of a call that names none: the kernel's for its addresses, else the task's own.
    bool default_mm(const Stmt& stmt, const ApiCall& api, Op& op) {
        const bool has_more = api.params.size() > 1; // after an mm comes an address
        if (has_more && arch_.geometry.is_kernel(op.args[1])) {
            op.args[0] = static_cast<u64>(index(MmId::init_mm));
        } else if (task_ == no_task) {
            return error(stmt.where, std::string("an interrupt handler has no mm of its own: give "
                                                 "one, as in ") +
                                         api.name + "(user1" + (has_more ? ", ...)" : ")"));
        } else {
            op.args[0] = out_.task_mm[task_];
        }
        return true;
    }

    // A copy goes from one user mm to another.
    bool check_other_mm(const Stmt& stmt, const ApiCall& api, const Op& op, int left_out) {
        for (size_t i = 0; i < api.params.size(); i++) {
            if (api.params[i] != Param::to_mm) continue;
            const u64 to = op.args[i];
            if (to != 0 && to != op.args[0] && op.args[0] != 0) continue;
            const u32 e = stmt.first_expr + static_cast<u32>(static_cast<int>(i) - left_out);
            return error(ast_.exprs[e].where, std::string(api.name) +
                                                  "() goes from one user mm to "
                                                  "another, not from " +
                                                  mm_name(static_cast<MmId>(op.args[0])) + " to " +
                                                  mm_name(static_cast<MmId>(to)));
        }
        return true;
    }

    bool check_address_space(const Stmt& stmt, const ApiCall& api, const Op& op, int left_out) {
        const Param p = api.params.size() > 1 ? api.params[1] : Param::mm; // an address follows
        if (p != Param::va && p != Param::ptep && p != Param::pmdp) return true;
        std::string wrong =
            wrong_address_space(arch_.geometry, static_cast<MmId>(op.args[0]), op.args[1]);
        if (wrong.empty()) return true;
        const u32 e = stmt.first_expr + static_cast<u32>(1 - left_out);
        return error(ast_.exprs[e].where, std::move(wrong));
    }

    bool switch_to(const Stmt& stmt, Op& op) {
        const int next = static_cast<int>(op.args[0]);
        const Where& at = ast_.exprs[stmt.first_expr].where;
        if (check_structure_ && !declared_[next])
            return error(at, std::string("there is no task ") +
                                 task_letter(static_cast<TaskId>(next)) + " in this script");
        if (linear_ && irq_depth_ > 0)
            return error(stmt.where, "switch_to() inside irq { } is only possible in task blocks");
        append(op, stmt.where);
        if (linear_) {
            task_ = next;
            body_ = &out_.tasks[static_cast<size_t>(next)];
        }
        return true;
    }

    // Says which turn it was if a loop's number is in sight.
    bool error(const Where& at, std::string message) {
        for (size_t i = 0; i < loops_.size(); i++)
            message += (i ? ", " : " (when ") + ast_.slots[loops_[i]] + " is " +
                       std::to_string(*values_.get(loops_[i]));
        if (!loops_.empty()) message += ")";
        errors_.add(at, std::move(message));
        return false;
    }

    const Ast& ast_;
    const Arch& arch_;
    const std::vector<u32>& first_line_;
    Errors& errors_;
    Program& out_;
    Values values_;
    std::vector<bool> broken_;
    std::vector<u32> loops_; // slots of the loops that we are in
    Body* body_ = nullptr;
    int task_ = 0;
    int irq_depth_ = 0;
    int ops_ = 0;
    bool linear_ = false, has_blocks_ = false, check_structure_ = false, stopped_ = false;
    bool declared_[limits::tasks] = {};
};

} // namespace

void compile(const Ast& ast, const Arch& arch, const std::vector<u32>& first_line, bool whole,
             Errors& errors, Program& out) {
    Compiler(ast, arch, first_line, errors, out).run(whole);
}

} // namespace lazymmu::script
