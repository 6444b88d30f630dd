// Values, and whether a call can take them. Tests: tests/engine/script_errors_test.cpp.
#include "engine/script/script_compile.h"

#include <cstdio>

namespace lazymmu::script {

namespace {

constexpr u64 last_pfn = u64{1} << 32;
constexpr u64 last_count = 65535;

// Do the page tables tell this address from others? They ignore the bits above the root's index,
// which therefore have to be those of a window of the architecture.
bool fits(const PageGeometry& g, u64 va) {
    const int width = g.shift_of(0) + g.bits[0];
    if (g.is_kernel(va) || width >= 64) return true;
    const u64 high = va >> width;
    return high == 0 || high == g.user_base >> width;
}

std::string bad_address(const Arch& arch, u64 va) {
    return hex(va) + " is not an address on " + arch.name +
           ": user ones are near USER = " + hex(arch.geometry.user_base) +
           ", kernel ones near KERNEL = " + hex(arch.geometry.kernel_base);
}

bool wraps(Instr::Kind kind, u64 a, u64 b, u64& value) {
    if (kind == Instr::add) return __builtin_add_overflow(a, b, &value);
    if (kind == Instr::subtract) return __builtin_sub_overflow(a, b, &value);
    return __builtin_mul_overflow(a, b, &value);
}

std::string overflow_text(Instr::Kind kind, u64 a, u64 b) {
    const auto text = [](u64 v) { return v < 65536 ? std::to_string(v) : hex(v); };
    const char* op = kind == Instr::add ? " + " : kind == Instr::subtract ? " - " : " * ";
    return text(a) + op + text(b) +
           (kind == Instr::subtract ? " is below 0" : " does not fit in 64 bits");
}

} // namespace

std::string hex(u64 value) {
    char out[24];
    std::snprintf(out, sizeof out, "0x%llx", static_cast<unsigned long long>(value));
    return out;
}

BadArgument check_arguments(const ApiCall& call, const u64* args, const Arch& arch) {
    const PageGeometry& g = arch.geometry;
    int at = 0, pfn_at = -1, count_at = -1, addresses = 0;
    int va_at[limits::args] = {};
    bool has_mm = false, any_byte = false;
    for (Param p : call.params) {
        if (p == Param::mm) has_mm = true;
        if (p == Param::mode) any_byte = true;
        if (p == Param::va || p == Param::ptep || p == Param::pmdp) va_at[addresses++] = at;
        if (p == Param::pfn) pfn_at = at;
        if (p == Param::pte) pfn_at = at++;
        if (p == Param::count) count_at = at;
        at++;
    }
    const u64 n = count_at < 0 ? 1 : args[count_at];
    for (int i = 0; i < addresses; i++) {
        const u64 va = args[va_at[i]];
        if (!fits(g, va)) return {bad_address(arch, va), va_at[i]};
        if (!any_byte && va % g.page_size())
            return {hex(va) + " is not the start of a page: pages have " +
                        std::to_string(g.page_size()) + " bytes (" + hex(g.page_size()) + ") here",
                    va_at[i]};
        if (!has_mm && !g.is_kernel(va)) return {hex(va) + " is not a kernel address", va_at[i]};
        if (call.user_only && g.is_kernel(va))
            return {hex(va) + " is a kernel address: " + call.name + "() is for user pages",
                    va_at[i]};
    }
    if (count_at >= 0 && (n < 1 || n > last_count))
        return {"expected 1 to " + std::to_string(last_count) + " pages, found " +
                    std::to_string(n),
                count_at};
    if (pfn_at >= 0 && (args[pfn_at] > last_pfn || args[pfn_at] + n - 1 > last_pfn))
        return {"frame numbers go up to " + hex(last_pfn) + ", found " +
                    hex(args[pfn_at] > last_pfn ? args[pfn_at] : args[pfn_at] + n - 1),
                pfn_at};
    for (int i = 0; i < addresses && n > 1; i++) {
        const u64 va = args[va_at[i]], last = va + (n - 1) * g.page_size();
        if (last < va || !fits(g, last) || g.is_kernel(last) != g.is_kernel(va))
            return {std::to_string(n) + " pages from " + hex(va) +
                        " on go past the end of the address space",
                    count_at};
    }
    return {};
}

bool Values::spend(u32 units) {
    exhausted_ = exhausted_ || units > work_left_;
    if (!exhausted_) work_left_ -= units;
    return !exhausted_;
}

std::optional<u64> Values::eval(const Expr& e) {
    u64 stack[2 * (limits::script_parens + 2)]; // a '(' can hold back one sum and one product
    int top = 0;
    problem_.clear();
    if (e.count == 0 || !spend(e.count)) return std::nullopt;
    for (u32 i = e.first; i < e.first + e.count; i++) {
        const Instr& in = ast_.code[i];
        if (in.kind == Instr::number || in.kind == Instr::slot) {
            LAZYMMU_ASSERT(top < static_cast<int>(sizeof stack / sizeof *stack));
            u64 value = in.value;
            if (in.kind == Instr::slot) {
                const std::optional<u64> slot = slots_[static_cast<size_t>(in.value)];
                if (!slot) return std::nullopt;
                value = *slot;
            }
            stack[top++] = value;
            continue;
        }
        LAZYMMU_ASSERT(top >= 2);
        const u64 b = stack[--top], a = stack[--top];
        u64 value = 0;
        if (wraps(in.kind, a, b, value)) {
            problem_ = overflow_text(in.kind, a, b);
            return std::nullopt;
        }
        stack[top++] = value;
    }
    LAZYMMU_ASSERT(top == 1);
    return stack[0];
}

} // namespace lazymmu::script
