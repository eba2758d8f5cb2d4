"""Live figures and explorers, seen from the wire: what a kernel sends, without a browser."""

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import comm
import numpy as np
import plotly
import plotly.graph_objects as go
import pytest
from comm.base_comm import BaseComm

from qlearn.widgets import LiveFigure, choice, explorer, live, press, slider, toggle

TIMES = np.linspace(0, 10, 50)
PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@pytest.fixture(autouse=True)
def wire(monkeypatch):
    """Everything that goes to the browser, as ``(msg_type, data, buffers)``."""
    sent = []

    class Recorder(BaseComm):
        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **_):
            sent.append((msg_type, data, buffers or []))

    monkeypatch.setattr(comm, "create_comm", lambda *args, **given: Recorder(*args, **given))
    return sent


def rabi(update=None, **controls):
    """Two curves that follow a drive, and a third that never changes."""
    names = ("excited", "ground", "still")
    figure = go.Figure([go.Scatter(x=TIMES, y=0 * TIMES, name=name) for name in names])
    controls = controls or {"omega": slider("drive", 1.0, 0.0, 4.0)}
    return explorer(controls, figure, update or driven, title="Rabi")


def driven(omega):
    p = np.sin(omega * TIMES / 2) ** 2
    return {"excited": {"y": p}, "ground": {"y": 1 - p}, "still": {"y": 0 * TIMES}}, f"Ω = {omega}"


def changes(wire):
    """The messages that move a figure."""
    told = [(data.get("content", {}), buffers) for _, data, buffers in wire]
    return [(content, buffers) for content, buffers in told if content.get("kind") == "change"]


def array(sent, buffers):
    """The array that a packed one stands for, read as the browser reads it."""
    data = sent["bytes"] if not isinstance(sent["bytes"], int) else buffers[sent["bytes"]]
    return np.frombuffer(data, sent["dtype"]).reshape(sent["shape"])


def whole(figure):
    """What a view that opens now would get."""
    return figure.get_state("_whole")["_whole"]


def test_slider_sends_the_changed_arrays_and_nothing_else(wire):
    widget = rabi()
    wire.clear()
    widget.controls["omega"].value = 2.0
    [(content, buffers)] = changes(wire)
    assert {i: list(values) for i, values in content["traces"].items()} == {"0": ["y"], "1": ["y"]}
    assert [len(data) for data in buffers] == [8 * TIMES.size] * 2
    excited, ground = (array(content["traces"][i]["y"], buffers) for i in "01")
    np.testing.assert_allclose(excited, (1 - np.cos(2 * TIMES)) / 2, atol=1e-12)
    np.testing.assert_array_equal(excited + ground, 1)
    assert (content["text"], content["error"], content["busy"]) == ("Ω = 2.0", "", False)


def test_a_new_view_gets_the_whole_figure_as_it_is_now(wire):
    widget = rabi()
    widget.controls["omega"].value = 3.0
    state = whole(widget.live)
    assert [trace["name"] for trace in state["data"]] == ["excited", "ground", "still"]
    for packed, trace in zip(state["data"], widget.live.figure.data, strict=True):
        np.testing.assert_array_equal(array(packed["x"], []), TIMES)
        np.testing.assert_array_equal(array(packed["y"], []), trace.y)
    assert state["text"] == "Ω = 3.0"
    assert state["label"] == "Rabi"


def test_the_first_picture_comes_with_the_opening_message(wire):
    rabi()
    assert changes(wire) == []
    opened = [data for kind, data, _ in wire if kind == "comm_open"]
    [state] = [data["state"]["_whole"] for data in opened if "_whole" in data["state"]]
    assert state["text"] == "Ω = 1.0"


def test_plotly_comes_with_the_first_figure_of_a_kernel_and_on_request(wire, monkeypatch):
    monkeypatch.setattr(LiveFigure, "_given", False)
    first, second = (LiveFigure(go.Figure(), label="") for _ in range(2))
    sizes = [
        sum(map(len, buffers))
        for _, data, buffers in wire
        if "_whole" in data.get("state", {})
    ]  # fmt: skip
    assert sizes[0] > 1_000_000
    assert sizes[1] == 0
    assert whole(first)["plotly"] is None
    wire.clear()
    second._handle_custom_msg({"kind": "plotly?"}, [])
    [(_, data, [library])] = wire
    assert data["content"] == {"kind": "plotly"}
    assert gzip.decompress(library) == PLOTLY_JS.read_bytes()


