#!/usr/bin/env bash
# faults.sh: runs the whole fault matrix, and writes its figures into docs/reliability.md, also if cases fail.
# faults.sh OPTION...: runs what these options of pytest select of it.
set -euo pipefail
results=$PWD/.cache/$PAIR/faults.json

rm -f "$results"
status=0
CLASSIC_AZURE_FAULTS=$results pytest --quiet --numprocesses 4 --dist loadgroup --tb short --show-capture no tests/faults "$@" ||
    status=$?
if (($# == 0)); then
    python -m ansible_collections.classic.azure.tools.generate_reliability "$results"
fi
exit "$status"
