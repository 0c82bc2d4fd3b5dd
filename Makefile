# Each target is one command from a bare checkout: it needs nothing but Python 3.11 or newer and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
CONTRACT := ../shared/contract/compatible.py
# What Python has compiled is kept, wherever this is run: tests and checks start it hundreds of times.
export PYTHONDONTWRITEBYTECODE :=
# A make that a test starts is one of its own.
unexport MAKEFLAGS

.PHONY: help serve test soak check bench bench-peers schema docs format

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/stamp: requirements.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …"; exit 1; }
	"$(PYTHON)" -m venv --clear .venv
	@# uv, itself included, installs in a fifth of the time; where it is not to be had, or finds nothing, pip does the same.
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.txt
	($(PIP) --require-hashes -r .venv/uv.txt && $(BIN)/uv pip install --quiet --python .venv --require-hashes -r requirements.lock) \
	  || $(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@NMIRF_DATABASE_URL=sqlite:// $(BIN)/nmirf migrate >/dev/null # compiles what it runs
	@touch $@

serve: .venv/stamp ## Start the platform on 127.0.0.1:8000 with the embedded database
	$(BIN)/nmirf serve

test: .venv/stamp ## Run all tests, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -q -n auto --dist worksteal

soak: .venv/stamp ## Run the long tests in full: fifty kills of the server on each engine and of PostgreSQL, 5,000 drawn documents and 300 drawn histories on each
	NMIRF_SOAK=1 $(BIN)/python -m pytest -q -o faulthandler_timeout=0 tests/operation/test_killed_while_writing.py tests/core/http/test_schemathesis.py tests/histories

check: .venv/stamp ## Format, lint, types, import arrows, SDL up to date and compatible with the contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nmirf schema | diff -u schema/schema.graphql - || { echo "schema/schema.graphql is not what is assembled: run make schema"; exit 1; }
	$(BIN)/python tests/contract.py

bench: .venv/stamp ## Measure beside stock Strawberry, hand-written endpoints and a constant: a few minutes
	$(BIN)/python -m bench --json bench/found.json --plot bench/found.svg
	$(BIN)/python -m bench.practices

bench-peers: .venv/stamp ## The same, also beside PostGraphile and other peers, which it installs under bench/
	$(BIN)/python -m bench --peers --json bench/found.json --plot bench/found.svg

schema: .venv/stamp ## Write the assembled SDL to schema/schema.graphql
	$(BIN)/nmirf schema > schema/schema.graphql

docs: .venv/stamp ## Make the documentation in site/, with every page that comes from the code
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

format: .venv/stamp ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
