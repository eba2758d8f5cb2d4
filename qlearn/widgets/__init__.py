"""Explorers: one function returns one widget, and a slider moves only data.

Contents
--------
alarm_explorer, ball_explorer, benchmarking_explorer, bloch_explorer,
board_explorer, chain_explorer, chsh_explorer, dots_explorer,
evidence_explorer, grover_explorer, hub_explorer, ladder_explorer,
landscape_explorer, machine_explorer,
map_explorer, matching_board, pass_explorer, protocol_explorer,
readout_explorer, rqops_explorer, scoreboard_explorer, stack_explorer,
syndrome_explorer, t_junction_explorer, teleportation_explorer,
tetron_console, threshold_explorer, timeline_explorer, wire_bench,
y_junction_explorer                the explorers of the katas
explorer, Explorer                 controls + live figure + a line that says what is seen
slider, toggle, choice, press      the controls
LiveFigure                         a plotly figure that sends only what changed
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submodules=[
        "algorithms",
        "bloch",
        "braiding",
        "controls",
        "dynamics",
        "entanglement",
        "error_correction",
        "evidence",
        "gap_protocol",
        "kitaev",
        "live",
        "logical_qubits",
        "many_to_one",
        "matching_game",
        "nanowire",
        "network_map",
        "noise",
        "parity_readout",
        "point_to_point",
        "qpu",
        "repeaters",
        "supercomputer",
        "surface_code",
        "teleportation",
        "tetron_gates",
    ],
    submod_attrs={
        "algorithms": ["grover_explorer", "landscape_explorer"],
        "bloch": ["BlochExplorer", "bloch_explorer"],
        "braiding": ["t_junction_explorer", "y_junction_explorer"],
        "dynamics": ["bench_explorer"],
        "entanglement": ["chsh_explorer"],
        "error_correction": ["SyndromeBoard", "syndrome_explorer"],
        "evidence": ["evidence_explorer"],
        "gap_protocol": ["protocol_explorer"],
        "kitaev": ["chain_explorer"],
        "controls": ["choice", "press", "slider", "toggle"],
        "live": ["Explorer", "LiveFigure", "explorer"],
        "logical_qubits": ["scoreboard_explorer"],
        "many_to_one": ["hub_explorer"],
        "nanowire": ["wire_bench"],
        "matching_game": ["MatchingBoard", "matching_board"],
        "network_map": ["NetworkMap", "map_explorer"],
        "noise": ["ball_explorer", "benchmarking_explorer"],
        "parity_readout": ["dots_explorer", "readout_explorer"],
        "point_to_point": ["alarm_explorer", "board_explorer"],
        "qpu": ["stack_explorer"],
        "repeaters": ["ladder_explorer", "pass_explorer", "timeline_explorer"],
        "supercomputer": ["machine_explorer", "rqops_explorer"],
        "surface_code": ["threshold_explorer"],
        "teleportation": ["TeleportationExplorer", "teleportation_explorer"],
        "tetron_gates": ["TetronConsole", "tetron_console"],
    },
)
