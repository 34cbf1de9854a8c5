"""Small changes to code, as slips make them: each operator gives a node's wrong replacements."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

Operator = Callable[[ast.AST], Iterator[ast.AST]]

BINARY: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "max": ("min",),
    "min": ("max",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "sum": ("mean",),
    "mean": ("sum",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like", "empty_like"),
    "empty_like": ("zeros_like",),
    "exp": ("exp2", "expm1"),
    "log": ("log10", "log2", "log1p"),
    "tanh": ("sin",),
    "sqrt": ("square",),
    "normal": ("uniform", "random"),
    "standard_normal": ("random",),
    "permutation": ("integers",),
    "append": ("extend",),
}
"""Functions and methods that a slip takes for one another."""

COMMUTATIVE = ("maximum", "minimum", "add", "multiply", "allclose", "array_equal")

REMOVABLE = (ast.Assign, ast.AugAssign, ast.Return, ast.For, ast.While, ast.If, ast.With)


def other_operator(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp):
        for operator in BINARY.get(type(node.op), ()):
            yield _with(node, op=operator())
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for comparison in COMPARISONS.get(type(node.ops[0]), ()):
            yield _with(node, ops=[comparison()])


def other_constant(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)


def lost_sign_or_part(node: ast.AST) -> Iterator[ast.AST]:
    """Without a minus, a term, a factor, a divisor, an index, or a transposition."""
    match node:
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            yield node.operand
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow()):
            yield node.left
            if isinstance(node.op, ast.Add | ast.Mult):
                yield node.right
        case ast.BoolOp():
            yield from node.values
        case ast.Subscript(ctx=ast.Load()):
            yield node.value
        case ast.Attribute(attr="T"):
            yield node.value


def exchanged(node: ast.AST) -> Iterator[ast.AST]:
    """Two arguments, two sides, two results or two axes of an index in the wrong order."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) if name in COMMUTATIVE:
            return
        case ast.Call(args=[ast.expr() as first, ast.expr() as second, *rest]):
            yield _with(node, args=[second, first, *rest])
        case ast.BinOp(op=ast.Sub() | ast.Div() | ast.MatMult() | ast.Pow()):
            yield _with(node, left=node.right, right=node.left)
        case ast.Tuple(elts=[first, second], ctx=ast.Load()):
            yield _with(node, elts=[second, first])


def other_keywords(node: ast.AST) -> Iterator[ast.AST]:
    """Any keyword dropped, another axis."""
    if not isinstance(node, ast.Call):
        return
    for index, keyword in enumerate(node.keywords):
        others = node.keywords[:index] + node.keywords[index + 1 :]
        if keyword.arg is not None:
            yield _with(node, keywords=others)
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            axis = ast.Constant(0 if keyword.value.value == 1 else 1)
            yield _with(node, keywords=[ast.keyword("axis", axis), *others])


def other_function(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            for other in FUNCTIONS.get(name, ()):
                yield _with(node, func=ast.Name(other, ast.Load()))
        case ast.Call(func=ast.Attribute(attr=name)):
            for other in FUNCTIONS.get(name, ()):
                yield _with(node, func=_with(node.func, attr=other))


def lost_call(node: ast.AST) -> Iterator[ast.AST]:
    """What a function or method was applied to, as it is; loops that end too early or late."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=[end]):
            for operator in (ast.Add(), ast.Sub()):
                shifted = ast.BinOp(copy.deepcopy(end), operator, ast.Constant(1))
                yield _with(node, args=[shifted])
        case ast.Call(args=[ast.expr() as argument, *_]) if not isinstance(argument, ast.Starred):
            yield argument
        case ast.Call(func=ast.Attribute(value=value), args=[]):
            yield value


def lost_statement(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Expr(value=ast.Call()) | ast.Break() | ast.Continue():
            yield ast.Pass()
        case _ if isinstance(node, REMOVABLE):
            yield ast.Pass()


def other_assignment(node: ast.AST) -> Iterator[ast.AST]:
    """``+=`` for ``=`` and the reverse, ``+=`` for ``-=``, in place for anew."""
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value)
        for operator in BINARY.get(type(node.op), ()):
            yield _with(node, op=operator())
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Subscript | ast.Attribute):
            yield ast.AugAssign(target, ast.Add(), value)
        if isinstance(value, ast.BinOp) and ast.unparse(value.left) == ast.unparse(target):
            yield ast.AugAssign(target, value.op, value.right)  # type: ignore[arg-type]


def fixed_condition(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If | ast.IfExp):
        yield _with(node, test=ast.Constant(True))
        yield _with(node, test=ast.Constant(False))


OPERATORS: tuple[Operator, ...] = (
    other_operator,
    other_constant,
    lost_sign_or_part,
    exchanged,
    other_keywords,
    other_function,
    lost_call,
    lost_statement,
    other_assignment,
    fixed_condition,
)


def mutants_of(source: str, is_mutable: Callable[[int], bool]) -> Iterator[str]:
    """The sources that differ in one place of a line for which `is_mutable` is true, each once."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for index, node in enumerate(ast.walk(tree)):
        if not is_mutable(getattr(node, "lineno", 0)):
            continue
        for operator in OPERATORS:
            for replacement in operator(copy.deepcopy(node)):
                mutant = ast.unparse(_replaced(tree, index, replacement))
                if mutant not in seen:
                    seen.add(mutant)
                    yield mutant


def _replaced(tree: ast.Module, index: int, replacement: ast.AST) -> ast.Module:
    changed = copy.deepcopy(tree)
    target = list(ast.walk(changed))[index]

    class Exchange(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return replacement if node is target else self.generic_visit(node)

    Exchange().visit(changed)
    return ast.fix_missing_locations(changed)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of the node with other values in some fields."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
