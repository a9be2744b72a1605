# The two commands a newcomer needs are `make demo` and `make test`; `make check` is what CI runs before the tests.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN_INSTALLED := $(VENV)/.demo-installed
DEV_INSTALLED := $(VENV)/.dev-installed
BENCH_INSTALLED := $(VENV)/.bench-installed
DOCS_INSTALLED := $(VENV)/.docs-installed

# Where bytecode is not kept, each of pytest's workers compiles all tests anew: a tenth of the time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo install test test-long check format models screenshots bench bench-tui matrix comparison docs wheel clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo "codex-tui needs Python 3.10 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }

$(RUN_INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[demo,images]'
	@touch $@

$(DEV_INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(RUN_INSTALLED)

demo: $(RUN_INSTALLED) ## Open the application on the real server with a scripted model: no account, no network
	@$(BIN)/codex-tui --demo

install: $(DEV_INSTALLED) ## Build .venv with everything that development needs

test: $(DEV_INSTALLED) ## Run the tests (4 to 6 minutes)
	$(BIN)/python -m pytest -n auto -m "not long"

test-long: $(DEV_INSTALLED) ## Run what takes longer: an hour's work, soak, fuzz, version matrix
	$(BIN)/python -m pytest -m "long or hypothesis" --hypothesis-profile long

check: $(DEV_INSTALLED) ## Lint, types, import walls, drift of the generated models
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@# The package is looked for where the python of PATH looks; the report is worth reading only when it is not 100 %.
	@report=$$(PATH="$(CURDIR)/$(BIN):$$PATH" basedpyright --verifytypes codex_app_server --ignoreexternal) \
	  && echo "$$report" | grep "completeness score" || { echo "$$report"; exit 1; }
	$(BIN)/python scripts/generate_models.py --check

format: $(DEV_INSTALLED) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

models: $(DEV_INSTALLED) ## Generate the protocol models from the pinned server's own schema
	$(BIN)/python scripts/generate_models.py

screenshots: $(DEV_INSTALLED) ## Take the pictures of the README anew
	$(BIN)/python scripts/take_screenshots.py

$(BENCH_INSTALLED): $(DEV_INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

bench: $(BENCH_INSTALLED) ## Print the SDK's figures beside upstream's and the floor, as ratios
	$(BIN)/python -m benchmarks.sdk.stream
	$(BIN)/python -m benchmarks.sdk.start
	$(BIN)/python -m benchmarks.sdk.load

bench-tui: $(DEV_INSTALLED) ## Print the application's figures beside the official client's (Linux)
	$(BIN)/python -m benchmarks.tui.first_paint
	$(BIN)/python -m benchmarks.tui.stream
	$(BIN)/python -m benchmarks.tui.threads
	$(BIN)/python -m benchmarks.tui.open_thread
	$(BIN)/python -m benchmarks.tui.echo
	$(BIN)/python -m benchmarks.tui.ten_threads
	$(BIN)/python -m benchmarks.tui.idle
	$(BIN)/python -m benchmarks.tui.scroll
	$(BIN)/python -m benchmarks.tui.repaint
	$(BIN)/python -m benchmarks.tui.large_items

matrix: $(DEV_INSTALLED) ## Run the SDK's tests against several versions of the server
	$(BIN)/python scripts/version_matrix.py

comparison: $(BENCH_INSTALLED) ## Write the table of upstream's surface and ours anew
	$(BIN)/python scripts/compare_surfaces.py

$(DOCS_INSTALLED): $(DEV_INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	@touch $@

docs: $(DOCS_INSTALLED) ## Build the documentation into build/docs
	@# The notice about another major version of MkDocs than the pinned one would drown what is wrong here.
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

wheel: $(DEV_INSTALLED) ## Build the wheel into dist/
	$(BIN)/python -m build --wheel

clean: ## Remove the virtual environment and everything built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis
