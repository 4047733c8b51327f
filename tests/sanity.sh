#!/usr/bin/env bash
# sanity.sh: runs all sanity tests of ansible-test, on a copy, since it requires a path below ansible_collections.
set -euo pipefail
log=$PWD/.cache/$PAIR/sanity.log
copy=.cache/$PAIR/sanity/ansible_collections/classic/azure

if compgen -G 'tests/sanity/ignore*'; then
    echo 'This collection has no ignore files for sanity tests' >&2
    exit 1
fi

rm -rf ".cache/${PAIR:?}/sanity"
tests/copy_checkout.sh "$copy"
# Without a repository of its own, the copy would belong to that of the checkout, which ignores it: ansible-test would
# skip all targets.
git init --quiet "$copy"

# ansible-test would download get-pip.py; it takes this one from its cache.
library=$(python -c 'import ansible_test; print(*ansible_test.__path__)')
pip=$(sed -n "s/.*pip='\([0-9.]*\)'.*/\1/p" "$library/_internal/python_requirements.py")
mkdir -p ~/.ansible/test/cache
cp tests/get_pip.py ~/.ansible/test/cache/get_pip_"${pip//./_}".py

cd "$copy"
python=$(python -c 'import sys; print(*sys.version_info[:2], sep=".")')
ansible-test sanity --python "$python" 2>&1 | tee "$log"

# A test that cannot run, for example because a program is missing, is only a warning.
if grep '^WARNING' "$log" | grep -v -e 'Using locale' -e 'Reviewing previous'; then
    echo 'ansible-test skipped something: see its warnings above' >&2
    exit 1
fi
# Every test that exists has to have run.
ansible-test sanity --list-tests 2>/dev/null | sort >"$log.expected"
sed -nE 's/^Running sanity test "([^"]*)".*/\1/p' "$log" | sort -u | diff "$log.expected" -
