# shellcheck shell=bash disable=SC2154 # variables are shared between the files
# Benchmarks, coverage, fuzzing at length, pictures, formatting.

lab_bench() {
    local source name
    if [ "${1:-}" = web ]; then
        need page browser
        { configure_web && make web && make web shell && web_modules; } || exit 1
        exec env "LAZYMMU_PAGE=$root/web/page" node "$top/tests/bench/web.mjs"
    fi
    need cli spin window
    configure bench -DCMAKE_BUILD_TYPE=Release -DLAZYMMU_GUI=ON -DLAZYMMU_TESTS=OFF \
        -DLAZYMMU_BENCH=ON || exit 1
    any tests/bench/bench_*.cpp || die "there are no benchmarks"
    make bench bench || exit 1
    for source in tests/bench/bench_*.cpp; do
        name=$(basename "$source" .cpp)
        if [ $# = 0 ] || [ "$name" = "bench_$1" ]; then "$root/bench/$name"; fi
    done
}

lab_coverage() {
    local part
    need cli tests coverage
    configure coverage -DCMAKE_BUILD_TYPE=Debug -DLAZYMMU_GUI=OFF -DLAZYMMU_TESTS=ON \
        -DLAZYMMU_COVERAGE=ON || exit 1
    find "$root/coverage" -name '*.gcda' -exec rm -f {} +
    make coverage || exit 1
    for part in $native_parts; do
        if [ -x "$root/coverage/test_$part" ]; then
            stage "run $part" "$root/coverage/test_$part" || exit 1
        fi
    done
    python3 "$top/tools/lab/coverage.py" "$root/coverage" "$@"
}

lab_fuzz() {
    need cli tests window
    { configure_sanitize && make sanitize fuzz; } || exit 1
    run_fuzz "${1:-60}"
    echo "$part_passed passed, $part_failed failed"
    [ "$part_failed" = 0 ]
}

lab_shots() {
    local out=${1:?"shots needs a folder"} name arguments
    mkdir -p "$out"
    out=$(cd "$out" && pwd)
    need cli window
    { configure_native window && make native lazymmu-lab-shot; } || exit 1
    # each line of the list: a name, then the program's arguments
    grep -v '^#' "$top/tests/gui/shots.list" | while read -r name arguments; do
        [ -n "$name" ] || continue
        eval "set -- $arguments"
        stage "picture $name" "$root/native/lazymmu-lab-shot" --out "$out/$name.png" "$@" || exit 1
    done
}

lab_format() {
    need tidy
    find engine arch lessons app web tests -name node_modules -prune -o \
        \( -name '*.h' -o -name '*.cpp' \) -print0 | xargs -0 clang-format -i
}
