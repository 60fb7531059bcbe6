#!/bin/sh
# The long lanes, on the release build: make torture [LANE=name, or several] [QUICK=1] [SEED=n]. Ends with one table; its exit status is
# not zero where anything was lost, or where a lane did not come to its end.
set -eu
cd "$(dirname "$0")/../.."
target=$(cargo metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
SEED=${SEED:-$(date +%s)}
QUICK=${QUICK:-}
LANE=${LANE:-}

cargo build --quiet --locked --release --package consentry-torture
cargo build --quiet --locked --release --package consentry-desktop
cargo build --quiet --locked --release --package consentry
TORTURE=$target/release/consentry-torture
# What users get, and not what `cargo test` makes of it.
CONSENTRY_PROGRAMS=$target/release
export SEED QUICK TORTURE CONSENTRY_PROGRAMS

out=tests/out/torture
mkdir -p "$out"
: > "$out/figures"
begun=$(date +%s)
tab=$(printf '\t')
grep -v '^#' tests/torture/lanes > "$out/lanes"
while IFS=$tab read -r name command <&3; do
    case " ${LANE:-$name} " in *" $name "*) ;; *) continue ;; esac
    printf '== %s (log: %s)\n' "$name" "$out/$name.log" >&2
    lane_begun=$(date +%s)
    status=0
    sh -c "$command" > "$out/$name.log" 2> "$out/$name.errors" < /dev/null || status=$?
    took=$(($(date +%s) - lane_begun))
    # Losses first: they are what the reader is here for.
    grep '^LOST' "$out/$name.errors" >&2 || true
    last=$(tail -n 1 "$out/$name.log")
    case $last in
    "$name: tried "*", survived "*", lost "*) ;;
    *)
        tail -n 5 "$out/$name.errors" >&2
        last="$name: tried 1, survived 0, lost 1"
        printf '%s\n' "$name did not come to its end (status $status)" >&2
        printf '%s\n' "$last" >> "$out/$name.log"
        ;;
    esac
    grep -E '^[^ ]+: tried [0-9]+, survived [0-9]+, lost [0-9]+$' "$out/$name.log" | sed "s/\$/, $took s/" >> "$out/figures"
done 3< "$out/lanes"

[ -s "$out/figures" ] || { printf 'no lane is called %s\n' "$LANE" >&2; exit 2; }
cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
{
    printf 'date      %s\n' "$(date -u '+%Y-%m-%d %H:%M UTC')"
    printf 'commit    %s\n' "$(git describe --always --dirty 2>/dev/null || echo unknown)"
    printf 'machine   %s, %s cores, %s\n' "$(uname -sr)" "$(getconf _NPROCESSORS_ONLN)" "${cpu:-unknown processor}"
    printf 'seed      %s%s\n' "$SEED" "${QUICK:+ (short version)}"
    printf 'duration  %s s\n\n' "$(($(date +%s) - begun))"
    awk -F'[:, ]+' '
        BEGIN { printf "%-28s %9s %9s %7s %9s\n", "lane", "tried", "survived", "lost", "seconds" }
        { lane = index($1, "/") == 0; if (lane) { tried += $3; survived += $5; lost += $7 }
          printf "%-28s %9d %9d %7d %9s\n", (lane ? $1 : "  " $1), $3, $5, $7, (lane ? $8 : "") }
        END { printf "%-28s %9d %9d %7d\n", "all", tried, survived, lost }' "$out/figures"
} | tee "$out/table"
awk -F'[:, ]+' 'index($1, "/") == 0 { lost += $7 } END { exit lost > 0 }' "$out/figures"
