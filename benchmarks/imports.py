"""What a fresh process pays for each import."""

import subprocess
import sys

STATEMENTS = ["import numpy", "import qlearn", "import qlearn.exercise", "import qutip"]
PROBE = "import time; start = time.process_time(); {}; print(time.process_time() - start)"


def seconds(statement, rounds=5):
    """Least CPU time of a statement in fresh processes."""
    command = [sys.executable, "-c", PROBE.format(statement)]
    return min(float(subprocess.check_output(command)) for _ in range(rounds))


def table():
    """Rows (statement, CPU ms, share of ``import qutip``)."""
    times = {statement: seconds(statement) for statement in STATEMENTS}
    yield ("fresh process", "CPU ms", "share of `import qutip`")
    for statement, time in times.items():
        yield (f"`{statement}`", f"{1e3 * time:.0f}", f"{time / times['import qutip']:.1%}")
