"""What importing qlearn costs, and the background import of the heavy libraries."""

import subprocess
import sys

import pytest

import qlearn

HEAVY = {"qutip", "matplotlib", "plotly", "pandas", "nbformat", "pymatching", "IPython", "scipy"}


def run(code):
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


@pytest.mark.parametrize(
    "statement", ["import qlearn", "import qlearn.exercise", "import qlearn.cli"]
)
def test_import_is_light(statement):
    loaded = run(f"import sys; {statement}; print(*sys.modules)")
    assert HEAVY.isdisjoint(loaded)


def test_import_qlearn_leaves_numpy_out():
    assert "numpy" not in run("import sys, qlearn; print(*sys.modules)")


def test_the_contents_page_holds():
    for name in qlearn.__all__:
        assert getattr(qlearn, name) is not None
    assert set(qlearn.__all__) == set(dir(qlearn))


def test_version_is_that_of_the_package():
    from importlib.metadata import version

    assert qlearn.__version__ == version("qlearn")


def test_warm_returns_at_once():
    """It must not take even a tenth of what the import of QuTiP takes."""
    seconds = run(
        "import qlearn, time; t = time.perf_counter(); qlearn.warm(); a = time.perf_counter() - t;"
        "import qutip; print(a, time.perf_counter() - t)"
    )
    at_once, whole = map(float, seconds)
    assert at_once < whole / 10


def test_warm_loads_everything_and_does_not_block_a_foreground_import():
    loaded = run(
        "import qlearn, sys, threading; qlearn.warm();"
        "import plotly.graph_objects, matplotlib.pyplot, qutip, scipy.linalg;"
        "[t.join() for t in threading.enumerate() if t.name == 'qlearn-warm'];"
        "qutip.sesolve(qutip.sigmax(), qutip.basis(2, 0), [0, 1]); print(*sys.modules)"
    )
    assert {"numpy", "scipy", "qutip", "matplotlib.pyplot", "plotly.graph_objects"} <= set(loaded)


def test_warm_survives_the_end_of_the_program():
    assert run("import qlearn; qlearn.warm()") == []
