"""A made-up class in which it is known who copied from whom, and how the copies are disguised.

Honest students choose among the differently written solutions of tests/correct and the known wrong
answers, some far more often than others; each has habits of writing and takes more or fewer steps.
Who copies takes another's code as it is and disguises it without changing what it does.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FunctionType, ModuleType

from course_lib.exercises import find

Answers = dict[str, dict[str, str]]
"""Each exercise's code by student."""

NAMES = [*"abcdefghkmnpqrstuvwxyz", "tmp", "val", "data", "result", "arr", "out", "this", "num"]


@dataclass(frozen=True)
class CopiedClass:
    """answers: by exercise and student. copied: for each pair, in which exercises and how."""

    answers: Answers
    given: dict[str, tuple[str, ...]]
    copied: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def pool_of(module: ModuleType) -> dict[str, list[str]]:
    """For each exercise of a module of tests/correct its known ways to write it, the usual first.

    Wrong answers of one line stand on the references, as no student's could; they are left out.
    """
    pool = {}
    for name, variants in module.CORRECT.items():
        exercise = find(name)
        wrong = [known.implementation for known in exercise.misconceptions]
        sources = [source_of(each, name) for each in (exercise.reference, *variants, *wrong)]
        usable = [source for source in sources if source and len(source.splitlines()) > 2]
        if len(usable) > 5:
            pool[name] = usable
    return pool


def source_of(function: object, name: str) -> str:
    """A function's source under the exercise's name, without annotations and docstring."""
    if not isinstance(function, FunctionType) or function.__closure__:
        return ""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):
        return ""
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        return ""
    definition.name, definition.returns = name, None
    for node in ast.walk(definition):
        if isinstance(node, ast.arg):
            node.annotation = None
    if ast.get_docstring(definition):
        definition.body = definition.body[1:]
    return ast.unparse(ast.fix_missing_locations(tree))


def made_class(
    pool: dict[str, list[str]], students: int, copiers: int, random_numbers: random.Random
) -> CopiedClass:
    """A class, of whom `copiers` take all, a third, or one of their answers from somebody else."""
    names = [f"s{number:04d}" for number in range(students)]
    answers: Answers = {name: {} for name in pool}
    for student in names:
        habits = random_numbers.sample(HABITS, random_numbers.randint(0, len(HABITS)))
        for exercise, ways in pool.items():
            usual = [1 / rank for rank in range(1, len(ways) + 1)]
            [source] = random_numbers.choices(ways, usual)
            answers[exercise][student] = written_by(source, habits, random_numbers)
    copied = {}
    shuffled = random_numbers.sample(names, 2 * copiers)
    for index, (giver, taker) in enumerate(zip(shuffled[::2], shuffled[1::2], strict=True)):
        extent, share = EXTENTS[index % len(EXTENTS)]
        count = max(1, round(share * len(pool)))
        taken = tuple(random_numbers.sample(sorted(pool), count))
        for exercise in taken:
            answers[exercise][taker] = disguised(answers[exercise][giver], random_numbers)
        first, second = sorted((giver, taker))
        copied[first, second] = (extent, taken)
    given = {exercise: (ways[0],) for exercise, ways in pool.items()}
    return CopiedClass(answers, given, copied)


EXTENTS = (("all", 1.0), ("a third", 1 / 3), ("one", 0.0))


def written_by(
    source: str, habits: list[Callable[[ast.Module], object]], random_numbers: random.Random
) -> str:
    """The code as somebody with these habits writes it, in more or fewer steps."""
    tree = ast.parse(source)
    with_steps(tree, random_numbers)
    for habit in habits:
        habit(tree)
    return ast.unparse(ast.fix_missing_locations(tree))


def disguised(source: str, random_numbers: random.Random) -> str:
    """A copy that is renamed, reordered, reformatted and newly commented."""
    tree = ast.parse(source)
    renamed(tree, random_numbers)
    reordered(tree, random_numbers)
    respelt(tree, random_numbers)
    lines = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
    shown = []
    for line in lines:
        if random_numbers.random() < 0.3:
            shown.append(f"{line[: len(line) - len(line.lstrip())]}# step {len(shown)}")
        shown.append(line)
        if random_numbers.random() < 0.3:
            shown.append("")
    return "\n".join(shown)


def renamed(tree: ast.Module, random_numbers: random.Random) -> None:
    """New names for all variables inside functions; parameters keep theirs."""
    fixed = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            fixed |= {name for each in node.body for name in given_at_once(each)}
        elif isinstance(node, ast.Global | ast.Nonlocal):
            fixed |= set(node.names)
    own = names(tree, ast.Store) - fixed
    free = [name for name in NAMES if name not in own | fixed | set(dir(builtins))]
    random_numbers.shuffle(free)
    table = {name: free.pop() if free else f"{name}_2" for name in sorted(own)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = table.get(node.id, node.id)


def given_at_once(statement: ast.stmt) -> set[str]:
    """The names that a statement outside of functions gives, which others may read."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    return names(statement, ast.Store)


def reordered(tree: ast.Module, random_numbers: random.Random) -> None:
    """Neighbouring assignments that do not need each other change places."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for index in range(len(body) - 1):
            if independent(body[index], body[index + 1]) and random_numbers.random() < 0.7:
                body[index], body[index + 1] = body[index + 1], body[index]


def independent(first: ast.stmt, second: ast.stmt) -> bool:
    """Whether two statements only name things of which the other takes no notice."""
    if not (isinstance(first, ast.Assign) and isinstance(second, ast.Assign)):
        return False
    if not all(isinstance(each.targets[0], ast.Name) for each in (first, second)):
        return False
    return not (names(first, ast.Store) & names(second) or names(second, ast.Store) & names(first))


def names(node: ast.AST, context: type = ast.expr_context) -> set[str]:
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, context)
    }


