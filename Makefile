# `make demo` reads the examples, `make test` checks everything; each sets up what it needs from nothing.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data

.PHONY: demo test postgresql chromium format docs pictures assets weights tables figures bench clean

demo: $(VENV)/.reader
	$(BIN)/onrecord read examples

test: $(VENV)/.dev postgresql chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

# The ledger is tested in a server that the tests start for themselves; without it they are skipped.
postgresql:
	ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || \
		{ apt-get update && apt-get install -y postgresql; } || echo "PostgreSQL cannot be had here"

# The web interface is tested in it; without it those tests are skipped.
chromium:
	command -v chromium >/dev/null || { apt-get update && apt-get install -y chromium; } || \
		echo "chromium cannot be had here"

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.reader
	$(BIN)/python docs/commands.py > docs/commands.md.new && mv docs/commands.md.new docs/commands.md

pictures: $(VENV)/.dev chromium
	$(BIN)/python docs/pictures.py

# About three hours on two cores; resumes where it was interrupted.
weights: $(VENV)/.train
	$(BIN)/python -m training --data $(DATA) --runs runs --out src/onrecord/reading/weights

# The gazetteer and the first names, from the packages that have them.
tables: $(VENV)/.train
	$(BIN)/python -m training.gazetteer --out src/onrecord/reading/gazetteer
	$(BIN)/python -m training.first_names

# What the web interface serves of others' work, from pinned npm packages; needs npm.
assets: $(VENV)/.reader
	$(BIN)/python -m assets

figures: $(VENV)/.reader
	$(BIN)/onrecord evaluate $(DATA)/polnear-dev.jsonl --nested $(DATA)/nested-dev.jsonl

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.ledger
	$(BIN)/python -m benchmarks.mapping

$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv $(VENV); }

$(VENV)/.reader: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,charts]'
	touch $@ $(VENV)/.reader

$(VENV)/.train: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,charts,train]'
	touch $@ $(VENV)/.dev $(VENV)/.reader

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
