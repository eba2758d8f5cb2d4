"""The engine against everything a learner may hand over."""

import functools
import itertools
import os
import sys
import threading
import time
import warnings

import numpy as np
import pytest
import qutip

from qlearn.exercise import (
    close,
    each,
    exact,
    exercise,
    guard,
    judgement,
    question,
    same_operator,
    same_state,
)
from qlearn.exercise.engine import Unexpected

POISON = []
"""Filled by the evil objects below: proof that they were really touched."""


def draw(rng):
    return (rng.uniform(1, 2), rng.uniform(3, 4))


@exercise(
    cases=[(1.0, 2.0), draw],
    hints=["What does twice mean?", "Add both.", "2 * (x + y)"],
    insight="Twice the sum.",
    limit_s=0.5,
)
def total(x, y):
    """Twice the sum of x and y."""
    return 2 * (x + y)


@total.mistake(hint=2)
def forgets_y(x, y):
    """You left y out: the sum has two terms."""
    return 2 * x


@exercise(cases=lambda rng: (rng.normal(size=3),), hints=["a", "b"], insight="Sorted.", limit_s=0.5)
def ordered(values):
    """The values in rising order."""
    return np.sort(values)


@exercise(cases=[(0,), (1,)], same=same_state(), hints=["a", "b"], insight="Hadamard.")
def plus_or_minus(bit):
    """(|0> + (-1)^bit |1>) / sqrt 2 on one qubit."""
    return (qutip.basis(2, 0) + (-1) ** bit * qutip.basis(2, 1)).unit()


@exercise(same=close(rtol=0.02), hints=["a", "b"], insight="About 31.")
def best_time():
    """The best time in us."""
    return 31.1


@best_time.mistake
def half_way():
    """That is the time to half the amplitude."""
    return 20.0


@question(
    wrong={"a": "A global phase cannot be measured.", "c": "Z only turns <X> & <Y>."},
    insight="The relative phase decides.",
    hints=["Look at <X>."],
)
def which_phase():
    """Which phase can be measured?"""
    return "b"


def lines(verdict):
    return repr(verdict).splitlines()


def assert_presentable(verdict):
    """One to six lines, nothing of the engine's insides, HTML without the learner's markup."""
    text, html = repr(verdict), verdict._repr_html_()
    assert 1 <= len(lines(verdict)) <= 6
    assert len(text) < 1500
    assert "qlearn" not in text.replace("tests", "")
    assert "Traceback" not in text
    assert "<script" not in html


# --- the plain course of things -------------------------------------------------------------


def test_right_answers_are_solved_and_show_the_insight():
    for answer in (lambda x, y: 2 * x + 2 * y, total.reference, lambda *a: 2 * sum(a)):
        verdict = total.check(answer)
        assert verdict
        assert lines(verdict) == ["✓ total: solved. Twice the sum."]


def test_known_mistake_is_named_with_its_explanation_and_hint():
    verdict = total.check(lambda x, y: x + x)
    assert (verdict.status, verdict.diagnosis) == ("wrong", "forgets_y")
    assert verdict.message == "You left y out: the sum has two terms."
    assert verdict.details == ("kata.total.hint(2) helps here.",)


def test_unknown_mistake_shows_the_simplest_failing_input():
    verdict = total.check(lambda x, y: x - y)
    assert verdict.details[0] == "For x=1, y=2:"
    assert verdict.evidence == ("6", "-1")
    assert "expected 6, got -1" in repr(verdict)


def test_seed_in_the_verdict_repeats_the_inputs():
    seen = []

    def spy(x, y):
        seen.append((x, y))
        return 0.1

    verdict = total.check(spy)
    seed = int(verdict.details[-1].split("seed=")[1].rstrip(")"))
    first = list(seen)
    seen.clear()
    total.check(spy, seed=seed)
    assert seen == first
    seen.clear()
    total.check(spy, seed=seed + 1)
    assert seen != first


def test_right_literal_fails_on_random_inputs():
    recorded = iter([total.reference(*args) for args in total.draw_cases(1)])
    verdict = total.check(lambda x, y: next(recorded), seed=2)
    assert verdict.status == "wrong"


def test_check_leaves_the_global_generator_alone():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    total.check(lambda x, y: 1)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


