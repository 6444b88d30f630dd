# shellcheck shell=bash disable=SC2154 # variables are shared between the files
# The tests, in parts. Each part prints one line; the last line of all is "N passed, N failed".

all_parts='tidy engine arch conformance lessons session cli capi gui web sanitize fuzz'
native_parts='engine arch conformance lessons session cli capi'
asked_parts='sanitize-gui' # run when they are named
# A test that hangs is a test that failed.
limit=(env)
if has timeout; then limit=(timeout -k 10 600); fi
passed=0
failed=0
part_passed=0
part_failed=0

lab_test() {
    local parts='' groups='' part
    vectors=
    while [ $# != 0 ]; do
        case $1 in
        --vectors) # of the part conformance: another folder of programs
            vectors=$(cd "${2:?--vectors needs a folder}" && pwd)
            shift
            ;;
        *) parts="$parts $1" ;;
        esac
        shift
    done
    parts=${parts:-$all_parts}
    for part in $parts; do
        case " $all_parts $asked_parts " in
        *" $part "*) ;;
        *) die "unknown part \"$part\"; the parts are: $all_parts $asked_parts" ;;
        esac
        groups="$groups $(groups_of "$part")"
    done
    # shellcheck disable=SC2086 # a list
    need $groups
    for part in $parts; do run_part "$part"; done
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}

groups_of() {
    case $1 in
    tidy) echo tidy ;;
    gui) echo cli tests window display ;;
    web*) echo page browser browsers cli ;;
    sanitize* | fuzz) echo cli tests window ;;
    *) echo cli tests ;;
    esac
}

run_part() {
    local start
    part_passed=0
    part_failed=0
    start=$(now)
    "test_part_${1//-/_}" 2>"$logs/part-$1.log" >&2 || {
        # a build that failed, or a program that ended before it could count
        [ "$part_failed" != 0 ] || part_failed=1
    }
    if [ "$part_passed" = 0 ] && [ "$part_failed" = 0 ]; then
        echo "there are no tests in this part" >>"$logs/part-$1.log"
        part_failed=1
    fi
    [ "$part_failed" = 0 ] || cat "$logs/part-$1.log"
    passed=$((passed + part_passed))
    failed=$((failed + part_failed))
    printf '%-12s %5d passed, %d failed  %4d s\n' "$1" "$part_passed" "$part_failed" \
        $(($(now) - start))
}

