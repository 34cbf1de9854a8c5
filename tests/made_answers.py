"""Answers to an assignment's exercises as a class would give them, and what each of them is worth.

Right ones are the differently written solutions of tests/correct, wrong ones the known mistakes of
`course_lib.exercises` and those of the demo's class. A function that stands on others of its module
takes them along, under names that no other cell has.

What answers are worth is found by plain `exec` in this process, the test cell behind them: without
sandbox, wire, grader or gradebook, which are what such a class is to test.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import inspect
import io
import json
import random
import sys
import textwrap
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from copied_class import disguised, renamed

from autograder.course import Course
from course_lib.checking import Settings, checks_use
from course_lib.exercises import ASSIGNMENTS, Exercise, of_assignment

Cell = dict[str, Any]

STANDARD = ("collections", "fractions", "functools", "graphlib", "itertools", "math")
"""Of Python's library, what answers may import."""

MOST_HELPERS = 4
HOSTILE = ("omar", "sami", "wen")
"""Of the demo's class. One endless loop costs more time than a hundred others' work."""


class Answers:
    """An assignment's exercises: how they were handed out, right and wrong ways, and the tests.

    handed_out, tests: sources by exercise, in the notebook's order. right, mistakes: the ways to
    write each; of the right ones the instructor's is first, of the wrong ones the most specific.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.assignment = assignment
        released = course.release / assignment / f"{assignment}.ipynb"
        self.notebook: dict[str, Any] = json.loads(released.read_text("utf-8"))
        source = json.loads(course.source_notebook(assignment).read_text("utf-8"))["cells"]
        of_source = {name: text for cell in source for name, text in _named(cell)}
        given = {name: text for cell in self.notebook["cells"] for name, text in _named(cell)}
        exercises = of_assignment(assignment)
        self.names = [exercise.name for exercise in exercises]
        self.handed_out = {name: given[name] for name in self.names}
        self.tests = {name: of_source[f"test_{name}"] for name in self.names}
        self._base: dict[str, Any] = {}
        exec(of_source["imports"], self._base)
        for cell in source:
            if cell["cell_type"] == "code" and not _is_to_be_written(cell):
                _set_constants("".join(cell["source"]), self._base)
        self._points: dict[tuple[str, ...], float] = {}
        self._settings = Settings(course.seed())  # points of what is right at times depend on it
        module = ASSIGNMENTS[assignment]
        correct = importlib.import_module(f"correct.{module}").CORRECT
        demo = _of_demo(importlib.import_module(f"autograder.demo_answers.{module}"))
        usual = {name: _without_marks(of_source[name]) for name in self.names}
        self.right = {
            one.name: [usual[one.name], *self._sources(one, correct.get(one.name, ()))]
            for one in exercises
        }
        self.mistakes = {one.name: self._wrong(one, demo[one.name]) for one in exercises}

    def points(self, answers: Mapping[str, str]) -> dict[str, float]:
        """What each exercise gives when the cells are run in order and then the tests."""
        return {name: self._points_of(name, answers) for name in self.names}

    def _points_of(self, name: str, answers: Mapping[str, str]) -> float:
        needed = self._needed(name, answers)
        sources = tuple(answers[each] for each in self.names if each in needed)
        key = (name, *sources)
        if key not in self._points:
            with checks_use(self._settings):
                self._points[key] = _executed(dict(self._base), sources, self.tests[name])
        return self._points[key]

    def _needed(self, name: str, answers: Mapping[str, str]) -> set[str]:
        """The exercises whose answers an answer calls, itself among them."""
        needed, open_names = {name}, [name]
        while open_names:
            said = _names(answers[open_names.pop()])
            found = {each for each in self.names if each in said} - needed
            needed |= found
            open_names += found
        return needed

    def _wrong(self, exercise: Exercise, others: list[str]) -> list[str]:
        """Answers that lack points though all others are right."""
        known = [each.implementation for each in exercise.misconceptions]
        ways = [*others, *self._sources(exercise, known)]
        right = {name: ways[0] for name, ways in self.right.items()}
        return [
            way
            for way in ways
            if self._points_of(exercise.name, {**right, exercise.name: way}) < exercise.max_points
        ]

    def _sources(self, exercise: Exercise, ways: Any) -> list[str]:
        if exercise.answers_only:
            return [f"{exercise.name} = {way!r}" for way in ways if isinstance(way, dict)]
        own, base = set(self.names), self._base
        return [text for way in ways if (text := standing_alone(way, exercise.name, own, base))]


def _is_to_be_written(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _set_constants(source: str, names: dict[str, Any]) -> None:
    """Set what a given cell sets, where that needs no exercise: numbers to try it on."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign):
            with contextlib.suppress(NameError):
                exec(compile(ast.Module([statement], []), "<given>", "exec"), names)


