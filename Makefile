# Two commands are enough: `make run` to look at it, `make test` to check it.
PORT ?= 8000
SEED ?= 1
DEMO ?= 1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE := uv pip compile -q setup.cfg --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links
# The demo's own organisation, unless you name yours.
DEMO_NAME = $(if $(filter 1,$(DEMO)),PEER_LMS_ORGANISATION="$${PEER_LMS_ORGANISATION:-Fernbrook Community Trust}")
# One more than there are cores: the browser journeys wait a good deal.
AT_ONCE := $(shell echo $$(( $$(nproc 2>/dev/null || sysctl -n hw.ncpu) + 1 )))
export PORT SEED DEMO PYTHON

.PHONY: help run test cover bench drill lint format lock messages clean

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Start the web and the worker with the demo (DEMO=0: empty; PORT=8001: elsewhere)
	@.ci/setup run
	@exec env PEER_LMS_DEMO=$(DEMO) $(DEMO_NAME) PEER_LMS_BASE_URL=$${PEER_LMS_BASE_URL:-http://127.0.0.1:$(PORT)} $(BIN)/python -m lms.cli serve --port $(PORT)

test: ## Everything it needs, then the whole suite, browser journeys included
	@.ci/setup test
	@.ci/in-memory $(BIN)/python -m pytest -n $(AT_ONCE) --dist worksteal

cover: ## The suite again, slower, to see which lines nothing reaches (at least 95 % must be)
	@.ci/setup test
	@.ci/in-memory $(BIN)/python -m pytest -n $(AT_ONCE) --dist worksteal --cov --cov-report=term

bench: ## What a request costs, as a multiple of a bare app (QUICK=1: less exactly, in half a minute)
	@.ci/setup test
	@PYTHONPATH=.:tests $(BIN)/python -m bench

drill: ## Kill what works, and count what is lost (ONLY=crash, outbox, twice, races, typing, disk, mail, slow, storm, audit, writers or backup; SEED=2; QUICK=1, LONG=1)
	@.ci/setup test
	@PYTHONPATH=.:tests $(BIN)/python -m drills

lint: ## Style, types and import contracts
	@.ci/setup tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: ## Put the code into its usual shape
	@.ci/setup tools
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Bring both lock files up to setup.cfg (needs uv)
	$(COMPILE) --extra postgres --extra server --extra jobs --extra s3 -o requirements.lock
	$(COMPILE) --all-extras -o tests/requirements.lock

messages: ## Gather the texts to translate into lms/locale/peer_lms.pot
	@.ci/setup tools
	$(BIN)/pybabel -q extract --omit-header -F lms/locale/babel.cfg -k _l -k lazy_gettext -k _ --no-location --sort-output -o lms/locale/peer_lms.pot lms modules assessments certificates

clean: ## Forget the environment and everything built; data in instance/ stays
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage
