// Session: which machine the open program runs on.
#include "app/core/session/session.h"
#include "arch/arch.h"

namespace lazymmu {

// Both at once, or neither; one without a name stays as it is.
std::string Session::select_machine(const std::string& arch_name, const std::string& kernel_name) {
    const bool other_arch = !arch_name.empty(), other_kernel = !kernel_name.empty();
    const Arch* new_arch = other_arch ? find_arch(arch_name) : nullptr;
    if (other_arch && !new_arch) return unknown_arch(arch_name);
    Kernel new_kernel = kernel_default;
    if (other_kernel && !kernel_from_name(kernel_name, new_kernel))
        return unknown_kernel(kernel_name);
    if (document_) {
        std::string error =
            rebuild(other_arch ? *new_arch : arch(), other_kernel ? new_kernel : kernel());
        if (!error.empty()) return error;
    }
    if (other_arch) wanted_arch_ = new_arch;
    if (other_kernel) {
        wanted_kernel_ = new_kernel;
        kernel_chosen_ = true;
    }
    return {};
}

} // namespace lazymmu
