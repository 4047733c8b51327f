#!/usr/bin/env bash
# lint.sh python|yaml|docs|workflows|services: runs the linters of that kind, and makes sure that they checked all files.
set -euo pipefail
log=.cache/$PAIR/lint-$1.log
PATH=$(dirname "$0"):$PATH

python() {
    ruff check
    ruff format --check
    assert_coverage.sh ruff "$(ruff check --show-files | grep -c '\.py$')" '*.py'
    mypy | tee "$log"
    assert_coverage.sh mypy "$(sed -n 's/.* in \([0-9]*\) source files/\1/p' "$log")" {plugins,emulator,distribution,examples,tests,tools}/'*.py'
    shellcheck .ci/run tests/*.sh
}

yaml() {
    yamllint --strict .
    assert_coverage.sh yamllint "$(yamllint --list-files . | wc -l)" '*.yml' '*.yaml'
    pre-commit validate-config
    ansible-lint --nocolor -v 2>&1 | tee "$log" | grep -v ^INFO
    assert_coverage.sh ansible-lint "$(grep -cE 'check on (role|playbook (playbooks/|.*/converge))' "$log")" \
        ':(glob)'{playbooks/'*',roles/'*'/tasks/main,extensions/molecule/'*'/converge}.yml
}

docs() {
    command python -m ansible_collections.classic.azure.tools.generate_plugins --check
    antsibull-changelog lint
    antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs all --check-extra-docs-refs .
    git ls-files -z '*.md' '*.rst' '*.yml' ':!extensions' 'docs/*.py' 'emulator/*.py' 'playbooks/*' 'plugins/*.py' 'tools/*.py' |
        xargs --null codespell
    assert_coverage.sh ansible-doc "$(ansible-doc --list classic.azure | grep -c '^classic\.azure')" 'plugins/modules/*.py'
}

workflows() {
    actionlint -verbose >"$log" 2>&1 || { grep -v ^verbose: "$log"; exit 1; }
    # It also checks the shell scripts in the workflows, but only if it finds shellcheck.
    if grep 'Rule "shellcheck" was disabled' "$log"; then exit 1; fi
    assert_coverage.sh actionlint "$(grep -c '^verbose: Linting \.github/' "$log")" '.github/workflows/*.yml'
}

# The examples of the emulator as a service, and the credential type for AWX.
services() {
    hadolint examples/service/Containerfile
    actionlint examples/service/github-actions.yml
    check-jsonschema --builtin-schema vendor.github-workflows examples/service/github-actions.yml
    check-jsonschema --builtin-schema vendor.gitlab-ci examples/service/gitlab-ci.yml
    check-jsonschema --builtin-schema vendor.compose-spec examples/service/compose.yml
    check-jsonschema --check-metaschema tests/schemas/*.json
    check-jsonschema --schemafile tests/schemas/awx_credential_type.json examples/awx/credential_type.yml
    if ! command -v systemd-analyze >/dev/null; then
        echo 'systemd-analyze was not found: the unit of systemd is not checked' >&2
        return
    fi
    # It wants a command that exists, and exits with 0 where it only ignores what it does not know.
    home=$(mktemp --directory)
    install -D /bin/true "$home/.local/bin/classic-azure-emulator"
    HOME=$home XDG_RUNTIME_DIR=$home systemd-analyze verify --user --man=no \
        examples/service/classic-azure-emulator.service >"$log" 2>&1 || cat "$log"
    rm -r "$home"
    if grep . "$log"; then exit 1; fi
}

"$1"
