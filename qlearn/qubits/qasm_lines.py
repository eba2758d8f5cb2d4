"""Reading OpenQASM text: statements with the numbers of their lines, and numbers in formulas."""

import ast
import math
import operator
import re
from typing import NamedTuple

_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
              ast.Div: operator.truediv, ast.Pow: operator.pow, ast.Mod: operator.mod,
              ast.USub: operator.neg, ast.UAdd: operator.pos}  # fmt: skip
_FUNCTIONS = {"sin": math.sin, "cos": math.cos, "tan": math.tan, "exp": math.exp, "ln": math.log,
              "log": math.log, "sqrt": math.sqrt, "arcsin": math.asin, "arccos": math.acos,
              "arctan": math.atan}  # fmt: skip
_CONSTANTS = {"pi": math.pi, "π": math.pi, "tau": math.tau, "τ": math.tau,
              "euler": math.e, "ℇ": math.e}  # fmt: skip


class Line(NamedTuple):
    """A statement without its semicolon, and the number of the line where it begins."""

    number: int
    text: str


def statements(text, first=1):
    """The statements of a program, one `Line` after the other; comments are left out.

    Raises ValueError if a comment, a brace or the last statement has no end.

    >>> list(statements("h q; // Hadamard\\ngate g a { x a; }"))
    [Line(number=1, text='h q'), Line(number=2, text='gate g a { x a; }')]
    """
    text = re.sub(r"//[^\n]*|/\*.*?\*/", _blank, text, flags=re.DOTALL)
    number, depth, begun = first, 0, ""
    for mark in re.split(r"([;{}\n])", text):
        if not begun.strip():
            start, begun = number, ""
        begun += mark
        depth += (mark == "{") - (mark == "}")
        number += mark == "\n"
        if depth == 0 and mark in (";", "}"):
            if begun.strip(" \t\r\n;"):
                yield Line(start, begun.strip(" \t\r\n;"))
            begun = ""
    if begun.strip():
        raise ValueError(f"line {start}: {begun.strip()[:40]!r} has no end; allowed: ';' or '}}'")


def _blank(comment):
    return "\n" * comment[0].count("\n")


def expression(text, values=()):
    """The number that a formula gives: + - * / % **, pi, tau, euler, functions, and ``values``.

    Raises ValueError at anything else; nothing is executed.

    >>> expression("-3*pi/4 + x", {"x": 1.0})
    -1.3561944901923448
    """
    names = _CONSTANTS | dict(values)
    try:
        return float(_value(ast.parse(text.strip(), mode="eval").body, names))
    except (SyntaxError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        allowed = f"numbers, + - * / % **, {', '.join([*names, *_FUNCTIONS])}"
        raise ValueError(f"{text.strip()!r} is no number; allowed: {allowed}") from error


def _value(node, names):
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.UnaryOp):
        return _OPERATORS[type(node.op)](_value(node.operand, names))
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left, names), _value(node.right, names))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _FUNCTIONS[node.func.id](*(_value(arg, names) for arg in node.args))
    raise TypeError(type(node).__name__)


def split(text):
    """The parts of a list, parted by commas outside brackets.

    >>> split("a, atan(b, c)")
    ['a', 'atan(b, c)']
    """
    parts, depth = [""], 0
    for mark in text:
        depth += (mark in "([") - (mark in ")]")
        parts[-1] += mark
        if mark == "," and depth == 0:
            parts[-1] = parts[-1][:-1]
            parts.append("")
    parts = [part.strip() for part in parts]
    if parts == [""]:
        return []
    if "" in parts:
        raise ValueError(f"{text!r} has an empty place; allowed: something between the commas")
    return parts