def test_plotly_stays_below_the_rate_limit_of_the_server():
    # jupyter_server drops a kernel's messages above 1 MB per second, taken over three seconds
    assert len(live.plotly_js()) < 2_000_000


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "int32", "int64", "uint16"])
def test_arrays_arrive_as_they_were(dtype, wire):
    values = np.arange(12, dtype=dtype).reshape(3, 4)
    figure = LiveFigure(go.Figure(go.Heatmap(name="map")), label="")
    figure.change({"map": {"z": values}})
    [(content, buffers)] = changes(wire)
    arrived = array(content["traces"]["0"]["z"], buffers)
    np.testing.assert_array_equal(arrived, values)
    assert arrived.dtype in ([values.dtype] if dtype.startswith("float") else [np.int32])


def test_gaps_and_large_integers_survive(wire):
    figure = LiveFigure(go.Figure(go.Scatter(name="line")), label="")
    figure.change({"line": {"x": np.array([1, 2**40]), "y": np.array([np.nan, 1.0])}})
    [(content, buffers)] = changes(wire)
    sent = content["traces"]["0"]
    np.testing.assert_array_equal(array(sent["x"], buffers), [1, 2**40])
    np.testing.assert_array_equal(array(sent["y"], buffers), [np.nan, 1.0])


def test_layout_and_nested_properties_change(wire):
    def update(omega):
        note = {"text": f"{omega}", "x": omega, "y": 0}
        layout = {"annotations": [note], "xaxis.range": [0, omega]}
        return {"excited": {"marker.color": np.array([omega])}}, "", layout

    widget = rabi(update)
    wire.clear()
    widget.controls["omega"].value = 2.0
    [(content, buffers)] = changes(wire)
    assert content["layout"]["xaxis.range"] == [0, 2.0]
    assert content["layout"]["annotations"] == [{"text": "2.0", "x": 2.0, "y": 0}]
    assert array(content["traces"]["0"]["marker.color"], buffers) == 2.0


def fragile(omega):
    """Fails between 2 and 3 halfway through its work, above 3 at once."""
    if omega > 3:
        raise ZeroDivisionError("<b>too</b> far")
    traces, text = driven(omega)
    return (traces | {"nobody": {"y": TIMES}} if omega > 2 else traces), text


@pytest.mark.parametrize(
    ("omega", "words"),
    [
        (3.5, ["ZeroDivisionError", "<b>too</b> far", "of fragile", "raise ZeroDivisionError"]),
        (2.5, ["ValueError", "'nobody'", "'excited', 'ground', 'still'"]),
    ],
)
def test_an_error_is_shown_changes_nothing_and_goes_away(omega, words, wire):
    widget = rabi(fragile)
    before = [trace.y for trace in widget.live.figure.data]
    wire.clear()
    widget.controls["omega"].value = omega
    [(content, _)] = changes(wire)
    assert all(word in content["error"] for word in words)
    assert whole(widget.live)["error"] == content["error"]
    for old, trace in zip(before, widget.live.figure.data, strict=True):
        np.testing.assert_array_equal(trace.y, old)
    widget.controls["omega"].value = 2.0
    (content, buffers) = changes(wire)[-1]
    assert content["error"] == ""
    np.testing.assert_allclose(array(content["traces"]["0"]["y"], buffers), np.sin(TIMES) ** 2)


@pytest.mark.parametrize("value", [np.array([1j]), "no array", 3])
def test_values_that_cannot_be_drawn_are_refused(value):
    figure = LiveFigure(go.Figure(go.Scatter(y=[1, 2], name="line")), label="")
    with pytest.raises(ValueError, match="y"):
        figure.change({"line": {"y": value}})
    assert figure.figure.data[0].y == (1, 2)


def test_the_first_update_raises_where_the_explorer_is_made():
    with pytest.raises(ZeroDivisionError):
        rabi(fragile, omega=slider("drive", 3.5, 0.0, 4.0))


def test_reset_brings_all_controls_back_with_one_update(wire):
    calls = []

    def update(**values):
        calls.append(values)
        return {}, ""

    controls = {
        "omega": slider("drive", 1.0, 0.0, 4.0),
        "n": slider("sites", 3, 1, 9),
        "on": toggle("noise"),
        "state": choice("start", ["|0>", "|1>"]),
        "sample": press("again"),
    }
    widget = rabi(update, **controls)
    start = widget.values
    widget.controls["sample"].click()
    widget.set(omega=2.0, n=5, on=True, state="|1>")
    assert widget.values == {"omega": 2.0, "n": 5, "on": True, "state": "|1>", "sample": 1}
    assert calls == [start, start | {"sample": 1}, widget.values]
    widget.reset()
    assert widget.values == start
    assert calls[3:] == [start]


