# shellcheck shell=bash disable=SC2154 # variables are shared between the files
# Configuring and building. One folder below build/ for each way to build.

jobs=$( (nproc || getconf _NPROCESSORS_ONLN || echo 2) 2>/dev/null | head -n1)
toolchain=/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake

# configure FOLDER FLAG...: runs CMake if it never ran here with these flags.
configure() {
    local folder=$root/$1 name=$1 launcher=
    shift
    if has ccache; then launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
    set -- -S "$top" -B "$folder" -G Ninja ${launcher:+"$launcher"} "$@"
    if [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/lab-flags" 2>/dev/null)" = "$*" ]; then
        return 0
    fi
    stage "configure $name" cmake "$@" || return 1
    echo "$*" >"$folder/lab-flags"
}

# make FOLDER TARGET...
make() {
    local folder=$root/$1 name=$1
    shift
    stage "build $name${1:+ $1}" ninja -C "$folder" -j "$jobs" "$@"
}

# The window needs more packages: it is configured when they are there, or asked for.
window_possible() { has pkg-config && pkg-config --exists glfw3 egl gl opengl libpng; }

configure_native() { # [window]
    local gui=OFF
    if [ "${1:-}" = window ] || window_possible; then gui=ON; fi
    configure native -DCMAKE_BUILD_TYPE=Release "-DLAZYMMU_GUI=$gui" -DLAZYMMU_TESTS=OFF
}

configure_test() { # [window]
    local gui=OFF
    if [ "${1:-}" = window ] || window_possible; then gui=ON; fi
    configure test -DCMAKE_BUILD_TYPE=Release "-DLAZYMMU_GUI=$gui" -DLAZYMMU_TESTS=ON \
        -DLAZYMMU_QUICK=ON "-DLAZYMMU_WERROR=${LAZYMMU_WERROR:-ON}"
}

configure_sanitize() {
    configure sanitize -DCMAKE_BUILD_TYPE=Release -DLAZYMMU_GUI=ON -DLAZYMMU_TESTS=ON \
        -DLAZYMMU_QUICK=ON -DLAZYMMU_FUZZ=ON -DLAZYMMU_SANITIZE=ON
}

configure_web() {
    [ -f "$toolchain" ] ||
        toolchain=$(dirname "$(command -v emcc)")/cmake/Modules/Platform/Emscripten.cmake
    configure web "-DCMAKE_TOOLCHAIN_FILE=$toolchain" -DCMAKE_BUILD_TYPE=MinSizeRel \
        -DLAZYMMU_QUICK=ON
}

lab_build() {
    need cli window
    configure_native window && make native || exit 1
    ls "$root/native/lazymmu" "$root/native/lazymmu-lab" 2>/dev/null
}

has_display() { [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; }

lab_run() {
    local rc=0 lesson
    if [ "${1:-}" = --course ]; then
        [ -n "${2:-}" ] || die "--course needs a folder"
        lesson=$(first_lesson "$2")
        [ -f "$lesson" ] || die "$2: there are no lessons in this folder"
    else
        lesson=$(lesson_file "${1:-$(first_lesson "$top/lessons")}")
    fi
    if has_display; then
        need cli window
        { configure_native window && make native lazymmu lazymmu-lab; } || exit 1
        "$root/native/lazymmu-lab" "$@" || rc=$?
        [ "$rc" = 3 ] || exit "$rc"
        echo "lab: the window did not open; here is the lesson in the terminal" >&2
    else
        need cli
        { configure_native && make native lazymmu; } || exit 1
    fi
    "$root/native/lazymmu" run "$lesson"
    cat >&2 <<'TEXT'

This was the lesson in the terminal. To step through it yourself:
  in a window   ./lab run    on a machine with a display
  in a browser  ./lab web    and open the address that it prints
TEXT
}

# A lesson's id is the name of its file.
lesson_file() {
    if [ ! -f "$1" ] && [ -f "$top/lessons/$1.json" ]; then
        echo "$top/lessons/$1.json"
    else
        echo "$1"
    fi
}

# The first lesson of the course in a folder; without a course, the first file.
first_lesson() {
    local id file folder=$1
    for id in $(grep -o '"[^"]*\.json"' "$folder/course.json" 2>/dev/null |
        grep -v 'schema' | tr -d '"'); do
        file=$folder/$id
        [ ! -f "$file" ] || { echo "$file"; return; }
    done
    for file in "$folder"/*.json; do
        case $file in *schema.json | *course.json) ;; *) echo "$file"; return ;; esac
    done
}

lab_web() {
    local port=8080
    case ${1:-} in
    --port) port=${2:?--port needs a number} ;;
    '') ;;
    *) die "unknown option $1" ;;
    esac
    need page
    { configure_web && make web; } || exit 1
    echo "Serving the page; Ctrl+C ends it." >&2
    exec node "$top/web/serve.mjs" "$root/web/page" "$port"
}
