# One folder, .venv, holds everything; `make demo` needs nothing but Python and this file.

VENV := .venv
BIN := $(VENV)/bin
ROOMS := shutong bot config ebooks handlers jobs language library reader reference web

.DEFAULT_GOAL := help
.PHONY: help demo test lint types words bench clean

help:  ## What can be made
	@sed -n 's/^\([a-z]*\):.*##/make \1 \t/p' Makefile

demo: $(VENV)/run.stamp  ## The whole library on this machine, with a pretend WeChat
	@$(BIN)/shutong demo

test: $(VENV)/dev.stamp  ## All tests, with real servers and a real browser
	$(BIN)/python -m pytest -n 4 --dist worksteal  # more than there are cores: many tests wait

lint: $(VENV)/dev.stamp  ## Style, formatting, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/dev.stamp  ## mypy, strict
	$(BIN)/mypy $(ROOMS)

words: $(VENV)/dev.stamp  ## Bring the catalogues of translations up to what is said
	$(BIN)/python -m language.gathering

bench: $(VENV)/dev.stamp  ## What we measure
	$(BIN)/python -m benchmarks

clean:  ## Remove what was installed and cached; the library's data in var/ stay
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The lock files hold a hash for every package, so pip installs those bytes or nothing.

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/bin/python:
	@for python in "$$PYTHON" python3 python3.14 python3.13 python3.12 python3.11; do \
	  command -v "$$python" >/dev/null 2>&1 || continue; \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo "Installing into $(VENV) with $$("$$python" --version); the first time takes a minute or two."; \
	  "$$python" -m venv $(VENV) && exit 0; \
	  echo "$$python cannot make a virtual environment: apt-get install python3-venv"; rm -rf $(VENV); exit 1; \
	done; \
	echo "Shutong needs Python 3.11 or newer, and there is none on PATH. PYTHON=/where/it/is make demo"; exit 1
