"""A widget on a page of its own: its script and style, and a store in place of the kernel's model.

A test module takes the browser with ``pytest_plugins = ["jupyterlab_page"]``, and then::

    @pytest.fixture
    def page(browser):
        with widget_page(browser, TetronConsole, {"p": 0.0, ...}) as page:
            yield page

The page has ``model`` (with ``model.traits``, and ``model.saves`` counts how often they were
saved), ``sent``, the messages to Python, ``explorer``, what the script exports, and ``close()``.
"""

from contextlib import contextmanager

SHOW = """async ([code, traits]) => {
    const source = new Blob([code], { type: "text/javascript" });
    window.explorer = await import(URL.createObjectURL(source));
    window.sent = [];
    const told = {};
    window.model = {
        traits, saves: 0,
        get: (name) => traits[name],
        set(name, value) {
            traits[name] = value;
            told[`change:${name}`]?.forEach((tell) => tell());
        },
        save_changes() { this.saves += 1; },
        send: (message) => sent.push(message),
        on: (event, tell) => (told[event] ??= []).push(tell),
        off: (event, tell) => { told[event] = told[event].filter((other) => other !== tell); },
    };
    window.close = explorer.default.render({ model, el: document.body.firstElementChild });
}"""

SPILLED = """() => {
    const root = document.body.firstElementChild.firstElementChild;
    const outer = root.getBoundingClientRect();
    return [...root.querySelectorAll("*")].filter((part) => {
        const inner = part.getBoundingClientRect();
        return inner.left < outer.left - 1 || inner.right > outer.right + 1;
    }).map((part) => part.outerHTML);
}"""


@contextmanager
def widget_page(browser, widget, traits):
    """A page, 920 x 900 px, on which that widget class has 900 px and nothing moves or fails."""
    page = browser.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 920, "height": 900})
    page.set_content(f"<style>{widget._css}</style><div style='width: 900px'></div>")
    show(page, widget, traits)
    yield page
    page.close()
    assert problems == []


def show(page, widget, traits):
    """Draw the widget anew, with these traits, in the place of what the page had."""
    page.evaluate(SHOW, [widget._esm, traits])


def traits_of(widget, *names):
    """What a Python widget synchronises under these names."""
    return {name: getattr(widget, name) for name in names}


def spilled(page):
    """The parts of the widget that stand out at its left or right, as HTML."""
    return page.evaluate(SPILLED)
