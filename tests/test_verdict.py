"""What the learner sees: text first, and the same as HTML that is safe and can be read."""

import re
from html.parser import HTMLParser
from pathlib import Path

import jupyterlab
import numpy as np
import pytest
import qutip

from qlearn.exercise.show import card, named_arguments, sentence, shown
from qlearn.exercise.verdict import LOOKS, Note, Verdict

EVIL = "<script>alert('x')</script> & \"quotes\" <img src=x onerror=alert(1)>"


def verdict(status="wrong", **more):
    given = {"message": "First.", "details": ("second", "fourth"), "evidence": ("1", "2")}
    return Verdict("task", status, **{**given, **more})


class Page(HTMLParser):
    """The visible text and the tags of a piece of HTML; checks that every tag is closed."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.text = set(), [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_text_is_complete_and_in_order():
    assert repr(verdict()).splitlines() == [
        "✗ task: wrong. First.",
        "  second",
        "  expected 1, got 2",
        "  fourth",
    ]
    assert repr(Verdict("task", "solved")) == "✓ task: solved."


def test_html_says_the_same_as_the_text():
    page = Page(verdict()._repr_html_())
    assert page.text == [
        "✗ wrong",
        "task",
        "First.",
        "second",
        "expected",
        "1",
        "got",
        "2",
        "fourth",
    ]
    assert page.tags == {"div", "b", "small", "pre"}


def test_only_solved_is_true():
    assert [bool(verdict(status)) for status in LOOKS] == [True, False, False, False, False]
    assert len({mark for mark, _ in LOOKS.values()}) == 5  # not told apart by colour alone


@pytest.mark.parametrize("status", LOOKS)
def test_markup_is_escaped_wherever_it_stands(status):
    parts = {"message": EVIL, "details": (EVIL, EVIL), "evidence": (EVIL, EVIL)}
    for shows in (verdict(status, **parts), Note(EVIL, EVIL, EVIL, EVIL)):
        page = Page(shows._repr_html_())
        assert page.tags <= {"div", "b", "small", "pre"}
        assert EVIL in page.text
        assert EVIL in repr(shows)


def test_matrices_keep_their_rows_in_html_and_take_one_line_in_text():
    matrix = shown(np.eye(2))
    assert matrix.count("\n") == 1
    seen = verdict(evidence=(matrix, "0"))
    assert "white-space:pre;" in seen._repr_html_()
    assert "expected [[1., 0.], [0., 1.]], got 0" in repr(seen)


# --- contrast -------------------------------------------------------------------------------


def luminance(colour):
    """Relative luminance of #rgb or #rrggbb (WCAG 2.1)."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * d for d in digits)
    parts = np.array([int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)])
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def theme_colour(theme, name):
    """A colour of JupyterLab's theme, over its background where it is half transparent."""
    folder = Path(jupyterlab.__file__).parent / "themes" / "@jupyterlab"
    css = (folder / f"theme-{theme}-extension" / "index.css").read_text()
    value = re.search(rf"--jp-{name}: ?([^;}}]+)", css).group(1)
    colours = {"white": "#ffffff", "rgba(0,0,0,.87)": "#212121", "rgba(0, 0, 0, 0.87)": "#212121"}
    found = re.search(r"#[0-9a-fA-F]{3,6}", value)
    return found.group() if found else colours[value.strip()]


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("status", LOOKS)
def test_label_can_be_read_in_every_theme(status):
    """The label brings its own background, so that no theme and no missing variable matters."""
    html = verdict(status)._repr_html_()
    background, colour = re.search(r"<b style=\"background:(#\w+);color:(#\w+);", html).groups()
    assert contrast(background, colour) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark", "dark-high-contrast"])
@pytest.mark.parametrize("background", ["layout-color1", "layout-color2"])
def test_text_can_be_read_in_jupyterlabs_themes(theme, background):
    html = verdict()._repr_html_()
    assert f"var(--jp-{background},transparent)" in html
    assert "color:var(--jp-content-font-color1,inherit)" in html
    text = theme_colour(theme, "content-font-color1")
    assert contrast(text, theme_colour(theme, background)) >= 4.5


# --- values as text -------------------------------------------------------------------------


class Refuses:
    def __getattr__(self, name):
        raise ValueError("no")

    def __repr__(self):
        raise ValueError("no")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.333333"),
        (np.float64(2), "2"),
        (1 + 0j, "1"),
        (1 - 2j, "1-2j"),
        (True, "True"),
        (None, "None"),
        ("a'b", '"a\'b"'),
        ((1,), "(1,)"),
        ([0.1 + 0.2, "x"], "[0.3, 'x']"),
        (qutip.basis(2, 1), "Qobj with dims [[2], [1]]: [0., 1.]"),
        (np.array([1 + 0j, 2]), "[1., 2.]"),
    ],
)
def test_shown(value, text):
    assert shown(value) == text


HARD = [
    Refuses(),
    [Refuses()],
    "x" * 10**6,
    list(range(10**6)),
    {k: k for k in range(10**5)},
    10**5000,
    np.zeros((1000, 1000)),
    [[["deep"] * 9] * 9] * 9,
    b"\x00" * 10**6,
    type,
    print,
]


@pytest.mark.parametrize("value", HARD, ids=lambda value: type(value).__name__)
def test_anything_is_shown_in_short(value):
    assert 0 < len(shown(value)) <= 240


def test_value_that_contains_itself():
    loop = []
    loop.append(loop)
    assert 0 < len(shown(loop)) <= 240


def test_arguments_are_named():
    assert named_arguments(("mu", "t"), (0.5, [1])) == "mu=0.5, t=[1]"
    assert named_arguments((), ()) == ""


def test_sentences_end_once():
    assert sentence("is it?") == "Is it?"
    assert sentence("done.") == "Done."
    assert sentence("it is so") == "It is so."


def test_card_is_a_live_region():
    assert 'role="status"' in card("#000", "label", "title", "")
