#!/usr/bin/env bash
# scenarios.sh [parity]: runs all molecule scenarios, or the one in SCENARIO. With "parity" twice, with modules in the
# controller process and in processes of their own, and compares the results of all tasks.
# Molecule exits with 0 if a playbook is missing, and Ansible if no host matches: both are errors here.
set -euo pipefail
# The default scenario starts and stops the emulator.
find extensions/molecule -mindepth 1 -maxdepth 1 -type d ! -name '_*' -printf '%f\n' | sort |
    grep --extended-regexp --line-regexp "${SCENARIO:+default|}${SCENARIO:-.*}" >".cache/$PAIR/scenarios.expected"
selection=(--all)
if [[ -n ${SCENARIO-} ]]; then selection=(--scenario-name default --scenario-name "$SCENARIO"); fi

export ANSIBLE_CALLBACK_PLUGINS=$PWD/tests/parity/callback
export ANSIBLE_CALLBACKS_ENABLED=recorder
export ANSIBLE_INJECT_INVOCATION=true
export PYTHONHASHSEED=0 # Ansible returns some lists in the order of a set

in_process_values=(true)
if [[ ${1-} == parity ]]; then in_process_values+=(false); fi
for in_process in "${in_process_values[@]}"; do
    log=.cache/$PAIR/scenarios-$in_process.log
    export CLASSIC_AZURE_IN_PROCESS=$in_process
    export RECORD_RESULTS=$PWD/.cache/$PAIR/results-$in_process
    rm -rf "$RECORD_RESULTS"
    mkdir "$RECORD_RESULTS"
    NO_COLOR=1 molecule test "${selection[@]}" --workers 4 2>&1 | tee "$log"

    if [[ -e $RECORD_RESULTS/no_hosts ]]; then
        echo "No host matched in: $(sort -u "$RECORD_RESULTS/no_hosts")" >&2
        exit 1
    fi
    sed -nE 's/^([^ ]+) *: actions=([1-9][0-9]*) +successful=\2 .*/\1/p' "$log" | sort -u |
        diff ".cache/$PAIR/scenarios.expected" -
done
if [[ ${1-} == parity ]]; then
    python tests/parity/compare.py ".cache/$PAIR/results-true" ".cache/$PAIR/results-false"
fi