def standing_alone(way: Any, name: str, own: set[str], base: Mapping[str, Any]) -> str:
    """A function or class as a cell's code under an exercise's name; "" where that can't be done.

    own: the exercises of the notebook, which it may not take along. base: what is imported.
    """
    definitions: dict[str, ast.stmt] = {}
    imports: dict[str, str] = {}
    if not _gathered(way, own, base, definitions, imports) or len(definitions) > MOST_HELPERS:
        return ""
    table = {each: f"{name}_{each}" for each in definitions} | {way.__name__: name}
    for definition in definitions.values():
        for node in ast.walk(definition):
            if isinstance(node, ast.Name):
                node.id = table.get(node.id, node.id)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node is definition:
                node.name = table[node.name]
    lines = [*sorted(imports.values()), *map(ast.unparse, reversed(definitions.values()))]
    return "\n".join(lines)


def _gathered(
    way: Any,
    own: set[str],
    base: Mapping[str, Any],
    definitions: dict[str, ast.stmt],
    imports: dict[str, str],
) -> bool:
    """Collect what a function or class stands on; whether all of that can be had."""
    definition = _definition(way)
    if definition is None:
        return False
    definitions[way.__name__] = definition
    around = vars(sys.modules[way.__module__])
    for name in _names(ast.unparse(definition)) - definitions.keys() - imports.keys():
        if name not in around or (name in base and base[name] is around[name]):
            continue
        value = around[name]
        where = getattr(value, "__module__", None)
        if isinstance(value, ModuleType) and value.__name__ in STANDARD:
            imports[name] = f"import {value.__name__} as {name}".replace(
                f" as {value.__name__}", ""
            )
        elif where in STANDARD:
            imports[name] = f"from {where} import {name}"
        elif isinstance(value, int | float):
            imports[name] = f"{name} = {value!r}"
        else:
            is_free = getattr(value, "__name__", "") == name and name not in own
            if not is_free or not _gathered(value, own, base, definitions, imports):
                return False
    return True


def _definition(way: Any) -> ast.FunctionDef | ast.ClassDef | None:
    """The syntax tree of a function or class without annotations and docstrings."""
    if not isinstance(way, FunctionType | type) or getattr(way, "__closure__", None):
        return None
    try:
        [tree] = ast.parse(textwrap.dedent(inspect.getsource(way))).body
    except (OSError, SyntaxError, TypeError, ValueError):
        return None
    if not isinstance(tree, ast.FunctionDef | ast.ClassDef) or tree.decorator_list:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def written_by(source: str, of_copy: bool, random_numbers: random.Random) -> str:
    """A way to write an answer in somebody's own variables and with a comment of one's own.

    of_copy: it is somebody else's, disguised.
    """
    if _can_be_renamed(source):
        if of_copy:
            source = disguised(source, random_numbers)
        elif random_numbers.random() < 0.5:
            tree = ast.parse(source)
            renamed(tree, random_numbers)
            source = ast.unparse(tree)
    attempt, minutes = random_numbers.randint(1, 9), random_numbers.randint(1, 6000)
    return f"{source}\n# attempt {attempt}, after {minutes} seconds"


def _can_be_renamed(source: str) -> bool:
    """Whether it is one function without others inside, whose parameters would be in the way."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    inner = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Global, ast.Nonlocal)
    return (
        len(body) == 1
        and isinstance(body[0], ast.FunctionDef)
        and sum(isinstance(node, inner) for node in ast.walk(body[0])) == 1
    )


def _executed(namespace: dict[str, Any], sources: tuple[str, ...], test: str) -> float:
    tree = ast.parse(test)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), "a test cell ends in the call of check"
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate():
        warnings.simplefilter("ignore")
        for source in sources:
            with contextlib.suppress(Exception):
                exec(source, namespace)
        try:
            exec(compile(tree, "test", "exec"), namespace)
            return float(eval(compile(ast.Expression(last.value), "test", "eval"), namespace))
        except Exception:
            return 0.0


def _of_demo(module: Any) -> dict[str, list[str]]:
    """By exercise what the sample class answers that is Python and comes to an end."""
    found: dict[str, list[str]] = defaultdict(list)
    for student, answers in module.ANSWERS.items():
        for name, source in answers.items():
            is_endless = source == getattr(module, "ENDLESS", None) or student in HOSTILE
            if _names(source) and not is_endless and source.rstrip() not in found[name]:
                found[name].append(source.rstrip())
    return found


def _names(source: str) -> set[str]:
    """The names that a source reads; those of built-ins are left out."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - set(dir(builtins))


def _named(cell: Cell) -> Iterator[tuple[str, str]]:
    name = cell["metadata"].get("nbgrader", {}).get("grade_id")
    if name:
        yield name, "".join(cell["source"])


def _without_marks(source: str) -> str:
    """An instructor's cell without nbgrader's marks around the solution."""
    return "\n".join(line for line in source.splitlines() if "### " not in line)
