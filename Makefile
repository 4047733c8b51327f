# What can be done with the project. How it is done is in tests/*.sh.
# A venv belongs to one Python and one ansible-core, named on the command line:
#     make test PYTHON=python3.13 CORE='~=2.21.0'
PYTHON ?= python3
CORE ?= ~=2.19.0

SHELL := bash
.SHELLFLAGS := -eo pipefail -c
.DELETE_ON_ERROR:

# The interpreter itself: the answer of a shim of pyenv depends on the caller's environment.
interpreter := $(shell $(PYTHON) -c 'import os, sys; print(os.path.realpath(sys.executable), "%d.%d.%d" % sys.version_info[:3])')
ifeq ($(interpreter),)
$(error $(PYTHON) does not run: name a Python with PYTHON=)
endif

# Files that depend on the Python and the ansible-core are in .cache/$(PAIR). A path that is removed begins with a
# literal .cache or build.
override export PAIR := py$(word 2,$(interpreter))-core$(subst ~=,,$(CORE))
export INTERPRETER := $(word 1,$(interpreter))
export CORE
# The names of the stamps contain the path of the checkout: a venv that was moved along would test the old one.
ready := ready$(subst /,-,$(CURDIR))
dev := .cache/$(PAIR)/dev/$(ready)
user := .cache/$(PAIR)/user/$(ready)
oldest := .cache/$(PAIR)/oldest/$(ready)
blobs := .cache/$(PAIR)/blobs/$(ready)
azurite := .cache/azurite/ready
link := .cache/ansible_collections/classic/azure

# The tools write into HOME and read settings from these variables. Only pip and npm use the caller's own home.
ifndef CALLER_HOME
export CALLER_HOME := $(HOME)
endif
export HOME := $(CURDIR)/.cache/$(PAIR)/home
export PATH := $(CURDIR)/.cache/$(PAIR)/dev/bin:$(shell echo "$$PATH" | tr : '\n' | grep -v '/shims$$' | paste -sd :)
# async_status takes the home from HOME, the job itself from the password file.
export ANSIBLE_ASYNC_DIR := $(HOME)/.ansible_async
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.cache/hypothesis
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport ANSIBLE_COLLECTIONS_PATH ANSIBLE_CONFIG ANSIBLE_HOME PYTHONPATH PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo demo-blobs test quick lint lint-python lint-yaml lint-docs lint-workflows lint-services units
.PHONY: coverage oldest sanity examples execution-environment scenarios faults parity build docs release
.PHONY: release-rehearsal generate fidelity bench lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 24

setup: $(dev) $(user) $(link) $(azurite) ## make the developer's venv, the user's venv, and a blob service
	@ln -sfn $(PAIR)/dev .cache/dev

demo: export ANSIBLE_LOCALHOST_WARNING := false
demo: export ANSIBLE_INVENTORY_UNPARSED_WARNING := false
demo: export ANSIBLE_DISPLAY_SKIPPED_HOSTS := false
demo: $(user) $(link) demo-blobs ## run the demo against the emulator, with blobs if Node is installed
	ANSIBLE_COLLECTIONS_PATH=$(CURDIR)/.cache PYTHONPATH=$(CURDIR)/$(dir $(blobs)) \
		.cache/$(PAIR)/user/bin/ansible-playbook classic.azure.demo \
		--extra-vars packages_azurite=$(shell [[ -e $(blobs) && -e $(azurite) ]] && echo $(CURDIR)/$(dir $(azurite))node_modules)

# Optional: the demo runs without blobs if these cannot be installed.
demo-blobs: $(user)
	@HOME='$(CALLER_HOME)' $(MAKE) --no-print-directory PYTHON=$(INTERPRETER) $(blobs) $(azurite) || echo '== The demo runs without a blob service'

test: ## everything that has to pass, two targets at a time
	+@$(MAKE) --no-print-directory --jobs 2 --output-sync=target PYTHON=$(INTERPRETER) \
		lint units sanity scenarios build docs release-rehearsal

quick: $(dev) lint-python ## what to run after every change: types, style and the fast unit tests
	tests/units.sh -m 'not slow' --ignore tests/clients --numprocesses auto

lint: lint-python lint-yaml lint-docs lint-workflows lint-services ## style, types, documentation, changelog, workflows, services

lint-python lint-yaml lint-docs lint-workflows lint-services: lint-%: $(dev) $(link)
	tests/lint.sh $*

