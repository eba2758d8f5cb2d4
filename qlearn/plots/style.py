"""What the still pictures and the figures of explorers share: colours, and axes to draw on."""

import matplotlib.pyplot as plt

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")  # Okabe and Ito
GREY = "#888888"  # limits, and what is only there to compare with
LAVENDER = "#8D8DAB"  # what is at rest, or seen before


def given_or_new(ax, size):
    """The axes that a caller gives, or, for None, those of a new figure of this size in inches.

    >>> given_or_new(None, (3, 2)).figure.get_size_inches().tolist()
    [3.0, 2.0]
    """
    return plt.subplots(figsize=size, layout="constrained")[1] if ax is None else ax
