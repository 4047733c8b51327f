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
mkdir -p "$work"/{collections,runner,navigator}

echo '== Build and install the archive'
ansible-galaxy collection build --output-path "$work" >"$log"
PYTHONPATH='' ansible-galaxy collection install --force --collections-path "$work/collections" "$work"/*.tar.gz >"$log"

echo '== Install what ansible-builder finds in it'
"$INTERPRETER" -m venv "$venv"
ansible-builder introspect --write-pip "$work/found.txt" "$work/collections" >"$log"
HOME=${CALLER_HOME:-$HOME} "$venv/bin/pip" install --quiet --constraint requirements-dev.txt \
    --requirement "$work/found.txt" --requirement tests/execution_environment.txt "ansible-core$CORE"

unset PYTHONPATH
export PATH=$venv/bin:$PATH ANSIBLE_COLLECTIONS_PATH=$work/collections NO_COLOR=1
check() {
    grep --quiet ' ok=[1-9][0-9]* .* failed=0 ' "$log" || { cat "$log"; exit 1; }
}

echo '== Run the demo with ansible-runner'
ansible-runner run "$work/runner" --playbook classic.azure.demo >"$log" 2>&1 || { cat "$log"; exit 1; }
check
[[ $(cat "$work"/runner/artifacts/*/status) == successful ]]

echo '== Run the demo with ansible-navigator'
cd "$work/navigator"
ansible-navigator run classic.azure.demo --execution-environment false --mode stdout >"$log" 2>&1 </dev/null ||
    { cat "$log"; exit 1; }
check

echo '== Write the build context of the example'
ansible-builder create --file "$checkout/examples/execution_environment/execution-environment.yml" --context context >"$log"
grep --quiet --line-regexp -- '- name: classic.azure' context/_build/requirements.yml
