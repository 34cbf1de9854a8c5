"""The exported grades are the gradebook's, and no cell of them is a formula."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from made_up_class import graded_class, linear_cell, made_up_results, result, softmax_cell
from made_up_course import ASSIGNMENT

from autograder.course import Course, CourseError
from autograder.export import ExportOptions, defused, export_grades
from autograder.export_forms import COLUMNS


def rows_of(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_rows_have_manual_scores_penalties_and_those_who_handed_nothing_in(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    path = tmp_path / "out" / "grades.csv"
    assert len(export_grades(course, path, [ASSIGNMENT])) == 6
    assert rows_of(path) == [
        list(COLUMNS),
        ["ada", ASSIGNMENT, "5", "9", "0", "yes", "graded"],
        ["bob", ASSIGNMENT, "3.25", "9", "0", "no", "graded"],
        ["cyd", ASSIGNMENT, "0", "9", "0.5", "yes", "graded"],
        ["dan", ASSIGNMENT, "2", "9", "0", "yes", "graded"],
        ["eve", ASSIGNMENT, "0", "9", "0", "no", "unreadable"],
        ["zoe", ASSIGNMENT, "", "9", "0", "no", "missing"],
    ]


def test_the_roster_s_people_are_there_with_empty_points(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    (tmp_path / "roster.csv").write_text("id,name\nada,Ada\nyan,Yan\n")
    export_grades(course, tmp_path / "grades.csv", [ASSIGNMENT])
    rows = {row[0]: row[1:] for row in rows_of(tmp_path / "grades.csv")}
    assert rows["yan"] == [ASSIGNMENT, "", "9", "0", "no", "missing"]
    assert len(rows) == 8


def test_points_of_exercises_stand_behind(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions(exercises=True))
    header, *rows = rows_of(tmp_path / "a.csv")
    assert header[len(COLUMNS) :] == [
        f"{ASSIGNMENT}: {name}" for name in ("linear_scores", "softmax", "overflow", "explain")
    ]
    points = {row[0]: row[len(COLUMNS) :] for row in rows}
    assert points["ada"] == ["2", "3", "", ""]
    assert points["bob"] == ["0", "1.5", "1.75", "0"]
    assert points["zoe"] == ["", "", "", ""]


def test_an_unknown_format_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        CourseError, match=r"no format 'xls'\. There are: csv, moodle, canvas, json"
    ):
        export_grades(Course(tmp_path), tmp_path / "a", [ASSIGNMENT], ExportOptions("xls"))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "-", "+1 2", "=-3"],
)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert defused(text).startswith("'")


@pytest.mark.parametrize("text", ["12.5", "-3", "+4", "-1e-3", "ada", "a=b", "Zoë", "", "'=1"])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


def test_hostile_student_names_do_no_harm(tmp_path: Path) -> None:
    course = Course(tmp_path)
    names = ['=HYPERLINK("evil")', "a,b", 'quo"te', "two\nlines", "\u202eada"]
    for name in names:
        course.save_result(result(name, linear_cell(2.0), softmax_cell(0.1 + 0.2)))
    export_grades(course, tmp_path / "grades.csv", [ASSIGNMENT])
    rows = rows_of(tmp_path / "grades.csv")[1:]
    assert {row[0] for row in rows} == {
        '\'=HYPERLINK("evil")',
        "a,b",
        'quo"te',
        "two\nlines",
        "⟨U+202E⟩ada",
    }
    assert {row[2] for row in rows} == {"2.3"}


def test_an_assignment_without_results_lists_the_enrolled_as_missing(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    for student in made_up_results():
        course.result_path(ASSIGNMENT, student.student).unlink()
    export_grades(course, tmp_path / "grades.csv", [ASSIGNMENT])
    rows = rows_of(tmp_path / "grades.csv")[1:]
    assert len(rows) == 6
    assert {row[-1] for row in rows} == {"missing"}


def test_an_assignment_that_is_not_released_has_no_rows(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    assert export_grades(course, tmp_path / "grades.csv", ["02_gradients"]) == []
    assert rows_of(tmp_path / "grades.csv") == [list(COLUMNS)]


def test_a_gradebook_that_does_not_answer_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_GRADEBOOK", f"sqlite:///{tmp_path}/no/such/folder/gradebook.db")
    with pytest.raises(CourseError, match="The gradebook could not be read or written") as caught:
        export_grades(Course(tmp_path), tmp_path / "grades.csv", [ASSIGNMENT])
    assert "\n" not in str(caught.value)
