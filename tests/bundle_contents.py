"""What stands in a student bundle, and what of the complete course may not stand there."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.bundle import LIBRARY, is_withheld


def files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)


def is_code(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code")


def solution_lines(notebook: NotebookNode) -> Iterator[str]:
    """What stands in solution regions, or in whole solution cells, if it is telling."""
    for cell in notebook.cells:
        if is_solution(cell):
            lines = region_lines(cell.source, "SOLUTION") or cell.source.splitlines()
            yield from (line.strip() for line in lines if len(line.strip()) > 12)


def region_lines(source: str, region: str) -> list[str]:
    found: list[str] = []
    for text in re.findall(rf"BEGIN {region}\s*\n(.*?)\n[^\n]*END {region}", source, re.DOTALL):
        found += [line.strip() for line in text.splitlines() if len(line.strip()) > 12]
    return found


def all_lines(folder: Path) -> Iterator[str]:
    """Every line of the bundle, of notebooks as their cells show it."""
    for path in files(folder):
        if path.suffix == ".ipynb":
            for cell in nbformat.read(path, as_version=4).cells:
                yield from map(str.strip, cell.source.splitlines())
                yield from json.dumps(cell.get("outputs", [])).splitlines()
        else:
            yield from map(str.strip, path.read_text(encoding="utf-8").splitlines())


def withheld_modules(assignment: str) -> Iterator[Path]:
    """References, exercises and misconceptions of this assignment and later ones."""
    for path in sorted(LIBRARY.rglob("*.py")):
        relative = path.relative_to(LIBRARY)
        if is_withheld(relative, assignment) and relative.parts[0] != "probes":
            yield path


def python_sources(folder: Path) -> Iterator[str]:
    for path in files(folder):
        if path.suffix == ".py":
            yield path.read_text(encoding="utf-8")
        elif path.suffix == ".ipynb":
            cells = nbformat.read(path, as_version=4).cells
            yield from (cell.source for cell in cells if is_code(cell))


def statements(source: str) -> Iterator[str]:
    """Statements inside functions, in one spelling, if they do more than one thing."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    steps = ast.Call | ast.BinOp | ast.Compare | ast.Subscript
    bodies = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    for node in (node for function in bodies for node in ast.walk(function)):
        counted = sum(isinstance(part, steps) for part in ast.walk(node))
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Return) and counted > 1:
            yield ast.unparse(node)


def entries(source: str) -> Iterator[tuple[str, str]]:
    """Keys and values of the dicts written out in a piece of code, computed where that is easy."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), _computed(value)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            place = node.targets[0].slice
            if isinstance(place, ast.Constant):
                yield str(place.value), _computed(node.value)


def spelt(answer: object) -> str:
    """An answer in one spelling: 12.9, 12.90 and np.float64(12.9) are the same."""
    try:
        return repr(np.asarray(answer, dtype=float).round(4).tolist())
    except (TypeError, ValueError):
        return repr(answer)


def _computed(value: ast.expr) -> str:
    try:
        code = compile(ast.Expression(value), "<answer>", "eval")
        return spelt(eval(code, {"math": math, "np": np}))
    except Exception:  # it depends on something that only the notebook knows
        return ast.unparse(value)
