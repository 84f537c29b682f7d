#!/usr/bin/env bash
# Is what the package index serves still what our lock files name, and is a flaw known in it?
#
# Ends with 1 when a hash differs or a flaw is known. Where no database of flaws can be reached (an intranet, a mirror
# that serves packages alone), it says for how many packages nobody was asked, and the hashes have to do.
set -euo pipefail
cd "$(dirname "$0")/.."

LOCKS=(--requirement=requirements.txt --requirement=requirements-dev.txt)
TOOL=build/pip-audit # an environment of its own: what audits must not be among what is audited

say() { printf 'audit: %s\n' "$*" >&2; }

verify_hashes() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --dry-run --ignore-installed --no-deps \
        --require-hashes "${LOCKS[@]}"
    say "every package that the index serves has the hash of the lock files"
}

install_tool() {
    [ -e $TOOL/.installed ] && return
    .venv/bin/python -m venv --clear $TOOL
    $TOOL/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --requirement requirements-audit.txt
    touch $TOOL/.installed
}

# From the report of pip-audit on standard input: the flaws, and of how many packages nothing could be learnt.
judge() {
    .venv/bin/python -c '
import json, sys
try:
    packages = json.load(sys.stdin)["dependencies"]
except ValueError:
    sys.exit("audit: NOT AUDITED: no database of known flaws can be reached; only the hashes were verified")
asked = [one for one in packages if "skip_reason" not in one]
flaws = [(one["name"], one["version"], flaw) for one in asked for flaw in one["vulns"]]
for name, version, flaw in flaws:
    fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
    print("audit: " + name, version, flaw["id"], "mended in", fixed, file=sys.stderr)
print(f"audit: {len(asked)} of {len(packages)} packages audited, {len(flaws)} known flaws", file=sys.stderr)
if len(asked) < len(packages):
    print(f"audit: NOT AUDITED: {len(packages) - len(asked)} packages that the database of known flaws does not have; "
          "of these only the hashes were verified", file=sys.stderr)
sys.exit(2 if flaws else 0)
'
}

verify_hashes
if ! install_tool; then
    say "NOT AUDITED: pip-audit cannot be installed; only the hashes were verified"
    exit 0
fi
# It ends with 1 for a flaw and for an outage alike; its report tells which.
report=$($TOOL/bin/pip-audit --disable-pip --require-hashes "${LOCKS[@]}" --progress-spinner off --format json \
    2>/dev/null) || true
status=0
judge <<<"$report" || status=$?
[ $status -ne 2 ] # 1 is an outage, which has been said