def respelt(tree: ast.Module, random_numbers: random.Random) -> None:
    """`a + b` as `b + a`, `a > b` as `b < a`, `a += b` as `a = a + b`, `a**2` as `a**2.0`."""

    class Respell(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            self.generic_visit(node)
            if isinstance(node.op, ast.Add | ast.Mult) and random_numbers.random() < 0.5:
                node.left, node.right = node.right, node.left
            if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant):
                node.right = ast.Constant(float(node.right.value))
            return node

        def visit_Compare(self, node: ast.Compare) -> ast.AST:
            self.generic_visit(node)
            if len(node.ops) == 1 and isinstance(node.ops[0], ast.Gt):
                return ast.Compare(node.comparators[0], [ast.Lt()], [node.left])
            return node

        def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
            self.generic_visit(node)
            if not isinstance(node.target, ast.Name):
                return node
            read = ast.Name(node.target.id, ast.Load())
            return ast.Assign([node.target], ast.BinOp(read, node.op, node.value))

    Respell().visit(tree)


def names_the_result(tree: ast.Module) -> None:
    """`return x + y` in two lines."""
    definition = tree.body[0]  # type: ignore[attr-defined]
    last = definition.body[-1]
    if isinstance(last, ast.Return) and not isinstance(last.value, ast.Name):
        stored = ast.Assign([ast.Name("result", ast.Store())], last.value)
        definition.body[-1:] = [stored, ast.Return(ast.Name("result", ast.Load()))]


class MethodsAsFunctions(ast.NodeTransformer):
    """`x.sum(axis=1)` as `np.sum(x, axis=1)`."""

    FUNCTIONS = ("sum", "max", "mean", "min", "reshape", "ravel", "dot", "copy")

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(value=ast.Name(id="np" | "math")):
                return node
            case ast.Attribute(value=value, attr=name) if name in self.FUNCTIONS:
                node.func = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
                if name == "reshape" and len(node.args) > 1:
                    node.args = [ast.Tuple(node.args, ast.Load())]
                node.args.insert(0, value)
        return node


class NewaxisForNone(ast.NodeTransformer):
    """`x[:, None]` as `x[:, np.newaxis]`."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.slice, ast.Tuple):
            node.slice.elts = [
                ast.Attribute(ast.Name("np", ast.Load()), "newaxis", ast.Load())
                if isinstance(each, ast.Constant) and each.value is None
                else each
                for each in node.slice.elts
            ]
        return node


class LastAxis(ast.NodeTransformer):
    """`axis=1` as `axis=-1`."""

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        self.generic_visit(node)
        if node.arg == "axis" and isinstance(node.value, ast.Constant) and node.value.value == 1:
            node.value = ast.UnaryOp(ast.USub(), ast.Constant(1))
        return node


class ShapeForLength(ast.NodeTransformer):
    """`len(x)` as `x.shape[0]`."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name() as array]):
                shape = ast.Attribute(array, "shape", ast.Load())
                return ast.Subscript(shape, ast.Constant(0), ast.Load())
        return node


def with_steps(tree: ast.Module, random_numbers: random.Random) -> None:
    """Some of the values inside a line get a line and a name of their own."""
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    for statement in list(definition.body):
        if not isinstance(statement, ast.Assign | ast.Return) or statement.value is None:
            continue
        for node in ast.walk(statement.value):
            for part in inner_values(node):
                if random_numbers.random() < 0.15 and names(statement.value) >= names(part):
                    name = f"step_{len(definition.body)}"
                    stored = ast.Assign([ast.Name(name, ast.Store())], part)
                    definition.body.insert(definition.body.index(statement), stored)
                    replace_part(node, part, ast.Name(name, ast.Load()))
                    break


def inner_values(node: ast.AST) -> list[ast.expr]:
    """The operands and arguments of an expression that could be computed a line before."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call):
        parts = list(node.args)
    return [part for part in parts if isinstance(part, ast.BinOp | ast.Call | ast.Subscript)]


def replace_part(node: ast.AST, part: ast.expr, by: ast.expr) -> None:
    for name, value in ast.iter_fields(node):
        if value is part:
            setattr(node, name, by)
        elif isinstance(value, list):
            value[:] = [by if each is part else each for each in value]


HABITS: list[Callable[[ast.Module], object]] = [
    names_the_result,
    MethodsAsFunctions().visit,
    NewaxisForNone().visit,
    LastAxis().visit,
    ShapeForLength().visit,
]
