"""Ways to make somebody else's answer look like one's own, without changing what it does.

Each is a function of a source and random numbers. Where a disguise finds nothing to change, it
returns the source as `ast.unparse` writes it.
"""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from copied_class import (
    MethodsAsFunctions,
    inner_values,
    names,
    renamed,
    reordered,
    replace_part,
    respelt,
)

Disguise = Callable[[str, random.Random], str]

REMARKS = ("first this", "as in the lecture", "now the next step", "careful here", "finally")

IDLE_LINES = (
    "debug_{} = False",
    "note_{} = None",
    "count_{} = 1 - 1",
    "assert True",
    "if False:\n    print('step {}')",
)
"""Two of five kinds are not seen through by the form in which answers are compared."""


def on_tree(change: Callable[[ast.Module, random.Random], object]) -> Disguise:
    """A disguise of a change to the syntax tree."""

    def disguise(source: str, numbers: random.Random) -> str:
        tree = ast.parse(source)
        change(tree, numbers)
        return ast.unparse(ast.fix_missing_locations(tree))

    return disguise


def reformatted(source: str, numbers: random.Random) -> str:
    """Comments, empty lines, indentation by two and values in brackets."""
    lines = []
    for line in ast.unparse(ast.parse(source)).splitlines():
        code = line.lstrip()
        indentation = " " * ((len(line) - len(code)) // 2)
        if numbers.random() < 0.3:
            lines += ["", f"{indentation}# {numbers.choice(REMARKS)}"]
        if code.startswith("return ") and numbers.random() < 0.7:
            code = f"return ({code.removeprefix('return ')})"
        lines.append(indentation + code)
    return "\n".join(lines).strip("\n") + "\n"


def split_lines(tree: ast.Module, numbers: random.Random) -> None:
    """One or two values inside a line get a line and a name of their own."""
    for count in range(2):
        places = [
            (body, statement, node, part)
            for body, statement in _simple_statements(tree)
            for node in ast.walk(statement)
            for part in inner_values(node)
            if not _binds(statement.value, names(part))
        ]
        for body, statement, node, part in _some(places, 1, numbers):
            name = f"part_{count}"
            replace_part(node, part, ast.Name(name, ast.Load()))
            place = next(index for index, each in enumerate(body) if each is statement)
            body.insert(place, ast.Assign([ast.Name(name, ast.Store())], part))


def joined_lines(tree: ast.Module, numbers: random.Random) -> None:
    """One or two values that are used once, in the next statement, are written there."""
    for _ in range(2):
        uses = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
        places = [
            (body, index)
            for body in _bodies(tree)
            for index in range(len(body) - 1)
            if _is_used_next(body[index], body[index + 1], uses)
        ]
        for body, index in _some(places, 1, numbers):
            stored = body.pop(index)
            [name] = names(stored.targets[0], ast.Store)
            _Put(name, stored.value).visit(body[index])


def while_for_for(tree: ast.Module, numbers: random.Random) -> None:
    """`for i in range(n)` as `while i < n`."""
    for body in _bodies(tree):
        for index, loop in reversed([*enumerate(body)]):
            match loop:
                case ast.For(
                    target=ast.Name(id=name),
                    iter=ast.Call(func=ast.Name(id="range"), args=[limit]),
                    orelse=[],
                ) if not any(isinstance(node, ast.Continue) for node in ast.walk(loop)):
                    start = ast.Assign([ast.Name(name, ast.Store())], ast.Constant(0))
                    read = ast.Name(name, ast.Load())
                    step = ast.AugAssign(ast.Name(name, ast.Store()), ast.Add(), ast.Constant(1))
                    test = ast.Compare(read, [ast.Lt()], [limit])
                    body[index : index + 1] = [start, ast.While(test, [*loop.body, step], [])]


def lines_added(tree: ast.Module, numbers: random.Random) -> None:
    """A statement or two that do nothing for the result."""
    [definition] = [node for node in tree.body if isinstance(node, ast.FunctionDef)][-1:] or [None]
    if definition is None:
        return
    for count in range(numbers.randint(1, 2)):
        place = numbers.randint(0, len(definition.body) - 1)
        text = numbers.choice(IDLE_LINES)
        definition.body.insert(place, ast.parse(text.format(count)).body[0])


def calls_respelt(tree: ast.Module, numbers: random.Random) -> None:
    """`x.sum()` as `np.sum(x)`, `x @ y` as `np.dot(x, y)`, `x**2` as `np.square(x)`."""
    MethodsAsFunctions().visit(tree)
    _Functions().visit(tree)


DISGUISES: dict[str, Disguise] = {
    "as it is": lambda source, numbers: source,
    "renamed": on_tree(renamed),
    "comments and layout": reformatted,
    "operands swapped": on_tree(respelt),
    "statements reordered": on_tree(reordered),
    "lines split": on_tree(split_lines),
    "lines joined": on_tree(joined_lines),
    "while for for": on_tree(while_for_for),
    "lines added": on_tree(lines_added),
    "calls respelt": on_tree(calls_respelt),
}


def all_at_once(source: str, numbers: random.Random) -> str:
    """Every disguise, one after the other; the layout last."""
    for name, disguise in DISGUISES.items():
        if name != "comments and layout":
            source = disguise(source, numbers)
    return reformatted(source, numbers)


class _Put(ast.NodeTransformer):
    """Write a value where a name is read."""

    def __init__(self, name: str, value: ast.expr) -> None:
        self.name, self.value = name, value

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.value if node.id == self.name else node


class _Functions(ast.NodeTransformer):
    """Operators as numpy's functions."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(op=ast.MatMult()):
                return _numpy("dot", node.left, node.right)
            case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=2)):
                return _numpy("square", node.left)
        return node


def _numpy(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(
        ast.Attribute(ast.Name("np", ast.Load()), function, ast.Load()), [*arguments], []
    )


def _bodies(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if isinstance(body, list) and node is not tree:
                yield body


def _simple_statements(
    tree: ast.Module,
) -> Iterator[tuple[list[ast.stmt], ast.Assign | ast.AugAssign | ast.Return]]:
    for body in _bodies(tree):
        for statement in body:
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.Return) and statement.value:
                yield body, statement


def _binds(value: ast.expr | None, read: set[str]) -> bool:
    """Whether an expression gives one of these names itself, as a comprehension does."""
    return (
        value is None
        or bool(names(value, ast.Store) & read)
        or any(isinstance(node, ast.Lambda | ast.IfExp | ast.BoolOp) for node in ast.walk(value))
    )


def _is_used_next(stored: ast.stmt, following: ast.stmt, uses: Counter[str]) -> bool:
    match stored:
        case ast.Assign(targets=[ast.Name(id=name)]):
            is_simple = isinstance(following, ast.Assign | ast.AugAssign | ast.Return)
            return is_simple and uses[name] == 2 and name in names(following, ast.Load)
    return False


def _some(things: list[Any], most: int, numbers: random.Random) -> list[Any]:
    return numbers.sample(things, min(most, len(things)))
