# The commands for work with the archive. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Nothing is installed without its hash. Two packages come as source: without isolation they are built by what the
# first lock has installed, and pip fetches no tools of its own.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation
# One version of each package for all Pythons and machines. Only Windows, which the archive does not run on, needs colorama.
COMPILE = $(BIN)/uv pip compile --quiet --custom-compile-command "make lock" --python $(BIN)/python --no-python-downloads \
	--universal --python-version 3.11 --fork-strategy fewest --no-emit-package colorama --generate-hashes \
	--no-build-isolation $(UPGRADE)
SHELL := /bin/sh

.DEFAULT_GOAL := help
.PHONY: help run test coverage check format test-corpus test-damage test-attack test-postgres test-haystack bench bench-writers lock clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## start the archive with its demo stories (PORT= HOST= HTTPS=1 DEMO=0 ARCHIVE_VAR=)
	@exec $(MANAGE) serve

test: $(VENV)/dev.stamp ## the whole suite; browser tests if Chromium is found
	$(BIN)/pytest -n 3 --dist loadscope $(PYTEST)

coverage: $(VENV)/dev.stamp ## the suite without browser tests, with branch coverage
	$(BIN)/pytest -n 2 --dist loadscope -m "not browser" --cov --cov-report=term $(PYTEST)

check: $(VENV)/dev.stamp ## linters, types, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/mypy
	$(MANAGE) makemigrations --check --dry-run
	HTTPS=1 DEBUG=0 $(MANAGE) check --deploy --fail-level WARNING

format: $(VENV)/dev.stamp ## format code
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

test-corpus: $(VENV)/dev.stamp ## the slow tests on the files in ../shared
	$(BIN)/pytest -n 2 --dist loadscope -m corpus $(PYTEST)

test-damage: $(VENV)/dev.stamp ## tests with kills, full and read-only disks, wrong bytes, stopped processes, busy databases, upgrades
	$(BIN)/pytest -n 2 -m damage tests/damage $(PYTEST)

test-attack: $(VENV)/dev.stamp ## tests with slow clients, huge requests, invented parameters, against a running archive
	$(BIN)/pytest -m attack tests/attack $(PYTEST)

test-postgres: $(VENV)/dev.stamp ## the suite with a private PostgreSQL (needs Debian's package postgresql)
	$(BIN)/python -m tests.support.postgres -- $(BIN)/pytest -n 2 -m "not browser and not corpus" $(PYTEST)

test-haystack: $(VENV)/dev.stamp ## Haystack's tests of its Whoosh engine, run with our engine (downloads its source package)
	$(BIN)/python -m tests.haystack

bench: $(VENV)/dev.stamp ## benchmark: our index, tantivy, FTS5 and Whoosh on ../shared/corpus (N= CORPUS=)
	$(BIN)/python -m tests.bench

bench-writers: $(VENV)/dev.stamp ## eight editors beside an import of 20,000 stories of ../shared/corpus (N= CORPUS= DATABASE_URL=)
	$(BIN)/python -m tests.bench.writers

lock: $(VENV)/dev.stamp ## write locks/ and docs/licences.md after a change of requirements*.txt (UPGRADE=--upgrade)
	$(COMPILE) requirements-build.txt -o locks/requirements-build.lock
	$(COMPILE) requirements.txt -c locks/requirements-build.lock -o locks/requirements.lock
	$(COMPILE) requirements-dev.txt -c locks/requirements.lock -c locks/requirements-build.lock -o locks/requirements-dev.lock
	@$(MAKE) --no-print-directory $(VENV)/dev.stamp
	$(BIN)/python -m tests.packages

clean: ## remove caches and reports of the tools, but no data
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 15) else "This needs Python 3.11 to 3.14; %s is %d.%d. Name another: make PYTHON=python3.12 ..." % (sys.executable, *sys.version_info[:2]))'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: locks/requirements-build.lock locks/requirements.lock | $(VENV)/bin/python
	$(INSTALL) -r locks/requirements-build.lock
	$(INSTALL) -r locks/requirements.lock
	@touch $@

$(VENV)/dev.stamp: locks/requirements-dev.lock $(VENV)/run.stamp
	$(INSTALL) -r locks/requirements-dev.lock
	@touch $@