units: $(dev) $(azurite) ## unit tests
	CLASSIC_AZURE_OBSERVATIONS=.cache/$(PAIR)/observations.json tests/units.sh
	python -m ansible_collections.classic.azure.tools.generate_fidelity .cache/$(PAIR)/observations.json --check

coverage: $(dev) $(azurite) ## unit tests, with a minimum for their coverage; it takes them twice the time
	tests/units.sh --cov --cov-report term

oldest: $(oldest) $(link) $(azurite) ## unit tests of the plugins with the oldest libraries that requirements.txt allows
	PATH=$(CURDIR)/.cache/$(PAIR)/oldest/bin:$$PATH PYTHONPATH=$(CURDIR)/.cache \
		tests/units.sh --ignore tests/unit/emulator --ignore tests/unit/distribution

sanity: $(dev) ## ansible-test sanity, with nothing ignored
	tests/sanity.sh

scenarios: $(dev) $(azurite) ## all molecule scenarios, which are the integration tests, or SCENARIO=name
	tests/scenarios.sh

faults: $(dev) $(azurite) ## the whole fault matrix; its figures go into docs/reliability.md
	tests/faults.sh

parity: $(dev) $(azurite) ## all molecule scenarios, in-process and out-of-process; the results have to be the same
	tests/scenarios.sh parity

build: $(dev) $(user) ## the archive in build/dist, checked with Galaxy's importer, and the wheel of the emulator in build/wheel, both installed and used
	tests/build.sh
	tests/wheel.sh

examples: $(dev) ## the example project and the CI snippets, as a stranger would use them
	tests/examples.sh

execution-environment: $(dev) ## the demo by ansible-runner and ansible-navigator, with what ansible-builder finds
	tests/execution_environment.sh

docs: $(dev) ## the HTML documentation in build/site/html
	tests/docs.sh

release: $(dev) ## rehearse the release of VERSION=x.y.z in a copy; APPLY=apply changes the checkout too
	tests/release.sh '$(VERSION)' $(APPLY)

release-rehearsal: $(dev) ## a rehearsal with a version that is higher than any released one
	tests/release.sh 999.0.0

fidelity: $(dev) ## write docs/fidelity.md from the observations of the last run of all unit tests (make units)
	python -m ansible_collections.classic.azure.tools.generate_fidelity .cache/$(PAIR)/observations.json

generate: $(dev) ## write what follows from the modules: RETURN blocks, action plugins, action group
	python -m ansible_collections.classic.azure.tools.generate_plugins

bench: $(dev) ## run all benchmarks and write docs/benchmarks.md, or print ONLY='task loop ...'
	python -m ansible_collections.classic.azure.tests.bench $(ONLY)

lock: ## pin the newest tools in requirements-dev.txt
	$(INTERPRETER) -m venv .cache/lock
	.cache/lock/bin/pip install --quiet uv
	.cache/lock/bin/uv pip compile --quiet --universal --upgrade --python-version 3.11 --no-annotate \
		--no-emit-package ansible-core --custom-compile-command 'make lock' --output-file requirements-dev.txt \
		requirements-dev.in

clean: ## remove everything that was made
	rm -rf .cache build

$(dev): requirements-dev.txt tests/venv.sh
	@tests/venv.sh dev --requirement $<
	@touch $@

$(user): requirements-dev.txt requirements-live.txt requirements-emulator.txt requirements.txt tests/venv.sh
	@tests/venv.sh user --constraint $< --requirement requirements-emulator.txt \
		--requirement requirements-live.txt
	@touch $@

# Not in the user's venv, since the demo has to run without it.
$(blobs): $(user) requirements-blob.txt
	@HOME='$(CALLER_HOME)' .cache/$(PAIR)/user/bin/pip install --quiet --upgrade --target $(@D) \
		--constraint requirements-dev.txt --requirement requirements-blob.txt
	@touch $@

$(oldest): requirements-dev.txt requirements-blob.txt requirements.txt tests/oldest.txt tests/venv.sh
	@tests/venv.sh oldest --requirement requirements.txt --requirement requirements-blob.txt --requirement tests/oldest.txt \
		$$(grep -E '^(apache-libcloud|awx-plugins-interfaces|azure-servicemanagement-legacy|babel|hypothesis|pytest|pytest-xdist)==' $<)
	@touch $@

# Without Node the script makes no file, and is run again the next time.
$(azurite): tests/azurite.sh
	@HOME='$(CALLER_HOME)' tests/azurite.sh install $(@D)

$(link):
	@mkdir -p $(@D)
	@ln -s ../../.. $@
