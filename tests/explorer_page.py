"""Explorers as a learner meets them in the page: their controls, what they show, how they lie.

    for explorer in explorers(notebook):
        assert explorer.faults() == []
        assert explorer.work_all() == Found()

Controls are worked with keys only. "Picture" is all that is drawn or tabulated, "sentence" the line
that says what is seen.
"""

import re
from dataclasses import dataclass, field

EXPLORERS = ".ql-explorer, .ql-bloch"
KINDS = {  # what a learner can work with, and where it stands
    "slider": ".noUi-handle, input[type=range]",
    "list": "select",
    "box": "input[type=checkbox]",
    "radio": "input[type=radio]",
    "button": "button",
}
AGAIN = ("Reset", "Start again", "Clear", "Take back")  # buttons that lead back to the start
STOP = "Stop"  # of a long computation
PRESSES = 5  # of a button that draws by chance, at most
TALLEST, SMALLEST_TEXT = 900, 10.0  # px

# The kernel has dealt with every message of a widget, and the page has drawn the answer. Widgets
# have a thread of their own in the kernel, so no other request can tell: count their messages. A
# widget holds its newest value back until the one before is dealt with, hence the second look.
SETTLED = """async () => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    const frame = () => new Promise(requestAnimationFrame);
    if (!kernel.underWay) {
        kernel.underWay = new Set();
        kernel.anyMessage.connect((_, { msg, direction }) => {
            if (direction === "send" && msg.header.msg_type === "comm_msg")
                kernel.underWay.add(msg.header.msg_id);
            if (msg.header.msg_type === "status" && msg.content.execution_state === "idle")
                kernel.underWay.delete(msg.parent_header.msg_id);
        });
    }
    for (let turn = 0; turn < 2; turn++) {
        await kernel.requestKernelInfo();
        while (kernel.underWay.size) await frame();
        await frame();
    }
    await frame();
}"""

# What is seen: a number that stands for all that is drawn or tabulated, the sentence, the errors,
# and whether a drawn number is none.
LOOK = """(root) => {
    const nodes = [...root.querySelectorAll("svg, canvas, table, .history")];
    const drawn = nodes.filter((it) => !it.closest("button")).map((it) => it.innerHTML).join();
    let digest = 0;
    for (let i = 0; i < drawn.length; i++) digest = (31 * digest + drawn.charCodeAt(i)) | 0;
    const words = (places) => [...root.querySelectorAll(places)].map((it) => it.innerText.trim());
    const sentence = words(".ql-text, [role=status], .score").join(" ").replace(/\\s+/g, " ");
    const errors = words(".ql-error").filter(Boolean);
    if (/"[^"]*\\bNaN\\b/.test(drawn)) errors.push("NaN in the picture");
    return [digest, sentence.trim(), errors];
}"""

NAME = """(node) => {
    const box = node.closest(".jupyter-widgets");
    const own = node.innerText?.trim() || node.title || node.getAttribute("aria-label");
    const icon = node.querySelector("i")?.className;
    const words = node.tagName === "BUTTON" ? own || icon
        : node.type === "checkbox" ? (box ?? node.closest("label")).innerText
        : box?.querySelector(".widget-label")?.innerText ?? node.closest("label")?.innerText ?? own;
    const group = node.type === "radio" && node.closest("[role=radiogroup]");
    const name = group ? `${group.getAttribute("aria-label")}: ${words}` : words;
    return name.replace("\u200b", "").trim().split("\\n")[0];
}"""

