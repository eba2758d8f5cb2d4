"""Long computations in an explorer: a progress bar, a stop button, and a live kernel meanwhile."""

import asyncio

import ipywidgets


class Chunks(ipywidgets.HBox):
    """Shows the frames of one computation after the other; hidden while there is none.

    Between two frames the kernel answers other messages: a moved slider starts anew, the stop
    button ends it. Outside a task of an event loop (scripts, tests) all frames are shown at once.

    >>> Chunks().layout.visibility
    'hidden'
    """

    def __init__(self):
        narrow = {"width": "auto", "flex": "1 1 60px", "min_width": "60px"}
        self.bar = ipywidgets.FloatProgress(0.0, min=0.0, max=1.0, layout=narrow)
        again = ipywidgets.Button(
            description="Stop", tooltip="Keep what has been computed", layout={"width": "auto"}
        )
        again.on_click(lambda _: self.stop())
        self._task = None
        super().__init__([self.bar, again])
        self.layout.visibility = "hidden"

    def show(self, frames, change, fail):
        """Call ``change(frame)`` for each ``(done, *frame)``, ``fail(error)`` if one raises.

        ``done`` is the part that is computed, from 0 to 1. What is still running is stopped first.
        """
        self.stop()
        if _in_a_task():
            self._task = asyncio.create_task(self._run(frames, change, fail))
        else:
            for _, *frame in frames:
                change(tuple(frame))

    def stop(self):
        """End the computation and keep the last frame."""
        if self._task is not None:
            self._task.cancel()
        self._task = None
        self.layout.visibility = "hidden"

    async def _run(self, frames, change, fail):
        self.bar.value, self.layout.visibility = 0.0, "visible"
        try:
            for done, *frame in frames:
                change(tuple(frame))
                self.bar.value = done
                await asyncio.sleep(0.005)  # sliders and the stop button get their turn
        except Exception as error:  # shown in the widget by whoever asked
            fail(error)
        self.layout.visibility = "hidden"


def _in_a_task():
    """Whether the event loop gets its turn when we return: a kernel handles messages in tasks."""
    try:
        return asyncio.current_task() is not None
    except RuntimeError:  # no event loop runs
        return False
