# Each target is one command that also works without make: see the README.
# All paths are relative, so the course may lie in a folder with spaces in its name.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready

# make solutions ONLY=03_sparse FORCE=1 BACKEND=jax JOBS=1
ONLY ?=
OPTIONS = $(if $(FORCE),--force) $(if $(BACKEND),--backend $(BACKEND)) $(if $(JOBS),--jobs $(JOBS)) \
          $(ARGUMENTS) $(ONLY)

# More options for the command, such as: make lab ARGUMENTS="--port 9000"
ARGUMENTS ?=

# TensorFlow's wheels decide. Runs under any Python, so that even an old one gets a sentence.
define CHECK_PYTHON
import platform, sys
version = r"$(PYTHON)" + " is %d.%d" % sys.version_info[:2]
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit("The course needs Python 3.11, 3.12 or 3.13, and %s. Try: make PYTHON=python3.13" % version)
if sys.platform == "darwin" and platform.machine() == "x86_64":
    sys.exit("The course needs TensorFlow 2.20, which has no package for Macs with an Intel chip. "
             "Use Colab, Linux or Windows; on a Mac with Apple silicon, a Python made for it.")
endef
export CHECK_PYTHON

.DEFAULT_GOAL := help
.PHONY: help install run test test-slow lab solutions exercises check regress seeds longrun \
        benchmarks test-backends grade upgrade demos site colab test-site clean

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

install: $(READY) ## Create the environment in .venv; the other commands do it when needed

# The stamp comes last: an interrupted installation is taken up again next time.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c "$$CHECK_PYTHON"
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --disable-pip-version-check --constraint requirements.lock --editable ".[lab,instructor,grading,site]"
	@touch $@

run: $(READY) ## Run every notebook quickly on sample data; pages and results in build/
	$(PY) -m coursework run $(if $(JOBS),--jobs $(JOBS)) $(ARGUMENTS) $(ONLY)

test: $(READY) ## Lint, unit tests, drift checks and notebook tests
	$(PY) -m coursework test

test-slow: $(READY) ## Run the tests of the machinery that `make test` leaves out
	$(PY) -m coursework test --slow

test-site: $(READY) ## Build the web site and look at it in Chromium (needs Node and Chromium)
	$(PY) -m coursework test --site

lab: $(READY) ## Copy the exercises to work/ once and open them in JupyterLab (ARGUMENTS="--port 9000")
	$(PY) -m coursework lab $(ARGUMENTS)

solutions: $(READY) ## Execute what is stale, in full, on real data (ONLY= FORCE=1 BACKEND= JOBS=)
	$(PY) -m coursework build $(OPTIONS)

exercises: $(READY) ## Generate the exercises from the solutions
	$(PY) -m coursework exercises $(ONLY)

check: $(READY) ## Find anything out of step, in seconds, without running a notebook
	$(PY) -m coursework check

site: $(READY) ## Build the web site in build/site from the stored notebooks
	$(PY) -m coursework site $(ARGUMENTS)

colab: $(READY) ## Write the notebooks for Colab to build/colab
	$(PY) -m coursework colab $(ARGUMENTS)

regress: $(READY) ## Run in full on real data and compare every result (ONLY= BACKEND= JOBS=)
	$(PY) -m coursework regress $(OPTIONS)

seeds: $(READY) ## Run in full with five seeds and note how far each result moves (ONLY=)
	$(PY) -m coursework seeds $(ARGUMENTS) $(ONLY)

longrun: $(READY) ## Train for a published mark, up to an hour, and record it (NAME= BACKEND=)
	$(PY) -m coursework longrun $(if $(BACKEND),--backend $(BACKEND)) $(NAME)

benchmarks: $(READY) ## Compare training speed and start-up with PyTorch and JAX (ARGUMENTS=--quick)
	$(PY) -m benchmarks.frameworks $(ARGUMENTS)

test-backends: $(READY) ## Run the library's tests under TensorFlow, JAX and PyTorch
	$(PY) -m coursework test-backends

grade: $(READY) ## Grade a folder of submissions; grades and feedback in build/ (SUBMISSIONS= JOBS=)
	$(PY) -m coursework grade $(if $(JOBS),--jobs $(JOBS)) $(ARGUMENTS) "$(SUBMISSIONS)"

demos: $(READY) ## Train the networks of docs/demos on real data and write them (ONLY=a recipe)
	$(PY) -m coursework demos $(ARGUMENTS) $(ONLY)

upgrade: $(READY) ## Pin the newest versions, test them and say what changed (KEEP=1: only new packages)
	$(PY) -m coursework upgrade $(if $(KEEP),--keep)

clean: ## Delete build/ and caches; the environment stays
	rm -rf build .pytest_cache .ruff_cache
