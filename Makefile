# The checks of the project and its demo. A venv belongs to one interpreter and one ansible-core, so pairs never mix:
#     make test PYTHON=python3.13 CORE='~=2.21.0'
PYTHON ?= python3
CORE ?= ~=2.19.0

SHELL := bash
.SHELLFLAGS := -eo pipefail -c
.DELETE_ON_ERROR:

# The interpreter itself, not a shim whose answer changes with the caller's environment.
interpreter := $(shell $(PYTHON) -c 'import os, sys; print(os.path.realpath(sys.executable), "%d.%d.%d" % sys.version_info[:3])')
ifeq ($(interpreter),)
$(error $(PYTHON) does not run: name a Python with PYTHON=)
endif

# What belongs to a pair lies in .cache/$(PAIR). Every path that is removed begins with a literal .cache or build.
override export PAIR := py$(word 2,$(interpreter))-core$(subst ~=,,$(CORE))
# The stamps carry the path of the checkout: a venv that was moved or copied with it would test the old place.
ready := ready$(subst /,-,$(CURDIR))
dev := .cache/$(PAIR)/dev/$(ready)
user := .cache/$(PAIR)/user/$(ready)
oldest := .cache/$(PAIR)/oldest/$(ready)
blobs := .cache/$(PAIR)/blobs/$(ready)
azurite := .cache/azurite/ready
link := .cache/ansible_collections/classic/azure
log = .cache/$(PAIR)/$@.log

# The tools write into HOME and obey these variables; pip alone sees the caller's own home.
caller := $(HOME)
export HOME := $(CURDIR)/.cache/$(PAIR)/home
export PATH := $(CURDIR)/.cache/$(PAIR)/dev/bin:$(shell echo "$$PATH" | tr : '\n' | grep -v '/shims$$' | paste -sd :)
# Half of Ansible's async looks for HOME in the variable, the other half in the password file.
export ANSIBLE_ASYNC_DIR := $(HOME)/.ansible_async
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.cache/hypothesis
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport ANSIBLE_COLLECTIONS_PATH ANSIBLE_CONFIG ANSIBLE_HOME PYTHONPATH PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo demo-blobs test quick lint lint-python lint-yaml lint-docs units oldest sanity integration scenarios parity build
.PHONY: docs bench lock clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 13

setup: $(dev) $(user) $(link) $(azurite) ## make two venvs, a developer's and a user's, and a blob service

demo: export ANSIBLE_LOCALHOST_WARNING := false
demo: export ANSIBLE_INVENTORY_UNPARSED_WARNING := false
demo: export ANSIBLE_DISPLAY_SKIPPED_HOSTS := false
demo: $(user) $(link) demo-blobs ## run the demo against the emulator, and with Node against a blob service
	ANSIBLE_COLLECTIONS_PATH=$(CURDIR)/.cache PYTHONPATH=$(CURDIR)/$(dir $(blobs)) \
		.cache/$(PAIR)/user/bin/ansible-playbook classic.azure.demo \
		--extra-vars packages_azurite=$(shell [[ -e $(blobs) && -e $(azurite) ]] && echo $(CURDIR)/$(dir $(azurite))node_modules)

# A demo without blobs is better than none.
demo-blobs: $(user)
	@HOME='$(caller)' $(MAKE) --no-print-directory $(blobs) $(azurite) || echo '== The demo goes on without a blob service'

test: ## all that must pass, two things at a time
	+@$(MAKE) --no-print-directory --jobs 2 --output-sync=target PYTHON=$(word 1,$(interpreter)) \
		lint units sanity integration scenarios build

quick: $(dev) lint-python ## what to run after every change, in well under a minute
	tests/units.sh -m 'not slow' --ignore tests/clients

lint: lint-python lint-yaml lint-docs ## style, types, documentation, changelog

lint-python: $(dev) $(link)
	ruff check
	ruff format --check
	@tests/looked_at.sh ruff "$$(ruff check --show-files | grep -c '\.py$$')" '*.py'
	mypy | tee $(log)
	@tests/looked_at.sh mypy "$$(sed -n 's/.* in \([0-9]*\) source files/\1/p' $(log))" {plugins,emulator,tests}/'*.py'
	shellcheck .ci/run tests/*.sh

lint-yaml: $(dev)
	yamllint --strict .
	@tests/looked_at.sh yamllint "$$(yamllint --list-files . | wc -l)" '*.yml' '*.yaml'
	ansible-lint --nocolor -v 2>&1 | tee $(log) | grep -v ^INFO
	@tests/looked_at.sh ansible-lint "$$(grep -cE 'check on (role|playbook (playbooks/|.*/converge))' $(log))" \
		':(glob)'{playbooks/'*',roles/'*'/tasks/main,extensions/molecule/'*'/converge}.yml

