#!/usr/bin/env bash
# Install the requirements file $1, each package by its hash, into .venv, after making .venv if there is none that works.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'venv: %s\n' "$*" >&2; }

find_python() {
    local name
    for name in "${PYTHON:-}" python3.11 python3; do
        # Run it: a version manager may answer to the name and have no such Python.
        if [ -n "$name" ] && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    say "no Python 3.11 or later found; install it, or name it: make venv PYTHON=/path/to/python3.11"
    return 1
}

# Debian ships Python without the part of venv that brings pip.
ensure_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        say "$1 cannot make virtual environments; as root: apt-get install python3-venv"
        return 1
    fi
    say "installing python3-venv"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 python3-venv >/dev/null
}

make_environment() {
    local python
    python=$(find_python)
    ensure_venv_module "$python"
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

.venv/bin/python -m pip --version >/dev/null 2>&1 || make_environment
say "installing $1"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$1"
