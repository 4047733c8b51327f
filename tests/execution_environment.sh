#!/usr/bin/env bash
# execution_environment.sh: runs the demo as an execution environment does, without a container engine: with the archive
# and what ansible-builder finds in it, and nothing else, by ansible-runner and by ansible-navigator. Also lets
# ansible-builder write the build context of the example.
set -euo pipefail
work=$PWD/.cache/$PAIR/execution_environment
venv=$work/venv
checkout=$PWD
log=$work/log

rm -rf ".cache/${PAIR:?}/execution_environment"
mkdir -p "$work"/{collections,runner}

echo '== Build and install the archive'
ansible-galaxy collection build --output-path "$work" >"$log"
PYTHONPATH='' ansible-galaxy collection install --force --collections-path "$work/collections" "$work"/*.tar.gz >"$log" 2>&1

cd "$work"
echo '== Install what ansible-builder finds in it'
ansible-builder introspect --write-pip requirements.txt collections >"$log"
"$INTERPRETER" -m venv "$venv"
HOME=${CALLER_HOME:-$HOME} "$venv/bin/pip" install --quiet --constraint "$checkout/requirements-dev.txt" \
    --requirement requirements.txt --requirement "$checkout/tests/execution_environment.txt" "ansible-core$CORE"

unset PYTHONPATH
export PATH=$venv/bin:$PATH ANSIBLE_COLLECTIONS_PATH=$work/collections NO_COLOR=1
run() {
    "$@" >"$log" 2>&1 </dev/null || { cat "$log"; exit 1; }
}
expect() {
    grep --quiet -e "$1" "$log" || { cat "$log"; exit 1; }
}

echo '== Run the demo with ansible-runner'
run ansible-runner run runner --playbook classic.azure.demo
expect '^localhost .* ok=[1-9][0-9]* .* failed=0 '
grep --quiet --line-regexp successful runner/artifacts/*/status

echo '== Run the demo with ansible-navigator'
run ansible-navigator run classic.azure.demo --execution-environment false --mode stdout
expect '^localhost .* ok=[1-9][0-9]* .* failed=0 '

echo '== Write the build context of the example'
cp "$checkout/examples/execution_environment/execution-environment.yml" .
run ansible-builder create --file execution-environment.yml --context context
grep --quiet --line-regexp -- '- name: classic.azure' context/_build/requirements.yml
