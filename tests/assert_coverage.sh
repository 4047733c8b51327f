#!/usr/bin/env bash
# assert_coverage.sh TOOL NUMBER PATTERN...: fails if TOOL checked fewer than all files of the repository that match the
# git patterns. A misconfigured tool that checks nothing exits with 0.
set -euo pipefail
tool=$1 number=$2
shift 2

tracked=$(git ls-files --cached --others --exclude-standard "$@" | wc -l)
deleted=$(git ls-files --deleted "$@" | wc -l)
if ((number == 0 || number < tracked - deleted)); then
    echo "$tool checked ${number:-0} of $((tracked - deleted)) files" >&2
    exit 1
fi
