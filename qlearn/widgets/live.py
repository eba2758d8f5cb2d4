"""Live figures: a plotly figure whose arrays follow sliders, and the frame that explorers share.

``LiveFigure`` shows a ``go.Figure``. That figure is the only truth: a view that opens gets it
whole, then only what changed travels, arrays as binary buffers. plotly.js comes from the installed
plotly package and is shared by all figures of a page.

``explorer`` joins controls, figure, a line that says what is seen, and a reset button:

>>> time = np.linspace(0, 10, 200)
>>> figure = go.Figure(go.Scatter(x=time, name="excited"), {"yaxis.range": [0, 1]})
>>> def update(omega):
...     return {"excited": {"y": np.sin(omega * time / 2) ** 2}}, f"period {2 * np.pi / omega:.1f}"
>>> from qlearn.widgets.controls import slider
>>> rabi = explorer({"omega": slider("drive Ω", 1.0, 0.2, 4.0)}, figure, update, title="Rabi")
>>> rabi.controls["omega"].value = 2.0
>>> rabi.live.text
'period 3.1'
>>> float(rabi.live.figure.data[0].y.max().round(2))
1.0
"""

import gzip
import html
import inspect
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

from qlearn.widgets.arrays import packed, same
from qlearn.widgets.chunks import Chunks

SLOW_S = 0.2  # an update that took longer says "computing" before it starts the next time
HERE = Path(__file__).parent


class LiveFigure(anywidget.AnyWidget):
    """A plotly figure in a notebook; ``change`` sends what differs and nothing else.

    ``label`` is what a screen reader calls the picture; ``height`` (pixels) never changes;
    ``start`` holds the arguments of a first ``change``. The template of the figure is dropped:
    text, grid and traces take the colours of the page's theme.

    >>> live = LiveFigure(go.Figure(go.Scatter(y=[1, 2], name="line")), label="a line")
    >>> live.change({"line": {"y": [3, 4]}}, text="moved up")
    >>> live.figure.data[0].y, live.text
    ((3, 4), 'moved up')
    """

    _given = False
    _esm = HERE / "live.js"
    _css = HERE / "live.css"
    _whole = traitlets.Any().tag(sync=True, to_json=lambda _, live: packed(live.whole()))

    def __init__(self, figure, label, height=360, start=()):
        self.figure = go.Figure(figure)
        self.figure.layout.template = None
        self.label, self.height = label, height
        self.text, self.error, self.busy = "", "", False
        self.change(*start)
        # The first figure of a kernel brings plotly.js along: the answer to a request would have to
        # wait for all cells that are queued. Pages that open later ask.
        self._library = None if LiveFigure._given else plotly_js()
        super().__init__()
        self._library, LiveFigure._given = None, True
        self.on_msg(self._answer)

    def whole(self):
        """All that a new view needs: traces, layout, the words around them, label, height."""
        figure = {"data": list(self.figure.data), "layout": self.figure.layout}
        frame = {"label": self.label, "height": self.height, "plotly": self._library}
        return figure | self._words() | frame

    def change(self, traces=None, layout=None, text=""):
        """Set properties of traces and layout, and the line of text; send what differs.

        ``traces`` is ``{trace name: {property: value}}``, ``layout`` is ``{property: value}``;
        dotted properties reach inside (``"marker.color"``, ``"xaxis.range"``). An unknown trace or
        property, or a value that plotly refuses, raises ``ValueError`` and changes nothing.
        """
        undo = []
        try:
            moved = {self._index(name): values for name, values in (traces or {}).items()}
            new = {i: _renew(self.figure.data[i], values, undo) for i, values in moved.items()}
            layout = _renew(self.figure.layout, layout or {}, undo)
        except Exception:
            for target, key, before in reversed(undo):
                target[key] = before
            raise
        self.text, self.error, self.busy = text, "", False
        traces = {index: values for index, values in new.items() if values}
        self._tell({"traces": traces, "layout": layout} | self._words())

    def fail(self, error):
        """Show ``error`` in place of the line of text, until the next ``change``."""
        self.error, self.busy = error, False
        self._tell(self._words())

    def compute(self):
        """Show that a new picture is being computed, until the next ``change`` or ``fail``."""
        self.busy = True
        self._tell(self._words())

    def _words(self):
        return {"text": self.text, "error": self.error, "busy": self.busy}

    def _index(self, name):
        names = [trace.name for trace in self.figure.data]
        if names.count(name) != 1:
            raise ValueError(f"trace {name!r}: must be one of {names}, and stand there once")
        return names.index(name)

    def _tell(self, content):
        buffers = []
        content = packed(content, keep=lambda data: buffers.append(data) or len(buffers) - 1)
        self.send({"kind": "change", **content}, buffers)

    def _answer(self, _, content, buffers):
        if content.get("kind") == "plotly?":
            self.send({"kind": "plotly"}, [plotly_js()])


