# What a newcomer types. Needs python3 >= 3.11 with pip and venv, and make; nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PEERS := .venv-peers

# Two more than there are processors: many tests wait for a process or a clock.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 2)')

.PHONY: demo test check prove bench lock format wheel screenshots clean

demo: $(VENV)/.installed  ## The rehearsal: bot, local servers and a page with phones
	@$(BIN)/donghanh demo

test: $(VENV)/.developing  ## Every test, under five minutes
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: $(VENV)/.developing  ## Types, style, imports, the course
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/donghanh check

prove: $(VENV)/.developing  ## Kills, faults and odd input against the real program, on Telegram and on Zalo, about 50 minutes; ARGS="--quick" for less
	@$(BIN)/python -m tests.prove $(ARGS)

bench: $(VENV)/.developing $(PEERS)/.installed  ## Speed beside the peers', a quarter of an hour; ONLY="turns paid" for some figures
	@$(BIN)/python -m tests.bench $(ONLY)

format: $(VENV)/.developing
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(VENV)/bin/python  ## Pin every package by hash; no address of a registry is written down
	@$(PIP) install uv
	@$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade \
		--extra install --output-file requirements.lock pyproject.toml
	@$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--extra dev --extra install --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml

wheel: $(VENV)/.developing
	@$(BIN)/python -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir dist .

screenshots: $(VENV)/.developing  ## The guide's pictures, from a rehearsal in the system's Chromium
	@$(BIN)/python -m docs.screenshots

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed (set PYTHON=python3.11)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV) (once) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.developing: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what tests need (once) …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# The peers that are measured beside this program pin nothing of ours: an environment of their own.
$(PEERS)/.installed: tests/bench/peers/requirements.lock | $(VENV)/bin/python
	@echo "Installing the peers into $(PEERS) (once) …"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
