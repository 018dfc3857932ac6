# Every target makes .venv by itself; it needs make and a Python of 3.11 or later, found on the path or given as PYTHON=…

VENV ?= .venv
BIN := $(VENV)/bin
# The stamp's name holds the lock's checksum: another lock, another environment.
STAMP := $(VENV)/.lock-$(firstword $(shell cksum requirements-dev.lock))
SPECS ?= ../shared/specs
CLIENTS ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help venv generate check changes test lint types bench corpus interop clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

generate: $(STAMP) ## Write generated/ from specs/ (CLIENTS="telnyx …": only these)
	@$(BIN)/python -m generator generate $(CLIENTS)

check: $(STAMP) ## Fail with a diff when generated/ is out of step with specs/
	@$(BIN)/python -m generator check $(CLIENTS)

changes: $(STAMP) ## Tell what make generate would change for callers (ARGS="--since origin/main": since then)
	@$(BIN)/python -m generator changes $(CLIENTS) $(ARGS)

test: $(STAMP) ## Run all tests (ARGS="-k words": some)
	@$(BIN)/python -m pytest $(ARGS)

lint: $(STAMP) ## Check formatting and the rules of the architecture
	@$(BIN)/black --check --quiet . || { $(BIN)/black --check .; exit 1; }
	@$(BIN)/black --check --line-length 88 --extend-exclude 'a^' --quiet generator/runtime generated \
	  || { $(BIN)/black --check --line-length 88 --extend-exclude 'a^' generator/runtime generated; exit 1; }
	@$(BIN)/python -m pytest -q tests/test_architecture.py

types: $(STAMP) ## Check types of everything, with mypy --strict and basedpyright; of what is generated, with ty and pyrefly too
	@$(BIN)/mypy --strict -p generator
	@cd generated && $(abspath $(BIN))/mypy --strict --config-file ../pyproject.toml --cache-dir ../.mypy_cache .
	@$(BIN)/basedpyright --level error
	@$(BIN)/ty check --python $(VENV) --output-format concise
	@$(BIN)/pyrefly check --python-interpreter-path $(BIN)/python --summary=none --output-format min-text

bench: $(STAMP) ## Measure generating, importing, calling and decoding, as ratios
	@$(BIN)/python -m tests.benchmarks.bench --documents "$(SPECS)" $(ARGS)

corpus: $(STAMP) ## From every document in SPECS: generate a client, import all of it, call every method
	@$(BIN)/python -m tests.corpus.run "$(SPECS)" $(ARGS)

interop: $(STAMP) ## Call every operation against Prism, which validates requests (needs npm; SPECS: further documents)
	@$(BIN)/python -m tests.interop.run "$(SPECS)"

venv: $(STAMP) ## Make the environment and nothing else
	@:

clean: ## Remove the environment and all caches
	@rm -rf .venv dist .mypy_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP):
	@set -e; \
	for python in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	  python=; \
	done; \
	test -n "$$python" || { echo "No Python 3.11 or later with venv was found; say PYTHON=/path/to/python." >&2; exit 2; }; \
	echo "Making $(VENV) with $$python ..."; \
	"$$python" -m venv --clear $(VENV); \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-dev.lock; \
	touch $@
