#!/bin/sh
# The figures, by hand on a quiet machine: make bench. Everything is built in the release profile first.
set -eu
cd "$(dirname "$0")/../.."
target=$(cargo metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

echo "JavaScript in the window, gzip: $(cat ui/dist/assets/*.js | gzip -9 | wc -c) bytes (aim: 40,000)"

cargo bench --quiet --locked --package consentry-testbed --bench core
cargo bench --quiet --locked --package consentry-attacks --bench tokens
cargo bench --quiet --locked --package consentry-boundary --bench overview

cargo build --quiet --locked --release --package consentry-desktop
cargo build --quiet --release --manifest-path tests/bench/bare-window/Cargo.toml --target-dir "$target"
CONSENTRY_WINDOW="$target/release/consentry-desktop" BARE_WINDOW="$target/release/bare-window" \
    cargo bench --quiet --locked --package consentry-testbed --bench window
