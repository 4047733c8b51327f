#!/usr/bin/env bash
# units.sh OPTION...: the unit tests. For pytest itself, tests that were all skipped would be a success.
set -euo pipefail
log=.cache/$PAIR/units.log

pytest --quiet --numprocesses 4 --dist worksteal "$@" | tee "$log"

allowed='^$'
if [[ -z ${ASM_RECORDINGS-} ]]; then allowed=ASM_RECORDINGS; fi
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then allowed+='|no Node .* for Azurite'; fi
if grep '^SKIPPED' "$log" | grep -vE "$allowed"; then
    echo 'Tests were skipped, and only the lack of ASM_RECORDINGS or of Node is a reason for that' >&2
    exit 1
fi
if [[ -n ${ASM_RECORDINGS-} ]] && ! grep -q 'recorded traffic of the real service' "$log"; then
    echo 'It was not said how much of ASM_RECORDINGS was checked' >&2
    exit 1
fi
if ! grep -qE '(^| )[1-9][0-9]* passed' "$log"; then
    echo 'No test passed' >&2
    exit 1
fi
