"""How long a check takes: a right answer, and a wrong one that no known mistake explains."""

import importlib
import os
import time
from statistics import median

from qlearn import roadmap
from qlearn.exercise.progress import exercises_of


def milliseconds(check, rounds=7):
    """Median time of a check."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        check()
        times.append(1e3 * (time.perf_counter() - start))
    return median(times)


def strange(*args):
    """An answer that is wrong everywhere and in no known way, so that all mistakes are tried."""
    return 0.12345


def table():
    """Rows per kata: number of exercises, median and slowest check in ms."""
    os.environ["QLEARN_PROGRESS"] = "off"
    yield ("kata", "exercises", "right: median ms", "wrong: median ms", "slowest ms (exercise)")
    for kata in (kata for kata in roadmap.katas() if kata.written):
        tasks = exercises_of(importlib.import_module(f"qlearn.katas.{kata.slug}"))
        right = {n: milliseconds(lambda t=t: t.check(t.reference)) for n, t in tasks.items()}
        wrong = {n: milliseconds(lambda t=t: t.check(strange)) for n, t in tasks.items()}
        slowest = max(tasks, key=lambda n: max(right[n], wrong[n]))
        worst = f"{max(right[slowest], wrong[slowest]):.1f} (`{slowest}`)"
        middles = [f"{median(found.values()):.1f}" for found in (right, wrong)]
        yield (kata.slug, str(len(tasks)), *middles, worst)
