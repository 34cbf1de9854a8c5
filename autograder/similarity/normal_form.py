"""One way to write what can be written in several: the form in which cells are compared.

`x.sum(axis=1)` and `np.sum(x, 1)`, `a.dot(b)` and `a @ b`, `x**2` and `np.square(x)`, `len(x)` and
`x.shape[0]` become the same. A value that has a name only to be read once stands where it is read,
and one that a function never reads is left out. The tree is for comparing: it need not run, and its
parts keep their line numbers.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping

REDUCTIONS = frozenset(
    ("all", "any", "argmax", "argmin", "cumsum", "max", "mean", "min", "prod", "std", "sum", "var")
)
METHODS = REDUCTIONS | {"argsort", "clip", "copy", "dot", "ravel", "repeat", "reshape", "transpose"}
"""Of arrays, those that are functions of numpy as well."""

PRODUCTS = ("numpy.dot", "numpy.matmul")
FAMILIAR = {"numpy.amax": "numpy.max", "numpy.amin": "numpy.min", "numpy.absolute": "abs"}


def in_normal_form(tree: ast.Module, modules: Mapping[str, str]) -> ast.Module:
    """The tree, changed in place. modules: what imported names stand for, numpy for np."""
    _Calls(modules).visit(tree)
    for node in list(ast.walk(tree)):
        if isinstance(node, ast.Module | ast.FunctionDef):
            _join_single_uses(node)
    return tree


class _Calls(ast.NodeTransformer):
    """Methods and operators that are functions of numpy as well, in one spelling."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = self._full_name(node.func)
        if name is None and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            name = f"numpy.{node.func.attr}"
            node.args.insert(0, node.func.value)
        if name is None:
            return node
        return _call(FAMILIAR.get(name, name), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if self._full_name(node) == "numpy.newaxis":
            return ast.copy_location(ast.Constant(None), node)
        if node.attr == "T" and isinstance(node.ctx, ast.Load):
            return _at(node, "numpy.transpose", [node.value])
        return node

    def _full_name(self, node: ast.expr) -> str | None:
        """`numpy.sum` of `np.sum`, `len` of `len`; None of what belongs to no module."""
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self._modules:
                return f"{self._modules[module]}.{name}"
            case ast.Name(id="len" | "abs" as name):
                return name
        return None


def _call(name: str, node: ast.Call) -> ast.expr:
    """A call of numpy's or a built-in function in its one spelling."""
    match name, node.args:
        case ("len", [array]) if not node.keywords:
            shape = ast.copy_location(ast.Attribute(array, "shape", ast.Load()), node)
            zero = ast.copy_location(ast.Constant(0), node)
            return ast.copy_location(ast.Subscript(shape, zero, ast.Load()), node)
        case ("numpy.square", [array]):
            two = ast.copy_location(ast.Constant(2), node)
            return ast.copy_location(ast.BinOp(array, ast.Pow(), two), node)
        case ("numpy.power", [array, exponent]):
            return ast.copy_location(ast.BinOp(array, ast.Pow(), exponent), node)
        case (product, [left, right]) if product in PRODUCTS:
            return ast.copy_location(ast.BinOp(left, ast.MatMult(), right), node)
        case ("numpy.reshape", [array, ast.Tuple(elts=shape)]):
            node.args = [array, *shape]
    function = name.removeprefix("numpy.")
    if function in REDUCTIONS and len(node.args) == 2:
        node.keywords.insert(0, ast.keyword("axis", node.args.pop()))
    return _at(node, name, node.args, node.keywords)


def _at(
    node: ast.expr, name: str, arguments: list[ast.expr], keywords: list[ast.keyword] | None = None
) -> ast.Call:
    function = ast.copy_location(ast.Name(name, ast.Load()), node)
    return ast.copy_location(ast.Call(function, arguments, keywords or []), node)


def _join_single_uses(scope: ast.Module | ast.FunctionDef) -> None:
    """Where a name is given once and read once, further down, write its value there."""
    given: dict[str, list[tuple[int, int]]] = defaultdict(list)
    read: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for node in ast.walk(scope):
        if isinstance(node, ast.Name):
            where = read if isinstance(node.ctx, ast.Load) else given
            where[node.id].append((node.lineno, node.col_offset))
        elif isinstance(node, ast.arg):
            given[node.arg].append((node.lineno, node.col_offset))
    once = {
        name
        for name, places in given.items()
        if len(places) == 1 == len(read[name]) and places < read[name]
    }
    in_function = isinstance(scope, ast.FunctionDef)
    unread = {name for name in given if in_function and not read[name]}
    _Joined(once, unread).visit(scope)


class _Joined(ast.NodeTransformer):
    """Take out `name = value` of these names; put the value where the name is read, if it is."""

    def __init__(self, once: set[str], unread: set[str]) -> None:
        self._once, self._unread = once, unread
        self._values: dict[str, ast.expr] = {}

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        self.generic_visit(node)
        match node.targets:
            case [ast.Name(id=name)] if name in self._once:
                self._values[name] = node.value
                return None
            case [ast.Name(id=name)] if name in self._unread and not _calls(node.value):
                return None
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self._values.pop(node.id, node) if isinstance(node.ctx, ast.Load) else node


def _calls(value: ast.expr) -> bool:
    """Whether something may happen when a value is computed."""
    return any(isinstance(node, ast.Call) for node in ast.walk(value))
