"""The README's table of katas is the roadmap's, and its links lead somewhere."""

import re
from pathlib import Path

from qlearn import lessons, roadmap

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_table_of_katas_is_the_roadmaps():
    rows = re.findall(
        r"^\| \[(\w+)\]\(notebooks/(\w+)\.ipynb\) \| (.*?) \| (.*?) \|$", README, re.M
    )
    written = [kata for kata in roadmap.katas() if kata.written]
    names = [path.stem for path in lessons.notebooks()]
    assert rows == [
        (name, name, kata.stop, kata.title) for name, kata in zip(names, written, strict=True)
    ]


def test_links_lead_somewhere():
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / target).exists(), f"{name}: {target}"


def test_readme_is_short_and_has_the_two_commands():
    assert README.count("\n") < 100
    assert "\npython3 start.py\n" in README
    assert "\npython3 start.py test\n" in README
