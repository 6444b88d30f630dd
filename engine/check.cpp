#include "engine/check.h"

#include <cstdio>
#include <cstdlib>

namespace lazymmu {

void assert_failed(const char* what, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: internal error: %s\n", file, line, what);
    std::abort();
}

} // namespace lazymmu
