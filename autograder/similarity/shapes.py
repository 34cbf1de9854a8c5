"""The shape of a cell's code: hashed pieces of its syntax tree, with all spelling taken out.

Two cells have a piece in common where they do the same with things of whatever name. Comments,
docstrings, annotations and layout are no part of a shape. Neither are the names that the cell
itself gives, the spelling of numbers, what texts say, the order of statements in a block, which
side of a `+` a term stands on, and whether it says `a += b` or `a = a + b`.

The pieces of a tree are found in one pass from the leaves up, as in Baxter et al., Clone detection
using abstract syntax trees (1998).
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograder.similarity.normal_form import in_normal_form

LONGEST_SOURCE = 20_000
"""Characters; what is longer was not written by hand."""

FEWEST_NODES = 5
"""Of a piece. Smaller ones, such as `x[0]` or `len(x)`, are in every program."""

USUAL_NAMES = {"np": "numpy", "plt": "matplotlib.pyplot"}
"""What the course's notebooks import outside the cells that students fill in."""

COMMUTATIVE = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)
MIRRORED = {ast.Gt: "Lt", ast.GtE: "LtE"}
SYMMETRIC = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)


@dataclass(frozen=True)
class Piece:
    """A statement or expression.

    digest: equal for pieces of the same shape, in one process.
    nodes: of its syntax tree, without those that belong to smaller pieces inside.
    lines: the first and last, from 1; of a block the line that opens it.
    """

    digest: int
    nodes: int
    lines: tuple[int, int]


@lru_cache(maxsize=8192)
def pieces(source: str, normal: bool = False) -> tuple[Piece, ...]:
    """The pieces of a cell's code; none where it is not Python or beyond all bounds.

    normal: of its normal form instead of the code as it is written.
    """
    tree = parsed(source)
    if tree is None:
        return ()
    reader = _Reader(tree)
    try:
        reader.block(in_normal_form(tree, reader.imports).body if normal else tree.body)
    except RecursionError:
        return ()
    return tuple(reader.found)


def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell, without its magics; None where there is none."""
    if len(source) > LONGEST_SOURCE:
        return None
    plain = "\n".join(
        "pass" if line.startswith(("%", "!")) else line for line in source.splitlines()
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_idle(statement: ast.stmt) -> bool:
    """Whether a statement does nothing: `pass`, a docstring, a constant by itself."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


class _Reader:
    """Goes through a tree from the leaves up and notes the pieces that it finds.

    Its methods give a part's digest, its number of nodes, and how many of these belong to pieces
    that are noted already.
    """

    Part = tuple[int, int, int]

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[Piece] = []
        self._own_names: set[str] = set()
        self._own_attributes: set[str] = set()
        self.imports = dict(USUAL_NAMES)
        for node in ast.walk(tree):
            self._note_names(node)

    def _note_names(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                self._own_names.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                self._own_names.add(name)
                self._own_attributes.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store()):
                self._own_attributes.add(name)
            case ast.Import(names=aliases):
                self.imports |= {alias.asname or alias.name: alias.name for alias in aliases}
            case ast.ImportFrom(module=module, names=aliases):
                for alias in aliases:
                    self.imports[alias.asname or alias.name] = f"{module}.{alias.name}"

    def block(self, statements: list[ast.stmt]) -> Part:
        """Statements in any order."""
        parts = [self.part(each) for each in statements if not is_idle(each)]
        return _joined("block", sorted(parts))

    def part(self, node: ast.AST) -> Part:
        """A statement, an expression, or what they consist of."""
        digest, nodes, covered = self._shape(node)
        if nodes < FEWEST_NODES or not isinstance(node, ast.stmt | ast.expr):
            return digest, nodes, covered
        last = node.lineno if hasattr(node, "body") else node.end_lineno or node.lineno
        self.found.append(Piece(digest, nodes - covered, (node.lineno, last)))
        return digest, nodes, nodes

    def _shape(self, node: ast.AST) -> Part:
        match node:
            case ast.Name(id=name):
                return hash(self._name(name)), 1, 0
            case ast.Constant(value=value):
                return hash(_constant(value)), 1, 0
            case ast.JoinedStr():
                return hash("a text"), 1, 0
            case ast.Attribute(value=value, attr=attribute):
                own = attribute in self._own_attributes
                return _joined(f".{'' if own else attribute}", [self.part(value)])
            case ast.BinOp(left=left, op=operator, right=right):
                return self._operation(operator, self.part(left), self.part(right))
            case ast.AugAssign(target=target, op=operator, value=value):
                changed = self.part(target)
                return _joined(
                    "Assign", [changed, self._operation(operator, changed, self.part(value))]
                )
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                return _joined("Assign", [self.part(target), self.part(value)])
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return self._comparison(operator, self.part(left), self.part(right))
            case ast.Call(func=function, args=arguments, keywords=keywords):
                parts = [self.part(each) for each in (function, *arguments)]
                named = [_joined(f"{each.arg}=", [self.part(each.value)]) for each in keywords]
                return _joined("Call", [*parts, *sorted(named)])
        return _joined(type(node).__name__, list(self._children(node)))

    def _children(self, node: ast.AST) -> Iterator[Part]:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_comment", "ctx"):
                continue
            if isinstance(value, ast.AST):
                yield self.part(value)
            elif isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                yield self.block(value)
            elif isinstance(value, list):
                yield _joined(
                    name, [self.part(each) for each in value if isinstance(each, ast.AST)]
                )

    def _name(self, name: str) -> str:
        """What a name stands for: a function of a library, a built-in, or something of one's own.

        The names that a cell reads without giving them are the notebook's, and the same for all.
        """
        return "its own" if name in self._own_names else self.imports.get(name, name)

    @staticmethod
    def _operation(operator: ast.operator, left: Part, right: Part) -> Part:
        parts = sorted([left, right]) if isinstance(operator, COMMUTATIVE) else [left, right]
        return _joined(type(operator).__name__, parts)

    @staticmethod
    def _comparison(operator: ast.cmpop, left: Part, right: Part) -> Part:
        if type(operator) in MIRRORED:
            return _joined(MIRRORED[type(operator)], [right, left])
        parts = sorted([left, right]) if isinstance(operator, SYMMETRIC) else [left, right]
        return _joined(type(operator).__name__, parts)


def _joined(kind: str, parts: list[_Reader.Part]) -> _Reader.Part:
    digest = hash((kind, *(part[0] for part in parts)))
    return digest, 1 + sum(part[1] for part in parts), sum(part[2] for part in parts)


def _constant(value: object) -> str:
    """A constant as a text: 1, 1.0 and 1e0 are one number; what a text says does not count."""
    if isinstance(value, str | bytes):
        return "a text"
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return repr(float(value))
        except OverflowError:
            return "a large number"
    return repr(value)
