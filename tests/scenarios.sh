#!/usr/bin/env bash
# All molecule scenarios. Molecule succeeds without a playbook that it should run, and Ansible without a host for it.
set -euo pipefail
log=.cache/$PAIR/scenarios.log

NO_COLOR=1 molecule test --all 2>&1 | tee "$log"

if grep -e 'no hosts matched' -e 'Could not match supplied host pattern' "$log"; then
    exit 1
fi
find extensions/molecule -mindepth 1 -maxdepth 1 -type d ! -name '_*' -printf '%f\n' | sort >"$log.expected"
sed -nE 's/^([^ ]+) *: actions=([1-9][0-9]*) +successful=\2 .*/\1/p' "$log" | sort -u | diff "$log.expected" -
