"""What an explorer shows, without a browser: the traces of its figure, the numbers in its text."""

import re


def trace(explorer, name):
    """The trace of that name in the explorer's figure."""
    return next(t for t in explorer.live.figure.data if t.name == name)


def number_after(words, text):
    """The first number behind these words; its minus sign may be a hyphen."""
    number = re.search(re.escape(words) + r"\s*([-−]?[\d.]*\d)", text).group(1)
    return float(number.replace("−", "-"))
