"""Which request next: policies for `orchestration.simulate`, each a plain function.

policy(waiting, free) gets the requests that could start now, the oldest first, and what is free; it
returns one of them, or None to wait. A policy of one's own looks just like these.
"""


def first_come(waiting, free):
    """A strict queue: the request that waits longest, or nothing until it can start."""
    return free.oldest if free.oldest in waiting else None


def greedy(waiting, free):
    """Whatever can start, the oldest first: nothing idles that could work."""
    return waiting[0]


def critical_path(waiting, free):
    """Ready gates first, then the one with the longest chain of gates behind it."""
    return max(waiting, key=lambda request: (request.ready, request.path_us))