# All that is wrong with how an explorer lies in the page, as lines of text.
FAULTS = """(root, [tallest, smallest]) => {
    const faults = [], box = root.getBoundingClientRect();
    const shown = (node) => node.checkVisibility({ visibilityProperty: true });
    const said = (node) => node.textContent.trim().slice(0, 30);
    if (box.height > tallest) faults.push(`${Math.round(box.height)} px tall`);
    for (const node of [root, ...root.querySelectorAll("*")]) {
        if (!shown(node) || node.closest(".slider-container, svg")) continue;
        if (getComputedStyle(node).textOverflow === "ellipsis") continue; // shortened on purpose
        if (node.clientWidth && node.scrollWidth > node.clientWidth + 1)
            faults.push(`${node.className || node.tagName} is wider than its place: ${said(node)}`);
    }
    const named = (node) => node.ariaLabel || node.title || node.innerText?.trim()
        || [...(node.labels ?? [])].some((label) => label.innerText.trim());
    for (const node of root.querySelectorAll("button, select, input, .noUi-handle"))
        if (shown(node) && !named(node)) faults.push(`no name for ${node.outerHTML.slice(0, 60)}`);
    const frames = new Map();
    for (const node of root.querySelectorAll("*")) {
        const own = [...node.childNodes].some((it) => it.nodeType === 3 && it.data.trim());
        if (!own || !shown(node)) continue;
        const matrix = node.ownerSVGElement && node.getScreenCTM?.();
        const scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1;
        const size = parseFloat(getComputedStyle(node).fontSize) * scale;
        if (size < smallest) faults.push(`text of ${size.toFixed(1)} px: ${said(node)}`);
        const text = node.closest("text"), at = text?.getBoundingClientRect();
        const frame = text?.closest(".ql-picture") ?? text?.ownerSVGElement;
        if (!at?.width) continue;
        const edge = frame.getBoundingClientRect();
        if (at.left < edge.left - 2 || at.right > edge.right + 2 || at.top < edge.top - 2
            || at.bottom > edge.bottom + 2) faults.push(`outside the picture: ${said(text)}`);
        if (frame.matches(".ql-picture"))
            frames.set(frame, (frames.get(frame) ?? new Map()).set(text, at));
    }
    for (const texts of frames.values()) {
        const all = [...texts];
        all.forEach(([one, a], i) => all.slice(i + 1).forEach(([other, b]) => {
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const along = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (across > 3 && along > 5 && !one.getAttribute("transform")?.includes("rotate"))
                faults.push(`on top of each other: ${said(one)} and ${said(other)}`);
        }));
    }
    return faults;
}"""


@dataclass
class Found:
    """What was found while every control of an explorer was worked."""

    silent: set = field(default_factory=set)  # controls that changed nothing
    worded: set = field(default_factory=set)  # controls that changed the sentence only
    troubles: set = field(default_factory=set)  # what could not be read
    growth: float = 0.0  # px between the least and the greatest height
    count: int = 0  # controls


@dataclass
class Explorer:
    """One explorer of an open notebook."""

    root: object  # its locator
    notebook: object

    @property
    def title(self):
        return self.root.locator(".ql-title, header strong").first.inner_text().strip()

    @property
    def seen(self):
        """Picture, as a number, and sentence."""
        return tuple(self.root.evaluate(LOOK)[:2])

    def controls(self):
        """All that can be worked, but the buttons that lead back: what is chosen comes last."""
        found = [
            Control(self, kind, place)
            for kind, places in KINDS.items()
            for place in self.root.locator(places).all()
            if place.is_visible()
        ]
        found = [control for control in found if control.name not in (*AGAIN, STOP)]
        return sorted(found, key=lambda control: control.kind == "radio" and control.is_chosen)

    def settle(self, to_the_end=True):
        """Wait until the kernel has answered, and for the end of long computations."""
        self.notebook.page.evaluate(SETTLED)
        stop = self.root.locator(".ql-controls button", has_text=STOP)
        if to_the_end and stop.count():
            stop.first.wait_for(state="hidden", timeout=30_000)
            self.notebook.page.evaluate(SETTLED)

    def reset(self):
        """Press the button that leads back to the start, if there is one that can be pressed."""
        for place in self.root.locator("button").all():
            if place.inner_text().strip() in AGAIN and place.is_enabled():
                place.press("Enter")
                self.settle()

    def work_all(self):
        """Work every control, each from the start; what stays silent once more after all others."""
        found, start = Found(), self.seen
        is_console = "ql-bloch" in self.root.get_attribute("class")
        controls = self.controls()
        heights, silent = [self.root.bounding_box()["height"]], []
        for control in controls:
            if not control.works(found):
                silent.append(control)
            heights.append(self.root.bounding_box()["height"])
            if not (is_console and control.kind in ("button", "radio")):
                self.reset()
        if not is_console and not self._says(start[1]):
            found.troubles.add("Reset does not lead back to the first sentence")
        found.silent = {control.name for control in self._try_again(silent, controls, found)}
        found.growth, found.count = max(heights) - min(heights), len(controls)
        return found

    def _says(self, sentence, turns=20):
        """Whether the sentence is this one, at once or soon."""
        for _ in range(turns):
            if self.seen[1] == sentence:
                return True
            self.settle()
        return False

    def has_drawn_anew(self, picture, turns=20):
        """Whether the picture is another one, at once or soon: a busy machine may be late."""
        for _ in range(turns):
            if self.seen[0] != picture:
                return True
            self.settle()
        return False

    def _try_again(self, silent, controls, found):
        """Controls that stay silent when all others have moved, and spots of the picture too."""
        mute = {id(control) for control in silent}
        for control in controls if silent else ():
            control.nudge()
        self.settle()
        for spot in [None, *self.root.locator("svg [role=button]").all()]:
            if not mute:
                break
            if spot:
                spot.press("Enter")
                self.settle()
            mute -= {id(control) for control in silent if control.works(found)}
        return [control for control in silent if id(control) in mute]

    def look(self):
        """What is seen, and what of it cannot be read: no sentence, an error, no number."""
        *seen, errors = self.root.evaluate(LOOK)
        bad = re.findall(r".{0,30}\b(?:nan|undefined|None)\b.{0,10}", seen[1], re.IGNORECASE)
        return tuple(seen), {*errors, *bad} | (set() if seen[1] else {"no sentence"})

    def faults(self, tallest=TALLEST):
        """What is wrong with how it lies in the page."""
        found = self.root.evaluate(FAULTS, [tallest, SMALLEST_TEXT])
        return {f"{self.title}: {fault}" for fault in found}


