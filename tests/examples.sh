#!/usr/bin/env bash
# examples.sh: uses the examples, and the lines of README, as a stranger would, with nothing of the checkout but them: with the archive of the
# collection and the wheel of the emulator in a venv of its own.
set -euo pipefail
work=$(mktemp --directory) # not in the checkout, whose settings pytest would find
venv=$work/venv
checkout=$PWD
system_path=$PATH
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
developer_path=$PATH # with ansible-lint, and its own ansible-core
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
PATH=$developer_path run ansible-lint
expect 'Passed: 0 failure(s), 0 warning(s)'
fence=$'\x60\x60\x60'
sed -n "/^${fence}sh$/,/^$fence$/{/^$fence/d; p}" README.md >"$work/readme.sh"
AZURE_CLOUD=china PYTEST_ADDOPTS='--numprocesses 2' run bash -euo pipefail "$work/readme.sh"
expect ' [1-9][0-9]* passed in '
expect 'actions=5 *successful=5 '

echo '== Run the commands for GitHub Actions and GitLab'
cd "$work/ci"
printf -- '---\n- import_playbook: acme.shop.open\n  vars: {storefront_name: corner}\n' >site.yml
# read_yaml FILE KEY...: prints what is at these keys: a list as lines, of steps their commands, a mapping as NAME=VALUE.
read_yaml() {
    python - "$@" <<'PYTHON'
import sys
import yaml

file, *keys = sys.argv[1:]
found = yaml.safe_load(open(file))
for key in keys:
    found = found[key]
if isinstance(found, dict):
    found = [f"{name}={value}" for name, value in found.items()]
for item in found:
    if isinstance(item, str):
        print(item)
    elif "if" not in item:  # a step for failures
        print(item.get("run", ""))
PYTHON
}
service=$examples/service
# GitHub Actions sets the variables for the steps that follow; here one shell runs them all.
export GITHUB_ENV=$work/ci/variables
: >"$GITHUB_ENV"
read_yaml "$service/github-actions.yml" jobs playbooks steps |
    sed "s|^ansible-playbook |set -a; . '$GITHUB_ENV'; set +a; ansible-playbook |" >github.sh
read_yaml "$service/gitlab-ci.yml" playbooks before_script >gitlab.sh
read_yaml "$service/gitlab-ci.yml" playbooks script >>gitlab.sh
for script in github gitlab; do
    run bash -euo pipefail "$script.sh"
    expect '^localhost .* changed=2 .* failed=0 '
    classic-azure-emulator stop
done

echo '== Run the commands of the Containerfile and of the compose file that need no container'
# With a folder of the tests, and the name and a free port of this machine.
localize() {
    sed -e "s|/var/lib/emulator|$work/ci/work|; s|/emulator/|$work/ci/work/|; s/8443/${port:-0}/; s/^emulator$/localhost/" \
        -e 's|//emulator:|//localhost:|'
}
instruction() {
    sed -nE "s/^ *$1 \[(.*)\]$/\1/p" "$service/Containerfile" | sed 's/^"//; s/"$//; s/", "/\n/g' | localize
}
start() {
    mapfile -t entry_point < <(instruction ENTRYPOINT)
    "${entry_point[@]}" "$@" >"$log" 2>&1 &
    mapfile -t check < <(instruction CMD | head -4)
    for ((tries = 0; tries < 100; tries++)); do
        if "${check[@]}" >status 2>&1; then break; fi
        sleep 0.2
    done
    grep --quiet '^host: 0.0.0.0$' status || { cat status "$log"; exit 1; }
}
mapfile -t options < <(instruction CMD | tail -2)
start "${options[@]}"
kill %%
wait %%

mapfile -t options < <(read_yaml "$service/compose.yml" services emulator command | localize)
start "${options[@]}"
port=$(sed -nE 's/^endpoint: .*:([0-9]+)$/\1/p' status)
mapfile -t variables < <(read_yaml "$service/compose.yml" services playbook environment | localize)
mapfile -t command < <(read_yaml "$service/compose.yml" services playbook command)
run env "${variables[@]}" "${command[@]}"
expect '^localhost .* ok=[1-9][0-9]* .* failed=0 '
read_yaml "$service/compose.yml" services emulator healthcheck test | tail --lines +2 | localize |
    diff - <(printf '%s\n' "${check[@]}")
kill %%
wait %%

echo "== Run the commands of the project's README, in a copy of it"
mkdir "$work/clone"
cd "$checkout"
git ls-files --cached --others --exclude-standard -z | xargs --null cp --parents --target-directory "$work/clone"
cd "$work/clone"
{
    echo 'set -uo pipefail'
    # Not set -e, which overlooks failures in lists.
    # shellcheck disable=SC2016
    sed -nE '/^```console$/,/^```$/s/^\$ (.*)$/\1\n(($? == 0)) || exit 1/p' README.md
    echo 'classic-azure-emulator stop'
} >"$work/readme.sh"
unset ANSIBLE_COLLECTIONS_PATH PIP_FIND_LINKS
PATH=$system_path run bash "$work/readme.sh"
expect '^localhost .* failed=0 '