# run_counted NAME COMMAND...: runs a test program and adds what it says about its tests.
run_counted() {
    local name=$1 log=$logs/run-$1.log rc=0
    shift
    if [ "$(type -t "$1")" = file ]; then set -- "${limit[@]}" "$@"; fi
    "$@" >"$log" 2>&1 </dev/null || rc=$?
    # GoogleTest, Python's unittest, node's TAP, our own
    # shellcheck disable=SC2046 # two numbers
    set -- $(awk '
        /^\[  PASSED  \] [0-9]+ test/ { good = $4 }
        /^\[  FAILED  \] [0-9]+ test/ { bad = $4 }
        /^Ran [0-9]+ test/ { ran = $2; python = 1 }
        /^FAILED \(/ {
            gsub(/[^0-9]+/, " "); n = split($0, v, " "); for (i = 1; i <= n; i++) bad += v[i] }
        /^[0-9]+ passed, [0-9]+ failed$/ { good = $1; bad = $3 }
        /^# pass [0-9]+/ { good = $3 }
        /^# (fail|cancelled) [0-9]+/ { bad += $3 }
        END { if (python) good = ran - bad; print good + 0, bad + 0 }' "$log")
    part_passed=$((part_passed + $1))
    part_failed=$((part_failed + $2))
    if [ "$rc" != 0 ] && [ "$2" = 0 ]; then
        echo "$name ended with $rc"
        part_failed=$((part_failed + 1))
    fi
    if [ "$rc" != 0 ] || [ "$2" != 0 ]; then cat "$log"; fi
}

any() { # FILE...: does one exist?
    local file
    for file in "$@"; do [ ! -e "$file" ] || return 0; done
    return 1
}

python() {
    "${limit[@]}" /usr/bin/env PATH="/usr/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 \
        "LAZYMMU_BUILD=$root/test" "LAZYMMU_SHOTS=$root/shots/native" python3 "$@"
}

# A part that is a GoogleTest program, Python scripts (test_*.py), or both.
native_part() { # NAME [TARGET...]
    local name=$1 targets
    shift
    targets=$*
    if any tests/"$name"/*.cpp; then targets="$targets test_$name"; fi
    # shellcheck disable=SC2086 # a list
    [ -z "$targets" ] || make test $targets || return 1
    if any tests/"$name"/*.cpp; then run_counted "$name" "$root/test/test_$name"; fi
    if any tests/"$name"/test_*.py; then
        run_counted "$name-scripts" python -m unittest discover -s "tests/$name" -p 'test_*.py'
    fi
}

test_part_tidy() {
    run_counted tidy python -m unittest discover -s tests/tidy -p 'test_*.py'
}

test_part_engine() { configure_test && native_part engine; }
test_part_arch() { configure_test && native_part arch; }
test_part_capi() { configure_test && native_part capi; }
test_part_conformance() {
    configure_test && make test test_conformance || return 1
    run_counted conformance "$root/test/test_conformance" ${vectors:+--vectors "$vectors"}
    grep operations "$logs/run-conformance.log" >&3 || true
}

test_part_lessons() { configure_test && native_part lessons; }
test_part_session() { configure_test && native_part session; }
test_part_cli() { configure_test && native_part cli lazymmu; }

test_part_gui() {
    configure_test window || return 1
    native_part gui lazymmu lazymmu-lab lazymmu-lab-null lazymmu-lab-shot || return 1
    run_counted gui-window python -m unittest discover -s tests/gui -p 'native_*.py'
}

# The page's tests that need a browser: the others are node's own, or WebKit's.
node_tests='autosave engine link schema serve'
browser_tests() {
    local file name
    for file in tests/web/*.test.mjs; do
        name=$(basename "$file" .test.mjs)
        case " $node_tests webkit " in *" $name "*) ;; *) echo "$name" ;; esac
    done
}

test_part_web() {
    configure_web && make web || return 1
    configure_test && make test lazymmu || return 1 # some tests compare with the CLI
    web_modules || return 1
    # shellcheck disable=SC2086 # a list
    page_tests node $node_tests
    page_tests WebKit webkit
    # shellcheck disable=SC2046 # a list
    page_tests Chromium $(browser_tests)
    # shellcheck disable=SC2046 # a list
    page_tests Firefox $(browser_tests)
}

# page_tests WHERE NAME...: one browser at a time, since it draws with every core; a file of tests
# that hangs stops alone. A file that fails is run once more, and that is said: on a machine that is
# busy a browser can lose a key or its start. Tells how many ran there, and what its driver cannot
# do.
page_tests() {
    local where=$1 engine=${1,,} name before=$part_passed good bad log
    shift
    rm -f "$logs/run-web-$engine"-*.log "$logs/first-web-$engine"-*.log
    case $engine in chromium | firefox) ;; *) engine=chromium ;; esac
    for name in "$@"; do
        good=$part_passed
        bad=$part_failed
        page_test "$name"
        [ "$part_failed" = "$bad" ] && continue
        mv "$logs/run-web-${where,,}-$name.log" "$logs/first-web-${where,,}-$name.log"
        part_passed=$good
        part_failed=$bad
        page_test "$name"
        [ "$part_failed" != "$bad" ] || echo "  $where: $name passed at the second try" >&3
    done
    log=$(cat "$logs/run-web-${where,,}"-*.log)
    printf '  %-10s %4d passed, %d left out\n' "$where" $((part_passed - before)) \
        "$(grep -c '# SKIP' <<<"$log")" >&3
    sed -n 's/^ *ok .*# SKIP //p' <<<"$log" | sort | uniq -c | sed 's/^/    /' >&3
}

page_test() { # NAME, of page_tests
    run_counted "web-${where,,}-$1" env "LAZYMMU_PAGE=$root/web/page" \
        "LAZYMMU_SHOTS=$root/shots/web/${where,,}" "LAZYMMU_BUILD=$root/test" \
        "LAZYMMU_ENGINE=$engine" node --test --test-timeout=540000 --test-reporter=tap \
        "tests/web/$1.test.mjs"
}

# two_at_a_time FUNCTION ARGUMENT...: calls it with every argument, in shells of their own, two of
# them at a time, and adds what they counted. A thing that only computes gains.
two_at_a_time() {
    local use=$1 one out=$logs/two.$1 good bad
    shift
    rm -rf "$out"
    mkdir -p "$out"
    for one in "$@"; do
        counted_alone "$use" "$one" "$out/$(basename "$one")" &
        if [ "$(jobs -r -p | wc -l)" -ge 2 ]; then wait -n || true; fi
    done
    wait
    for one in "$@"; do
        cat "$out/$(basename "$one").log"
        read -r good bad <"$out/$(basename "$one").count"
        part_passed=$((part_passed + good))
        part_failed=$((part_failed + bad))
    done
}

counted_alone() { # FUNCTION ARGUMENT OUT
    part_passed=0
    part_failed=0
    echo "0 1" >"$3.count"
    "$1" "$2" >"$3.log" 2>&1
    echo "$part_passed $part_failed" >"$3.count"
}

web_modules() {
    if cmp -s tests/web/package-lock.json tests/web/node_modules/.lab-lock; then return 0; fi
    stage "npm packages" npm --prefix tests/web ci --ignore-scripts --no-audit --no-fund ||
        return 1
    cp tests/web/package-lock.json tests/web/node_modules/.lab-lock
}

sanitized() { # ten times as slow, and has twice the time
    "${limit[@]/#600/1200}" env \
        ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:malloc_context_size=5 \
        UBSAN_OPTIONS=print_stacktrace=1 "LAZYMMU_BUILD=$root/sanitize" "$@"
}

test_part_sanitize() { sanitize_parts "$native_parts"; }
test_part_sanitize_gui() { sanitize_parts gui; }

sanitize_parts() { # NAMES
    configure_sanitize || return 1
    local programs='' name
    for name in $1; do
        if any tests/"$name"/*.cpp; then programs="$programs test_$name"; fi
    done
    # shellcheck disable=SC2086 # a list
    make sanitize $programs || return 1
    # shellcheck disable=SC2086 # a list
    two_at_a_time sanitize_one $programs
}

sanitize_one() { run_counted "sanitize-$1" sanitized "$root/sanitize/$1"; }

test_part_fuzz() {
    configure_sanitize && make sanitize fuzz || return 1
    run_fuzz 10
}

# Each program runs for so many seconds and is one test.
run_fuzz() { # SECONDS
    local source name corpus
    for source in tests/fuzz/fuzz_*.cpp; do
        name=$(basename "$source" .cpp)
        corpus=tests/fuzz/corpus/${name#fuzz_}
        if [ "$name" = fuzz_lesson ]; then corpus=lessons; fi
        if sanitized "$root/sanitize/$name" --seconds "$1" --crash "$root/$name.crash" \
            "$corpus" >"$logs/$name.log" 2>&1; then
            part_passed=$((part_passed + 1))
            tail -n1 "$logs/$name.log"
        else
            part_failed=$((part_failed + 1))
            cat "$logs/$name.log"
        fi
    done
}
