# Everything from a fresh clone: `make run` serves the demo municipality, `make test` runs the suite.
# Needed beforehand: Python 3.11 or newer. Where there is no npm, a Node.js from PyPI does its work.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MUTATE := var/venv-mutate
HAS_NPM := $(shell command -v npm 2>/dev/null)

export PATH := $(CURDIR)/$(BIN):$(PATH)
export PORT
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run test bench lint format mutate lock messages setup setup-dev clean

help:
	@echo "make setup     install and build what serving needs, and nothing else"
	@echo "make run       set up what is missing and serve the demo municipality on PORT ($(PORT))"
	@echo "make test      set up what is missing and run the suite; ARGS='-k word' or ARGS=--cov goes to pytest"
	@echo "make bench     measure; a table, and bench/results.json"
	@echo "make lint      every check that reads the code without running the suite"
	@echo "make mutate    break ROOM (assessments/ledger) line by line, and see whether its tests notice"
	@echo "make format    put Python and templates in the house's form"
	@echo "make messages  gather strings into locale/ (needs GNU gettext) and compile them"
	@echo "make lock      resolve pyproject.toml anew into the hashed locks, and say what changed"
	@echo "make clean     remove everything that set-up made, the demo database too"

run: setup
	@$(BIN)/python -m tools.run

test: setup-dev
	@$(BIN)/python -m pytest -n auto $(ARGS)

bench: setup-dev
	@$(BIN)/python -m bench $(ARGS)

# What serves; and what works on the code besides: test tools, linters, types.
setup: $(VENV)/.installed static/icons/sprite.svg locale/.compiled
setup-dev: $(VENV)/.installed-dev node_modules/.installed-dev setup

# The environment. A stamp is newer than its locks only when every package was installed.
$(VENV)/.installed: requirements.lock requirements-node.lock requirements-setup.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Installing Python packages into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m tools.install requirements-setup.lock requirements.lock $(if $(HAS_NPM),,requirements-node.lock)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what tests and linters need ..."
	@$(BIN)/python -m tools.install requirements-dev.lock
	@touch $@

$(MUTATE)/.installed: requirements-mutate.lock requirements-setup.lock
	@echo "Installing what breaks the code on purpose ..."
	@$(PYTHON) -m venv --clear $(MUTATE)
	@$(MUTATE)/bin/python -m tools.install requirements-setup.lock requirements-mutate.lock
	@touch $@

# Install scripts of npm packages are not run: nothing here needs them. npm ci begins by emptying the folder.
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
node_modules/.installed: package.json package-lock.json .npmrc $(VENV)/.installed
	@echo "Installing front-end packages ..."
	@$(NPM_CI) --omit=dev >/dev/null
	@touch $@

node_modules/.installed-dev: package.json package-lock.json .npmrc $(VENV)/.installed
	@echo "Installing front-end packages, linters too ..."
	@$(NPM_CI) >/dev/null
	@touch node_modules/.installed $@

OWN_ICONS := $(filter-out static/icons/sprite.svg, $(wildcard static/icons/*.svg))
static/icons/sprite.svg: node_modules/.installed static/build.mjs $(wildcard static/scss/*.scss static/scss/*/*.scss) $(OWN_ICONS)
	@echo "Building the stylesheets ..."
	@npm run --silent build
	@touch $@

PO_FILES := $(wildcard locale/*/LC_MESSAGES/*.po)
locale/.compiled: $(PO_FILES) $(VENV)/.installed
	@$(BIN)/python -m tools.messages compile
	@mkdir -p locale && touch $@

# Not in CI. ARGS="--tests tests/courses tests/development" looks elsewhere than in the tests that mirror the room.
mutate: setup $(MUTATE)/.installed
	@test -n "$(ROOM)" || { echo "Which room? make mutate ROOM=assessments/ledger" >&2; exit 2; }
	@$(MUTATE)/bin/python -m tools.mutate $(ROOM) $(ARGS)

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djhtml --check --tabwidth 4 templates
	npm run --silent lint
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tools.lint_migrations
	$(BIN)/python -m tools.messages check

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 4 templates

messages: setup-dev
	$(BIN)/python -m tools.messages gather
	$(BIN)/python -m tools.messages compile

# Universal: one lock for every Python from 3.11 and every system. The address of the index is never written.
# Everything is resolved together; what serves is a part of that.
# ARGS=--upgrade takes the newest that pyproject.toml admits.
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --quiet --custom-compile-command "make lock"
lock: $(VENV)/.installed
	$(LOCK) pyproject.toml --extra dev --extra lrs --output-file requirements-dev.lock $(ARGS)
	$(LOCK) pyproject.toml --constraints requirements-dev.lock --output-file requirements.lock
	$(LOCK) --group node --output-file requirements-node.lock $(ARGS)
	$(LOCK) --group setup --output-file requirements-setup.lock $(ARGS)
	$(LOCK) pyproject.toml --extra dev --group mutate --output-file requirements-mutate.lock $(ARGS)
	@$(BIN)/python -m tools.locks

clean:
	rm -rf $(VENV) node_modules var .ruff_cache .hypothesis locale/.compiled
	rm -rf static/css static/fonts static/icons/fds static/icons/sprite.svg
	find . -name '*.mo' -path '*/LC_MESSAGES/*' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
