"""Precompiled headers hide a forgotten #include from the compiler; here it is found."""
import functools
import os
import re
import unittest

from test_tidy import CODE, TOP, ours, read, without_comments

# What is precompiled (cmake/lazymmu.cmake): header -> the names that need it.
NAMES = {
    "algorithm": "sort|stable_sort|min|max|clamp|find|find_if|find_if_not|any_of|all_of|none_of|"
                 "count|count_if|copy|copy_n|fill|fill_n|equal|reverse|rotate|unique|transform|"
                 "remove|remove_if|replace|lower_bound|upper_bound|equal_range|binary_search|"
                 "min_element|max_element|minmax_element|partition|shuffle|mismatch|search",
    "cmath": "abs|ceil|floor|round|lround|trunc|sqrt|pow|exp|exp2|log|log2|log10|sin|cos|hypot|"
             "fmod|isfinite|isnan",
    "cstdio": "printf|fprintf|snprintf|fopen|fclose|fread|fwrite|fputs|fputc|puts|fflush|FILE|"
              "rename|remove|perror",
    "cstring": "memcpy|memmove|memset|memcmp|memchr|strlen|strcmp|strncmp|strchr|strrchr|strstr|"
               "strerror",
    "map": "map|multimap",
    "memory": "unique_ptr|shared_ptr|weak_ptr|make_unique|make_shared|enable_shared_from_this",
    "optional": "optional|nullopt|make_optional",
    "span": "span|as_bytes",
    "string": "string|to_string|stoi|stol|stoul|stoull|stod",
    "string_view": "string_view",
    "utility": "pair|make_pair|move|swap|exchange|forward|as_const",
    "vector": "vector",
}
# Where else a name may come from.
ALSO = {
    "utility": {"algorithm", "map", "memory", "optional", "string", "vector", "tuple", "functional",
                "array", "span", "set", "unordered_map", "unordered_set"},
    "string_view": {"string"},
    "cmath": {"cstdlib"},  # std::abs of integers
    "algorithm": {"cstdio", "filesystem"},  # std::remove has two homes
    "cstdio": {"algorithm", "filesystem"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


@functools.lru_cache(maxsize=None)
def included(name):
    """The standard headers that a file includes itself or through the project's own headers."""
    found = set()
    for quote, header in INCLUDE.findall(read(name)):
        if quote == "<":
            found.add(header)
        elif os.path.isfile(os.path.join(TOP, header)):
            found |= included(header)
    return frozenset(found)


def missing(name):
    text = without_comments(read(name))
    there = included(name)
    for header, names in NAMES.items():
        used = re.search(r"\bstd::(%s)\b" % names, text)
        if used and not there & ({header} | ALSO.get(header, set())):
            yield "%s uses %s: #include <%s>" % (name, used.group(), header)


class Includes(unittest.TestCase):
    def test_what_is_used_is_included(self):
        found = [line for name in ours(*CODE) for line in missing(name)]
        self.assertEqual(found, [], "\n".join(["", *found]))

    def test_a_forgotten_one_is_seen(self):
        self.assertIn("vector", included("engine/kernel/machine.h"))
        self.assertNotIn("map", included("engine/limits.h"))

    def test_all_that_is_precompiled_is_looked_for(self):
        cmake = read("cmake/lazymmu.cmake")
        self.assertEqual(sorted(set(re.findall(r"<(\w+)>", cmake))), sorted(NAMES))


if __name__ == "__main__":
    unittest.main()
