"""Live figures: a plotly figure whose arrays follow sliders, and the frame that explorers share.

``LiveFigure`` shows a ``go.Figure``. That figure is the only truth: a view that opens gets it
whole, then only what changed travels, arrays as binary buffers. plotly.js comes from the installed
plotly package, once per browser page, however many figures there are.

``explorer`` joins controls, figure, a line that says what is seen, and a reset button:

>>> time = np.linspace(0, 10, 200)
>>> figure = go.Figure(go.Scatter(x=time, name="excited"), {"yaxis.range": [0, 1]})
>>> def update(omega):
...     return {"excited": {"y": np.sin(omega * time / 2) ** 2}}, f"period {2 * np.pi / omega:.1f}"
>>> rabi = explorer({"omega": slider("drive Ω", 1.0, 0.2, 4.0)}, figure, update, title="Rabi")
>>> rabi.controls["omega"].value = 2.0
>>> rabi.live.text
'period 3.1'
>>> float(rabi.live.figure.data[0].y.max().round(2))
1.0
"""

import gzip
import html
import math
import traceback
from functools import cache
from pathlib import Path
from time import perf_counter

import anywidget
import ipywidgets
import numpy as np
import plotly
import plotly.graph_objects as go
import traitlets

SLOW_S = 0.2  # an update that took longer says "computing" before it starts the next time
HERE = Path(__file__).parent


class LiveFigure(anywidget.AnyWidget):
    """A plotly figure in a notebook; ``change`` sends what differs and nothing else.

    ``label`` is what a screen reader calls the picture; ``height`` (pixels) never changes. The
    template of the figure is dropped: text, grid and traces take their colours from the page's theme.

    >>> live = LiveFigure(go.Figure(go.Scatter(y=[1, 2], name="line")), label="a line")
    >>> live.change({"line": {"y": [3, 4]}}, text="moved up")
    >>> live.figure.data[0].y
    (3, 4)
    """

    _esm = HERE / "live.js"
    _css = HERE / "live.css"
    _whole = traitlets.Any().tag(sync=True, to_json=lambda _, live: packed(live.whole()))

    def __init__(self, figure, label, height=360):
        self.figure = go.Figure(figure)
        self.figure.layout.template = None
        self.label, self.height = label, height
        self.words = {"text": "", "error": "", "busy": False}
        super().__init__()
        self.on_msg(self._answer)

    @property
    def text(self):
        """The line below the figure."""
        return self.words["text"]

    @property
    def error(self):
        """What stands in place of the line after a failed update, else an empty string."""
        return self.words["error"]

    def whole(self):
        """All that a new view needs: traces, layout, words, label, height."""
        figure = {"data": list(self.figure.data), "layout": self.figure.layout}
        return {**figure, **self.words, "label": self.label, "height": self.height}

    def change(self, traces=None, layout=None, text=""):
        """Set properties of traces and layout, and the line of text; send what differs.

        ``traces`` is ``{trace name: {property: value}}``, ``layout`` is ``{property: value}``; dotted
        properties reach inside (``"marker.color"``, ``"xaxis.range"``). An unknown trace or property,
        or a value that plotly refuses, raises ``ValueError``.
        """
        changed = {"traces": {}, "layout": renewed(self.figure.layout, layout or {})}
        for name, values in (traces or {}).items():
            index = self._index(name)
            changed["traces"][index] = renewed(self.figure.data[index], values)
        self.words = {"text": text, "error": "", "busy": False}
        self._emit(changed | self.words)

    def fail(self, error):
        """Show ``error`` in place of the line of text, until the next ``change``."""
        self.words |= {"error": error, "busy": False}
        self.send_state("_whole")  # a change that broke off halfway has set things without sending

    def compute(self):
        """Show that a new picture is on its way, until the next ``change`` or ``fail``."""
        self.words |= {"busy": True}
        self._emit(self.words)

    def _index(self, name):
        names = [trace.name for trace in self.figure.data]
        if names.count(name) != 1:
            raise ValueError(f"trace {name!r}: must be one of {names}, and stand there once")
        return names.index(name)

    def _emit(self, content):
        buffers = []
        content = packed(content, keep=lambda data: buffers.append(data) or len(buffers) - 1)
        self.send({"kind": "change", **content}, buffers)

    def _answer(self, _, content, buffers):
        if content.get("kind") == "plotly?":
            self.send({"kind": "plotly"}, [plotly_js()])
        elif content.get("kind") == "whole?":
            self.send_state("_whole")


@cache
def plotly_js():
    """The browser library of the installed plotly package, gzip-compressed: 1.5 MB instead of 4.8."""
    package = Path(plotly.__file__).parent
    return gzip.compress((package / "package_data" / "plotly.min.js").read_bytes(), 6)


