"""Exercises of the first notebook: how a kata works. Also the map of the course."""

import numpy as np

from qlearn import roadmap
from qlearn.exercise import exercise, progress_report, question
from qlearn.exercise.progress import standings
from qlearn.plots.course_map import Leg, Stop
from qlearn.plots.course_map import course_map as draw_map

progress = progress_report(__name__)


def course_map():
    """The course as two tracks, with the learner's progress on it."""
    legs = {kata: _leg(number, kata) for number, kata in enumerate(roadmap.katas())}
    stops = {}
    for kata, leg in legs.items():
        before = stops.get(kata.stop, Stop(kata.track, kata.stop, kata.place, 0, 0))
        solved, total = before.solved + leg.solved, before.total + leg.total
        stops[kata.stop] = Stop(kata.track, kata.stop, kata.place, solved, total)
    return draw_map(stops.values(), [leg for kata, leg in legs.items() if kata.written])


def _leg(number, kata):
    found = standings(kata.slug, kata.exercises).values()
    solved = sum(standing.status == "solved" for standing in found)
    return Leg(f"{number:02d}_{kata.slug}.ipynb", kata.title, solved, len(found))


def _amplitude(rng):
    return (rng.uniform(0.2, 0.9) * np.exp(2j * np.pi * rng.uniform(0.05, 0.95)),)


@exercise(
    cases=[(0.6,), (0.8j,), _amplitude],
    hints=[
        "A probability is a real number between 0 and 1. Is yours, for the amplitude 0.8i?",
        "Take the modulus first, then the square: abs(a) ** 2.",
    ],
    insight="Born's rule: a probability is the squared modulus of an amplitude.",
)
def born_probability(a):
    """Probability of an outcome whose amplitude is the complex number a."""
    return abs(a) ** 2


@born_probability.mistake(hint=1)
def returns_the_amplitude(a):
    """This is the amplitude itself. Amplitudes can be negative or complex; the probability is
    their squared modulus."""
    return a


@born_probability.mistake(hint=2)
def squares_without_modulus(a):
    """You squared the amplitude without taking its modulus. That is right for real amplitudes
    only: (0.8i) squared is -0.64, and no probability is negative."""
    return a**2


@born_probability.mistake(hint=2)
def forgets_the_square(a):
    """This is the modulus. With amplitudes 0.6 and 0.8 the two probabilities would add up to 1.4:
    square it."""
    return abs(a)


@born_probability.mistake
def returns_the_rest(a):
    """This is the probability that the outcome does not occur."""
    return 1 - abs(a) ** 2


@question(
    wrong={
        "a": "The paper does report measurements. What they show is what the others contest, and "
        "a status must say so.",
        "b": "It would be claimed if it stood there without data that others can check, and nobody "
        "had contested it.",
        "d": "A projection is about the future. This sentence is about something said to be done.",
    },
    hints=[
        "Read the five statuses once more: which of them speaks of other people?",
        "Contested by others in print.",
    ],
    insight="The statuses are measured, reproduced, claimed, disputed and projected. A status is "
    "about the evidence, not about who is right in the end.",
)
def status_of_a_milestone():
    """Which status has a milestone whose peer-reviewed paper others contest in print?"""
    return "c"
