// Tests: tests/arch/machine_spec_test.cpp.
#include "engine/arch_ops.h"

namespace lazymmu {

Config default_config(const Arch& arch, Kernel kernel) {
    Config config;
    config.arch = &arch;
    config.kernel = kernel;
    for (size_t i = 0; i < arch.options.size(); i++) config.option[i] = arch.options[i].fallback;
    return config;
}

} // namespace lazymmu
