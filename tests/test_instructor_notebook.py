"""The notebook beside the report: tables of what was graded, and it runs from top to bottom."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import nbformat
import numpy as np
import pytest
from made_up_class import graded_class, made_up_results
from made_up_course import ASSIGNMENT, made_up_course

from autograder.course import CourseError
from autograder.report import write_report
from autograder.report.tables import columns, load_tables


def test_the_tables_hold_the_results_with_manual_scores(tmp_path: Path) -> None:
    tables = load_tables(graded_class(tmp_path))
    rows = {row["student"]: row for row in tables.submissions}
    assert {name: row["status"] for name, row in rows.items()} == {
        **dict.fromkeys(("ada", "bob", "cyd", "dan"), "graded"),
        "eve": "unreadable",
        "zoe": "missing",
    }
    assert rows["bob"]["points"] == 3.25
    assert len(tables.answers) == sum(len(result.cells) for result in made_up_results())
    swapped = [row["student"] for row in tables.findings if row["id"] == "linear_scores/swapped"]
    assert swapped == ["bob", "cyd"]


def test_the_tables_suit_numpy_and_csv(tmp_path: Path) -> None:
    tables = load_tables(graded_class(tmp_path), [ASSIGNMENT])
    points = np.array(columns(tables.answers)["points"], float)
    assert np.nansum(points) == 8.5 + 1.75
    for table in (tables.submissions, tables.answers, tables.findings):
        assert len({tuple(row) for row in table}) == 1
        writer = csv.DictWriter(io.StringIO(), table[0])
        writer.writerows(table)
    assert columns([]) == {}


def test_without_results_there_are_no_tables(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No work"):
        load_tables(made_up_course(tmp_path))


def test_the_notebook_is_valid_and_empty_of_results(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    write_report(course, ASSIGNMENT)
    notebook = nbformat.read(course.reports / "instructor.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)


@pytest.mark.slow
def test_the_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    from nbclient import NotebookClient

    course = graded_class(tmp_path)
    write_report(course, ASSIGNMENT)
    notebook = nbformat.read(course.reports / "instructor.ipynb", as_version=4)
    client = NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(course.reports)}}
    )
    client.execute()
    printed = "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])
    )
    assert "6 submissions, 20 answers" in printed
    assert "linear_scores" in printed
