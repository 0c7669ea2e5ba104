#!/bin/sh
# Chromium (browser tests), PostgreSQL and strace (store tests), poppler (pages as pictures): installed where that is possible, else named.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
command -v strace >/dev/null 2>&1 || missing="$missing strace"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing for the tests:$missing …"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086  one word a package
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null && exit 0
fi
echo "NOT INSTALLED, and the tests that need them will be skipped:$missing" >&2
echo "On Debian, as root: apt-get install$missing" >&2
exit 0
