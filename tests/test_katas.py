"""Every exercise of every kata keeps the contract: the checks of the checks."""

import importlib
import inspect
import pkgutil
import time

import numpy as np
import pytest

from qlearn import katas
from qlearn.exercise.progress import exercises_of

SLUGS = [module.name for module in pkgutil.iter_modules(katas.__path__)]
EXERCISES = {
    f"{slug}.{name}": task
    for slug in SLUGS
    for name, task in exercises_of(importlib.import_module(f"qlearn.katas.{slug}")).items()
}
SEEDS = range(8)

each_exercise = pytest.mark.parametrize("task", EXERCISES.values(), ids=EXERCISES)


def draws_at_random(task):
    return any(callable(case) for case in task.cases)


def seeds_of(task):
    """Where nothing is drawn, every seed gives the same check."""
    return SEEDS if draws_at_random(task) else SEEDS[:1]


@each_exercise
def test_reference_is_solved(task):
    for seed in seeds_of(task):
        verdict = task.check(task.reference, seed=seed)
        assert verdict, verdict


@each_exercise
def test_stub_is_not_started(task):
    def raises(*args):
        raise NotImplementedError

    for stub in (..., None, lambda *args: None, lambda *args: ..., raises):
        assert task.check(stub).status == "not started"


@each_exercise
def test_every_mistake_is_wrong_and_named(task):
    """Also that no two mistakes are confused: the diagnosis is the mistake made, on every draw."""
    for mistake in task.mistakes:
        for seed in seeds_of(task):
            verdict = task.check(mistake.function, seed=seed)
            assert (verdict.status, verdict.diagnosis) == ("wrong", mistake.name), verdict


@each_exercise
def test_answer_recorded_at_one_seed_is_wrong_at_another(task):
    if task.referee:
        return  # a strategy is played: there is no result to record
    if not draws_at_random(task):
        assert len(task.cases) > 1 or task.kind != "function", "one fixed case: a literal passes"
        return
    recorded = [task.reference(*args) for args in task.draw_cases(seed=1)]
    replies = iter(recorded)
    assert task.check(lambda *args: next(replies), seed=2).status == "wrong"


@each_exercise
def test_constant_answer_is_wrong(task):
    if task.kind != "function" or task.referee:
        return
    constant = task.reference(*task.draw_cases(seed=1)[-1])
    assert task.check(lambda *args: constant, seed=1).status == "wrong"


@each_exercise
def test_help_is_there(task):
    if task.kind == "question":
        assert {m.function() for m in task.mistakes} == set(task.options) - {task.reference()}
    else:
        assert len(task.hints) >= 2
        assert len(task.mistakes) >= 2
    assert task.insight
    assert all(mistake.explanation for mistake in task.mistakes)
    assert len({mistake.name for mistake in task.mistakes}) == len(task.mistakes)


@each_exercise
def test_mistakes_take_the_arguments_of_the_exercise(task):
    for mistake in task.mistakes:
        assert tuple(inspect.signature(mistake.function).parameters) == task.parameters


@each_exercise
def test_check_answers_within_a_fifth_of_a_second(task):
    """The slowest check is a wrong answer that no mistake explains: all of them are tried."""
    task.check(task.reference)  # imports are not counted

    def strange(*args):
        return np.full(3, 0.123)

    def seconds():
        start = time.process_time()
        task.check(strange)
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.2