def renewed(target, values):
    """Set ``values`` on a trace or layout; return those that differ from what stood there."""
    changed = {}
    for key, value in values.items():
        before = target[key]
        target[key] = value
        if not _same(before, target[key]):
            changed[key] = target[key]
    return changed


def _same(before, after):
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        exact = before.dtype == after.dtype and before.shape == after.shape
        return exact and before.tobytes() == after.tobytes()
    return type(before) is type(after) and before == after


def packed(value, keep=lambda data: data):
    """``value`` as JSON, each numeric array as ``{dtype, shape, bytes: keep(its memory)}``.

    Float arrays keep their precision (send ``float32`` for large maps), integers become ``int32``
    or, where they do not fit, ``float64``. Complex arrays raise ``ValueError``.

    >>> packed({"y": np.array([1.0, 2.0])}, keep=len)
    {'y': {'dtype': 'float64', 'shape': [2], 'bytes': 16}}
    >>> packed([np.int64(3), float("nan"), "text"])
    [3, None, 'text']
    """
    if hasattr(value, "to_plotly_json"):
        value = value.to_plotly_json()
    if isinstance(value, dict):
        return {str(key): packed(item, keep) for key, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiuc":
        return _packed_array(value, keep)
    if isinstance(value, (list, tuple, np.ndarray)):
        return [packed(item, keep) for item in value]
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _packed_array(array, keep):
    if array.dtype.kind == "c":
        raise ValueError(f"array of dtype {array.dtype}: must be real; take .real, .imag or abs()")
    if array.dtype.kind in "iu":
        fits = array.size == 0 or (array.min() >= -(2**31) and array.max() < 2**31)
        array = array.astype(np.int32 if fits else np.float64)
    elif array.dtype != np.float32:
        array = array.astype(np.float64)
    data = memoryview(np.ascontiguousarray(array)).cast("B") if array.size else memoryview(b"")
    return {"dtype": array.dtype.name, "shape": list(array.shape), "bytes": keep(data)}


class Explorer(ipywidgets.VBox):
    """Controls, a live figure and the ``update`` that ties them; made by ``explorer``."""

    def __init__(self, controls, live, update, heading, side):
        self.controls, self.live, self.update = controls, live, update
        self._start = self.values
        self._seconds, self._held = 0.0, False
        live.change(*self._frame())
        for control in controls.values():
            control.observe(self._moved, names="value")
        again = ipywidgets.Button(description="Reset", tooltip="Back to the starting values")
        again.on_click(lambda _: self.reset())
        panel = ipywidgets.Box([*controls.values(), again]).add_class("ql-controls")
        body = ipywidgets.Box([panel, live]).add_class("ql-body").add_class(f"ql-{side}")
        super().__init__([ipywidgets.HTML(heading).add_class("ql-title"), body])
        self.add_class("ql-explorer")

    @property
    def values(self):
        """The value of every control, by name: what ``update`` is called with."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values):
        """Move several controls at once, with one update."""
        self._held = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._held = False
        self._moved()

    def reset(self):
        """Bring every control back to its starting value."""
        self.set(**self._start)

    def _moved(self, _=None):
        if self._held:
            return
        if self._seconds > SLOW_S:
            self.live.compute()
        try:
            self.live.change(*self._frame())
        except Exception as error:  # whatever the update raises belongs on the screen, not in a log
            self.live.fail(described(error))

    def _frame(self):
        began = perf_counter()
        traces, text, *layout = self.update(**self.values)
        self._seconds = perf_counter() - began
        return traces, layout[0] if layout else {}, text


def explorer(controls, figure, update, title, height=None, side="left"):
    """A widget in which moving a control changes the arrays of a figure.

    ``controls`` is ``{name: control}``: ``slider``, ``toggle``, ``choice``, ``press`` of this module
    or any ipywidget with a ``value``. ``update`` is called with their values by name and returns
    ``(traces, text)`` or ``(traces, text, layout)``: ``{trace name: {property: array}}`` for
    ``LiveFigure.change``, and one line that says what is seen. ``side`` puts the controls ``"left"``
    of the figure or on ``"top"``; ``height`` (pixels) is that of the figure's layout, else 360.

    The first update runs here and raises what it raises; later errors are shown in the widget.
    """
    if side not in ("left", "top"):
        raise ValueError(f"side {side!r}: must be 'left' or 'top'")
    height = height or figure.layout.height or 360
    heading = f'<span class="ql-heading">{html.escape(title)}</span>'
    return Explorer(dict(controls), LiveFigure(figure, title, height), update, heading, side)


def described(error):
    """One line for ``error``: its type, its message, and the line of ``update`` where it began.

    >>> described(ZeroDivisionError("division by zero"))
    'ZeroDivisionError: division by zero'
    """
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
    where = f" (line {frames[0].lineno} of {frames[0].name}: {frames[0].line})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"

