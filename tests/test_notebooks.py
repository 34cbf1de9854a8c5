"""Every notebook: its cells, its points, and that it runs."""

from __future__ import annotations

import ast
import re
import resource
from collections.abc import Iterator

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from notebook_cells import (
    ASSIGNMENTS,
    COURSE,
    code_of,
    every_notebook,
    graded,
    notebook_of,
    prose_of,
)

from autograder.bundle import REFERENCES
from course_lib import exercises

SECONDS = 30
"""Of a processor, for a whole notebook with all solutions."""


def test_every_assignment_has_its_notebook() -> None:
    assert list(exercises.ASSIGNMENTS) == ASSIGNMENTS


@every_notebook
def test_a_notebook_is_valid_and_carries_no_outputs(assignment: str) -> None:
    notebook = notebook_of(assignment)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@every_notebook
def test_cell_ids_are_words_and_unique(assignment: str) -> None:
    ids = [cell.id for cell in notebook_of(assignment).cells]
    assert len(ids) == len(set(ids))
    assert [id for id in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", id)] == []
    assert ids[0] == "intro"
    assert ids[-1] == "closing"


@every_notebook
def test_points_add_up_to_twenty(assignment: str) -> None:
    marks = [cell.metadata["nbgrader"] for cell in graded(assignment).values()]
    assert sum(mark.get("points", 0) for mark in marks) == 20


@every_notebook
def test_every_exercise_has_an_answer_cell_and_below_it_a_test_cell(assignment: str) -> None:
    cells = graded(assignment)
    wanted = exercises.of_assignment(assignment)
    names = [exercise.name for exercise in wanted]
    assert [name for name in cells if name in names] == names
    ids = [cell.id for cell in notebook_of(assignment).cells]
    for exercise in wanted:
        answer, test = cells[exercise.name], cells[f"test_{exercise.name}"]
        assert ids.index(test.id) == ids.index(answer.id) + 1
        assert test.source.splitlines()[-1] == f'check("{exercise.name}", {exercise.name})'
        assert test.metadata["nbgrader"]["points"] == exercise.max_points
        assert "### BEGIN SOLUTION" in answer.source
        assert "### END SOLUTION" in answer.source


@every_notebook
def test_some_tests_are_hidden(assignment: str) -> None:
    assert any("### BEGIN HIDDEN TESTS" in source for source in code_of(assignment))


@every_notebook
def test_the_written_question_is_a_task_with_a_mark_scheme_and_room_below_it(
    assignment: str,
) -> None:
    (name,) = (name for name in graded(assignment) if name.startswith("explain_"))
    cell = graded(assignment)[name]
    assert cell.metadata["nbgrader"]["task"] is True
    assert cell.metadata["nbgrader"]["points"] == 3
    scheme = cell.source.split("### BEGIN MARK SCHEME")[1].split("### END MARK SCHEME")[0]
    assert scheme.count("- 1 point:") == 3
    cells = notebook_of(assignment).cells
    answer = cells[[each.id for each in cells].index(cell.id) + 1]
    assert answer.id == f"{name.replace('_', '-')}-answer"
    assert answer.cell_type == "markdown"
    assert "nbgrader" not in answer.metadata


@every_notebook
def test_no_cell_uses_what_the_assignment_asks_for(assignment: str) -> None:
    order = list(REFERENCES)
    withheld = [module for name in order[order.index(assignment) :] for module in REFERENCES[name]]
    used = {name for source in code_of(assignment) for name in imported(source)}
    assert used & {f"course_lib.{module}" for module in withheld} == set()
    assert [name for name in used if name.startswith("course_lib.exercises")] == []


@every_notebook
def test_the_first_cell_says_what_it_takes_and_what_it_is_worth(assignment: str) -> None:
    first = notebook_of(assignment).cells[0].source
    for said in ("60 to 90 minutes", "20 points", "you can"):
        assert said in first
    assert code_of(assignment)[-1] == "points_so_far()"


@every_notebook
def test_quizzes_ask_for_nothing_but_answers(assignment: str) -> None:
    assert "last line" not in prose_of(assignment)
    if any(exercise.answers_only for exercise in exercises.of_assignment(assignment)):
        assert "Replace each `None`." in prose_of(assignment)


@every_notebook
def test_prose_is_calm(assignment: str) -> None:
    assert "!" not in prose_of(assignment).replace(r"\!", "").replace("`!=`", "")


@every_notebook
def test_links_lead_somewhere(assignment: str) -> None:
    """To a heading of the notebook, or to a page: a bundle has no other files to point to."""
    prose = prose_of(assignment)
    headings = re.findall(r"^#+ +(.+)$", prose, re.MULTILINE)
    anchors = {f"#{heading.strip().replace(' ', '-')}" for heading in headings}
    targets = re.findall(r"\]\(([^)]*)\)", prose)
    known = [target in anchors or target.startswith("https://") for target in targets]
    assert all(known), targets


@every_notebook
def test_predictions_are_asked_for_before_figures_and_tables(assignment: str) -> None:
    assert prose_of(assignment).count("**Predict before you run.**") >= 6


@every_notebook
def test_other_conventions_are_told(assignment: str) -> None:
    assert "**Reading other texts.**" in prose_of(assignment)


@pytest.mark.slow
@every_notebook
def test_a_notebook_runs_from_top_to_bottom_with_all_points(assignment: str) -> None:
    notebook = nbformat.from_dict(notebook_of(assignment))
    resources = {"metadata": {"path": str(COURSE.source_notebook(assignment).parent)}}
    before = seconds_of_children()
    NotebookClient(notebook, timeout=60, kernel_name="python3", resources=resources).execute()
    assert seconds_of_children() - before < SECONDS
    shown = {cell.id: cell.get("outputs", []) for cell in notebook.cells}
    for exercise in exercises.of_assignment(assignment):
        cell = graded(assignment)[f"test_{exercise.name}"]
        (output,) = shown[cell.id]
        assert float(output.data["text/plain"]) == exercise.max_points
    assert "Together: 17 of 17 points" in shown["closing"][0].data["text/plain"]
    pages = [output.data["text/html"] for cell in shown.values() for output in figures(cell)]
    assert len(pages) >= 5
    for page in pages:
        alt = re.search(r'<img alt="([^"]+)"', page)
        assert alt is not None
        assert len(alt.group(1)) > 60
        assert "not ready" not in alt.group(1)


def figures(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    return (output for output in outputs if "<img " in output.get("data", {}).get("text/html", ""))


def seconds_of_children() -> float:
    """Processor time of the processes that have ended, such as a notebook's kernel."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def imported(source: str) -> Iterator[str]:
    """The modules that a cell imports, and what it imports from them, dotted."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{name.name}" for name in node.names)
