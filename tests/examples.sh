#!/usr/bin/env bash
# examples.sh: uses the examples as a stranger would, with nothing of the checkout but them: with the archive of the
# collection and the wheel of the emulator in a venv of its own.
set -euo pipefail
work=$(mktemp --directory) # not in the checkout, whose settings pytest would find
venv=$work/venv
project=$work/ansible_collections/acme/shop
examples=$PWD/examples
log=$work/log

run() {
    "$@" >"$log" 2>&1 || { cat "$log"; exit 1; }
}
expect() {
    grep --quiet -e "$1" "$log" || { cat "$log"; exit 1; }
}

finish() {
    for folder in "$work"/home/.cache/classic.azure/emulator "$work"/ci/work; do
        if [[ -e $folder ]]; then classic-azure-emulator stop --workdir "$folder" 2>/dev/null; fi
    done
    rm -rf "$work"
}
trap finish EXIT
mkdir -p "$work"/{dist,ci,home}

echo '== Build the archive and the wheel'
ansible-galaxy collection build --output-path "$work/dist" >"$log"
"$INTERPRETER" -m venv "$venv"
# From no other files than those that the Containerfile copies.
mkdir "$work/source"
sed -nE 's/^COPY (.*) [^ ]+$/\1/p' examples/service/Containerfile | tr ' ' '\n' |
    xargs cp --recursive --parents --target-directory "$work/source"
HOME=${CALLER_HOME:-$HOME} "$venv/bin/pip" wheel --quiet --no-deps --wheel-dir "$work/dist" "$work/source"

# Where `pip install classic-azure-emulator` finds the wheel, as long as it is in no index.
export PIP_FIND_LINKS=$work/dist PIP_CONSTRAINT=$PWD/requirements-dev.txt
unset PYTHONPATH
export PATH=$venv/bin:$PATH ANSIBLE_COLLECTIONS_PATH=$work NO_COLOR=1

echo '== Install both, and what the project of a collection author names'
cp -R "$examples/collection" "$work/shop"
HOME=${CALLER_HOME:-$HOME} pip install --quiet --requirement "$work/shop/requirements-test.txt" "ansible-core$CORE"
ansible-galaxy collection install --collections-path "$work" "$work"/dist/*.tar.gz >"$log"
mkdir -p "$(dirname "$project")"
mv "$work/shop" "$project"
cd "$project"
export HOME=$work/home

echo "== Run ansible-lint, the commands of the project's README: its tests, and its molecule scenario"
run ansible-lint
expect 'Passed: 0 failure(s), 0 warning(s)'
fence=$'\x60\x60\x60'
sed -n "/^${fence}sh$/,/^$fence$/{/^$fence/d; p}" README.md >"$work/readme.sh"
AZURE_CLOUD=china PYTEST_ADDOPTS='--numprocesses 2' run bash -euo pipefail "$work/readme.sh"
expect ' [1-9][0-9]* passed in '
expect 'actions=5 *successful=5 '

echo '== Run the commands for GitHub Actions and GitLab'
cd "$work/ci"
printf -- '---\n- import_playbook: acme.shop.open\n  vars: {storefront_name: corner}\n' >site.yml
# commands FILE KEY...: prints the shell commands at these keys.
commands() {
    python - "$@" <<'PYTHON'
import sys
import yaml

file, *keys = sys.argv[1:]
found = yaml.safe_load(open(file))
for key in keys:
    found = found[key]
for step in found:
    if isinstance(step, str):
        print(step)
    elif "if" not in step:  # what is done after a failure
        print(step.get("run", ""))
PYTHON
}
# GitHub Actions sets the variables for the steps that follow; here one shell runs them all.
export GITHUB_ENV=$work/ci/variables
: >"$GITHUB_ENV"
commands "$examples/service/github-actions.yml" jobs playbooks steps |
    sed "s|^ansible-playbook |set -a; . '$GITHUB_ENV'; set +a; ansible-playbook |" >github.sh
commands "$examples/service/gitlab-ci.yml" playbooks before_script >gitlab.sh
commands "$examples/service/gitlab-ci.yml" playbooks script >>gitlab.sh
for script in github gitlab; do
    run bash -euo pipefail "$script.sh"
    expect '^localhost .* changed=2 .* failed=0 '
    classic-azure-emulator stop
done

echo '== Run the commands of the Containerfile that need no container'
# What it runs, with a free port and a folder of the tests: the health check, the entry point and its options.
sed -nE 's/^ *(ENTRYPOINT|CMD) \[(.*)\]$/\2/p' "$examples/service/Containerfile" |
    sed -e 's/", "/ /g; s/"//g' -e "s|/work|$work/ci/work|; s/8443/0/" >words
mapfile -t words <words
if ((${#words[@]} != 3)); then
    echo 'Containerfile has other instructions than a health check, an entry point and options' >&2
    exit 1
fi
# shellcheck disable=SC2086 # these are several words each
${words[1]} ${words[2]} >"$log" 2>&1 &
for ((tries = 0; tries < 100; tries++)); do
    # shellcheck disable=SC2086
    if ${words[0]} >status 2>&1; then break; fi
    sleep 0.2
done
grep --quiet '^host: 0.0.0.0$' status || { cat status "$log"; exit 1; }
kill %1
wait %1
