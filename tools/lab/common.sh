# shellcheck shell=bash disable=SC2154 # variables are shared between the files
# Stages: one line each with the time it took; the whole log only when something failed.

root=${LAZYMMU_BUILD_ROOT:-$top/build}
mkdir -p "$root/logs"
root=$(cd "$root" && pwd)
logs=$root/logs
exec 3>&2 # progress lines, whatever else is redirected

die() {
    echo "lab: $*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

now() { date +%s; }

# stage NAME COMMAND...: quiet, timed. Returns the command's exit code.
stage() {
    local name=$1 log seconds rc=0
    shift
    log=$logs/$(printf %s "$name" | tr ' /' '--').log
    seconds=$(now)
    "$@" >"$log" 2>&1 </dev/null || rc=$?
    seconds=$(($(now) - seconds))
    if [ "$rc" = 0 ]; then
        printf '%-34s %4d s\n' "$name" "$seconds" >&3
    else
        cat "$log" >&2
        printf '%-34s %4d s  FAILED (%s)\n' "$name" "$seconds" "$log" >&3
    fi
    return "$rc"
}
