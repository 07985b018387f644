# `make demo` and `make test` set everything up by themselves; only python3, pip and make are needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
JOBS   ?= 2

.PHONY: demo test lint bench docs forms clean

demo: $(READY)
	$(BIN)/dossier demo --out out/demo

test: $(READY)
	$(BIN)/python -m pytest -n $(JOBS) $(TEST_ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m dossier.forms.builders --check
	$(BIN)/dossier templates lint

bench: $(READY)
	$(BIN)/python benchmarks/filling.py
	$(BIN)/python benchmarks/whole.py

docs: $(READY)
	$(BIN)/python -m docs.make

forms: $(READY)
	$(BIN)/python -m dossier.forms.builders

# a plain Debian has venv without ensurepip: then pip of the system installs into the new environment
$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV); }
	if $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]"; \
	else \
	  $(PYTHON) -m pip --quiet --disable-pip-version-check --python $(BIN)/python install -e ".[test]"; \
	fi
	touch $(READY)

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
