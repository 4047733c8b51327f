#!/usr/bin/env bash
# venv.sh NAME PIP-ARGUMENT...: makes the venv .cache/$PAIR/NAME with $INTERPRETER, and installs ansible-core$CORE and
# what the arguments name. pip reads its settings from $CALLER_HOME, since HOME is a folder of the tests.
set -euo pipefail
name=$1 venv=.cache/$PAIR/$1
shift

echo "== $name: $INTERPRETER with ansible-core$CORE"
rm -rf ".cache/${PAIR:?}/${name:?}"
"$INTERPRETER" -m venv "$venv"
HOME=$CALLER_HOME "$venv/bin/pip" install --quiet "$@" "ansible-core$CORE"
if [[ $name != dev ]]; then exit; fi

# Makes the checkout importable and known to Ansible as classic.azure.
collections=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/ansible_collections/classic
mkdir -p "$collections"
ln -s "$PWD" "$collections/azure"

# ansible-test runs pip with no environment but HOME and PATH: the caller's settings, from files and from variables, go
# into the file that pip finds then. quiet, because ansible-test's output is searched for warnings.
mkdir -p "$HOME/.config/pip"
{
    printf '[global]\nquiet = 2\n'
    HOME=$CALLER_HOME "$venv/bin/pip" config list |
        sed -nE "s/\\\\n/ /g; s/^.*\.([a-z-]+)='(.*)'$/\1 = \2/p" | awk -F= '!seen[$1]++'
} >"$HOME/.config/pip/pip.conf"
