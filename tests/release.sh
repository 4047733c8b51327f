#!/usr/bin/env bash
# release.sh VERSION [apply]: rehearses the release of VERSION in a copy of the checkout: sets the version, generates
# the changelog, builds the archive, installs it into an empty folder and verifies it there. Nothing is committed, tagged
# or published. The archive and the changed files are left in build/release. With "apply" the changes are also made in
# the checkout, to be committed. docs/releasing.md has the whole procedure.
set -euo pipefail
version=$1 apply=${2-}
release=$PWD/build/release
log=$PWD/.cache/$PAIR/release.log
copy=$PWD/.cache/$PAIR/release/ansible_collections/classic/azure
installed=$PWD/.cache/$PAIR/release/installed
checkout=$PWD

if [[ ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
    echo "\"$version\" is not a semantic version: make release VERSION=1.2.3" >&2
    exit 1
fi
if [[ $apply == apply && -n $(git status --porcelain) ]]; then
    echo 'There are uncommitted changes: commit them first, so that the release is a commit of its own' >&2
    exit 1
fi
rm -rf ".cache/${PAIR:?}/release" build/release
mkdir -p "$release" "$installed"
tests/copy_checkout.sh "$copy"
cd "$copy"

echo "== Set the version to $version"
sed -i "s/^version: .*/version: $version/" galaxy.yml
grep --quiet "^version: $version$" galaxy.yml

echo '== Generate the changelog'
antsibull-changelog release --version "$version"
antsibull-changelog lint
yamllint --strict changelogs galaxy.yml
grep --quiet "^  $version:$" changelogs/changelog.yaml
grep --quiet "^v$version$" CHANGELOG.rst
if compgen -G 'changelogs/fragments/*.y*ml'; then
    echo 'Fragments were left over: antsibull-changelog did not use them' >&2
    exit 1
fi

echo '== Build the archive'
ansible-galaxy collection build --output-path "$release"
archive=$release/classic-azure-$version.tar.gz
tar --list --file "$archive" >"$log"
grep --quiet '^CHANGELOG.rst$' "$log"

echo '== Install it into an empty folder, and verify it'
ansible-galaxy collection install --force --no-deps --collections-path "$installed" "$archive"
ansible-galaxy collection verify --offline --collections-path "$installed" classic.azure
ansible-galaxy collection list --collections-path "$installed" --format json >"$log"
grep --quiet "\"$installed/ansible_collections\": {\"classic.azure\": {\"version\": \"$version\"}}" "$log"

cp --parents galaxy.yml CHANGELOG.rst changelogs/changelog.yaml "$release"
if [[ $apply == apply ]]; then
    cd "$checkout"
    cp -R "$release"/{galaxy.yml,CHANGELOG.rst,changelogs} .
    git rm --quiet 'changelogs/fragments/*.yml'
    echo "== The checkout is changed: look at it, then commit it as the release $version"
else
    echo "== Version $version can be released: see build/release"
fi
