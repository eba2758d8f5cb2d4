"""Pictures: arrays in, figures out.

bloch    the Bloch sphere with arrows, bars of outcome probabilities
kitaev   the Kitaev chain: dominoes, bands, gap map, end modes, splitting, disorder

Functions that take ``ax`` draw with matplotlib and return the axes; the others return plotly
figures.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["bloch", "kitaev"],
    submod_attrs={"bloch": ["bloch_sphere", "outcome_bars"]},
)
