#!/usr/bin/env bash
# ansible_test.sh sanity|integration: runs ansible-test on a copy, for it insists on a path in ansible_collections.
set -euo pipefail
command=$1
log=$PWD/.cache/$PAIR/$command.log
copy=.cache/$PAIR/$command/ansible_collections/classic/azure

if [[ $command == sanity ]] && compgen -G 'tests/sanity/ignore*'; then
    echo 'Nothing is to be ignored' >&2
    exit 1
fi
if [[ $command == integration && ! -d tests/integration/targets ]]; then
    echo 'There are no integration targets'
    exit
fi

rm -rf ".cache/${PAIR:?}/$command"
mkdir -p "$copy"
git ls-files -z --cached --others --exclude-standard |
    tar --null --files-from - --ignore-failed-read --create | tar --extract --directory "$copy"
# A copy without a repository would be part of ours, which ignores it, and ansible-test would find nothing to do.
git init --quiet "$copy"

library=$(python -c 'import ansible_test; print(*ansible_test.__path__)')
pip=$(sed -n "s/.*pip='\([0-9.]*\)'.*/\1/p" "$library/_internal/python_requirements.py")
mkdir -p ~/.ansible/test/cache
cp tests/get_pip.py ~/.ansible/test/cache/get_pip_"${pip//./_}".py

cd "$copy"
python=$(python -c 'import sys; print(*sys.version_info[:2], sep=".")')
ansible-test "$command" --python "$python" 2>&1 | tee "$log"

if grep '^WARNING' "$log" | grep -v -e 'Using locale' -e 'Reviewing previous'; then
    echo 'ansible-test warned of what it did not do' >&2
    exit 1
fi
case $command in
    sanity) ansible-test sanity --list-tests 2>/dev/null ;;
    integration) find tests/integration/targets -mindepth 1 -maxdepth 1 ! -name 'setup_*' -printf '%f\n' | sort ;;
esac >"$log.expected"
sed -nE 's/^Running (sanity test "([^"]*)"|(.*) integration test ).*/\2\3/p' "$log" | sort -u | diff "$log.expected" -
