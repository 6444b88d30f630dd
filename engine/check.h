// Assertions for our own bugs. They stay on in every build: a visualizer that is wrong is worse
// than one that stops. Bad input from users never reaches one: it gets a returned error.
#pragma once

namespace lazymmu {
[[noreturn]] void assert_failed(const char* what, const char* file, int line);
}

#define LAZYMMU_ASSERT(cond)                                                                       \
    ((cond) ? (void)0 : ::lazymmu::assert_failed(#cond, __FILE__, __LINE__))
