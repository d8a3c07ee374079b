# make run and make test are all a newcomer needs; both set up the environment first.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile
PORT ?= 8050
# One more than there are cores, as tests of slow servers and of nights that others make wait.
WORKERS ?= 3

export DBT_SEND_ANONYMOUS_USAGE_STATS = false
export DAGSTER_DISABLE_TELEMETRY = 1

# Whole nights run one after the other, and the real files: each of these takes a minute or more.
SLOW := tests/integration/test_refresh.py tests/integration/test_stopped_night.py tests/integration/test_drivers.py \
	tests/integration/test_real_nights.py tests/integration/test_figures_from_raw.py \
	tests/integration/test_places_from_raw.py tests/integration/test_partnering.py tests/dbt/test_building.py \
	tests/linking/test_measured.py tests/integration/test_lake.py tests/integration/test_consortia.py \
	tests/integration/test_cases.py
# Seconds, and nothing that starts a night, a dbt build or a browser.
UNIT := tests/warehouse tests/ingest tests/labels tests/test_budget.py tests/test_breakages.py tests/test_deploy.py \
	tests/test_supply_chain.py
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Types take one core for as long as the rest takes the other.
BESIDE = $(MAKE) --no-print-directory -j 2

.PHONY: help run test check test-slow bench pictures budget setup refresh serve lint types imports sql pytest suite unit lake \
	lock bom dagster clean

help: ## what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: setup refresh serve ## set up, run the night, serve the dashboards

check: setup ## a minute: lint, types, import rules, unit tests
	@$(BESIDE) types lint imports unit

# Timed with the set-up, and printed beside the budget.
test: ## everything but the slow files and the SQL below
	@$(PYTHON) -m tests.budget --run suite $(MAKE) --no-print-directory suite

suite: setup
	@$(BESIDE) types lint imports pytest

test-slow: setup sql ## SQL lint, whole nights one after the other, real files
	$(PYTEST) $(SLOW)

bench: setup ## what a night costs step by step, beside budget and floors; a quarter of an hour
	$(BIN)/python -m tests.bench.night

pictures: setup ## pictures of all pages anew, and the ten tasks with their clicks and seconds; some minutes
	$(BIN)/python -m tests.bench.pictures
	$(BIN)/python -m tests.bench.tasks

budget: setup ## counts beside their budget; BASE=<commit> adds those of another commit
	@$(BIN)/python -m tests.budget $(if $(BASE),--base $(BASE))

setup: $(READY)

# pip comes first, as a recent one installs the rest in a third of the time. The lock is installed as it stands: a hashed
# lock over extras is refused by old ones. What is never imported need not be compiled.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "expected Python 3.11 as $(PYTHON); set PYTHON=..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	grep -A 2 '^pip==' requirements.lock | $(INSTALL) --require-hashes -r /dev/stdin
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-build-isolation --editable .
	$(BIN)/python -m pip check --disable-pip-version-check
	@touch $(READY)

lake: setup ## what a home needs whose tables lie in a lake
	$(INSTALL) --require-hashes -r requirements-lake.lock

# 3 means: published or nothing new, but a source failed. What is served is whole all the same.
refresh: setup ## one night
	@$(BIN)/interregio refresh || [ $$? -eq 3 ]

serve: setup ## the dashboards on what is published
	@$(BIN)/interregio serve --port $(PORT)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

sql: setup
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

pytest: setup
	$(PYTEST) $(addprefix --ignore=,$(SLOW))

unit: setup
	$(PYTEST) $(UNIT)

dagster: setup ## the graph with its schedule
	mkdir -p warehouse/data/dagster
	cp pipelines/orchestration/instance/dagster.yaml warehouse/data/dagster/dagster.yaml
	DAGSTER_HOME=$(CURDIR)/warehouse/data/dagster $(BIN)/dagster dev -w workspace.yaml

# Needs uv; exact versions and hashes, no index address.
lock: ## exact versions anew
	uv pip compile pyproject.toml --extra dev --extra postgres --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --output-file requirements.lock
	uv pip compile --group pyproject.toml:lake --universal --python-version 3.11 --generate-hashes --no-deps \
		--no-emit-index-url --no-header --no-annotate --output-file requirements-lake.lock

bom: setup ## what is installed as a bill of materials (CycloneDX), and what weighs most
	$(BIN)/python -m tests.supply_chain bom.json
	$(BIN)/python -m tests.supply_chain --sizes

clean: ## remove the environment and caches
	rm -rf $(VENV) dbt_project/target dbt_project/logs .pytest_cache .mypy_cache .ruff_cache *.egg-info
