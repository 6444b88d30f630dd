#include "app/core/tell/numbers.h"

namespace lazymmu {

std::string grouped(u64 n) {
    std::string out = std::to_string(n);
    for (size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
    return out;
}

std::string counted(u64 n, const char* what) {
    return grouped(n) + " " + what + (n == 1 ? "" : "s");
}

std::string code(const std::string& text) { return "`" + text + "`"; }

} // namespace lazymmu
