"""Print all tables: python benchmarks/run.py. Compare ratios within one run, not milliseconds."""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy is imported, here and in the kernels

import checks
import circuits
import explorers
import imports
import orchestrator
import pages
import repeater_chain
import sampling

TABLES = {
    "Imports": imports,
    "Repeater chain": repeater_chain,
    "Distributed computing": orchestrator,
    "Error correction": sampling,
    "Circuits": circuits,
    "Checks": checks,
    "Explorers, kernel side": explorers,
    "Notebooks and explorers in the page": pages,
}


def markdown(rows):
    """Rows as a Markdown table, the first row as its head."""
    head, *body = rows
    rows = (
        [cell.replace("|", "\\|") for cell in row] for row in (head, ["---"] * len(head), *body)
    )
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


if __name__ == "__main__":
    for title, module in TABLES.items():
        print(f"## {title}\n\n{module.__doc__.strip()}\n\n{markdown(module.table())}\n", flush=True)
