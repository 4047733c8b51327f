#!/usr/bin/env bash
# units.sh OPTION...: runs pytest with these options. A run that skipped a test for an unexpected reason fails.
set -euo pipefail
log=.cache/$PAIR/units.log

pytest --quiet --numprocesses 4 --dist worksteal "$@" | tee "$log"

allowed='^$'
if [[ -z ${ASM_RECORDINGS-} ]]; then allowed=ASM_RECORDINGS; fi
if [[ -n ${ASM_RECORDINGS-} && ! -e $(dirname "$ASM_RECORDINGS")/dotnet.jsonl ]]; then allowed+='|no dotnet.jsonl beside'; fi
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then allowed+='|no Node .* for Azurite'; fi
if ! command -v ssh >/dev/null; then allowed+='|install OpenSSH'; fi
if ! unshare --user --map-root-user --net true 2>/dev/null; then allowed+='|namespaces? (is|are) refused'; fi
if ((EUID)); then allowed+='|run the tests as root|machines have one user here|by an ordinary user already'; fi
if [[ $(stat --file-system --format %T "${TMPDIR:-/tmp}") == overlayfs ]]; then allowed+='|no layers here'; fi
if ! command -v chromium chromium-browser google-chrome >/dev/null; then allowed+='|no Chromium for the tests of the page'; fi
if grep '^SKIPPED' "$log" | grep -vE "$allowed"; then
    echo 'Tests may be skipped only for want of recordings, of a program, or of rights: see units.sh' >&2
    exit 1
fi
if [[ -n ${ASM_RECORDINGS-} ]] && ! grep -q 'recorded traffic of the real service' "$log"; then
    echo 'The tests did not report how many exchanges of ASM_RECORDINGS they checked' >&2
    exit 1
fi
if ! grep -qE '(^| )[1-9][0-9]* passed' "$log"; then
    echo 'No test passed' >&2
    exit 1
fi
