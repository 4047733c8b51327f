#!/usr/bin/env bash
# docs.sh: writes the HTML documentation of all modules, plugins and roles into build/site/html.
set -euo pipefail
rm -rf build/site
mkdir -p build
mkdir -m 0700 build/site build/site/rst # antsibull-docs refuses folders that others may write to
antsibull-docs collection --use-current --squash-hierarchy --fail-on-error --dest-dir build/site/rst classic.azure
sphinx-build --quiet --fail-on-warning --keep-going --conf-dir docs/docsite build/site/rst build/site/html
tests/assert_coverage.sh sphinx "$(find build/site/html -name '*_module.html' | wc -l)" 'plugins/modules/*.py'
