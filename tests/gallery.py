"""The gallery: every explorer in light and dark, and every kind of verdict, on one page to look at.

``make gallery`` writes ``artifacts/gallery/index.html`` and its pictures. Names of notebooks after
``python tests/gallery.py`` take their pictures anew and leave the others.
"""

import html
import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import jupyterlab_page
from explorer_page import explorers
from jupyterlab_page import Lab, Notebook, open_browser

from qlearn import lessons

FOLDER = jupyterlab_page.ARTIFACTS / "gallery"
CAPTIONS = FOLDER / "captions.json"
ROOM = {"width": 1280, "height": 1100}  # an explorer fits between the bars of JupyterLab

IMPORTS = "import numpy as np\nfrom qlearn.katas import qubit as kata"
VERDICTS = {  # by the word on the card: what is typed
    "solved": "kata.rotation.check(kata.rotation.reference)",
    "wrong, and the mistake has a name": "kata.rotation.check(kata.turns_twice_as_far)",
    "wrong, expected beside got": "kata.bloch_vector.check(lambda psi: [0, 0, 0.5])",
    "not started": "kata.rotation.check(lambda axis, theta: ...)",
    "your code raised": "kata.rotation.check(lambda axis, theta: 1 / 0)",
    "took too long": "def rotation(axis, theta):\n    while True:\n        pass\n\n\n"
    "kata.rotation.check(rotation)",
    "a hint": "kata.rotation.hint()",
}
PAGE = """<!doctype html><meta charset="utf-8"><title>qlearn: gallery</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em; }}
figure {{ margin: 0 0 3em; }}
figcaption {{ max-width: 60em; margin-bottom: 0.5em; }}
img {{ border: 1px solid #999; vertical-align: top; max-width: 49%; }}
</style>
<h1>Gallery</h1>
{figures}
"""
FIGURE = """<figure id="{name}"><figcaption><b>{name}: {title}</b><br>{text}</figcaption>
<img src="{name}-light.png" alt="{name}, light"> <img src="{name}-dark.png" alt="{name}, dark">
</figure>"""


def main(wanted):
    """Take the pictures of these notebooks (all, and the verdicts, without names)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    jupyterlab_page.ARTIFACTS = FOLDER
    captions = json.loads(CAPTIONS.read_text("utf-8")) if wanted and CAPTIONS.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(Path(folder) / "lab")
        try:
            with open_browser(Path(folder) / "profile") as browser:
                for path in lessons.notebooks():
                    if not wanted or path.stem in wanted:
                        captions |= explorers_of(browser, lab, path)
                if not wanted:
                    captions |= verdicts(browser, lab)
        finally:
            lab.stop()
    CAPTIONS.write_text(json.dumps(captions, indent=1, ensure_ascii=False), "utf-8")
    write_page(captions)


def explorers_of(browser, lab, path):
    """Take the pictures of a notebook's explorers; return {name: [title, sentence]}."""
    with Notebook(browser, lab, lab.copy(path), **ROOM) as notebook:
        notebook.run_all()
        found = explorers(notebook)
        captions = {}
        for number, explorer in enumerate(found, start=1):
            explorer.settle()
            captions[f"{path.stem}-{number}"] = [explorer.title, explorer.seen[1]]
        roots = [explorer.root for explorer in found]
        in_both_themes(notebook, dict(zip(captions, roots, strict=True)))
    return captions


def verdicts(browser, lab):
    """Take the pictures of one verdict of each kind; return {name: [title, typed]}."""
    name = lab.write("verdicts.ipynb", IMPORTS, *VERDICTS.values())
    with Notebook(browser, lab, name, **ROOM) as notebook:
        notebook.run_all()
        places, captions = {}, {}
        for index, (title, typed) in enumerate(VERDICTS.items(), start=1):
            places[f"verdict-{index}"] = notebook.cell(index).locator(".jp-OutputArea-output")
            captions[f"verdict-{index}"] = [title, typed]
        in_both_themes(notebook, places)
    return captions


def in_both_themes(notebook, places):
    """A picture of each place, light and dark; ``places`` is {name: locator}."""
    for theme in ("light", "dark"):
        notebook.theme(dark=theme == "dark")
        for name, place in places.items():
            place.scroll_into_view_if_needed()
            notebook.page.wait_for_timeout(200)  # pictures follow the theme in the next frames
            notebook.screenshot(f"{name}-{theme}", place)


def write_page(captions):
    """Write the page with all pictures."""
    figures = [
        FIGURE.format(name=name, title=html.escape(title), text=html.escape(text))
        for name, (title, text) in sorted(captions.items())
    ]
    (FOLDER / "index.html").write_text(PAGE.format(figures="\n".join(figures)), "utf-8")
    print(f"{len(figures)} pictures, twice each: {FOLDER / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
