#!/bin/sh
# Installs what is missing on a Debian or Ubuntu machine: tests/setup.sh run | test | package.
# As root, or with CONSENTRY_YES=1, at once; else it asks first. A second run finds nothing to do.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

for tool in cargo npm; do
    command -v "$tool" >/dev/null ||
        fail "$tool is missing. Consentry is built with Rust (https://rustup.rs) and Node 20.19 or newer (https://nodejs.org)."
done

# To build and to open the window: a C compiler for the bundled libraries, WebKitGTK, a session bus.
packages="build-essential pkg-config libwebkit2gtk-4.1-dev dbus"
case $purpose in
# A keychain, unless this desktop brings one.
run) [ -e /usr/share/dbus-1/services/org.freedesktop.secrets.service ] || packages="$packages gnome-keyring" ;;
# To try it without a screen: a driver for the web view, a display, an eye on both screen and keychain, something that
# shows notifications, browsers for the consent page and the pages at its end (curl, and Chromium with its driver),
# Python for MSAL.
test) packages="$packages gnome-keyring webkit2gtk-driver xvfb libsecret-tools imagemagick curl dunst chromium chromium-driver python3 python3-venv" ;;
package) packages="$packages librsvg2-dev file" ;;
*) fail "usage: tests/setup.sh run | test | package" ;;
esac

# Ubuntu has the browser and its driver under other names.
if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
    packages=$(printf %s "$packages" | sed 's/chromium chromium-driver/chromium-browser chromium-chromedriver/')
fi

missing=
if command -v dpkg-query >/dev/null; then
    for package in $packages; do
        case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
        *" installed") ;;
        *) missing="$missing $package" ;;
        esac
    done
else
    say "No Debian or Ubuntu machine: nothing is installed here. Consentry needs what Debian calls $packages"
fi
if [ -n "$missing" ]; then
    say "Missing on this machine:$missing"
    sudo=
    if [ "$(id -u)" != 0 ]; then
        sudo=sudo
        if [ "${CONSENTRY_YES:-}" != 1 ]; then
            [ -t 0 ] || fail "Nobody is there to ask. Set CONSENTRY_YES=1, or type: sudo apt-get install$missing"
            printf 'Install with apt-get now? [y/N] ' >&2
            read -r answer
            case $answer in [yYjJ]*) ;; *) fail "Nothing was installed. To do it yourself: sudo apt-get install$missing" ;; esac
        fi
    fi
    # $missing is a list of words.
    # shellcheck disable=SC2086
    {
        $sudo apt-get update -q >&2
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >&2
    }
fi

if [ "$purpose" = test ]; then
    # A minimal Rust has neither; one from Debian has packages of its own.
    cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || rustup component add rustfmt clippy
    # MSAL in a folder outside the clone; a change of the list makes a new one.
    venv=${XDG_CACHE_HOME:-$HOME/.cache}/consentry/msal
    if ! cmp -s tests/msal/requirements.txt "$venv/requirements.txt"; then
        say "Fetching MSAL for Python into $venv"
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install -q --disable-pip-version-check --no-deps -r tests/msal/requirements.txt
        cp tests/msal/requirements.txt "$venv/requirements.txt"
    fi
fi