# --- not started, forgotten, handed over wrongly --------------------------------------------


def stub(x, y):
    """Twice the sum."""
    ...


def unimplemented(x, y):
    raise NotImplementedError


@pytest.mark.parametrize("answer", [stub, unimplemented, None, ..., lambda x, y: ...])
def test_not_started(answer):
    verdict = total.check(answer)
    assert verdict.status == "not started"
    assert "Put your code in place of the dots." in verdict.message


def test_library_that_cannot_do_it_is_an_error_of_the_answer():
    verdict = total.check(lambda x, y: np.random.Generator(np.random.BitGenerator(1)).random())
    assert verdict.status == "your code raised"
    assert verdict.message.startswith("NotImplementedError")


def test_value_and_question_that_are_not_started_say_so():
    assert best_time.check(...).message == "Put your answer in place of the dots."
    assert '"a", "b", "c"' in which_phase.check(...).message
    assert which_phase.check(None).status == "not started"


def test_forgotten_return_is_mentioned():
    def forgetful(x, y):
        2 * (x + y)

    assert "is the return missing?" in repr(total.check(forgetful))


def test_return_in_one_branch_only():
    def half(x, y):
        if x > 1:
            return 2 * (x + y)

    verdict = total.check(half)
    assert verdict.status == "wrong"
    assert verdict.message == (
        "For x=1, y=2 nothing is returned: is there a branch without return?"
    )


def test_calling_instead_of_handing_over():
    verdict = total.check(total.reference(1, 2))
    assert verdict.status == "wrong"
    assert "kata.total.check(total)" in verdict.message
    assert plus_or_minus.check(qutip.basis(2, 0)).status == "wrong"  # a Qobj can be called


@pytest.mark.parametrize(
    ("answer", "takes"),
    [(lambda x: x, "(x)"), (lambda: 1, "none"), (lambda x, y, z: 1, "(x, y, z)")],
)
def test_wrong_number_of_parameters(answer, takes):
    verdict = total.check(answer)
    assert verdict.status == "wrong"
    assert verdict.message == f"Your function must take the arguments (x, y); it takes {takes}."
    assert "no arguments" in best_time.check(lambda x: x).message


class Doubler:
    def __call__(self, x, y):
        return 2 * (x + y)


@pytest.mark.parametrize(
    "answer",
    [
        Doubler(),
        Doubler().__call__,
        functools.partial(lambda k, x, y: k * (x + y), 2),
        functools.wraps(total.reference)(lambda *args: 2 * sum(args)),
        lambda x, y=0, *more: 2 * x + 2 * y,
        np.vectorize(lambda x, y: 2 * (x + y)),
    ],
)
def test_every_kind_of_callable_is_run(answer):
    assert total.check(answer).status == "solved"


def test_numpy_and_builtin_functions_are_run():
    assert ordered.check(np.sort).status == "solved"
    assert ordered.check(sorted).status == "solved"
    assert total.check(np.add).message.startswith("It is half the expected value")
    assert total.check(max).status == "wrong"


# --- what is returned -----------------------------------------------------------------------


class Evil:
    """Every way of looking at it raises."""

    def _raise(self, *args, **more):
        POISON.append(1)
        raise ValueError("<script>no</script>")

    __repr__ = __str__ = __eq__ = __len__ = __iter__ = __getattr__ = _raise
    __array__ = __float__ = __complex__ = __bool__ = __add__ = __hash__ = _raise


class Exits(Evil):
    def _raise(self, *args, **more):
        POISON.append(1)
        sys.exit("out")

    __repr__ = __str__ = __eq__ = __len__ = __iter__ = __getattr__ = _raise
    __array__ = __float__ = __complex__ = __bool__ = __add__ = __hash__ = _raise


