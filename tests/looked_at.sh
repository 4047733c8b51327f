#!/usr/bin/env bash
# looked_at.sh TOOL NUMBER PATTERN...: a tool that looked at fewer files than there are has passed for the wrong reason.
set -euo pipefail
tool=$1 number=$2
shift 2

known=$(git ls-files --cached --others --exclude-standard "$@" | wc -l)
gone=$(git ls-files --deleted "$@" | wc -l)
if ((number == 0 || number < known - gone)); then
    echo "$tool looked at ${number:-0} files of $((known - gone))" >&2
    exit 1
fi
