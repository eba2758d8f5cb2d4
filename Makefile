# For people who work on the project. Learners need only start.py.

PYTHON = .venv/bin/python
SOURCES = qlearn tests benchmarks notebooks start.py
LOCK = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
       --no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)
BARE = --ClearOutputPreprocessor.enabled=True --ClearMetadataPreprocessor.enabled=True \
       --ClearMetadataPreprocessor.clear_notebook_metadata=False

.PHONY: check format test bench gallery lock

check:  ## format and lint, in seconds
	$(PYTHON) -m ruff format --check $(SOURCES)
	$(PYTHON) -m ruff check $(SOURCES)

format:  ## put the format right, and take outputs and cell metadata out of the notebooks
	$(PYTHON) -m ruff format $(SOURCES)
	$(PYTHON) -m ruff check --fix $(SOURCES)
	$(PYTHON) -m nbconvert --log-level ERROR --to notebook --inplace $(BARE) notebooks/*.ipynb

test:  ## everything, as CI runs it
	python3 start.py test

bench:  ## print the tables of benchmarks/README.md
	$(PYTHON) benchmarks/run.py

gallery:  ## take a picture of every explorer and every verdict: artifacts/gallery/index.html
	$(PYTHON) tests/gallery.py

lock:  ## write both locks; `make lock UPGRADE=--upgrade` takes newer versions
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --group build --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	! grep -n '://' requirements.lock requirements-dev.lock
