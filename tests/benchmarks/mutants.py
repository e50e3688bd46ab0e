"""Small faults of the kind that make an index silently wrong, put into a module's syntax tree one at a time."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMPARISONS = {
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
_NAMES = {
    "mean": "sum", "sum": "mean", "minimum": "maximum", "maximum": "minimum", "min": "max", "max": "min", "any": "all",
    "all": "any", "floor": "ceil", "argmax": "argmin", "cos": "sin", "sin": "cos", "isnan": "isfinite",
    "isfinite": "isnan", "i0": "i1", "i1": "i0", "first_day": "last_day", "last_day": "first_day",
}  # fmt: skip
_SIGNS = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!="}
_SYMBOLS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.BitAnd: "&", ast.BitOr: "|", ast.LShift: "<<",
    ast.RShift: ">>",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, the words of its line, and what it does."""

    path: str
    line: int
    column: int
    words: str
    fault: str
    node: int
    change: Callable[[ast.AST], None]

    @property
    def name(self) -> str:
        """File, line, column and fault."""
        return f"{self.path}:{self.line}:{self.column + 1} {self.fault}"

    @property
    def key(self) -> tuple[str, str, str]:
        """Module, words of the line and fault, which stay the same while other lines change."""
        return self.path, self.words, self.fault

    def put_into(self, text: str) -> str:
        """Return the module's text with the fault."""
        tree = ast.parse(text)
        self.change(next(n for i, n in enumerate(_numbers(tree)) if i == self.node))
        return ast.unparse(ast.fix_missing_locations(tree))


def mutants_of(path: str, text: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    lines = text.splitlines()
    found = [
        Mutant(path, node.lineno, node.col_offset, lines[node.lineno - 1].strip(), fault, number, change)
        for number, node in enumerate(_numbers(ast.parse(text)))
        for fault, change in _changes(node)
    ]
    return sorted(found, key=lambda m: (m.line, m.column, m.fault, m.node))


def _numbers(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that computes: no words, annotations, decorators, refusals or checks of what was asked."""
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "decorator_list", "exc", "type_comment", "slice"} and not (
            name == "slice" and isinstance(value, (ast.Slice, ast.BinOp))
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(
                child, (ast.JoinedStr, ast.Assert, ast.Import, ast.ImportFrom)
            ):
                continue
            if isinstance(child, ast.If) and any(isinstance(n, ast.Raise) for n in child.body):
                continue
            if isinstance(child, ast.keyword) and child.arg in {"dtype", "maxsize", "axis", "order", "out"}:
                continue
            if isinstance(child, ast.UnaryOp) and getattr(getattr(tree, "func", None), "attr", "") == "reshape":
                continue  # any negative length means the one that is left over
            yield child
            yield from _numbers(child)


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[..., None]]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS and not _is_of_words(node):
        old = type(node.ops[0])
        yield f"{_SIGNS[old]} → {_SIGNS[_COMPARISONS[old]]}", _other_comparison
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS and not _is_text(node):
        yield f"{_SYMBOLS[type(node.op)]} → {_SYMBOLS[_OPERATORS[type(node.op)]]}", _other_operator
    if isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        yield f"{_SYMBOLS[type(node.op)]}= → {_SYMBOLS[_OPERATORS[type(node.op)]]}=", _other_operator
    if isinstance(node, ast.BoolOp):
        yield ("and → or" if isinstance(node.op, ast.And) else "or → and"), _other_junction
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert, ast.USub)):
        word = {ast.Not: "not", ast.Invert: "~", ast.USub: "sign"}[type(node.op)]
        yield f"{word} dropped", _without_sign
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        yield f"{node.value!r} → {_other_number(node.value)!r}", _other_constant
    if isinstance(node, ast.Constant) and node.value in ("left", "right") and isinstance(node.value, str):
        yield "side swapped", _other_side
    if isinstance(node, ast.Attribute) and node.attr in _NAMES and isinstance(node.ctx, ast.Load):
        yield f"{node.attr} → {_NAMES[node.attr]}", _other_attribute
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"cos", "sin"}:
        yield f"{node.func.attr}(…) dropped", _one


def _is_of_words(node: ast.Compare) -> bool:
    last = node.comparators[-1]
    return len(node.ops) > 1 or (isinstance(last, ast.Constant) and isinstance(last.value, str))


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(s, ast.JoinedStr) or (isinstance(s, ast.Constant) and isinstance(s.value, str))
               for s in (node.left, node.right))  # fmt: skip


def _other_number(value: float) -> float:
    return value + 1 if isinstance(value, int) else (1.0 if value == 0 else value * 1.01)


def _other_comparison(node: ast.Compare) -> None:
    node.ops = [_COMPARISONS[type(node.ops[0])]()]


def _other_operator(node: ast.BinOp | ast.AugAssign) -> None:
    node.op = _OPERATORS[type(node.op)]()


def _other_junction(node: ast.BoolOp) -> None:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _without_sign(node: ast.UnaryOp) -> None:
    # The same sign twice is none; a double `not` gives a truth value as one does.
    node.operand = ast.UnaryOp(type(node.op)(), node.operand)


def _other_constant(node: ast.Constant) -> None:
    node.value = _other_number(node.value)


def _other_side(node: ast.Constant) -> None:
    node.value = "right" if node.value == "left" else "left"


def _other_attribute(node: ast.Attribute) -> None:
    node.attr = _NAMES[node.attr]


def _one(node: ast.Call) -> None:
    """Put 1, in the shape of what the angle was."""
    node.func = ast.parse("lambda angle: 0 * angle + 1", mode="eval").body
    node.keywords = []
