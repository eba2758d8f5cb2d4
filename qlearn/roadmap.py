"""The one table that maps notebooks to the roadmap, and what of it is written."""

import ast
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Kata:
    """One notebook's place in the course; ``slug`` is also the name of its module.

    ``track`` is start, computer, network or end; ``stop`` the station (M1, Stage 2, ...) and
    ``place`` that station's name in the roadmap.
    """

    slug: str
    title: str
    track: str
    stop: str
    place: str

    @property
    def _module(self):
        return HERE / "katas" / f"{self.slug}.py"

    @property
    def written(self):
        """Whether the kata exists yet."""
        return self._module.exists()

    @cached_property
    def exercises(self):
        """Names of its exercises in order, read from the source: nothing heavy is imported."""
        if not self.written:
            return ()
        tree = ast.parse(self._module.read_text(encoding="utf-8"))
        functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
        return tuple(node.name for node in functions if _is_task(node))


def _is_task(function):
    made_by = {
        decorator.func.id
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name)
    }
    return bool(made_by & {"exercise", "question"})


def katas():
    """All katas of the course in order, written or planned.

    >>> [kata.slug for kata in katas()][:2]
    ['welcome', 'qubit']
    """
    table = tomllib.loads((HERE / "roadmap.toml").read_text(encoding="utf-8"))
    return [Kata(**row) for row in table["kata"]]