class Yes(int):
    """Equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class Spins:
    def __array__(self, *args, **more):
        while True:
            pass


def generator(x, y):
    yield 2 * (x + y)


async def coroutine(x, y):
    return 2 * (x + y)


ODD = {
    "text": "6",
    "bytes": b"6",
    "truth": True,
    "dict": {"a": 1},
    "set": {6},
    "ragged": [[1], [1, 2]],
    "nested": [1, [2, [3]]],
    "mixed": [1, "<script>alert(1)</script>"],
    "object": object(),
    "type": int,
    "function": total.reference,
    "exercise": total,
    "verdict": total.check(...),
    "module": np,
    "none inside": (1, None),
    "empty": [],
    "huge integer": 10**400,
    "infinite": itertools.count(),
    "masked": np.ma.masked,
    "structured": np.zeros(2, dtype=[("a", int)]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "qobj": qutip.sigmax(),
    "super": qutip.to_super(qutip.sigmax()),
    "bra": qutip.basis(2, 0).dag(),
    "evil": Evil(),
    "evil inside": [Evil(), Evil()],
    "exits": Exits(),
    "yes": Yes(5),
    "error": ValueError("x"),
    "dots inside": [..., 1],
    "self": (lambda loop: loop.append(loop) or loop)([]),
}
SAMES = {"close": close(), "exact": exact(), "state": same_state(), "each": each(close(), exact())}


@pytest.mark.parametrize("kind", SAMES)
@pytest.mark.parametrize("name", ODD)
@pytest.mark.filterwarnings("ignore")
def test_odd_results_are_wrong_and_never_raise(name, kind):
    want = {"state": [0.6, 0.8], "each": (0.123, 6)}.get(kind, 6)
    make = exercise(cases=[(1,)], same=SAMES[kind], hints=["a", "b"], insight="i", limit_s=1)

    def six(x):
        """A number."""
        return want

    verdict = make(six).check(lambda x: ODD[name])
    assert verdict.status in ("wrong", "took too long")
    assert verdict.message
    assert_presentable(verdict)


def test_evil_objects_were_really_touched():
    POISON.clear()
    total.check(lambda x, y: Evil())
    assert POISON


def test_object_equal_to_everything_is_not_a_right_answer():
    make = exercise(cases=[(1,), (2,)], same=exact(), hints=["a", "b"], insight="i")
    count = make(lambda_with_doc)
    assert count.check(lambda x: x + 1)
    assert not count.check(lambda x: Yes(7))
    assert not count.check(lambda x: Evil())


def lambda_with_doc(x):
    """One more."""
    return x + 1


def test_result_that_never_stops_when_read_is_timed(monkeypatch):
    monkeypatch.setattr(judgement, "COMPARE_S", 0.5)
    start = time.monotonic()
    verdict = total.check(lambda x, y: Spins())
    assert verdict.status == "took too long"
    assert time.monotonic() - start < 2


@pytest.mark.filterwarnings("ignore:coroutine")
def test_generator_and_async_functions_are_explained():
    assert "return instead of yield" in total.check(generator).message
    assert "def instead of async def" in total.check(coroutine).message
    assert "with parentheses after its name" in total.check(lambda x, y: max).message


def test_nan_is_named():
    assert "NaN" in total.check(lambda x, y: float("nan")).message
    assert "NaN" in ordered.check(lambda v: v * np.inf).message


@pytest.mark.parametrize("huge", [np.zeros(10**7), [0.0] * 10**6], ids=["array", "list"])
def test_huge_result_is_judged_in_time(huge):
    start = time.monotonic()
    verdict = total.check(lambda x, y: huge)
    assert verdict.message == f"The shape is ({len(huge)},), expected a single number."
    assert time.monotonic() - start < 6
    assert_presentable(verdict)


def test_qobj_for_array_and_array_for_qobj_are_accepted():
    assert ordered.check(lambda v: qutip.Qobj(np.sort(v)))
    assert plus_or_minus.check(lambda bit: [0.5**0.5, (-1) ** bit * 0.5**0.5])
    column = plus_or_minus.check(lambda bit: np.array([[1], [(-1) ** bit]]) / 2**0.5)
    assert column


def test_wrong_dimension_is_named_and_other_dims_of_the_same_state_are_not_wrong():
    assert "shape is (4,), expected (2,)" in plus_or_minus.check(lambda bit: [1, 0, 0, 0]).message
    make = exercise(cases=[()], same=same_state(), hints=["a", "b"], insight="i")
    flat = make(bell).check(qutip.Qobj([[1], [0], [0], [1]]).unit())
    assert flat


def bell():
    """Phi+."""
    return qutip.bell_state("00")


def test_markup_in_results_prints_and_errors_is_escaped():
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"

    def shouts(x, y):
        raise ValueError(evil)

    def prints(x, y):
        print(evil)
        return evil

    for answer in (lambda x, y: evil, shouts, prints, lambda x, y: {evil: evil}):
        verdict = total.check(answer)
        html = verdict._repr_html_()
        assert "&lt;script&gt;" in html or "&lt;script" in html
        assert "<script" not in html
        assert "<img" not in html
    assert "<script" not in which_phase.check(evil)._repr_html_()


# --- what it does ---------------------------------------------------------------------------


def test_changed_arguments_do_not_reach_later_checks():
    fixed = np.array([3.0, 1.0, 2.0])
    make = exercise(cases=[(fixed, {"k": [1]})], hints=["a", "b"], insight="i")

    def largest(values, options):
        """The largest."""
        return values.max() + options["k"][0]

    task = make(largest)

    def vandal(values, options):
        result = values.max() + options["k"][0]
        values[:] = 0
        options["k"].append(9)
        options.clear()
        return result

    assert task.check(vandal)
    assert task.check(vandal)
    assert fixed.tolist() == [3, 1, 2]
    assert task.cases[0][1] == {"k": [1]}


def test_changed_arguments_are_shown_as_they_were_given():
    def vandal(values):
        values[:] = 0
        return values

    verdict = ordered.check(vandal, seed=1)
    assert verdict.status == "wrong"
    assert "values=[0.3456, 0.8216, 0.3304]" in verdict.details[0]


def test_printed_text_is_kept_short_and_not_printed(capsys):
    def chatty(x, y):
        for k in range(2_000):
            print("noise", k, x)
        return 2 * (x + y)

    verdict = total.check(chatty)
    assert verdict
    assert "your code printed: noise 0" in repr(verdict)
    assert_presentable(verdict)
    assert capsys.readouterr().out == ""
    print("back")
    assert capsys.readouterr().out == "back\n"


def divide(x, y):
    return helper(x) / y


def helper(x):
    return x / 0  # the helper's own line


def through_numpy(x, y):
    return np.linalg.inv(np.zeros((2, 2)))  # called NumPy


def through_qutip(x, y):
    return qutip.basis(2, 0) * qutip.basis(3, 0)  # called QuTiP


def through_callback(x, y):
    return np.apply_along_axis(lambda row: row[7], 0, np.zeros(3))  # called back


def through_exec(x, y):
    exec("x = = 3")  # ran text


def through_our_physics(x, y):
    return guard.call(1, 2, 3)  # called us


@pytest.mark.parametrize(
    ("answer", "message", "line"),
    [
        (divide, "ZeroDivisionError", "return x / 0  # the helper's own line"),
        (through_numpy, "LinAlgError: Singular matrix", "# called NumPy"),
        (through_qutip, "TypeError", "# called QuTiP"),
        (through_callback, "IndexError", "# called back"),
        (through_exec, "SyntaxError", "# ran text"),
        (through_our_physics, "TypeError", "# called us"),
    ],
)
def test_learners_own_line_is_shown(answer, message, line):
    verdict = total.check(answer)
    assert verdict.status == "your code raised"
    assert verdict.message.startswith(message)
    assert line in verdict.details[0]
    assert verdict.details[0].startswith("in your line ")
    assert verdict.details[1] == "when called with x=1, y=2"
    assert "guard.py" not in repr(verdict)


def leaves(x, y):
    sys.exit(3)


def interrupts(x, y):
    raise KeyboardInterrupt


def recurses(x, y):
    return recurses(x, y)


def recurses_through_c(x, y):
    return max([x], key=lambda _: recurses_through_c(x, y))


class Unprintable(Exception):
    def __str__(self):
        raise ValueError("no text")


def unprintable(x, y):
    raise Unprintable


def stops(x, y):
    raise StopIteration


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (leaves, "SystemExit: 3"),
        (interrupts, "KeyboardInterrupt"),
        (recurses, "RecursionError: maximum recursion depth exceeded"),
        (recurses_through_c, "RecursionError: maximum recursion depth exceeded"),
        (unprintable, "Unprintable: (its message cannot be shown)"),
        (stops, "StopIteration"),
    ],
)
def test_whatever_is_raised_is_caught(answer, message):
    verdict = total.check(answer)
    assert verdict.status == "your code raised"
    assert verdict.message.startswith(message)
    assert_presentable(verdict)


def test_error_on_some_inputs_names_the_input():
    def fragile(x, y):
        return 2 * (x + y) if x == 1 else 1 // 0

    verdict = total.check(fragile, seed=5)
    x, y = total.draw_cases(5)[1]
    assert verdict.details[1] == f"when called with x={x:.6g}, y={y:.6g}"


def test_warnings_do_not_matter():
    def warned(x, y):
        warnings.warn("careful", stacklevel=2)
        return 2 * (x + y)

    with pytest.warns(UserWarning, match="careful"):
        assert total.check(warned)


def test_ragged_arguments_can_be_shown():
    make = exercise(cases=[([[1], [1, 2]],)], same=exact(), hints=["a", "b"], insight="i")

    def rows(table):
        """How many rows."""
        return len(table)

    assert make(rows).check(lambda table: 5).details[0] == "For table=[[1], [1, 2]]:"


# --- time -----------------------------------------------------------------------------------


def loops(x, y):
    while True:
        pass


def swallows(x, y):
    while True:
        try:
            for _ in range(10**9):
                pass
        except:  # noqa: E722
            pass


def swallows_exceptions(x, y):
    while True:
        try:
            np.sin(x)
        except Exception:
            continue


def swallows_and_returns(x, y):
    try:
        while True:
            x = x + 1
    except:  # noqa: E722
        return 2 * (x + y)


def swallows_in_a_helper(x, y):
    while True:
        swallowed(x)


def swallowed(x):
    try:
        sum(k for k in range(1000))
    except BaseException:
        return x


def finally_loops(x, y):
    try:
        while True:
            pass
    finally:
        while True:
            pass


def assert_gone(before):
    """No more threads than before: the learner's call has ended, not only been given up."""
    end = time.monotonic() + 1
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.01)
    assert threading.active_count() <= before


