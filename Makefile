# Yizhan: `make demo` runs the product, `make test` passes the tests; both make .venv from the lock by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080
DATA ?= data/demo

.DEFAULT_GOAL := help
.PHONY: help demo test torture check format lock clean

help: ## what can be done here
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

demo: $(VENV)/run ## run the whole product with a demo village, at http://127.0.0.1:8080
	@$(BIN)/yizhan demo --port $(PORT) --data-dir $(DATA)

test: $(VENV)/dev ## run the tests
	@$(BIN)/pytest $(ARGS)

# pytest would keep every line of the log of a test, and with a million refusals run out of memory.
torture: $(VENV)/dev ## run the long tests: kills, hostile platforms, fuzzing
	@$(BIN)/pytest -m torture -p no:logging tests/torture $(ARGS)

check: $(VENV)/dev ## lint, format, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(VENV)/dev ## put the code into its format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## resolve every version anew (needs uv)
	@uv pip compile -q pyproject.toml --override .ci/overrides.txt --generate-hashes --no-header -o requirements.lock
	@uv pip compile -q pyproject.toml --group dev --override .ci/overrides.txt -c requirements.lock --generate-hashes --no-header -o requirements-dev.lock

clean: ## remove what was made here, but no data
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# One thread trains fastest: the steps are small, and the library's threads would wait for one another.
# The lock holds every version, so nothing is resolved here; --no-deps leaves out what it leaves out.
$(VENV)/run: requirements.lock pyproject.toml
	@$(MAKE) --no-print-directory $(VENV)/python
	@echo "Installing Yizhan into $(VENV) …"
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m nlp.train
	@touch $@

$(VENV)/dev: requirements-dev.lock pyproject.toml
	@$(MAKE) --no-print-directory $(VENV)/python
	@echo "Installing Yizhan and its test tools into $(VENV) …"
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m nlp.train
	@touch $@ $(VENV)/run

$(VENV)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python is too old: 3.11 or newer is needed ($$($(PYTHON) --version))."; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null || { echo "Python's venv is missing: install python3-venv."; exit 1; }
	@touch $@
