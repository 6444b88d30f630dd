# shellcheck shell=bash disable=SC2154 # variables are shared between the files
# What each part needs. "command=package" is met by any provider of the command.

packages_for() {
    case $1 in
    cli) echo c++=g++ cmake=cmake ninja=ninja-build nlohmann-json3-dev libxxhash-dev liblzma-dev \
        zlib1g-dev ;;
    window) echo pkg-config=pkg-config libglfw3-dev libgl-dev libegl-dev libopengl-dev \
        libpng-dev ;;
    tests) echo libgtest-dev python3=python3 xz=xz-utils ;;
    display) echo libgl1-mesa-dri Xvfb=xvfb xdotool=xdotool xclip=xclip ;;
    page) echo cmake=cmake ninja=ninja-build em++=emscripten node=nodejs node-acorn \
        esbuild=esbuild nlohmann-json3-dev libxxhash-dev ;;
    browser) echo chromium=chromium npm=npm ;;
    browsers) echo firefox-esr=firefox-esr WebKitWebDriver=webkit2gtk-driver Xvfb=xvfb \
        openbox=openbox xclip=xclip libgl1-mesa-dri ;;
    tidy) echo python3=python3 shellcheck=shellcheck clang-format=clang-format node=nodejs \
        node-acorn ;;
    coverage) echo gcov=gcc python3=python3 ;;
    spin) echo spin=spin ;;
    esac
}

is_installed() { # PACKAGE
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -q '^installed$'
}

# need GROUP...: installs what is missing.
need() {
    local missing='' group item package
    for group in "$@"; do
        for item in $(packages_for "$group"); do
            package=${item#*=}
            case $item in
            *=*) if has "${item%%=*}"; then continue; fi ;;
            *) if has dpkg-query && is_installed "$package"; then continue; fi ;;
            esac
            case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac
        done
    done
    [ -n "$missing" ] || return 0
    if has apt-get; then
        # shellcheck disable=SC2086 # a list
        stage "install packages" install_packages $missing ||
            die "these packages could not be installed:$missing"
        return 0
    fi
    # Another system: its package names differ, so only commands can be checked.
    for item in $(for group in "$@"; do packages_for "$group"; done); do
        case $item in
        *=*) has "${item%%=*}" || die "please install what Debian calls:$missing" ;;
        esac
    done
    echo "lab: not Debian or Ubuntu; if the build fails, install what Debian calls:$missing" >&2
}

install_packages() {
    local sudo=''
    if [ "$(id -u)" != 0 ]; then
        has sudo || { echo "not root, and no sudo"; return 1; }
        sudo=sudo
    fi
    set -- -qq -y --no-install-recommends "$@"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install "$@" && return 0
    # the package lists may be old, or a new machine may have none
    $sudo apt-get update -qq || return 1
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install "$@"
}
