# Each line below is a command you can type yourself. What this machine lacks is installed first (see tests/setup.sh);
# a second run finds nothing left to do.
#   make run        opens the window; without a display, one practice onboarding in this terminal
#   make test       every test, the real window included
#   make check      formatting, lints, types, and that the generated types are fresh
#   make package    an installer for this system
#   make audit      licences, sources and advisories, by cargo-deny
#   make fuzz       a fuzzer at every way in, five minutes each
#   make bench      the figures of tests/bench, by hand on a quiet machine
#   make torture    kills, full disks and damage in great numbers, and a table of what was lost;
#                   QUICK=1 for the short version, LANE=crash for one lane (or LANE="crash disk"), SEED=n for the same run again

TARGET := $(or $(CARGO_TARGET_DIR),target)
PAGE := ui/dist/index.html
MODULES := ui/node_modules/.package-lock.json
TAURI := npm exec --yes @tauri-apps/cli@2.12.5 --

.PHONY: run test check package audit bench fuzz torture types screenshots icons setup setup-test programs

run: setup programs
ifeq ($(DISPLAY)$(WAYLAND_DISPLAY),)
	@echo "No display here (neither DISPLAY nor WAYLAND_DISPLAY is set): the window cannot open."
	@echo "One practice onboarding in the terminal instead:"
	$(TARGET)/debug/consentry practice --scenario all-well
else
	$(TARGET)/debug/consentry-desktop
endif

test: setup-test programs
	cd ui && npm test
	cargo test --locked --workspace --no-fail-fast

check: setup-test $(PAGE)
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cd ui && npm run check
	cargo test --locked --lib bindings

# Beside the window: the terminal program, and what its licences ask for.
DOC := /usr/share/doc/consentry
FILES := "/usr/bin/consentry":"$(abspath $(TARGET))/release/consentry", \
	"$(DOC)/LICENSE-MIT":"LICENSE-MIT", "$(DOC)/LICENSE-APACHE":"LICENSE-APACHE", "$(DOC)/THIRD-PARTY.md":"THIRD-PARTY.md"
package: $(MODULES)
	tests/setup.sh package
	cargo build --locked --release --package consentry
	$(TAURI) build --bundles deb --config '{"bundle":{"linux":{"deb":{"files":{$(FILES)}}}}}'
	ls -l $(TARGET)/release/bundle/deb/*.deb

# Advisories come from a database on GitHub: where that is out of reach, the rest is checked and that is said.
DENY := cargo deny --locked --all-features
audit:
	cargo deny --version || cargo install --locked cargo-deny@0.20.2
	$(DENY) check licenses bans sources
	if $(DENY) fetch; then $(DENY) check advisories; else echo "Advisories not checked: their database is out of reach."; fi

bench: setup-test programs
	tests/bench/run.sh

fuzz:
	tests/fuzz/run.sh

torture: setup-test $(PAGE)
	QUICK=$(QUICK) LANE="$(LANE)" SEED=$(SEED) tests/torture/run.sh

# Renews ui/src/backend/bindings.ts after a change of src-tauri/src/ipc/wire.rs; `make check` says when it is stale.
types: $(PAGE)
	CONSENTRY_WRITE_BINDINGS=1 cargo test --locked --lib bindings

# The pictures in the README, out of the tests' own, in fewer colours.
PICTURES := en-9-not-consented en-11-connected-dark sv-7-link en-practice-1-shelf en-2-register en-hand-over
screenshots: setup-test programs
	cargo test --locked --test journey --test practice_window --test use_window
	for name in $(PICTURES); do convert tests/out/screens/$$name.png -strip +dither -colors 200 PNG8:tests/screens/$$name.png; done

# icons/source.svg is the one drawing; everything else in icons is made from it.
icons:
	$(TAURI) icon icons/source.svg --output icons
	rm -rf icons/android icons/ios icons/Square*.png icons/StoreLogo.png icons/64x64.png icons/icon.png

setup:
	tests/setup.sh run

setup-test:
	tests/setup.sh test

# The two programs as a release holds them: no feature or switch for tests; only the profile differs.
programs: $(PAGE)
	cargo build --locked --package consentry-desktop
	cargo build --locked --package consentry

# tauri.conf.json embeds ui/dist, so it has to be there before the window is compiled.
$(PAGE): $(MODULES) $(shell find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -print)
	cd ui && npm run build

$(MODULES): ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund
	touch $@