def test_only_a_slow_update_says_that_it_computes(wire, monkeypatch):
    widget = rabi()
    wire.clear()
    widget.controls["omega"].value = 2.0
    assert [content["busy"] for content, _ in changes(wire)] == [False]
    monkeypatch.setattr(live, "SLOW_S", -1)
    wire.clear()
    widget.controls["omega"].value = 3.0
    assert [content["busy"] for content, _ in changes(wire)] == [True, False]


def test_copies_do_not_disturb_each_other(wire):
    figure = go.Figure(go.Scatter(y=[0.0], name="line"))
    first, second = (LiveFigure(figure, label="") for _ in range(2))
    first.change({"line": {"y": np.array([5.0])}})
    assert list(second.figure.data[0].y) == list(figure.data[0].y) == [0.0]


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="side 'right'"):
        explorer({}, go.Figure(), lambda: ({}, ""), title="", side="right")
    with pytest.raises(ValueError, match=r"value 5: must lie from low 0 to high 4"):
        slider("drive", 5, 0, 4)


# The colours: sRGB to linear light; contrast as in WCAG 2; colour blindness after Machado,
# Oliveira and Fernandes, IEEE Trans. Vis. Comput. Graph. 15, 1291 (2009), full strength.
COLORWAY = re.findall(
    "#[0-9A-F]{6}", re.search(r"COLORWAY = \[.*?\]", (live.HERE / "live.js").read_text())[0]
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
EYES = {
    "all three cones": np.eye(3),
    "no red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "no green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def light(colour):
    s = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)


def cielab(rgb):
    x, y, z = np.cbrt(XYZ @ np.clip(rgb, 1e-3, 1) / XYZ.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("background", ["#FFFFFF", "#111111"])
def test_curves_stand_out_on_both_themes(background):
    for colour in COLORWAY:
        dark, bright = sorted(LUMINANCE @ light(c) + 0.05 for c in (colour, background))
        assert bright / dark >= 3, colour


@pytest.mark.parametrize("eye", EYES)
def test_curves_differ_for_colour_blind_readers(eye):
    seen = {colour: cielab(np.asarray(EYES[eye]) @ light(colour)) for colour in COLORWAY}
    assert len(seen) == 5
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 15, (one, other)  # 2 is just visible


# --- updates that come in chunks ----------------------------------------------------------------


def in_four(omega):
    for done in (0.25, 0.5, 0.75, 1.0):
        yield done, {"excited": {"y": np.full(50, done)}}, f"Ω = {omega}, {done:.0%}"


def apart(work):
    """What ``work()`` returns in a thread without an event loop: browser tests leave one here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(timeout=20)


def test_without_an_event_loop_all_chunks_come_at_once():
    chunked = apart(lambda: rabi(in_four))
    assert chunked.live.text == "Ω = 1.0, 100%"
    apart(lambda: chunked.set(omega=2.0))
    assert chunked.live.text == "Ω = 2.0, 100%"
    assert chunked.chunks.layout.visibility == "hidden"


def test_between_chunks_a_slider_starts_anew():
    async def session():
        chunked = rabi(in_four)
        first = chunked.live.text
        await asyncio.sleep(0.001)
        assert chunked.chunks.layout.visibility == "visible"
        chunked.controls["omega"].value = 3.0
        await asyncio.sleep(0.3)
        return first, chunked

    first, chunked = apart(lambda: asyncio.run(session()))
    assert first == "Ω = 1.0, 25%"
    assert chunked.live.text == "Ω = 3.0, 100%"
    assert chunked.chunks.bar.value == 1.0
    assert chunked.chunks.layout.visibility == "hidden"


def test_stop_keeps_what_has_been_computed():
    async def session():
        chunked = rabi(in_four)
        await asyncio.sleep(0.001)
        chunked.chunks.children[1].click()
        await asyncio.sleep(0.1)
        return chunked

    chunked = apart(lambda: asyncio.run(session()))
    assert chunked.live.text in ("Ω = 1.0, 25%", "Ω = 1.0, 50%")
    assert chunked.chunks.layout.visibility == "hidden"


def test_an_error_in_a_later_chunk_is_shown():
    def breaks(omega):
        yield 0.5, {}, "half"
        raise ArithmeticError("no convergence")

    async def session():
        chunked = rabi(breaks)
        await asyncio.sleep(0.1)
        return chunked

    chunked = apart(lambda: asyncio.run(session()))
    assert "ArithmeticError: no convergence" in chunked.live.error
    assert chunked.chunks.layout.visibility == "hidden"


def test_plain_updates_leave_the_progress_bar_alone(wire):
    async def session():
        plain = rabi()
        wire.clear()
        plain.controls["omega"].value = 2.0
        await asyncio.sleep(0.05)

    apart(lambda: asyncio.run(session()))
    assert len(changes(wire)) == 1
    assert "visibility" not in str(wire)
