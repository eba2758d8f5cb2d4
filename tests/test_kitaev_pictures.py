"""Pictures of the Kitaev chain, and its explorer without a browser."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from shown import trace

from qlearn import plots
from qlearn.topology import kitaev
from qlearn.widgets.kitaev import chain_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture
def chain():
    return chain_explorer()


def test_dominoes_show_free_ends_as_open_rings():
    """At mu = 0, delta = t the first a and the last b are in no term."""
    ax = plots.kitaev.dominoes(kitaev.majorana_block(4, 0.0))
    faces = [c.get_facecolor()[0][:3].sum() for c in ax.collections]
    assert [f == 3 for f in faces] == [True, *[False] * 6, True]
    assert len(ax.lines) == 3


def test_dominoes_width_is_strength():
    ax = plots.kitaev.dominoes(kitaev.majorana_block(2, 1.0, 1.0, 0.5))
    widths = {round(line.get_linewidth(), 6) for line in ax.lines}
    assert widths == {round(8 * w / 1.5, 6) for w in (1.0, 1.5, 0.5)}


def test_pictures_draw_on_the_axes_they_are_given():
    _, ax = plt.subplots()
    assert plots.kitaev.end_modes([1, 0], [0, 1], ax=ax) is ax
    assert plots.kitaev.bands(np.linspace(0, 1, 3), {"x": np.ones(3)}, ax=ax) is ax


def test_splitting_clips_what_is_rounding_noise():
    ax = plots.kitaev.splitting([10, 20], {"x": [1e-3, 0.0]})
    assert ax.lines[0].get_ydata().min() > 0


def test_explorer_starts_in_the_topological_phase(chain):
    assert chain.live.text.startswith("topological (Q = −1)")
    left, right = trace(chain, "left mode").y, trace(chain, "right mode").y
    assert np.argmax(left) == 0
    assert np.argmax(right) == 19
    assert np.sum(left) == pytest.approx(1)


def test_explorer_level_line_is_the_spectrum(chain):
    chain.set(n_sites=6, delta=0.4)
    lines = np.reshape(trace(chain, "levels").y, (6, 122))
    assert np.all(np.isnan(lines[:, -1]))
    expected = kitaev.excitation_energies(6, 3.0, delta=0.4)
    assert np.allclose(lines[:, 120], expected)
    assert np.allclose(lines[:, 0], expected)  # mu = -3 and mu = 3 have the same energies


def test_explorer_line_of_text_follows(chain):
    chain.controls["mu"].value = -2.5
    assert chain.live.text.startswith("trivial (Q = +1)")
    chain.controls["mu"].value = 2.0
    assert "decay length infinite" in chain.live.text
    chain.set(mu=0.1, n_sites=40)
    assert "rounding noise" in chain.live.text
    assert not chain.live.error


def test_explorer_says_where_the_halves_are(chain):
    """Amplitudes fall by x = mu / 2t per site, so the left centre is 1 / (1 - x^2)."""
    chain.controls["mu"].value = 1.0
    assert "at sites 1.3 and 19.7 of 20" in chain.live.text
    chain.controls["mu"].value = 3.0
    left, right = map(float, re.findall(r"(\d+\.\d) and (\d+\.\d) of 20", chain.live.text)[0])
    assert left + right == pytest.approx(21)  # mirror images
    assert right - left < 3  # both are spread over the bulk


def test_new_sample_changes_the_levels_and_reset_brings_them_back(chain):
    clean = np.array(trace(chain, "lowest level").y)
    chain.controls["disorder"].value = 4.0
    first = np.array(trace(chain, "lowest level").y)
    chain.controls["sample"].click()
    second = np.array(trace(chain, "lowest level").y)
    assert np.abs(first - second).max() > 1e-3
    assert "in this sample" in chain.live.text
    assert "without disorder topological" in chain.live.text
    chain.reset()
    assert np.array_equal(trace(chain, "lowest level").y, clean)


def test_disorder_does_not_move_the_mu_slider_into_a_new_sample(chain):
    chain.controls["disorder"].value = 3.0
    before = np.array(trace(chain, "lowest level").y)
    chain.controls["mu"].value = 1.0
    assert np.array_equal(trace(chain, "lowest level").y, before)


@pytest.mark.parametrize("corner", [{"delta": 0.0, "mu": 0.0}, {"n_sites": 4, "disorder": 8.0}])
def test_corners_of_the_sliders_show_no_error(chain, corner):
    chain.set(**corner)
    assert not chain.live.error
