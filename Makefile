# What a newcomer needs is `make run` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
# uv only compiles the lock files, so it is fetched where they are made and nowhere else.
UV := 0.13.8
COMPILE := $(BIN)/uv pip compile --quiet --no-annotate --no-header --generate-hashes --python-version 3.11

ASSETS := app/assets
BUILT := app/static/vendor
# Pages count as sources: a style that no page uses is left out of the style sheet.
ASSET_SOURCES := $(shell find $(ASSETS) app/templates app/web -name node_modules -prune -o -type f \
	\( -path '$(ASSETS)/*' -o -name '*.html' -o -name '*.py' \) -print)

.PHONY: help venv venv-dev assets run test test-setup test-quick bench check lint types imports migrations \
	migration screenshots format requirements translations audit-dependencies clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: .venv/.for-running ## build .venv with all that running needs

venv-dev: .venv/.for-testing ## add what checking and testing need

.venv/.for-running: requirements.txt scripts/venv.sh
	scripts/venv.sh requirements.txt
	touch $@

.venv/.for-testing: requirements-dev.txt .venv/.for-running
	scripts/venv.sh requirements-dev.txt
	touch $@

assets: $(BUILT)/.built ## fetch and build the style sheets and scripts of the pages

$(ASSETS)/node_modules/.installed: $(ASSETS)/package-lock.json
	cd $(ASSETS) && npm ci --no-audit --no-fund
	touch $@

$(BUILT)/.built: $(ASSETS)/node_modules/.installed $(ASSET_SOURCES)
	cd $(ASSETS) && npm run build
	touch $@

run: venv assets ## do the main job on the 107 plan in front of you, then serve on http://127.0.0.1:8000
	@scripts/run.sh

test: venv-dev assets test-setup ## run every test, on SQLite and PostgreSQL, browser included
	$(BIN)/pytest -n 2 -m 'not browser'
	$(BIN)/pytest -m browser

test-setup:
	@scripts/test-setup.sh

test-quick: venv-dev ## run what needs neither browser nor PostgreSQL
	$(BIN)/pytest -n 2 --quick

bench: venv-dev ## measure speed and memory against the least that is possible: about five minutes
	$(BIN)/python -m bench

screenshots: venv-dev assets test-setup ## every page of the demonstration in light, dark, phone and print: about three minutes
	PYTHONPATH=tests $(BIN)/python -m screenshots

check: lint types imports migrations ## all that is checked without running a test

lint: venv-dev ## find faults and untidy lines
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: venv-dev
	$(BIN)/mypy

imports: venv-dev
	$(BIN)/lint-imports --no-cache

migrations: venv-dev
	@directory=$$(mktemp -d); trap 'rm -rf "$$directory"' EXIT; \
	export DATABASE_URL="sqlite:///$$directory/check.sqlite3"; \
	$(BIN)/flask db upgrade && $(BIN)/flask db check

migration: venv-dev ## write the next migration from the models: make migration name="Say it as a sentence"
	@test -n "$(name)" || { echo 'name="…" says in a sentence what changes' >&2; exit 2; }
	@directory=$$(mktemp -d); trap 'rm -rf "$$directory"' EXIT; \
	export DATABASE_URL="sqlite:///$$directory/before.sqlite3"; \
	$(BIN)/flask db upgrade && $(BIN)/flask db revision "$(name)"
	$(BIN)/ruff check --fix --quiet migrations; $(BIN)/ruff format --quiet migrations

format: venv-dev ## tidy the lines, and mend the faults that can be mended by machine
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

requirements: venv ## compile the pinned requirements, with hashes, from the .in files
	$(BIN)/pip install --quiet uv==$(UV)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) requirements-audit.in -o requirements-audit.txt

translations: venv ## collect what pages and code say, and bring the English catalogue up to it
	@mkdir -p build
	$(BIN)/python -m babel.messages.frontend --quiet extract --mapping-file babel.cfg --keyword translated --sort-by-file \
		--ignore-dirs ".* node_modules tests" --add-location file --output-file build/messages.pot .
	$(BIN)/python -m babel.messages.frontend --quiet update --input-file build/messages.pot --domain messages \
		--output-dir app/translations --locale en --no-fuzzy-matching --ignore-obsolete --width 120
	$(BIN)/python scripts/english-of-scripts.py

audit-dependencies: venv ## verify the hashes of all packages, and ask whether a flaw is known in one
	@scripts/audit-dependencies.sh

clean: ## remove what was built; the data under instance/ stays
	rm -rf .venv build $(ASSETS)/node_modules $(BUILT)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
