# `make demo` and `make test` set everything up by themselves; only python3, pip and make are needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PORTABLE := $(VENV)/.portable
JOBS   ?= 2

define install
if $(BIN)/python -m pip --version >/dev/null 2>&1; then \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check -e "$(1)"; \
else \
  $(PYTHON) -m pip --quiet --disable-pip-version-check --python $(BIN)/python install -e "$(1)"; \
fi
endef

.PHONY: demo test lint bench docs forms portable portable-test wheels clean

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

# the folder that runs without an installation, for the kind of machine this is: dist/dossier/
portable: $(PORTABLE)
	$(BIN)/pyinstaller --noconfirm --log-level WARN portable/dossier.spec

# what an office needs to install without a network, for Windows: dist/offline/
wheels: $(PORTABLE)
	PYTHONPATH=. $(BIN)/python portable/wheels.py

portable-test: portable
	PYTHONPATH=. $(BIN)/python portable/wheels.py --here --out dist/offline-here
	$(BIN)/python -m pytest -n $(JOBS) -m portable tests/portable $(TEST_ARGS)

# a plain Debian has venv without ensurepip: then pip of the system installs into the new environment
$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV); }
	$(call install,.[test])
	touch $(READY)

$(PORTABLE): $(READY)
	$(call install,.[portable])
	touch $(PORTABLE)

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