lint-docs: $(dev)
	antsibull-changelog lint
	antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs all --check-extra-docs-refs .
	@tests/looked_at.sh ansible-doc "$$(ansible-doc --list classic.azure | grep -c '^classic\.azure')" 'plugins/modules/*.py'

units: $(dev) $(azurite) ## unit tests, with a floor for their coverage
	tests/units.sh --cov --cov-report term

oldest: $(oldest) $(link) $(azurite) ## unit tests of the plugins with the oldest libraries that requirements.txt allows
	PATH=$(CURDIR)/.cache/$(PAIR)/oldest/bin:$$PATH PYTHONPATH=$(CURDIR)/.cache \
		tests/units.sh --ignore tests/unit/emulator

sanity: $(dev) ## ansible-test sanity, nothing ignored
	tests/ansible_test.sh sanity

integration: $(dev) ## ansible-test integration
	tests/ansible_test.sh integration

parity: $(dev) $(azurite) ## molecule in both ways of running modules, whose results must be the same
	tests/scenarios.sh parity

scenarios: $(dev) $(azurite) ## molecule, all scenarios
	tests/scenarios.sh

build: $(dev) $(user) ## the archive in build/dist, checked as Galaxy does and used as a user would
	tests/build.sh

docs: $(dev) ## the HTML site in build/site
	rm -rf build/site
	mkdir -p -m 0700 build/site build/site/rst
	antsibull-docs collection --use-current --squash-hierarchy --fail-on-error --dest-dir build/site/rst classic.azure
	sphinx-build --quiet --fail-on-warning --keep-going --conf-dir docs/docsite build/site/rst build/site/html
	@tests/looked_at.sh sphinx "$$(ls build/site/html/*_module.html | wc -l)" 'plugins/modules/*.py'

bench: $(dev) ## measure: tests/bench
	python -m ansible_collections.classic.azure.tests.bench

lock: ## pin the newest tools in requirements-dev.txt
	$(word 1,$(interpreter)) -m venv .cache/lock
	.cache/lock/bin/pip install --quiet uv
	.cache/lock/bin/uv pip compile --quiet --universal --upgrade --python-version 3.11 --no-annotate \
		--no-emit-package ansible-core --custom-compile-command 'make lock' --output-file requirements-dev.txt \
		requirements-dev.in

clean: ## remove all that was made
	rm -rf .cache build

# $(call venv,NAME,WHAT PIP INSTALLS)
define venv
	@echo "== $(1): $(word 1,$(interpreter)) with ansible-core$(CORE)"
	@rm -rf .cache/$(PAIR)/$(1)
	@$(word 1,$(interpreter)) -m venv .cache/$(PAIR)/$(1)
	@HOME='$(caller)' .cache/$(PAIR)/$(1)/bin/pip install --quiet $(2) 'ansible-core$(CORE)'
endef

# ansible-test calls pip without the caller's environment: pip's settings go where it finds them all the same. Whatever
# pip warns of there would be taken for a warning of ansible-test.
$(dev): requirements-dev.txt
	$(call venv,dev,--requirement $<)
	@collections=$$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/ansible_collections/classic; \
	mkdir -p "$$collections"; ln -s '$(CURDIR)' "$$collections/azure"
	@mkdir -p $(HOME)/.config/pip
	@(printf '[global]\nquiet = 2\n'; HOME='$(caller)' pip config list | sed -nE "s/\\\\n/ /g; s/^.*\.([a-z-]+)='(.*)'$$/\1 = \2/p" | \
		awk -F= '!seen[$$1]++') > $(HOME)/.config/pip/pip.conf
	@touch $@

$(user): requirements-dev.txt requirements-emulator.txt requirements.txt
	$(call venv,user,--constraint $< --requirement requirements-emulator.txt)
	@touch $@

# Apart from the user's venv, for the demo has to work without it.
$(blobs): $(user) requirements-blob.txt
	@HOME='$(caller)' .cache/$(PAIR)/user/bin/pip install --quiet --upgrade --target $(@D) \
		--constraint requirements-dev.txt --requirement requirements-blob.txt
	@touch $@

$(oldest): requirements-dev.txt requirements-blob.txt requirements.txt tests/oldest.txt
	$(call venv,oldest,--requirement requirements.txt --requirement requirements-blob.txt --requirement tests/oldest.txt \
		$$(grep -E '^(apache-libcloud|azure-servicemanagement-legacy|babel|hypothesis|pytest|pytest-xdist)==' $<))
	@touch $@

# Without Node the file is not made, and the next run looks again.
$(azurite): tests/azurite.sh
	@HOME='$(caller)' tests/azurite.sh install $(@D)

$(link):
	@mkdir -p $(@D)
	@ln -s ../../.. $@