@dataclass
class Control:
    """One control of an explorer."""

    explorer: Explorer
    kind: str
    place: object

    def __post_init__(self):
        self.name = self.place.evaluate(NAME)

    @property
    def is_chosen(self):
        return self.place.is_checked()

    def works(self, found):
        """Make all its moves; return whether anything changed, and note what is to be noted."""
        if not self.place.is_enabled():
            return False
        before, changed = self.explorer.seen, set()
        for move in self._moves():
            if self.kind == "button" and changed:
                break
            move()
            self.explorer.settle(to_the_end=False)
            seen, wrong = self.explorer.look()
            pairs = zip(("picture", "sentence"), before, seen, strict=True)
            changed |= {part for part, old, new in pairs if old != new}
            found.troubles |= {f"{self.name}: {it}" for it in wrong}
        self.explorer.settle()
        if changed == {"sentence"} and self.explorer.has_drawn_anew(before[0]):
            changed.add("picture")
        wrong = self.explorer.look()[1] | self.explorer.faults()
        found.troubles |= {f"{self.name}: {it}" for it in wrong}
        if changed == {"sentence"}:
            found.worded.add(self.name)
        elif changed:
            found.worded.discard(self.name)
        return bool(changed)

    def nudge(self):
        """Move a slider by three steps, a list to its last entry."""
        if self.kind == "slider":
            for _ in range(3):
                self.place.press("ArrowRight")
        if self.kind == "list":
            self.place.select_option(index=self.place.locator("option").count() - 1)

    def _moves(self):
        """Functions that work it, to be called in turn."""
        if self.kind == "slider":
            keys = ("ArrowRight", "ArrowLeft", "Home", "End")
            return [lambda key=key: self.place.press(key) for key in keys]
        if self.kind == "list":
            count = self.place.locator("option").count()
            chosen = self.place.evaluate("(list) => list.selectedIndex")
            others = [index for index in range(count) if index != chosen]
            return [lambda index=index: self.place.select_option(index=index) for index in others]
        if self.kind == "button":
            return [lambda: self.place.is_enabled() and self.place.press("Enter")] * PRESSES
        return [lambda: self.place.press("Space")]


def explorers(notebook):
    """The explorers of an open notebook, from the top."""
    return [Explorer(place, notebook) for place in notebook.page.locator(EXPLORERS).all()]
