# `make run` and `make test` are all a newcomer needs: Python 3.11+ and make. The rest is in `make help`.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
FAMILIES ?= 12
MONTHS ?= 10
BIN := $(VENV)/bin
CATALOGS := $(wildcard locales/*/LC_MESSAGES/nuanxin.po)
export UV_PYTHON_DOWNLOADS := never
# Without bytecode every command compiles anew all that it imports, and takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test check bench faults replays simulate model score questions score-questions lock catalogs clean

help: ## Show these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(VENV)/.run ## Install what the program needs into .venv

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Nuanxin needs Python 3.11 or newer; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	-@$(BIN)/python -m pip install -q --disable-pip-version-check uv 2>/dev/null || echo "uv is not to be had; pip does it, slower"

define install
if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install -q -p $(VENV) --require-hashes -r $(1); \
else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi
$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
$(BIN)/pybabel -q compile -D nuanxin -d locales
endef

$(VENV)/.run: requirements.lock pyproject.toml $(CATALOGS) | $(BIN)/python
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.test: tests/requirements.lock pyproject.toml $(CATALOGS) | $(BIN)/python
	$(call install,tests/requirements.lock)
	@touch $@ $(VENV)/.run

run: $(VENV)/.run ## Start the living demo: 40 invented families, virtual phones, no other service
	$(BIN)/nuanxin demo

test: $(VENV)/.test ## Run the tests on SQLite and PostgreSQL
	$(BIN)/python -m pytest -q -n auto --dist worksteal

check: $(VENV)/.test ## Lint, types, import rules, catalogs, migrations, the study pack, the Dockerfile
	$(BIN)/ruff format --check backend tests
	$(BIN)/ruff check backend tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/python -m tests.catalogs
	$(BIN)/nuanxin db check
	$(BIN)/nuanxin pack check messages/nct06731192

bench: $(VENV)/.test ## Measure ratios against rivals in one run (needs redis-server for one of them)
	$(BIN)/python -m tests.benchmarks.dispatch
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.benchmarks.understand
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.benchmarks.questions
	$(BIN)/python -m tests.benchmarks.emergency
	$(BIN)/python -m tests.benchmarks.app_api
	$(BIN)/python -m tests.benchmarks.adherence_report 10000
	$(BIN)/python -m tests.benchmarks.console_pages 10000
	$(BIN)/python -m tests.benchmarks.adherence_page

simulate: $(VENV)/.run ## The story of the README; FAMILIES=40 MONTHS=14 lives through the whole study
	$(BIN)/nuanxin simulate --families $(FAMILIES) --months $(MONTHS) --seed 7 --start 2026-12-01

faults: $(VENV)/.test ## Seeds 1-20 with faults 0.2 on SQLite and on PostgreSQL with a killed worker
	$(BIN)/python -m tests.faults --seeds 1-20

replays: $(VENV)/.test ## Two hundred families' diaries over a bad line on SQLite and PostgreSQL, drawn anew
	REPLAYS=200 $(BIN)/python -m pytest -q -n auto tests/diary/test_replays.py

model: $(VENV)/.test ## Train the model that may raise a message's level, from the pack's labelled messages
	OPENBLAS_NUM_THREADS=1 $(BIN)/nuanxin model train

score: $(VENV)/.test ## Rules and model on labelled messages they have not seen, beside the targets
	OPENBLAS_NUM_THREADS=1 $(BIN)/nuanxin model evaluate --ordinary ../shared/triage/sms_dev.jsonl
	OPENBLAS_NUM_THREADS=1 $(BIN)/nuanxin understand --score tests/triage/unseen/sixth-author.jsonl
	OPENBLAS_NUM_THREADS=1 $(BIN)/nuanxin understand --score tests/triage/unseen/eighth-author.jsonl

questions: $(VENV)/.test ## Train the model that tells what a question asks
	OPENBLAS_NUM_THREADS=1 $(BIN)/nuanxin train-questions

score-questions: $(VENV)/.test ## Answers to labelled questions that the model has not seen, beside the targets
	OPENBLAS_NUM_THREADS=1 $(BIN)/nuanxin score-questions

lock: | $(BIN)/python ## Refresh both locks from pyproject.toml
	$(BIN)/uv pip compile -q pyproject.toml --extra build --universal --python-version 3.11 --upgrade \
	  --no-emit-index-url --generate-hashes --no-header --no-annotate -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra build --extra dev --universal --python-version 3.11 \
	  --no-emit-index-url --generate-hashes --no-header --no-annotate -c requirements.lock -o tests/requirements.lock

catalogs: $(VENV)/.test ## Gather interface sentences anew and merge them into locales/
	$(BIN)/python -m tests.catalogs --update

clean: ## Remove what the build made
	rm -rf $(VENV) build dist *.egg-info var .mypy_cache .ruff_cache .pytest_cache .hypothesis
