"""What a student version shows where the instructor's notebook has a solution."""

from __future__ import annotations

import ast

from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions
from traitlets import Unicode

BEGIN = "BEGIN SOLUTION"
END = "END SOLUTION"


class SolutionStubs(ClearSolutions):
    """nbgrader's own, except that nothing is raised at the end of a quiz.

    A quiz gives answers to be filled in, ``None`` each, and its solution stands below them. In its
    place nbgrader would put an exception, which a student who has filled in everything would still
    have to delete.
    """

    quiz_stub = Unicode(
        "# YOUR ANSWERS: in the place of each None above",
        help="The line that replaces the solution of a quiz",
    ).tag(config=True)

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        if cell.cell_type == "code" and language == "python" and is_quiz(cell.source):
            given = cell.source.split("\n")
            start = next(number for number, line in enumerate(given) if BEGIN in line)
            cell.source = "\n".join([*given[:start], self.quiz_stub])
            return True
        return bool(super()._replace_solution_region(cell, language))


def is_quiz(source: str) -> bool:
    """Whether a cell's one solution region, not indented, ends it, below a None to be replaced."""
    given, begin, rest = source.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in after or after.strip():
        return False
    given, _, mark = given.rpartition("\n")
    return not mark.startswith((" ", "\t")) and _has_gap(given)


def _has_gap(source: str) -> bool:
    """Whether code outside functions and classes says None where a value is due."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return False
    return any(
        isinstance(node, ast.Constant) and node.value is None
        for statement in statements
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for node in ast.walk(statement)
    )


STUDENT_VERSION = [
    SolutionStubs if step is ClearSolutions else step
    for step in GenerateAssignment.class_traits()["preprocessors"].default()
]
"""The steps from a source notebook to the student version, in nbgrader's order."""
