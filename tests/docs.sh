#!/usr/bin/env bash
# docs.sh: writes the documentation site into build/site/html: the guides, all modules, plugins and roles, and the Markdown
# of docs. References that lead nowhere are warnings, which fail.
set -euo pipefail
rm -rf build/site
mkdir -p build
mkdir -m 0700 build/site build/site/rst # antsibull-docs refuses folders that others may write to
antsibull-docs collection --use-current --squash-hierarchy --fail-on-error --dest-dir build/site/rst classic.azure
python -m ansible_collections.classic.azure.tools.generate_site build/site/rst
sphinx-build --quiet --fail-on-warning --keep-going --conf-dir docs/docsite build/site/rst build/site/html
tests/assert_coverage.sh sphinx "$(find build/site/html -name '*_module.html' | wc -l)" 'plugins/modules/*.py'
tests/assert_coverage.sh sphinx "$(find build/site/html -path '*/docsite/*.html' | wc -l)" 'docs/docsite/rst/*.rst'
