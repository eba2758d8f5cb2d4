"""What tests share: a calm environment, free ports, axes to draw on, closed figures."""

import os
import socket

import pytest

# Before NumPy and matplotlib are imported: one thread a worker, no windows, no progress log.
os.environ.update(OMP_NUM_THREADS="1", MPLBACKEND="agg", QLEARN_PROGRESS="off")
os.environ.pop("QLEARN_EXPECT", None)

pytest.register_assert_rewrite("jupyterlab_page", "widget_page")


@pytest.fixture
def free_port():
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def axes():
    """The axes of a new figure, which is closed afterwards."""
    import matplotlib.pyplot as plt  # only for tests that ask: the import is slow

    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


@pytest.fixture
def closed_figures():
    """Close what a test of pictures has drawn."""
    yield
    import matplotlib.pyplot as plt

    plt.close("all")
