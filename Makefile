# `make help` lists what there is. Works with GNU make from 3.81 (macOS) on.

LEAN ?=
VENV := .venv$(if $(LEAN),-lean)
BIN := $(VENV)/bin
HOME_DIR := .home$(if $(LEAN),-lean)
REPORTS ?= ../shared/reports
SMOKE := .venv-smoke

# The first Python that is new enough; set PYTHON to choose another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --require-virtualenv --no-input
# Everything that pyproject.toml asks for, but for what brings torch along.
LEAN_NEEDS := import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	print(*(need for need in project["dependencies"] if not need.startswith("sentence-transformers")), sep="\n")

NORWEGIAN ?= Hvor stor andel av EUs årlige forbruk skal gjenvinnes i EU innen 2030?
ENGLISH ?= What share of consumption should be extracted in the Union by 2030?

.DELETE_ON_ERROR:
.PHONY: help ask test check format lint types contracts wheel smoke bench bench-all pins clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

ask: $(VENV)/.installed  ## set up, index the bundled briefs, ask in Norwegian and in English (LEAN=1: without torch)
	@ASSISTANT_HOME=$(HOME_DIR) $(BIN)/assistant rebuild --reports corpus/briefs
	@for question in "$(NORWEGIAN)" "$(ENGLISH)"; do \
		printf '\n> assistant ask "%s"\n' "$$question"; \
		ASSISTANT_HOME=$(HOME_DIR) $(BIN)/assistant ask "$$question" || exit; done

test: $(VENV)/.developing  ## set up and run the tests
	@$(BIN)/python -m pytest

check: format lint types contracts test smoke  ## all that must hold before a commit

format: $(VENV)/.developing  ## formatting, as ruff would have it
	@$(BIN)/ruff format --check .

lint: $(VENV)/.developing  ## ruff's rules
	@$(BIN)/ruff check .

types: $(VENV)/.developing  ## mypy, strict
	@$(BIN)/mypy

contracts: $(VENV)/.developing  ## imports go one way: tui, assistant, index, corpus
	@$(BIN)/lint-imports

wheel: $(VENV)/.developing  ## build the wheel into dist/
	@rm -rf dist
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null
	@ls dist

# The wheel in an environment of its own; what it depends on is lent by the main one.
smoke: wheel  ## install the wheel somewhere else and ask it a question
	@rm -rf $(SMOKE)
	@$(BIN)/python -m venv --without-pip $(SMOKE)
	@$(PIP) --python $(SMOKE)/bin/python install --quiet --no-deps dist/*.whl
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
		> "$$($(SMOKE)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/lent.pth"
	@cd $(SMOKE) && bin/assistant --help >/dev/null
	@cd $(SMOKE) && ASSISTANT_HOME=home bin/assistant ask "$(NORWEGIAN)"
	@rm -rf $(SMOKE)

bench: $(VENV)/.developing  ## the quick measurements: start-up, and one cold question on REPORTS
	@$(BIN)/python -m bench.cold_start
	@$(BIN)/python -m bench.cold_ask --reports "$(REPORTS)"

bench-all: bench  ## those, and the speed and memory of a whole rebuild of REPORTS (minutes)
	@$(BIN)/python -m bench.indexing --reports "$(REPORTS)"

# Torch stays where it is: on Linux, a newer one from the package registry brings gigabytes of CUDA libraries.
pins: pyproject.toml  ## renew constraints.txt with the newest releases that pyproject.toml allows
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	rm -rf .venv-pins && $(PYTHON) -m venv .venv-pins && .venv-pins/bin/pip install --quiet --upgrade pip
	grep '^torch==' constraints.txt > .venv-pins/torch.txt
	.venv-pins/bin/pip install --quiet -c .venv-pins/torch.txt --group dev .
	{ sed -n '/^#/p' constraints.txt; \
		.venv-pins/bin/pip freeze --all --exclude pip --exclude mandate-assistant | sed 's/+cpu$$//' | grep -v -i -E '^(nvidia|cuda|triton)'; \
	} > .venv-pins/constraints.txt
	mv .venv-pins/constraints.txt constraints.txt && rm -rf .venv-pins

clean:  ## remove what this file made; your reports and your own homes stay
	rm -rf .venv .venv-lean $(SMOKE) .venv-pins .home .home-lean .home-bench dist build .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. Install one, or name it:" \
		"make PYTHON=/path/to/python3.13" >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON) $(if $(LEAN),(without torch),(torch alone is some 200 MB: a minute or two))"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
ifeq ($(LEAN),)
	@$(PIP) install --quiet -c constraints.txt -e .
else
	@$(BIN)/python -c '$(LEAN_NEEDS)' > $(VENV)/needs.txt
	@$(PIP) install --quiet -c constraints.txt -r $(VENV)/needs.txt
	@$(PIP) install --quiet --no-deps -e .
endif
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@$(PIP) install --quiet -c constraints.txt --group dev
	@touch $@
