#!/bin/sh
# get-imgui.sh [DEST]: Dear ImGui's source, from the Debian archive that this machine already uses.
#
# apt itself is asked which archive is configured, so no host is named here, and nothing of the
# system's apt is changed: lists, cache and sources are private and thrown away.
#   1. DEST holds a good copy: nothing to do.
#   2. the pinned file from the pool, checked by SHA-256: one download of 1 MB, no index.
#   3. the file has left the pool: `apt-get source` from newer suites, checked by their signatures.
# Prints the directory. Exit 0: done, 1: could not, 2: no Debian archive here.
set -eu

dest=${1:-third_party/imgui}
min=19200 # IMGUI_VERSION_NUM of 1.92.0, the first with dynamic fonts
suites=${IMGUI_SUITES:-sid forky trixie}
file=imgui_1.92.2b+ds.orig.tar.xz
sha256=e7bd201d56b5ee90d24d5dac85e5c12f98bdb95410252a62d27b7f89e4566d48

say() { printf 'get-imgui: %s\n' "$*" >&2; }

version_of() {
    sed -n 's/^#define[ \t]*IMGUI_VERSION_NUM[ \t]*\([0-9]*\).*/\1/p' "$1/imgui.h" 2>/dev/null |
        head -n1
}

is_good() {
    v=$(version_of "$1")
    [ -n "$v" ] && [ "$v" -ge "$min" ] && [ -f "$1/backends/imgui_impl_opengl3.cpp" ]
}

unpack() { # TARBALL DIR: CMake brings its own xz; tar and python may lack one
    mkdir -p "$2"
    (cd "$2" && { cmake -E tar xf "$1" || tar xf "$1" || python3 -m tarfile -e "$1" .; }) \
        >/dev/null 2>&1
}

install_from() { # TARBALL ORIGIN
    rm -rf "$work/tree"
    unpack "$1" "$work/tree" || { say "cannot unpack $1"; return 1; }
    top=$(dirname "$(find "$work/tree" -maxdepth 2 -name imgui.h | head -n1)")
    is_good "$top" || { say "$2: version $(version_of "$top") is below $min"; return 1; }
    mkdir -p "$(dirname "$dest")"
    new=$(mktemp -d "$dest.XXXXXX")
    cp "$top"/*.cpp "$top"/*.h "$top/LICENSE.txt" "$new/"
    cp -r "$top/backends" "$top/misc" "$new/"
    chmod -R u=rwX,go=rX "$new"
    printf '%s\nIMGUI_VERSION_NUM %s\n' "$2" "$(version_of "$top")" >"$new/ORIGIN"
    if is_good "$dest"; then # another build was quicker
        rm -rf "$new"
    else
        rm -rf "$dest"
        mv "$new" "$dest"
    fi
    say "$(version_of "$dest") from $2"
    (cd "$dest" && pwd)
}

from_pool() {
    helper=/usr/lib/apt/apt-helper
    [ -x "$helper" ] || return 1
    encoded=$(printf %s "$file" | sed 's/+/%2b/g')
    "$helper" -qq download-file "${base}pool/main/i/imgui/$encoded" "$work/dl/$file" \
        "SHA256:$sha256" >"$work/log" 2>&1 && [ -s "$work/dl/$file" ] || return 1
    install_from "$work/dl/$file" "the Debian pool, $file"
}

from_suite() { # SUITE
    rm -rf "$work/dl"
    mkdir "$work/dl"
    give_to_apt "$work/dl"
    key=
    for k in /usr/share/keyrings/debian-archive-keyring.gpg \
        /usr/share/keyrings/debian-archive-keyring.pgp; do
        if [ -z "$key" ] && [ -r "$k" ]; then key="[signed-by=$k] "; fi
    done
    printf 'deb-src %s%s %s main\n' "$key" "$base" "$1" >"$work/sources.list"
    set -- -qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
    apt-get "$@" --error-on=any update >"$work/log" 2>&1 || return 1
    (cd "$work/dl" && apt-get "$@" source --download-only imgui) >>"$work/log" 2>&1 || return 1
    tarball=$(find "$work/dl" -name 'imgui_*.orig.tar.*' ! -name '*.asc' | head -n1)
    [ -n "$tarball" ] && install_from "$tarball" "Debian, $(basename "$tarball")"
}

give_to_apt() { # as root, apt downloads as the user _apt: let it write here
    if [ "$(id -u)" = 0 ] && id _apt >/dev/null 2>&1; then chown -R _apt "$@"; fi
}

if is_good "$dest"; then
    (cd "$dest" && pwd)
    exit 0
fi
command -v apt-get >/dev/null 2>&1 || { say "no apt-get here; pass -DIMGUI_DIR=..."; exit 2; }

# The archive that serves this machine's own main suite; not security updates or third parties.
codename=$(sed -n "s/^VERSION_CODENAME=//p" /etc/os-release)
# shellcheck disable=SC2016 # apt expands these, not the shell
format='$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)'
base=$(apt-get indextargets --no-release-info --format "$format" 'Created-By: Packages' \
    2>/dev/null | awk -v code="$codename" '
        $3 != "main" { next }
        (code != "" && $2 == code) || $2 ~ /^(stable|oldstable|testing|unstable|sid)$/ {
            print $1; exit }')
if [ -z "$base" ] || ! grep -q '^ID=debian' /etc/os-release; then
    say "apt has no Debian archive here; pass -DIMGUI_DIR=..."
    exit 2
fi
base=${base%/}/

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/dl"
chmod 755 "$work"
give_to_apt "$work/lists" "$work/cache" "$work/dl"

if from_pool; then exit 0; fi
say "the pinned file is not in the pool; asking newer suites"
for suite in $suites; do
    if from_suite "$suite"; then exit 0; fi
    say "$suite: no"
    sed 's/^/  /' "$work/log" >&2
done
say "no Dear ImGui >= $min from apt; pass -DIMGUI_DIR=..."
exit 1
