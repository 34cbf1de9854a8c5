"""How people who know the same way to solve an exercise still write it differently.

A made-up author prefers one of two spellings wherever there is a choice, mostly but not always, and
puts in lines of his own: checks, conversions, sizes with names, remains of a search for a mistake.
Nothing here is undone by the normal form in which answers are compared, and no disguise is made so.
"""

from __future__ import annotations

import ast
import random
from dataclasses import dataclass

FAITHFUL = 0.9
"""How often an author writes what he prefers."""

CHOICES = (
    "arange",
    "newaxis",
    "last_axis",
    "zeros_like",
    "maximum",
    "mean",
    "square",
    "negative",
    "float",
    "keepdims",
    "quotient",
    "index",
)

OWN_LINES = (
    "{a} = np.asarray({a})",
    "{a} = np.array({a}, dtype=float)",
    "assert {a} is not None",
    "assert {a}.ndim > 0, 'not an array'",
    "rows = {a}.shape[0]\nassert rows > 0\nlast_row = rows - 1",
    "shape = {a}.shape\nsize = shape[0] * shape[-1] + len(shape)",
    "if {a} is None:\n    return None",
    "if not isinstance({a}, np.ndarray):\n    {a} = np.array({a})",
    "checks = False\nif checks:\n    print({a})",
    "if np.any(np.isnan({a})):\n    print('nan in', {a})",
)
LINES = (0, 0, 0, 1, 1, 2)
"""How many lines of one's own, and how often."""


@dataclass(frozen=True)
class Author:
    """preferred: of the two spellings of each choice, whether the second."""

    preferred: dict[str, bool]
    small: float

    def writes(self, source: str, numbers: random.Random) -> str:
        """The code as this author writes it; unchanged where it is not Python."""
        try:
            tree = ast.parse(source)
        except SyntaxError:
            return source
        _Spelling(self, numbers).visit(tree)
        for definition in tree.body:
            if isinstance(definition, ast.FunctionDef) and definition.args.args:
                _add_own_lines(definition, numbers)
        return ast.unparse(ast.fix_missing_locations(tree))


def somebody(numbers: random.Random) -> Author:
    preferred = {choice: numbers.random() < 0.4 for choice in CHOICES}
    return Author(preferred, numbers.choice((1e-12, 1e-15, 1e-10, 1e-8, 1e-7)))


def _add_own_lines(definition: ast.FunctionDef, numbers: random.Random) -> None:
    parameters = [each.arg for each in definition.args.args]
    for text in numbers.sample(OWN_LINES, numbers.choice(LINES)):
        lines = ast.parse(text.format(a=numbers.choice(parameters))).body
        place = numbers.choice((0, 0, len(definition.body) - 1))
        definition.body[place:place] = lines


class _Spelling(ast.NodeTransformer):
    def __init__(self, author: Author, numbers: random.Random) -> None:
        self._author, self._numbers = author, numbers

    def _second(self, choice: str) -> bool:
        faithful = self._numbers.random() < FAITHFUL
        return self._author.preferred[choice] == faithful

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Attribute(attr="arange"), args=[limit]) if self._second(
                "arange"
            ):
                return ast.Call(ast.Name("range", ast.Load()), [limit], [])
            case ast.Call(func=ast.Attribute(attr="zeros_like"), args=[array], keywords=[]):
                if self._second("zeros_like"):
                    return _numpy("zeros", ast.Attribute(array, "shape", ast.Load()))
            case ast.Call(func=ast.Attribute(attr="maximum"), args=[first, second]):
                if self._second("maximum"):
                    return _numpy("where", _compared(first, second), first, second)
            case ast.Call(func=ast.Attribute(value=array, attr="mean"), args=[], keywords=[]):
                if self._second("mean"):
                    total = ast.Call(ast.Attribute(array, "sum", ast.Load()), [], [])
                    return ast.BinOp(total, ast.Div(), ast.Attribute(array, "size", ast.Load()))
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        self.generic_visit(node)
        if node.arg == "axis" and _is(node.value, 1) and self._second("last_axis"):
            node.value = ast.UnaryOp(ast.USub(), ast.Constant(1))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Subscript(
                value=array, slice=ast.Tuple(elts=[ast.Slice(), ast.Constant(value=None)])
            ) if self._second("newaxis"):
                minus = ast.UnaryOp(ast.USub(), ast.Constant(1))
                reshape = ast.Attribute(array, "reshape", ast.Load())
                return ast.Call(reshape, [minus, ast.Constant(1)], [])
            case ast.Subscript(value=ast.Subscript(value=array, slice=row), slice=column):
                plain = not any(isinstance(each, ast.Slice | ast.Tuple) for each in (row, column))
                if plain and isinstance(node.ctx, ast.Load) and self._second("index"):
                    both = ast.Tuple([row, column], ast.Load())
                    return ast.Subscript(array, both, node.ctx)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(left=array, op=ast.Pow(), right=ast.Constant(value=2)):
                if self._second("square"):
                    return ast.BinOp(array, ast.Mult(), array)
            case ast.BinOp(left=ast.BinOp(left=a, op=ast.Mult(), right=b), op=ast.Div(), right=c):
                if self._second("quotient"):
                    return ast.BinOp(a, ast.Mult(), ast.BinOp(b, ast.Div(), c))
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        is_constant = isinstance(node.operand, ast.Constant)
        if isinstance(node.op, ast.USub) and not is_constant and self._second("negative"):
            minus = ast.UnaryOp(ast.USub(), ast.Constant(1))
            return ast.BinOp(minus, ast.Mult(), node.operand)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, float) and 0 < abs(value) < 1e-4:
            return ast.Constant(self._author.small)
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if node.value is not None and self._second("float"):
            node.value = _numpy("asarray", node.value)
        return node


def _compared(first: ast.expr, second: ast.expr) -> ast.Compare:
    return ast.Compare(first, [ast.Gt()], [second])


def _is(node: ast.expr, value: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _numpy(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(
        ast.Attribute(ast.Name("np", ast.Load()), function, ast.Load()), [*arguments], []
    )
