"""The controls of explorers: a visible label, a readout for numbers, and a ``value``.

Any other ipywidget with a ``value`` serves as well, ``FloatLogSlider`` for error rates say.
"""

import math

import ipywidgets
import traitlets


def slider(label, value, low, high, step=None, live=True):
    """A slider named ``label`` (put the unit in it); whole numbers when all arguments are ``int``.

    ``step`` defaults to 1 for whole numbers, else to a hundredth of the range. With ``live=False``
    the update waits for the release: for updates slower than 50 ms. A ``value`` outside ``low``
    to ``high`` raises ``ValueError``.

    >>> slider("sites N", 20, 4, 60).value, slider("μ / t", 0, -3, 3, 0.1).readout_format
    (20, '.1f')
    """
    if not low <= value <= high:
        raise ValueError(f"value {value!r}: must lie from low {low!r} to high {high!r}")
    whole = all(isinstance(number, int) for number in (value, low, high, step or 1))
    step = step or (1 if whole else (high - low) / 100)
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9))
    return kind(
        value, min=low, max=high, step=step, description=label, continuous_update=live,
        readout_format="d" if whole else f".{decimals}f",
    )  # fmt: skip


def toggle(label, value=False):
    """A box to tick."""
    return ipywidgets.Checkbox(value, description=label, indent=False)


def choice(label, options, value=None):
    """A list to choose from, ``options`` as in ipywidgets; ``value`` defaults to the first.

    >>> choice("state", ["|0>", "|+>"]).value
    '|0>'
    """
    chosen = {} if value is None else {"value": value}
    return ipywidgets.Dropdown(options=options, description=label, **chosen)


class Press(ipywidgets.Button):
    """A button whose ``value`` counts how often it was pressed."""

    value = traitlets.Int(0)

    def __init__(self, label):
        super().__init__(description=label)
        self.on_click(lambda _: self.set_trait("value", self.value + 1))


def press(label):
    """A button; its ``value`` counts the presses, so it can seed a random draw.

    >>> again = press("another sample")
    >>> again.click()
    >>> again.value
    1
    """
    return Press(label)
