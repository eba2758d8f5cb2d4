"""Scripts and styles of the drawn widgets, put together from the files that stand beside this one.

``panel`` is what they share; ``bloch.css`` is the style sheet of them all.
"""

from pathlib import Path

_HERE = Path(__file__).parent


def script(*names):
    """One JavaScript module of these parts, in this order; ``panel`` stands in front of them."""
    return _joined("js", ("panel", *names))


def style(*names):
    """The style sheet that the drawn widgets share, and these parts behind it."""
    return _joined("css", ("bloch", *names))


def _joined(ending, names):
    return "\n".join((_HERE / f"{name}.{ending}").read_text("utf-8") for name in names)
