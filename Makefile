# Two commands on a fresh machine: `make report` and `make test`. Everything else is comfort.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ORGANISATION ?= sample_data/brackwater_outfitters
OUT ?= reports

.DEFAULT_GOAL := help
.PHONY: help report test test-fast prove lint bench bench-batch bench-live calibrate worksheets screenshots
.PHONY: lock install-tools clean

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

report: $(VENV)/ready-report  ## set up what is needed and render the sample organisation's report
	@$(BIN)/kit report $(ORGANISATION) --out $(OUT)

test: $(VENV)/ready-all install-tools lint  ## set up what is needed and run every test
	@$(BIN)/python -m pytest -n 2 --dist worksteal

test-fast: $(VENV)/ready-all  ## the tests that take less than two minutes together
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

prove: $(VENV)/ready-all install-tools  ## ten times as many kills and power cuts as in the tests
	@KIT_AT_LENGTH=10 $(BIN)/python -m pytest -n 2 -m slow tests/faults tests/store/test_machine.py

lint: $(VENV)/ready-all  ## style, types, layers, docstrings, spelling, dependencies, notebooks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/interrogate -q kit
	@$(BIN)/codespell -D - -D tests/british.txt
	@$(BIN)/deptry .
	@$(BIN)/nbstripout --verify --keep-id notebooks/*.ipynb

bench: $(VENV)/ready-all  ## the figures of the engine and of one report, measured here
	@$(BIN)/python benchmarks/decision_engine.py
	@$(BIN)/python benchmarks/one_report.py
	@$(BIN)/python benchmarks/exchange.py
	@$(BIN)/python benchmarks/calendar_conflicts.py
	@$(BIN)/python benchmarks/kernel_start.py

bench-batch: $(VENV)/ready-all  ## hundreds of reports beside plain papermill and nbconvert
	@$(BIN)/python benchmarks/batch.py 5 growth

bench-live: $(VENV)/ready-all  ## a served workshop of 30 to 300 seats, Voila beside it
	@$(BIN)/python benchmarks/live.py

worksheets: $(VENV)/ready-all  ## make the blanks, the guide and the agendas anew from the content
	@$(BIN)/kit worksheets --out worksheets

screenshots: $(VENV)/ready-all install-tools  ## pictures of pages and forms, in a folder outside git
	@$(BIN)/python tests/browser/screenshots.py screenshots

calibrate: $(VENV)/ready-all  ## how often each label names the truly best account model
	@$(BIN)/python benchmarks/calibrate.py

install-tools: $(VENV)/ready-all  ## Chromium and PostgreSQL for the tests that need them
	@sh tests/install_tools.sh

lock:  ## pin anew what pyproject.toml asks for (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate \
	  --extra lab --extra live --extra postgres --extra cluster --extra test pyproject.toml -o requirements-all.lock
	@uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate \
	  -c requirements-all.lock pyproject.toml -o requirements.lock

clean:  ## take away the environment and what was rendered
	@rm -rf $(VENV) $(OUT) screenshots .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready-report: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what renders a report …"
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/ready-all: requirements-all.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing everything, tests included …"
	@$(PIP) install -r requirements-all.lock
	@$(PIP) install --no-deps --editable .
	@touch $@ $(VENV)/ready-report
