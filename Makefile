# Voronka. `make help` lists what there is. Needs make and a Python of version 3.11 or newer, nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV ?= .venv
PY := $(VENV)/bin/python
# Each start of the bot, each worker of the tests and each tool would compile everything again.
unexport PYTHONDONTWRITEBYTECODE
WORKERS ?= 2
ARGS ?=

# Two stamps: what the bot needs to run (short, so that the demo starts soon) and what tests and lint need besides.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
PINS := pyproject.toml constraints.txt

# An environment whose Python was removed or is too old counts as absent, whatever its stamps say.
ifneq ($(shell $(PY) -c 'import sys, pip; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
.PHONY: $(RUNTIME)
endif

# Two makes started at once (a demo and the tests, say) must not install over each other.
LOCKED := $(if $(shell command -v flock),flock .setup.lock,)

define INSTALL
import sys, tomllib
project = tomllib.load(open("pyproject.toml", "rb"))["project"]
lists = {"runtime": project["dependencies"], **project["optional-dependencies"]}
print("\n".join(lists[sys.argv[1]]))
endef
export INSTALL

# $(call install,runtime|dev): pinned; byte-compiled on all cores at once, which pip does on one, and without what
# nobody imports.
UNUSED := /(tests|testing|pip|setuptools|pkg_resources|f2py|holidays|geodata|carrierdata|tzdata)/
install = $(PY) -c "$$INSTALL" $(1) > $(VENV)/$(1).txt \
	&& $(PY) -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -r $(VENV)/$(1).txt \
	&& { $(PY) -m compileall -q -j 0 -x "$(UNUSED)" $(VENV)/lib > /dev/null 2>&1 || true; } \
	&& touch $(VENV)/.$(1)

##@ Try it
.PHONY: demo
demo: $(RUNTIME) ## A sales department at work in your browser: no token, no account (ARGS=--play: a day in the terminal)
	@$(PY) main.py demo $(ARGS)

.PHONY: play
play: $(RUNTIME) ## A whole working day plays itself in the terminal and ends
	@$(PY) main.py demo --play $(ARGS)

.PHONY: run
run: $(RUNTIME) ## The real bot: needs BOT_TOKEN in the environment or in .env
	@exec $(PY) main.py run $(ARGS)

##@ Work on it
.PHONY: setup
setup: $(DEV) ## Make .venv with everything for work and tests

.PHONY: test
test: $(DEV) ## The whole suite, on SQLite and PostgreSQL (ARGS="-k calls" picks)
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal -m "not slow" $(ARGS)

.PHONY: test-fast
test-fast: $(DEV) ## The suite without PostgreSQL
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal -m "not slow" -k "not postgres" $(ARGS)

.PHONY: test-slow
test-slow: $(DEV) ## The long tests only
	@$(PY) -m pytest -m slow $(ARGS) || { status=$$?; test $$status -eq 5 && echo "There are no slow tests."; }

.PHONY: coverage
coverage: $(DEV) ## The whole suite with branch coverage
	@$(PY) -m pytest -n $(WORKERS) -m "not slow" --cov --cov-report=term-missing $(ARGS)

.PHONY: lint
lint: $(DEV) ## ruff, formatting, mypy, import contract
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))'

.PHONY: format
format: $(DEV) ## Put imports and formatting in order
	@$(PY) -m ruff check --select I --fix --quiet .
	@$(PY) -m ruff format .

.PHONY: bench
bench: $(DEV) ## The figures of README.md, measured on this machine
	@$(PY) -m tests.benchmarks $(ARGS)

.PHONY: messages
messages: $(DEV) ## Take texts out of the code and bring locales/*/ up to date with them
	@$(PY) -m babel.messages.frontend --quiet extract --mapping-file pyproject.toml --no-default-keywords \
		-k _ -k N_ -k html -k n_:1,2 -k NN_:1,2 -k p_:1c,2 -k gettext -k ngettext:1,2 -k pgettext:1c,2 -k npgettext:1c,2,3 \
		--add-comments "i18n:" --strip-comment-tags --sort-by-file --add-location file --no-wrap \
		--project voronka --output-file locales/messages.pot .
	@for locale in ru uk; do \
		if [ -f locales/$$locale/LC_MESSAGES/messages.po ]; then action="update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date"; \
		else action=init; fi; \
		$(PY) -m babel.messages.frontend --quiet $$action --input-file locales/messages.pot \
			--output-file locales/$$locale/LC_MESSAGES/messages.po --locale $$locale --no-wrap || exit 1; \
	done

.PHONY: migration
migration: $(DEV) ## Write the next migration from what changed in storage/tables (m="what changed")
	@test -n "$(m)" || { echo 'Say what changed: make migration m="…"' >&2; exit 2; }
	@$(PY) -m storage.make_migration "$(m)"

.PHONY: constraints
constraints: $(DEV) ## Pin what is installed now
	@{ head -1 constraints.txt; $(PY) -m pip freeze --all --exclude setuptools --exclude voronka | grep '=='; } > constraints.new \
		&& mv constraints.new constraints.txt

.PHONY: clean
clean: ## Remove the environment and what tools left (data/ stays)
	@rm -rf $(VENV) .setup.lock .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ------------------------------------------------------------------------------------------------------ environment
$(RUNTIME): $(PINS) .ci/make-venv
	@echo "Setting up $(VENV) (once, under a minute)…" >&2
	@$(LOCKED) bash -c '.ci/make-venv $(VENV) "$(PYTHON)" && $(call install,runtime)'

$(DEV): $(RUNTIME) $(PINS)
	@echo "Installing what tests and lint need…" >&2
	@$(LOCKED) bash -c '$(call install,dev)'
