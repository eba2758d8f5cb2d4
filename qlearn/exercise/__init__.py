"""The exercise engine: tasks, comparisons, verdicts and the learner's progress.

A kata module writes each exercise with :func:`exercise` or :func:`question`, says with a
comparison (:func:`close`, :func:`same_state`, ...) when two answers are the same, and ends its
imports with ``progress = progress_report(__name__)``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "engine": ["Exercise", "exercise", "question"],
        "compare": [
            "Comparison",
            "close",
            "each",
            "exact",
            "same_bits",
            "same_set",
            "sampled",
        ],
        "quantum": ["same_channel", "same_density", "same_operator", "same_state"],
        "reading": ["Unlike"],
        "verdict": ["Verdict"],
        "progress": ["progress_report"],
    },
)
