# Everything a contributor types. It needs GNU make, a POSIX shell and Python 3.11 or newer; `make help` lists it.

VENV := .venv
BIN := $(VENV)/bin
# Tried in this order. To choose another: make ask PYTHON=/path/to/python3
PYTHON := python3.11 python3 python3.12 python3.13 python3.14
PACKAGES := bot corpus index

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
INSTALL := $(PIP) install --constraint constraints.txt

# The question reaches the shell as an environment variable and reaches that unexpanded ($(value ...)), so that
# quotation marks, dollar signs and backticks in it mean nothing to make or to the shell.
export QUESTION := $(value Q)
unexport Q

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: ask build serve test check lint types benchmark format constraints clean help

ask: $(VENV)/.runtime ## answer a question: make ask Q="What did Peskov say about the Kurds?"
	@$(BIN)/onrecord ask -- "$$QUESTION" || test $$? -eq 1 # 1: nothing found, which is an answer too

build: $(VENV)/.runtime ## build the index of the shipped articles
	@$(BIN)/onrecord build

serve: $(VENV)/.telegram ## run the Telegram bot; the token comes from the environment or .env
	@$(BIN)/onrecord serve

test: $(VENV)/.dev ## install what development needs, then check
	@$(MAKE) --no-print-directory check

check: lint types ## lint, strict types and all tests, installing nothing
	$(BIN)/pytest --numprocesses=auto --dist=loadfile

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy sees the folders under their import name through links; it does not follow an editable install.
types:
	@mkdir -p build/types/onrecord
	@ln -sfn $(PACKAGES:%=../../../%) build/types/onrecord/
	$(BIN)/mypy $(PACKAGES:%=--package onrecord.%)
	$(BIN)/mypy tests benchmarks

benchmark: $(VENV)/.runtime ## measure quotes and speakers on the evaluation data, and how fast they are found
	@$(BIN)/python benchmarks/quotes.py

format: $(VENV)/.dev ## rewrite the code as the linter wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A fresh environment resolves the newest of everything but PyTorch, whose pin is moved by hand: its CPU and CUDA
# builds differ in name, and in what they pull in, which no pin may carry to another machine.
constraints: $(VENV)/.created ## renew constraints.txt with the newest versions that fit together
	rm -rf build/newest && $(BIN)/python -m venv --without-pip build/newest
	$(PIP) --python build/newest/bin/python install "$$(grep '^torch==' constraints.txt)" 'setuptools>=80' --editable '.[dev]'
	$(PIP) --python build/newest/bin/python freeze --all --exclude-editable > build/newest/pins
	{ grep '^#' constraints.txt; sed -e '/^nvidia-/d;/^cuda-/d;/^triton==/d;s/+cpu$$//' build/newest/pins; } > build/newest/constraints
	mv build/newest/constraints constraints.txt
	rm -rf build/newest

clean: ## remove what was made here, except the index and .env
	rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r target does; do \
	  printf '  make %-12s %s\n' "$$target" "$$does"; done

# One stamp for each thing that can be installed; a larger one covers the smaller. Installing is editable: a new module
# is seen at once, and only a change of what is required installs again.
$(VENV)/.runtime: extra :=
$(VENV)/.runtime: covers := .runtime
$(VENV)/.telegram: extra := [telegram]
$(VENV)/.telegram: covers := .runtime .telegram
$(VENV)/.dev: extra := [dev]
$(VENV)/.dev: covers := .runtime .telegram .dev

$(VENV)/.runtime $(VENV)/.telegram $(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/.created
	@echo "Installing On the Record into $(VENV); this takes a minute or more the first time." >&2
	@$(INSTALL) setuptools
	@$(INSTALL) --no-build-isolation --editable '.$(extra)'
	@touch $(covers:%=$(VENV)/%)

# Debian's Python has venv without ensurepip unless python3-venv is installed; the pip outside then puts one inside.
$(VENV)/.created:
	@for python in $(PYTHON); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  if "$$python" -c 'import ensurepip' 2>/dev/null; then "$$python" -m venv $(VENV); \
	  else "$$python" -m venv --without-pip $(VENV) \
	    && "$$python" -m pip --quiet --quiet --python $(BIN)/python install pip; fi && touch $@ && exit; \
	  echo "$$python cannot make a virtual environment with pip in it; install python3-venv or python3-pip" >&2; exit 1; \
	done; \
	echo "Python 3.11 or newer is needed, and none was found as: $(PYTHON); name one: make PYTHON=/path/to/python3" >&2; exit 1
