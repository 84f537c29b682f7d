#!/usr/bin/env bash
# Install what the tests need from Debian: a browser, a font with our characters, a PostgreSQL server.
# Does nothing, in a moment, when all is there. Only root can install; anyone else is told what is missing.
set -euo pipefail

missing=()

[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium)

if [ -z "${TEST_DATABASE_URL:-}" ] && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    missing+=(postgresql-15)
fi

# Backups are made and read by PostgreSQL's own programs, wherever the server is.
if [ -n "${TEST_DATABASE_URL:-}" ] && ! command -v pg_dump >/dev/null; then
    missing+=(postgresql-client)
fi

# The smallest font that has every Big5 character; any other Traditional Chinese font does as well.
if ! fc-list ':lang=zh-tw' family 2>/dev/null | grep -q .; then
    missing+=(fonts-wqy-microhei fontconfig)
fi

# Playwright drives the browser with a Node of its own, which a bare Debian cannot start.
/sbin/ldconfig -p | grep -q 'libatomic\.so\.1' || missing+=(libatomic1)

[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    printf 'test-setup: the tests need %s. On Debian 12, as root:\n' "${missing[*]}" >&2
    printf '  apt-get update && apt-get install --no-install-recommends %s\n' "${missing[*]}" >&2
    exit 1
fi

printf 'test-setup: installing %s\n' "${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
