#!/usr/bin/env bash
# build.sh: builds the archive, checks it with Galaxy's importer, installs it, and runs the demo from the installed copy
# in a venv that has only the declared requirements.
set -euo pipefail
logs=$PWD/.cache/$PAIR
installed=$PWD/.cache/$PAIR/installed

echo '== Build the archive, and compare its contents with the files of the repository'
rm -rf build/dist
ansible-galaxy collection build --output-path build/dist
archive=$(echo "$PWD"/build/dist/*.tar.gz)
git ls-files --cached --others --exclude-standard -- \
    CHANGELOG.rst LICENSE README.md bindep.txt changelogs/{changelog,config}.yaml docs emulator extensions meta \
    playbooks plugins requirements.txt requirements-{blob,emulator,live}.txt roles | sort >"$logs/expected"
tar --list --file "$archive" | grep -v -e '/$' -e '^MANIFEST.json$' -e '^FILES.json$' | sort | diff "$logs/expected" -

echo "== Run Galaxy's importer; a warning is an error"
# Not ansible-lint, which `make lint` has run on all files already: the importer gives it a minute and no more.
(cd "$logs" && GALAXY_IMPORTER_RUN_ANSIBLE_LINT=false python -m galaxy_importer.main "$archive") 2>&1 | tee "$logs/importer.log"
if grep -E '^(WARNING|ERROR)' "$logs/importer.log"; then exit 1; fi

echo '== Install the archive, and compare what ansible-builder finds in it with the requirements'
rm -rf ".cache/${PAIR:?}/installed"
ansible-galaxy collection install --force --collections-path "$installed" "$archive"
sed -E 's| *#.*||; /^(-r .*)?$/d' requirements.txt requirements-{blob,emulator,live}.txt bindep.txt | sort >"$logs/expected"
ansible-builder introspect "$installed" | sed -nE "s/^- '(.*)  # from collection classic.azure'/\1/p" | sort |
    diff "$logs/expected" -

echo '== Run the demo, which is to stay short, and what it leaves out, with only the requirements installed'
cd "$installed"
export ANSIBLE_COLLECTIONS_PATH=$installed PATH=$logs/user/bin:$PATH
export ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false ANSIBLE_DISPLAY_SKIPPED_HOSTS=false
ansible-playbook classic.azure.demo 2>&1 | tee "$logs/demo.log"
grep --quiet ' ok=[1-9]' "$logs/demo.log"
(($(wc --lines <"$logs/demo.log") < 150))
for playbook in packages machines live_package; do
    ansible-playbook "classic.azure.$playbook" >"$logs/$playbook.log" 2>&1 || { cat "$logs/$playbook.log" && exit 1; }
    grep --quiet ' ok=[1-9]' "$logs/$playbook.log"
done