@cache
def plotly_js():
    """The browser library of the installed plotly package as gzip, 1.5 MB instead of 4.8."""
    package = Path(plotly.__file__).parent
    return gzip.compress((package / "package_data" / "plotly.min.js").read_bytes(), 6)


def _renew(target, values, undo):
    """Set ``values`` on a trace or layout; return those that differ from what stood there."""
    changed = {}
    for key, value in values.items():
        if np.iscomplexobj(value):
            raise ValueError(f"{key!r}: complex values; must be real, take .real, .imag or abs()")
        before = target[key]
        undo.append((target, key, before))
        target[key] = value
        if not same(before, target[key]):
            changed[key] = target[key]
    return changed


class Explorer(ipywidgets.VBox):
    """Controls, a live figure and the ``update`` that ties them; made by ``explorer``."""

    def __init__(self, controls, figure, update, title, height, side):
        self.controls, self.update = controls, update
        self._start, self._held = self.values, False
        self._chunked, self.chunks = inspect.isgeneratorfunction(update), Chunks()
        first, rest = self._computed()
        self.live = LiveFigure(figure, title, height, start=_arranged(*first))
        self._go_on(rest)
        for control in controls.values():
            control.observe(self._moved, names="value")
        super().__init__([self._heading(title), self._body(side)])
        self.add_class("ql-explorer")

    def _heading(self, title):
        return ipywidgets.HTML(f"<b>{html.escape(title)}</b>").add_class("ql-title")

    def _body(self, side):
        again = ipywidgets.Button(description="Reset", tooltip="Back to the starting values")
        again.on_click(lambda _: self.reset())
        chunks = [self.chunks] if self._chunked else []
        panel = ipywidgets.Box([*self.controls.values(), again, *chunks]).add_class("ql-controls")
        return ipywidgets.Box([panel, self.live]).add_class("ql-body").add_class(f"ql-{side}")

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
        if self._chunked:
            self.chunks.stop()
        if self._seconds > SLOW_S:
            self.live.compute()
        try:
            first, rest = self._computed()
            self._show(first)
            self._go_on(rest)
        except Exception as error:  # whatever the update raises belongs on the screen, not in a log
            self._fail(error)

    def _go_on(self, rest):
        if rest is not None:
            self.chunks.show(rest, self._show, self._fail)

    def _show(self, frame):
        self.live.change(*_arranged(*frame))

    def _fail(self, error):
        self.live.fail(described(error))

    def _computed(self):
        """The first frame, and an update's further ones if it comes in chunks, else None."""
        began = perf_counter()
        frame, rest = self.update(**self.values), None
        if inspect.isgenerator(frame):
            rest = frame
            _, *frame = next(rest)
        self._seconds = perf_counter() - began
        return tuple(frame), rest


def _arranged(traces, text, layout=None):
    """A frame of ``update`` in the order of ``LiveFigure.change``."""
    return traces, layout, text


def explorer(controls, figure, update, title, height=None, side="left"):
    """A widget in which moving a control changes the arrays of a figure.

    ``controls`` is ``{name: control}``: ``slider``, ``toggle``, ``choice``, ``press``, or any
    ipywidget with a ``value``. ``update`` is called with their values by name and returns
    ``(traces, text)`` or ``(traces, text, layout)``: what ``LiveFigure.change`` takes, ``text``
    being one line that says what is seen. ``side`` puts the controls ``"left"`` of the figure or
    on ``"top"``; ``height`` (pixels) is that of the figure's layout unless given, else 360.

    An update that takes long is a generator: it yields ``(done, traces, text)`` again and again,
    ``done`` being the part that is computed, and gets a progress bar and a stop button. Or let its
    controls wait for the release, ``slider(..., live=False)``.

    The first update runs here and raises what it raises; later errors are shown in the widget.
    """
    if side not in ("left", "top"):
        raise ValueError(f"side {side!r}: must be 'left' or 'top'")
    height = height or figure.layout.height or 360
    return Explorer(dict(controls), figure, update, title, height, side)


def described(error):
    """One line for ``error``: its type, its message, and the line of ``update`` where it began.

    >>> described(ZeroDivisionError("division by zero"))
    'ZeroDivisionError: division by zero'
    """
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
    where = f" (line {frames[0].lineno} of {frames[0].name}: {frames[0].line})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"
