"""The notebooks: where they are, the learner's copies of them, and copies with all answers in.

A copy counts as changed when the text of a cell has changed; that it was run does not matter.
"""

import ast
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

MANIFEST = ".qlearn.json"
CHECK = re.compile(r"\bkata\.\w+\.check\(")


@dataclass
class HandOut:
    """What :func:`hand_out` did: names of notebooks that are new, updated, and kept as they were.

    A kept notebook is one that the learner has changed and that has a newer version.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def folder():
    """The folder of the notebooks that came with qlearn.

    >>> folder().name
    'notebooks'
    """
    package = Path(__file__).parent
    checkout = package.parent / "notebooks"
    return checkout if checkout.is_dir() else package / "notebooks"


def notebooks():
    """The notebooks that came with qlearn, in their order.

    >>> all(path.suffix == ".ipynb" for path in notebooks())
    True
    """
    return sorted(folder().glob("[0-9][0-9]_*.ipynb"))


def slug(notebook):
    """The name of a notebook's kata module: its file name without number and copy mark.

    >>> slug("notebooks/01_qubit.ipynb"), slug("06_kitaev_chain-fresh1.ipynb")
    ('qubit', 'kitaev_chain')
    """
    return re.match(r"(?:\d+_)?(\w*)", Path(notebook).stem)[1]


def find(name):
    """The notebook that came with qlearn under this name: full, without the number, or the number.

    Raises ``ValueError``, with the names there are, when there is none.
    """
    stem = Path(name).stem
    known = {path.stem: path for path in notebooks()}
    for known_stem, path in known.items():
        if stem in (known_stem, *known_stem.split("_", 1)):
            return path
    raise ValueError(f"name is {str(name)!r}; there are {', '.join(known) or 'no notebooks'}")


def hand_out(target):
    """Bring the learner's folder up to date without losing a word of the learner's.

    Missing notebooks are copied; copies that the learner has not changed follow the version that
    came with qlearn; a changed copy is never written to. Which version each copy was made from
    stands in a manifest beside the copies; without it, every copy that differs counts as changed.

    Returns a :class:`HandOut`.
    """
    target = Path(target)
    done = HandOut()
    if target.resolve() == folder().resolve():
        return done
    target.mkdir(parents=True, exist_ok=True)
    made_from = _read_manifest(target)
    for notebook in notebooks():
        _hand_out_one(notebook, target / notebook.name, made_from, done)
    _write(target / MANIFEST, json.dumps(made_from, indent=1).encode())
    return done


def _hand_out_one(notebook, copy, made_from, done):
    shipped, name = _fingerprint(notebook), notebook.name
    present = _fingerprint(copy) if copy.exists() else None
    if present == shipped:
        made_from[name] = shipped
    elif present is None or present == made_from.get(name):
        (done.new if present is None else done.updated).append(name)
        _write(copy, notebook.read_bytes())
        made_from[name] = shipped
    elif made_from.get(name) != shipped:
        done.kept.append(name)


def fresh(name, target):
    """Put the version that came with qlearn beside the learner's copy; return the new file.

    Raises ``ValueError`` when there is no notebook of this name.
    """
    notebook, target = find(name), Path(target)
    target.mkdir(parents=True, exist_ok=True)
    beside = _free_name(target, notebook.stem)
    _write(beside, notebook.read_bytes())
    made_from = _read_manifest(target)
    made_from[notebook.name] = _fingerprint(notebook)
    _write(target / MANIFEST, json.dumps(made_from, indent=1).encode())
    return beside


def _free_name(target, stem):
    number = 1
    while (path := target / f"{stem}-fresh{number}.ipynb").exists():
        number += 1
    return path


def _fingerprint(notebook):
    """Hash of the kinds and texts of the cells; of the bytes when it is no notebook any more."""
    raw = notebook.read_bytes()
    try:
        cells = [[cell["cell_type"], "".join(cell["source"])] for cell in json.loads(raw)["cells"]]
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(raw).hexdigest()
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def _read_manifest(target):
    try:
        manifest = json.loads((target / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}  # missing or broken: nothing is known of the copies
    return manifest if isinstance(manifest, dict) else {}


def _write(path, content):
    """Write a whole file or nothing."""
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    os.replace(draft, path)


def solve(notebook):
    """A copy of a notebook with every stub replaced by its exercise's reference answer.

    Parameters
    ----------
    notebook : path of a notebook; its file name says which kata module has the answers.

    Returns
    -------
    dict
        The notebook as JSON data.

    Raises
    ------
    ValueError
        For a cell that checks an exercise and has no stub for it.
    """
    kata = import_module(f"qlearn.katas.{slug(notebook)}")
    content = json.loads(Path(notebook).read_text(encoding="utf-8"))
    for cell in content["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and CHECK.search(source):
            cell["source"] = solve_cell(source, kata).splitlines(keepends=True)
            cell.update(outputs=[], execution_count=None)
    return content


def solve_cell(source, kata):
    """The source of one cell with its stubs replaced by the reference answers of ``kata``.

    A function's body becomes a call of the reference, a value or a letter is written out.
    """
    tree = ast.parse(source)
    edits = [_edit(call, tree, kata) for call in ast.walk(tree) if _is_check(call)]
    lines = source.splitlines()
    for first, last, replacement in sorted(edits, reverse=True):
        lines[first - 1 : last] = replacement
    return "\n".join(lines)


def _is_check(node):
    """Whether this is a call of ``kata.NAME.check``."""
    return isinstance(node, ast.Call) and CHECK.fullmatch(f"{ast.unparse(node.func)}(") is not None


def _edit(call, tree, kata):
    """Lines (first, last, replacement) that answer the exercise which this call checks."""
    name = call.func.value.attr
    answer = call.args[0] if call.args else None
    if answer is None or isinstance(answer, ast.Constant):
        letter = getattr(kata, name).reference()
        return call.lineno, call.end_lineno, [f"kata.{name}.check({letter!r})"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == getattr(answer, "id", None):
            return _answer_function(node, name)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(answer):
            value = _written_out(name, getattr(kata, name).reference)
            return node.lineno, node.end_lineno, [f"{ast.unparse(answer)} = {value}"]
    raise ValueError(f"cell has no stub for kata.{name}; allowed is a function or `{name} = ...`")


def _answer_function(node, name):
    docstring = node.body[:1] if ast.get_docstring(node) is not None else []
    answer = ast.parse(f"return kata.{name}.reference({_arguments(node.args)})")
    node.body = docstring + answer.body
    return node.lineno, node.end_lineno, ast.unparse(node).splitlines()


def _arguments(args):
    given = [arg.arg for arg in (*args.posonlyargs, *args.args)]
    given += [f"*{args.vararg.arg}"] if args.vararg else []
    given += [f"{arg.arg}={arg.arg}" for arg in args.kwonlyargs]
    return ", ".join(given)


def _written_out(name, reference):
    """The value as Python text where that gives it back exactly, else the call that makes it."""
    value = reference()
    value = value.item() if getattr(value, "shape", None) == () else value
    try:
        exact = ast.literal_eval(repr(value)) == value
    except (ValueError, SyntaxError):
        exact = False
    return repr(value) if exact is True else f"kata.{name}.reference()"
