"""A real JupyterLab in a real browser: fixtures ``lab`` and ``browser``, class ``Notebook``.

The server listens on loopback only and has folders of its own for everything it reads and writes.
A test module takes the fixtures with ``pytest_plugins = ["jupyterlab_page"]`` and then::

    with Notebook(browser, lab, "01_qubit.ipynb") as notebook:
        notebook.run_all()
        assert notebook.errors() == []

Without a Chromium on the machine the tests are skipped, and say so.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import nbformat
import pytest

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
NO_CHROMIUM = "no Chromium: install chromium, chromium-browser or google-chrome"
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
SERVER_FLAGS = [
    "--no-browser",
    "--ip=127.0.0.1",
    "--ServerApp.port_retries=0",
    "--IdentityProvider.token=",
    "--expose-app-in-browser",
    "--LabApp.extension_manager=readonly",
    "--ServerApp.terminals_enabled=False",
]
FOLDERS = [
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
]
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # every cell in the DOM
}
ARTIFACTS = Path(os.environ.get("QLEARN_ARTIFACTS", "artifacts"))


class Lab:
    """A JupyterLab server on loopback that serves ``notebooks``, a folder below ``home``."""

    def __init__(self, home, environment=()):
        self.home, self.notebooks = Path(home), Path(home) / "notebooks"
        self.notebooks.mkdir(parents=True, exist_ok=True)
        self._write_settings()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = (self.home / "server.log").open("wb")
        root = ["--allow-root"] if hasattr(os, "getuid") and os.getuid() == 0 else []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", f"--port={port}", *SERVER_FLAGS, *root],
            cwd=self.notebooks, env=self._environment() | dict(environment),
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self._wait()

    def write(self, name, *sources):
        """Put a notebook with one code cell per source into the folder; return its name."""
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.notebooks / name)
        return name

    def copy(self, path):
        """Put a copy of a notebook file into the folder; return its name."""
        return Path(shutil.copy(path, self.notebooks)).name

    def stop(self):
        """End the server and its kernels."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()

    def _environment(self):
        inherited = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
        own = {name: str(self.home / name.lower()) for name in FOLDERS}
        return inherited | own | {"QLEARN_PROGRESS": str(self.home / "progress.jsonl")}

    def _write_settings(self):
        for plugin, values in SETTINGS.items():
            file = self.home / "jupyterlab_settings_dir" / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))

    def _wait(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return urllib.request.urlopen(f"{self.url}/api", timeout=2).close()
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{(self.home / 'server.log').read_text()}")


def free_port():
    """A port of the loopback interface that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Notebook:
    """One notebook open in the browser, its kernel running; cells are counted from 0.

    ``script`` is JavaScript that runs in the page before anything of JupyterLab does.
    """

    def __init__(self, browser, lab, name, width=1280, height=900, script=""):
        self.page = browser.new_page()
        self.page.add_init_script(script)
        self.page.set_viewport_size({"width": width, "height": height})
        self.console_errors = []
        self.page.on(
            "pageerror", lambda error: self.console_errors.append(error.stack or str(error))
        )
        self.page.on("console", self._heard)
        self.url = f"{lab.url}/lab/workspaces/auto-{uuid4().hex[:8]}/tree/{name}"
        self.page.goto(self.url)
        self.wait_ready()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Shut the kernel down and close the page."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()

    def _heard(self, message):
        if message.type == "error":
            self.console_errors.append(message.text)

    def own_errors(self):
        """What went wrong in the page, without what JupyterLab's own code raises by itself."""
        foreign = ("blob:", "/extensions/")
        return [
            error
            for error in self.console_errors
            if "/static/lab/" not in error or any(place in error for place in foreign)
        ]

    def wait_ready(self):
        """Wait until the notebook is open and its kernel answers: run-all before that is lost."""
        self.page.wait_for_function("() => window.jupyterapp", timeout=60_000)
        self.page.evaluate(
            """async () => {
                const app = window.jupyterapp;
                await app.restored;
                const wanted = () => app.shell.currentWidget?.context && app.shell.currentWidget;
                while (!wanted()) await new Promise((again) => setTimeout(again, 50));
                const panel = wanted();
                await panel.context.ready;
                await panel.sessionContext.ready;
                await panel.sessionContext.session.kernel.info;
            }"""
        )

    def command(self, name, **arguments):
        """Execute a command of JupyterLab and return what it returns."""
        code = "([name, given]) => window.jupyterapp.commands.execute(name, given)"
        return self.page.evaluate(code, [name, arguments])

    def run_all(self):
        """Run every cell and wait for the last one."""
        if self.command("notebook:run-all-cells") is not True:
            raise AssertionError(f"not every cell ran: {self.errors()}")

    def _in_cell(self, index, code, given=None):
        found = "const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];"
        return self.page.evaluate(f"async ([index, given]) => {{ {found} {code} }}", [index, given])

    def cell(self, index):
        """Locator of a cell."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell").nth(index)

    def find_cell(self, text):
        """Index of the first cell whose source contains ``text``."""
        code = "cells.map((cell) => cell.model.sharedModel.getSource())"
        found = "const cells = window.jupyterapp.shell.currentWidget.content.widgets;"
        sources = self.page.evaluate(f"() => {{ {found} return {code} }}")
        return next(index for index, source in enumerate(sources) if text in source)

    def source(self, index):
        """The source of a cell."""
        return self._in_cell(index, "return cell.model.sharedModel.getSource()")

    def cell_count(self):
        """How many cells there are."""
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets.length"
        )

    def active_cell(self):
        """Index of the cell that the keyboard speaks to."""
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
        )

    def wait_idle(self):
        """Wait until no cell runs or waits for its turn."""
        self.page.wait_for_function(
            """() => window.jupyterapp.shell.currentWidget.content.widgets.every((cell) =>
                (cell.model.executionState ?? "idle") === "idle")"""
        )

    def type(self, index, source):
        """Replace the source of a cell from the keyboard, as a learner does."""
        self.cell(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def run(self, index):
        """Run one cell with Ctrl+Enter and wait for the end."""
        before = self._in_cell(index, "return cell.model.executionCount")
        self.cell(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self._in_cell(
            index,
            """const old = (count) => count === null || count === given;
               while (cell.model.executionState !== "idle" || old(cell.model.executionCount))
                   await new Promise((again) => setTimeout(again, 50));""",
            before,
        )

    def output(self, index):
        """The text that the outputs of a cell show."""
        parts = self.cell(index).locator(".jp-OutputArea-output").all_inner_texts()
        return "\n".join(parts)

    def wait_for(self, index, text, seconds=20):
        """Wait until the outputs of a cell show ``text``."""
        area = self.cell(index).locator(".jp-OutputArea", has_text=text).first
        area.wait_for(state="attached", timeout=1000 * seconds)

    def errors(self):
        """Every error output of the notebook, as ``name: value``."""
        return self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap((cell) =>
                (cell.model.outputs?.toJSON() ?? [])
                    .filter((output) => output.output_type === "error")
                    .map((output) => `${output.ename}: ${output.evalue}`))"""
        )

    def theme(self, dark):
        """Switch JupyterLab to its dark or light theme."""
        self.command("apputils:change-theme", theme=f"JupyterLab {'Dark' if dark else 'Light'}")
        wanted = "false" if dark else "true"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{wanted}"]', state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def slider(self, label, index=0):
        """Locator of the handle of a slider, by its visible label; ``press`` keys on it."""
        found = self.page.locator(".widget-slider", has_text=label).nth(index)
        return found.locator(".noUi-handle")

    def save(self):
        """Save the notebook."""
        self.command("docmanager:save")

    def reload(self):
        """Load the page anew; the kernel goes on."""
        self.page.reload()
        self.wait_ready()

    def screenshot(self, name, locator=None):
        """Write a picture of the page, or of one element, into the artifacts folder."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        (locator or self.page).screenshot(path=path)
        return path


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab server for the whole session."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    server = Lab(tmp_path_factory.mktemp("jupyterlab"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """A headless Chromium for the whole session."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with open_browser(tmp_path_factory.mktemp("chromium")) as context:
        yield context


@contextmanager
def open_browser(profile):
    """A headless Chromium with a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, headless=True, args=BROWSER_FLAGS
        )
        yield context
        context.close()
