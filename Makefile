# The commands of the house. Each makes what it needs first; `make help` lists them.
#
# Programs are called as `python -m name` throughout: a script's first line cannot name an interpreter in a folder whose
# name has a space in it.

PYTHON = python3
VENV = .venv
UV_VERSION = 0.13.9

# uv keeps what it downloads in the home folder; where there is none to write to, in the virtual environment.
UV = if ! test -w "$${HOME:-/nonexistent}"; then export UV_CACHE_DIR="$$PWD/$(VENV)/cache"; fi; \
	VIRTUAL_ENV="$$PWD/$(VENV)" $(VENV)/bin/python -m uv
INSTALLED = from config.embedded import binaries; print(*[found.folder for found in binaries.installed()][:1])
PYTEST = $(VENV)/bin/python -m pytest -n auto --dist worksteal
COMPILE = @export UV_NO_CONFIG=1; $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --custom-compile-command "make lock"

# Folders with packages of npm: a client in TypeScript that a test makes of the schema, an example, and what looks over
# the pages of the admin for those who cannot see them, or use no mouse.
TYPESCRIPT = tests/schema/typescript
DASHBOARD = examples/dashboard
AXE = tests/e2e/axe_core
NPM_CI = @mkdir -p $(@D); cp $(dir $(lastword $^))package.json $(lastword $^) $(@D); \
	if command -v npm >/dev/null; then cd $(@D) && npm ci --no-audit --no-fund --silent && touch installed; fi

.PHONY: help run test check verify bench bench-growth bench-plans bench-profiles screenshots lock clean

help:
	@echo "make run      serve on http://127.0.0.1:8000 (HOST=, PORT=); DATABASE_URL= for a PostgreSQL of your own"
	@echo "make test     the test suite, on a throwaway database; make check and make verify have more of it"
	@echo "make check    what has to pass before a change is taken: all but slow tests, style, types, imports, deployment"
	@echo "make verify   the slow checks, run by hand"
	@echo "make bench    the API measured beside what people would pick instead: see bench/README.md; BENCH= for options"
	@echo "make bench-growth  the same works on databases of several sizes: DATABASE_URLS='…/small …/large'"
	@echo "make bench-plans, make bench-profiles  what PostgreSQL is asked, and where processor time of Python goes"
	@echo "make screenshots  the pictures of docs/coding.md, taken anew by the test that codes the first source in Chromium"
	@echo "make lock     pin anew what pyproject.toml asks for, with hashes; UPGRADE=--upgrade to the newest"
	@echo "make clean    remove what can be made again; the data in .data/ stay"

run: $(VENV)/run
	@$(VENV)/bin/python -m config.launch

test: $(VENV)/dev
	$(PYTEST) $(TESTS)

check: $(VENV)/axe/installed test $(VENV)/typescript/installed $(VENV)/dashboard/installed
	@# 5 says that a part of the suite chosen by TESTS has none.
	$(PYTEST) -m thorough $(TESTS) || test $$? -eq 5
	$(VENV)/bin/python -m ruff check
	$(VENV)/bin/python -m ruff format --check
	$(VENV)/bin/python -m mypy
	$(VENV)/bin/python $(VENV)/bin/lint-imports
	$(VENV)/bin/python manage.py makemigrations --check --dry-run
	HTTPS=on $(VENV)/bin/python manage.py check --deploy --fail-level WARNING
	@# What `make test` runs, on a PostgreSQL of this machine, an older one as a rule; what starts no query is left out.
	@other=$$($(VENV)/bin/python -c '$(INSTALLED)'); \
	if test -z "$$other"; then echo "No other PostgreSQL here to run the suite on"; else \
	echo "The suite on $$other"; \
	POSTGRES_BIN="$$other" $(PYTEST) --ignore=tests/config --ignore=tests/e2e $(TESTS); fi

verify: $(VENV)/dev
	$(VENV)/bin/python -m pytest -m slow -s

bench: $(VENV)/bench/installed
	@$(VENV)/bench/bin/python -m bench.run $(BENCH)

bench-growth: $(VENV)/bench/installed
	@$(VENV)/bench/bin/python -m bench.growth $(BENCH) $(DATABASE_URLS)

# The statements that every request makes, with their plans; and where processor time goes.
bench-plans bench-profiles: $(VENV)/dev
	@$(VENV)/bin/python -m $(subst -,.,$@) --write $(BENCH)

# What docs/coding.md shows is what the test does; whatever else it takes pictures of is not for the page.
screenshots: $(VENV)/dev
	SCREENSHOTS=docs/coding $(VENV)/bin/python -m pytest -q -n 0 -m thorough tests/e2e/test_coding_by_keyboard.py -k three_claims

# Requirement files and not uv.lock: they hold names, versions and hashes, and leave the index to whoever installs.
lock: $(VENV)/uv
	$(COMPILE) $(UPGRADE) --output-file requirements/image.lock
	$(COMPILE) $(UPGRADE) --group embedded --output-file requirements/run.lock
	$(COMPILE) $(UPGRADE) --group dev --output-file requirements/dev.lock
	$(COMPILE) $(UPGRADE) --group bench --output-file requirements/bench.lock
	@if command -v npm >/dev/null; then for folder in $(TYPESCRIPT) $(DASHBOARD) $(AXE); do \
	(cd $$folder && npm install --package-lock-only --no-audit --no-fund) || exit; done; fi

clean:
	rm -rf $(VENV) staticfiles .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/uv:
	@echo "Making the virtual environment"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# To serve, the program and its PostgreSQL; what the other group brought stays, so the two do not undo each other.
$(VENV)/run: $(VENV)/uv requirements/run.lock
	@echo "Installing the packages of requirements/run.lock"
	@$(UV) pip install --quiet --require-hashes --requirement requirements/run.lock
	@touch $@

$(VENV)/dev: $(VENV)/uv requirements/dev.lock
	@echo "Installing the packages of requirements/dev.lock"
	@$(UV) pip install --quiet --require-hashes --requirement requirements/dev.lock
	@touch $@

# A virtual environment of its own, so that what is only measured against comes into no other.
$(VENV)/bench/installed: $(VENV)/uv requirements/bench.lock
	@echo "Installing the packages of requirements/bench.lock"
	@$(VENV)/bin/python -m uv venv --quiet --allow-existing $(VENV)/bench
	@$(UV) pip install --quiet --python $(VENV)/bench --require-hashes --requirement requirements/bench.lock
	@touch $@

# Without npm the tests that need these packages are skipped, but for CI.
$(VENV)/typescript/installed: $(VENV)/uv $(TYPESCRIPT)/package-lock.json
	$(NPM_CI)

$(VENV)/dashboard/installed: $(VENV)/uv $(DASHBOARD)/package-lock.json
	$(NPM_CI)

$(VENV)/axe/installed: $(VENV)/uv $(AXE)/package-lock.json
	$(NPM_CI)
