"""A campus: who is connected to whom in which slot, and what memories save.

In one slot the hub joins pairs of nodes, each node in one pair at most, so k nodes make k // 2
pairs. Requests are (node, node) tuples, one per pair wanted; a schedule is a list of slots, each a
list of requests.
"""

from collections import Counter

from qlearn.network.inputs import whole
from qlearn.network.waiting import all_links_wait, no_memory_wait


def makespan_bound(requests, n_nodes):
    """The fewest slots that can do: the busiest node's requests, and all of them k // 2 at a time.

    >>> makespan_bound([(0, 1), (0, 2), (1, 2)], 3)
    3
    """
    requests, pairs_at_once = _checked(requests, n_nodes), n_nodes // 2
    return max(max(_load(requests).values(), default=0), -(-len(requests) // pairs_at_once))


def schedule(requests, n_nodes):
    """A schedule of all requests: slot by slot, the nodes with the most left to do first.

    Greedy, so not always the shortest (see `makespan_bound`), but always of fewer slots than
    twice the requests of the busiest node. Raises ValueError for a node that is not there, or is
    to be paired with itself.

    >>> schedule([(0, 1), (2, 3), (0, 2)], 4)
    [[(0, 2)], [(0, 1), (2, 3)]]
    """
    left, slots = _checked(requests, n_nodes), []
    while left:
        load, busy, chosen = _load(left), set(), []
        for request in sorted(
            left, key=lambda r: (-max(load[k] for k in r), -sum(load[k] for k in r))
        ):
            if busy.isdisjoint(request):
                chosen.append(request)
                busy.update(request)
        for request in chosen:
            left.remove(request)
        slots.append(chosen)
    return slots


def conflicts(slots, requests, n_nodes):
    """What is wrong with a schedule: a list of sentences, empty if all is done, none booked twice.

    >>> conflicts([[(0, 1), (1, 2)]], [(0, 1), (1, 2)], 3)
    ['slot 0: node 1 is in 2 pairs']
    """
    wanted = Counter(tuple(sorted(r)) for r in _checked(requests, n_nodes))
    done = Counter(tuple(sorted(r)) for slot in slots for r in slot)
    found = [
        f"slot {i}: node {node} is in {times} pairs"
        for i, slot in enumerate(slots)
        for node, times in sorted(_load(slot).items())
        if times > 1
    ]
    found += [f"{pair}: {n} times too few" for pair, n in sorted((wanted - done).items())]
    return found + [f"{pair}: {n} times too many" for pair, n in sorted((done - wanted).items())]


def memory_gain(p, n_links):
    """How much sooner n links are ready together if each may wait in a memory: p^-n over the max.

    The asynchronous staging area of a campus: without it all must succeed in one slot. Broadcasts.

    >>> print(memory_gain(0.01, 2).round(2))
    66.78
    """
    return no_memory_wait(p, n_links) / all_links_wait(p, n_links)


def random_requests(n_requests, n_nodes, rng):
    """So many requests between different nodes, drawn at random.

    >>> import numpy as np
    >>> random_requests(2, 6, np.random.default_rng(1))
    [(2, 3), (0, 4)]
    """
    n_nodes = whole("n_nodes", n_nodes, 2)
    pairs = [rng.choice(n_nodes, 2, replace=False) for _ in range(whole("n_requests", n_requests))]
    return [(int(min(pair)), int(max(pair))) for pair in pairs]


def _checked(requests, n_nodes):
    n_nodes = whole("n_nodes", n_nodes, 2)
    for request in requests:
        if len(set(request)) != 2 or len(request) != 2 or not set(request) <= set(range(n_nodes)):
            allowed = f"two different nodes from 0 to {n_nodes - 1}"
            raise ValueError(f"requests has {request!r}; allowed: {allowed}")
    return [tuple(request) for request in requests]


def _load(requests):
    return Counter(node for request in requests for node in request)
