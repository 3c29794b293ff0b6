# `make demo` and `make test` need Python 3.11 to 3.14, make and the package registry; nothing else.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check setup readme spark lock clean

demo: setup  ## the bundled reports, read, linked, tallied and shown
	@$(BIN)/tally demo

test: check  ## everything that CI checks
	$(BIN)/pytest -n 2 --dist loadfile

check: setup  ## format, lint, types and the direction of imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

setup:
	@$(PYTHON) bootstrap.py

readme: setup  ## put what the demo prints now into the README
	$(BIN)/python -m tests.docs.excerpts

spark: setup  ## what `tally backfill --engine spark` needs besides Java, 400 MB
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r requirements-spark.lock

lock:  ## for maintainers: newer packages into requirements.lock; needs uv
	uv pip compile pyproject.toml --universal --upgrade --all-extras --group dev --group build --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --output-file requirements.lock
	grep -o '"pyspark[^"]*"' pyproject.toml | head -1 | tr -d '"' | uv pip compile - --universal --upgrade --generate-hashes \
	  --no-config --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --output-file requirements-spark.lock

clean:
	rm -rf .venv demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f tallystick/reference/data/*.sqlite

.PHONY: quality
quality: setup  ## the reader and plain baselines on every annotated corpus that is here: docs/quality.md
	$(BIN)/python -m bench.quality

.PHONY: validators
validators: setup  ## libraries that read exports back and check them; FollowTheMoney needs ICU's headers and a compiler
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input "prov>=3.2,<4" "rdflib>=7.6,<8" "pyarrow>=20"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input "followthemoney>=4.11,<5"

.PHONY: performance
performance: setup  ## what every step costs, beside others that take the same step: docs/performance.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --upgrade --target .peers \
	  "datasketch==2.0.0" "langextract==1.7.1" "splink==5.0.0" "textacy==0.13.0" || echo "others cannot be installed here"
	$(BIN)/python -m bench.performance --peers .peers --write docs/performance.md

.PHONY: fuzz
SECONDS ?= 60
fuzz: setup  ## every reader against bytes made worse, SECONDS each; led by atheris, where that can be installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input "atheris>=3,<4" || echo "atheris cannot be installed here"
	$(BIN)/python -m tests.fuzz.run --seconds $(SECONDS)

.PHONY: screenshots
screenshots: setup  ## for maintainers: the pictures of the docs, anew; needs Chromium
	$(BIN)/python -m tests.browser.screenshots

.PHONY: test-slow-line
test-slow-line: setup  ## the journeys in the browser with pages that come in pieces: what a test reads too early shows here
	TALLYSTICK_TEST_SLOW_LINE=1 $(BIN)/pytest -n 2 tests/browser

.PHONY: test-postgres
test-postgres: setup  ## what PostgreSQL must do: a server of Debian's package, on its own, or the one TALLYSTICK_TEST_POSTGRES names
	.ci/postgres
	$(BIN)/pytest -m postgres --need-postgres

.PHONY: proof
proof: setup  ## kill add, judge, watch, migrate and backfill at 300 random instants each, on both databases; an hour
	.ci/postgres
	$(BIN)/python -m tests.proof --instants 300

.PHONY: load
load: setup  ## 8 writers and 50 readers at each database for ten minutes; the table is in docs/ledger.md
	.ci/postgres
	$(BIN)/python -m bench.load --seconds 600
