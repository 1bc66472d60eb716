# Everything starts here; `make report` and `make test` are enough on a machine that has python3 (3.11 or later), make and pip.
.POSIX:
.SUFFIXES:

PYTHON = python3
ENV = .venv
BIN = $(ENV)/bin
OPSREPORT = $(BIN)/opsreport
PYTEST = $(BIN)/python -m pytest
TWO = -n 2 --dist loadscope
FAST = not slow and not bench and not sweep
READY = $(ENV)/ready

.PHONY: help setup report test lab check docs bench bench-large sweep lock clean

help:
	@echo 'make report       the report of the demo shop for its last month'
	@echo 'make test         the tests, under five minutes'
	@echo 'make lab          JupyterLab on the notebooks'
	@echo 'make setup        the environment alone ($(ENV)); the others make it when it is not there'
	@echo 'make check        all that is checked before a change is taken: style, every test, documentation up to date'
	@echo 'make docs         the parts of the documentation that are written from the declarations'
	@echo 'make sweep        every family of metrics on many random shops, for an hour'
	@echo 'make bench        speed, under ten minutes; make bench-large: with a hundred million events'
	@echo 'make lock         requirements.lock anew, from pyproject.toml'
	@echo 'make clean        removes the environment, the demo shop and the caches of the tools; keeps reports'

setup: $(READY)

# uv installs the lock in seconds where pip takes half a minute. A python3 without ensurepip (Debian's, without python3-venv) has pip of its own.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 " + "setup")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(ENV) 2>/dev/null || { rm -rf $(ENV); $(PYTHON) -m venv --without-pip $(ENV); }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install -q --disable-pip-version-check uv 2>/dev/null || $(PYTHON) -m pip --python $(BIN)/python install -q uv
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --editable .
	@mkdir -p $(ENV)/share/jupyter/nbconvert/templates
	@ln -sfn "$$PWD/lib/opsreport/report/templates/opsreport" $(ENV)/share/jupyter/nbconvert/templates/opsreport
	@touch $(READY)

report: $(READY)
	@test -e demo/truths.json || $(OPSREPORT) demo
	@$(OPSREPORT) run latest

test: $(READY)
	@$(PYTEST) -q $(TWO) -m '$(FAST)'

lab: $(READY)
	@test -e demo/truths.json || $(OPSREPORT) demo
	$(BIN)/jupyter lab notebooks

check: $(READY)
	$(BIN)/ruff check
	$(PYTEST) -q $(TWO) -m 'not bench and not sweep'
	$(BIN)/python -m opsreport.docs --check

docs: $(READY)
	$(BIN)/python -m opsreport.docs

bench: $(READY)
	$(PYTEST) -q -s -m bench

bench-large: $(READY)
	OPSREPORT_BENCH=large $(PYTEST) -q -s -m bench

sweep: $(READY)
	$(PYTEST) -q $(TWO) -m sweep

lock: $(READY)
	@{ echo '# Made by `make lock`. Installed by `make setup`.'; \
	  $(BIN)/uv pip compile -q --universal --all-extras --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml; } > requirements.new
	@mv requirements.new requirements.lock

clean:
	rm -rf $(ENV) demo .pytest_cache .ruff_cache .hypothesis lib/*.egg-info
