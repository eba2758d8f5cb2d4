"""Published numbers with their status and source: ``facts.show("majorana.m1_claim")``.

Each TOML file beside this one holds facts of one subject. A number that comes from the world
stands there once, and nowhere in the lessons.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "claims": ["GRADES", "Claim", "Claims"],
        "loader": ["STATUSES", "Fact", "fact", "names", "show"],
    },
)
