#!/bin/sh
# Coverage-guided runs of every way in, by libFuzzer: make fuzz [SECONDS_EACH=300]. What a run finds new is worth keeping in the
# corpus; what breaks a promise lies in tests/out/fuzz/broken, and belongs into the corpus, too.
set -eu
cd "$(dirname "$0")/../.."
seconds=${SECONDS_EACH:-300}
[ -z "${QUICK:-}" ] || seconds=20
cargo fuzz --version > /dev/null 2>&1 || cargo install --locked cargo-fuzz@0.13.2
# The fuzzer's flags are unstable ones; the compiler is the same.
export RUSTC_BOOTSTRAP=1
# No address sanitizer: nothing of ours is unsafe, and what is looked for are broken promises.
cargo fuzz build --fuzz-dir tests/fuzz/guided --sanitizer none >&2
out=tests/out/fuzz
all=0 broken_all=0
for name in $(cargo fuzz list --fuzz-dir tests/fuzz/guided); do
    mkdir -p "$out/found/$name" "$out/broken/$name"
    status=0
    cargo fuzz run --fuzz-dir tests/fuzz/guided --sanitizer none "$name" "$out/found/$name" "tests/fuzz/corpus/$name" -- \
        -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$out/broken/$name/" > "$out/$name.log" 2>&1 || status=$?
    tried=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$name.log" | tail -n 1)
    tried=${tried:-0}
    broken=0
    [ "$status" -eq 0 ] && [ "$tried" -gt 0 ] || { broken=1; printf 'LOST %s: see %s\n' "$name" "$out/$name.log" >&2; }
    printf 'fuzz/%s: tried %s, survived %s, lost %s\n' "$name" "$((tried + broken))" "$tried" "$broken"
    all=$((all + tried + broken)) broken_all=$((broken_all + broken))
done
printf 'fuzz: tried %s, survived %s, lost %s\n' "$all" "$((all - broken_all))" "$broken_all"
[ "$broken_all" -eq 0 ]
