"""Explorers: one function returns one widget, and a slider moves only data.

Contents
--------
ball_explorer, benchmarking_explorer, bloch_explorer,
chain_explorer, chsh_explorer,
teleportation_explorer             the explorers of the katas
explorer, Explorer                 controls + live figure + a line that says what is seen
slider, toggle, choice, press      the controls
LiveFigure                         a plotly figure that sends only what changed
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submodules=[
        "bloch",
        "controls",
        "dynamics",
        "entanglement",
        "kitaev",
        "live",
        "noise",
        "teleportation",
    ],
    submod_attrs={
        "bloch": ["BlochExplorer", "bloch_explorer"],
        "dynamics": ["bench_explorer"],
        "entanglement": ["chsh_explorer"],
        "kitaev": ["chain_explorer"],
        "controls": ["choice", "press", "slider", "toggle"],
        "live": ["Explorer", "LiveFigure", "explorer"],
        "noise": ["ball_explorer", "benchmarking_explorer"],
        "teleportation": ["TeleportationExplorer", "teleportation_explorer"],
    },
)