@pytest.mark.parametrize(
    "answer",
    [
        loops,
        swallows,
        swallows_exceptions,
        swallows_and_returns,
        swallows_in_a_helper,
        finally_loops,
    ],
)
def test_endless_loops_are_stopped_in_time(answer):
    before = threading.active_count()
    start = time.monotonic()
    verdict = total.check(answer)
    assert time.monotonic() - start < 0.5 + 1
    assert verdict.status == "took too long"
    assert verdict.message.startswith("Stopped after 0.5 s: is there a loop that never ends?")
    assert "x=1, y=2" in verdict.message
    assert "restart" not in repr(verdict)
    assert_gone(before)


def test_call_that_cannot_be_stopped_is_given_up_and_said():
    start = time.monotonic()
    verdict = total.check(lambda x, y: time.sleep(2.5))
    assert time.monotonic() - start < 0.5 + 1
    assert verdict.status == "took too long"
    assert "restart the kernel" in repr(verdict)


def test_time_limit_is_for_all_cases_together():
    verdict = total.check(lambda x, y: time.sleep(0.12))
    assert verdict.status == "took too long"


def busy(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
    return seconds


@pytest.fixture
def fast_switching():
    """Threads take turns every 10 us, so that races show."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def test_nothing_is_thrown_after_the_time_is_up(fast_switching):
    late = 0
    for k in range(500):  # the call ends just before, at, and after its limit
        outcomes, _ = guard.run_all(busy, [(1e-5 * (k % 20),)] * 3, 1e-5 * (k % 61))
        late += outcomes[-1].late
        assert outcomes[-1].error is None
    assert 50 < late < 450  # both ways to end were met
    busy(0.3)


def test_checks_after_a_timeout_are_right(fast_switching):
    before = threading.active_count()
    quick = exercise(cases=[(1,)], hints=["a", "b"], insight="i", limit_s=0.002)(lambda_with_doc)
    for _ in range(50):
        assert quick.check(lambda x: loops(x, x)).status == "took too long"
        assert total.check(total.reference)
    assert_gone(before)


def test_check_works_outside_the_main_thread():
    verdicts = []
    work = lambda: verdicts.extend([total.check(loops), total.check(total.reference)])  # noqa: E731
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert [v.status for v in verdicts] == ["took too long", "solved"]


def test_interrupt_button_ends_the_call():
    import _thread

    patient = exercise(cases=[(1,)], hints=["a", "b"], insight="i")(lambda_with_doc)
    before = threading.active_count()
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    start = time.monotonic()
    verdict = patient.check(lambda x: loops(x, x))
    assert verdict.status == "took too long"
    assert verdict.message.startswith("Stopped after 0.")
    assert time.monotonic() - start < 2
    timer.join()
    assert "restart" not in repr(verdict)
    assert_gone(before)


def test_context_of_the_caller_is_kept():
    with np.errstate(divide="raise"):
        verdict = total.check(lambda x, y: np.float64(1) / np.float64(0))
    assert verdict.status == "your code raised"


# --- values and questions -------------------------------------------------------------------


@pytest.mark.parametrize("answer", [31.1, 31, np.float64(31.3), np.array([31.1]), lambda: 31, "31"])
def test_value_exercise(answer):
    assert best_time.check(answer).status == ("wrong" if answer == "31" else "solved")


def test_wrong_value_does_not_show_the_right_one():
    verdict = best_time.check(5)
    assert verdict.status == "wrong"
    assert "31.1" not in repr(verdict)
    assert "got 5" in repr(verdict)
    assert best_time.check(20).diagnosis == "half_way"
    assert best_time.check(62.2).message == "This is not the expected result."  # 2 %: no guessing


@pytest.mark.parametrize("answer", ["b", "B", " b ", "b)", "(b)", "B.", np.str_("b")])
def test_letters_in_every_style(answer):
    verdict = which_phase.check(answer)
    assert verdict
    assert verdict.message == "The relative phase decides."


def test_each_wrong_option_is_explained():
    assert which_phase.check("a").message == "A global phase cannot be measured."
    verdict = which_phase.check("(C)")
    assert (verdict.diagnosis, verdict.message) == ("option_c", "Z only turns <X> & <Y>.")
    assert "Z only turns &lt;X&gt; &amp; &lt;Y&gt;." in verdict._repr_html_()


@pytest.mark.parametrize("answer", [3, "d", "", "ab", ["b"], True, Evil, Exits, b"b"])
def test_other_answers_are_none_of_the_options(answer):
    verdict = which_phase.check(answer() if isinstance(answer, type) else answer)
    assert verdict.status == "wrong"
    assert not verdict.diagnosis
    if answer is not Exits:
        assert 'is none of the options: "a", "b", "c".' in verdict.message


# --- accepts --------------------------------------------------------------------------------


@exercise(
    cases=[(6,), (15,)],
    same=exact(),
    accepts=lambda got, n: (n % got == 0 and 1 < got < n) or "it does not divide n?",
    hints=["a", "b"],
    insight="Any divisor.",
)
def divisor(n):
    """A divisor of n that is neither 1 nor n."""
    return 3


@divisor.mistake
def trivial(n):
    """One divides everything."""
    return 1


def test_accepts_judges_a_property():
    assert divisor.check(lambda n: 3)
    assert divisor.check(lambda n: {6: 2, 15: 5}[n])
    assert divisor.check(lambda n: 1).diagnosis == "trivial"
    verdict = divisor.check(lambda n: 4)
    assert verdict.message == "It does not divide n?"
    assert verdict.details[0] == "For n=6: got 4"
    assert verdict.evidence == ()


@pytest.mark.parametrize("odd", ["text", [], 0, Evil, Exits, {}])
def test_accepts_meets_odd_answers(odd):
    verdict = divisor.check(lambda n: odd() if isinstance(odd, type) else odd)
    assert verdict.status == "wrong"
    assert_presentable(verdict)


# --- hints, solutions, expectations ---------------------------------------------------------


def fresh(reference=lambda_with_doc, **more):
    given = {"cases": [(1,)], "hints": ["one", "two", "three"], "insight": "Why."}
    return exercise(**{**given, **more})(reference)


def test_hints_open_in_order_and_stay_at_the_last():
    task = fresh()
    assert [task.hint().text for _ in range(4)] == ["one", "two", "three", "three"]
    assert repr(task.hint(2)) == "lambda_with_doc, hint 2 of 3: two"
    jumped = fresh()
    jumped.hint(2)
    assert jumped.hint().text == "three"


@pytest.mark.parametrize("number", [0, -1, 4, 99, "2", 1.5])
def test_hint_out_of_range(number):
    task = fresh()
    assert "there are 3" in repr(task.hint(number))
    assert task.hints_opened == 0


def test_question_without_hints():
    plain = question(wrong={"a": "no"}, insight="i")(which_phase.reference)
    assert "no hints" in repr(plain.hint())


@exercise(
    cases=[(1.0,)],
    hints=[
        "write def slope(x): first",
        """In full:
def slope(x):
    return 0
""",
    ],
    insight="It is constant.",
)
def slope(x):
    """The slope; a def inside: def slope."""
    one = 1.0

    return 2 * one


def test_solution_is_the_function_without_its_decorator():
    note = slope.solution()
    assert note.code == (
        'def slope(x):\n    """The slope; a def inside: def slope."""\n'
        "    one = 1.0\n\n    return 2 * one"
    )
    assert note.text == "It is constant."
    space = {}
    exec(note.code, space)
    assert slope.check(space["slope"])
    assert "def slope" in note._repr_html_()


def test_solution_of_a_question_is_the_letter():
    assert repr(which_phase.solution()).endswith("(b) The relative phase decides.")


@pytest.mark.parametrize(
    ("expected", "answer", "fine"),
    [
        ("solved", total.reference, True),
        ("solved", stub, False),
        ("solved", lambda x, y: 0.5, False),
        ("unsolved", stub, True),
        ("unsolved", total.reference, False),
        ("unsolved", divide, False),
        ("typo", stub, False),
    ],
)
def test_expectation_of_the_environment(monkeypatch, expected, answer, fine):
    monkeypatch.setenv("QLEARN_EXPECT", expected)
    if fine:
        total.check(answer)
    else:
        with pytest.raises(Unexpected, match=f"QLEARN_EXPECT={expected}, but: . total"):
            total.check(answer)


def test_authors_are_told_what_is_missing():
    with pytest.raises(ValueError, match="needs a docstring: the task"):
        fresh(lambda x: x)
    with pytest.raises(ValueError, match="hint=4 is not allowed: there are 3 hints"):
        fresh().mistake(forgets_y, hint=4)
    with pytest.raises(ValueError, match="needs a docstring: the explanation"):
        fresh().mistake(lambda x: x)
    with pytest.raises(ValueError, match="phase='loose' is not allowed"):
        same_operator(phase="loose")


def test_environment_has_no_log_in_tests():
    assert os.environ["QLEARN_PROGRESS"] == "off"


# --- a referee plays the answer ---------------------------------------------------------------


class Oracle:
    """Counts how often it is asked."""

    def __init__(self, secret):
        self.secret, self.asked = secret, 0

    def __call__(self, bit):
        self.asked += 1
        return self.secret >> bit & 1


def referee(find, secret):
    oracle = Oracle(secret)
    return find(oracle), oracle.asked


@exercise(
    referee=referee,
    cases=lambda rng: (int(rng.integers(1, 16)),),
    same=exact(),
    hints=["Ask for each bit.", "Ask once for each bit."],
    insight="Four questions.",
)
def find_secret(oracle):
    """The four-bit number that the oracle hides, with four questions."""
    return sum(oracle(bit) << bit for bit in range(4))


@find_secret.mistake
def asks_twice(oracle):
    """You asked twice for each bit."""
    return sum(oracle(bit) * oracle(bit) << bit for bit in range(4))


def test_referee_sees_what_the_answer_does():
    assert find_secret.check(find_secret.reference)
    assert find_secret.check(lambda oracle: int("".join(str(oracle(b)) for b in (3, 2, 1, 0)), 2))
    assert find_secret.check(asks_twice).diagnosis == "asks_twice"
    verdict = find_secret.check(lambda oracle: 16, seed=1)
    assert verdict.status == "wrong"
    assert "secret=" in repr(verdict)


def test_unfinished_player_is_not_started_and_errors_show_the_own_line():
    assert find_secret.check(lambda oracle: None).status == "not started"
    assert find_secret.check(...).status == "not started"
    raised = find_secret.check(lambda oracle: oracle(0) / 0)
    assert raised.status == "your code raised"
    assert "oracle(0) / 0" in repr(raised)
    assert "takes (a, b)" in find_secret.check(lambda a, b: 0).message
