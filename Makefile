# The first two commands of the README are `make app` and `make test`; `make help` lists the rest.

VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8501
export BROKER_HOME ?= $(CURDIR)/broker-home

# The first Python on the path that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help app install test lint bench oracle mutants pins clean

help: ## Show what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

app: $(VENV)/.installed ## Install everything, load the embedded data, serve the app on 127.0.0.1:8501
	@$(BIN)/broker demo
	@$(BIN)/broker serve --port $(PORT)

install: $(VENV)/.installed ## Install what the app needs into .venv, and no more

# The tests start the program hundreds of times: its compiled modules are kept, whatever the surroundings say.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.installed-test ## Install what the tests need, and run them all; those that measure run last, alone
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder --ignore=tests/benchmarks
	@$(BIN)/python -m pytest tests/benchmarks

lint: $(VENV)/.installed-test ## Check style and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

bench: $(VENV)/.installed-test ## Print the speed of the kernels as ratios, in one run
	@$(BIN)/python -m tests.benchmarks

oracle: $(VENV)/.installed-test ## Print the agreement of every index with brute force, xclim and CDO
	@$(BIN)/python -m tests.oracle

mutants: $(VENV)/.installed-test ## Print how many of 240 faults put into the science core the tests notice (about 20 minutes on one idle core)
	@$(BIN)/python -m tests.benchmarks.mutation

pins: ## Renew the pinned requirements from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --upgrade \
		--extra build --output-file requirements.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --upgrade \
		--extra build --extra test --extra style --constraint requirements.txt --output-file tests/requirements.txt

clean: ## Remove the virtual environment and the caches; the store stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found on the path." \
		"Install one, or name it: make app PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is incomplete here." \
		"On Debian and Ubuntu: apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the pinned requirements (about 80 packages, one to three minutes) ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-test: tests/requirements.txt $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@
