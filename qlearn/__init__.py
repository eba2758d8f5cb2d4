"""Physics models, exercises and explorers behind the qlearn notebooks.

The physics stands in :mod:`qlearn.qubits`, :mod:`qlearn.topology`, :mod:`qlearn.correction` and
:mod:`qlearn.network`, and can be used alone.
:mod:`qlearn.exercise` judges answers, :mod:`qlearn.katas` holds the exercises, one module per
notebook; :mod:`qlearn.facts` are published numbers; :mod:`qlearn.plots` draws and
:mod:`qlearn.widgets` moves.
"""

import importlib
import threading

import lazy_loader

__version__ = "0.1.0"

__getattr__, _, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "correction",
        "exercise",
        "facts",
        "katas",
        "lessons",
        "network",
        "plots",
        "qubits",
        "topology",
        "widgets",
    ],
)
__all__ += ["warm"]


def __dir__():
    return __all__


_HEAVY = ("numpy", "scipy", "qutip", "matplotlib.pyplot", "plotly.graph_objects")


def warm():
    """Import the heavy libraries in the background and return at once.

    The first cell of every notebook calls it, so that they are there when the reader has come to
    the first picture. A cell that needs one earlier waits for what is left of the import.

    >>> warm()
    """
    threading.Thread(target=_import_all, args=(_HEAVY,), name="qlearn-warm", daemon=True).start()


def _import_all(names):
    for name in names:
        importlib.import_module(name)
