"""What is exported for Moodle and Canvas is imported again, by small readers of the same formats.

Moodle's: grade/import/csv/classes/load_data.php (`map_user_data_with_value`, `update_grade_item`)
in moodle/moodle. Canvas's: lib/gradebook_importer.rb (`update_column_count`, `process_pp`,
`process_student`, `CSV::Converters`) and `Assignment.title_and_id` in instructure/canvas-lms.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from made_up_class import HOSTILE_COMMENT, graded_class
from made_up_course import ASSIGNMENT
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course import Course, CourseError
from autograder.export import ExportOptions, export_grades

ROSTER = (
    "student id,name,email,section,lms id,login\n"
    'ada,"Lovelace, Ada",ada@x,A,11,ada1\n'
    "bob,Bob Li,bob@x,A,12,bob1\n"
    "cyd,Cyd Re,cyd@x,B,13,cyd1\n"
    "dan,Dan Do,dan@x,B,14,dan1\n"
    "eve,Eve Um,eve@x,B,15,eve1\n"
    "yan,Yan Go,yan@x,B,16,yan1\n"
    "zoe,Zoë Ek,zoe@x,B,17,zoe1\n"
)
POINTS = {"ada": 5.0, "bob": 3.25, "cyd": 0.0, "dan": 2.0, "eve": 0.0, "yan": None, "zoe": None}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = graded_class(tmp_path / "course")
    (made.root / "roster.csv").write_text(ROSTER, encoding="utf-8")
    return made


def moodle_import(path: Path, users: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Grades and feedback by user; the first column names the user as one of Moodle's fields."""
    fields = {"Email address", "ID number", "Username"}
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
    assert header[0] in fields
    assert len(set(header)) == len(header)
    imported: dict[str, dict[str, Any]] = {}
    for row in rows:
        assert len(row) == len(header)
        graded = imported.setdefault(users[row[0]], {})
        for title, value in zip(header[1:], row[1:], strict=True):
            is_text = title.endswith("(Feedback)")
            graded[title] = value if is_text else None if value in ("", "-") else float(value)
    return imported


def canvas_import(path: Path) -> tuple[dict[str, float], dict[str, dict[str, float | None]]]:
    """Points possible by assignment, and grades by the person's number in Canvas."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert "Student" in header[0]
    assert "ID" in header[1]
    columns = 3
    if re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        columns += 2
    assert "Section" in header[columns - 1]
    possible: dict[str, float] = {}
    grades: dict[str, dict[str, float | None]] = {}
    for row in rows:
        assert len(row) == len(header)
        cells = zip(header[columns:], row[columns:], strict=True)
        if "Points Possible" in row[0]:
            possible = {title: float(value) for title, value in cells}
        else:
            grades[row[1] or row[0]] = {title: float(v) if v else None for title, v in cells}
    return possible, grades


def test_moodle_reads_the_grades_by_e_mail_address(course: Course, tmp_path: Path) -> None:
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions("moodle"))
    imported = moodle_import(tmp_path / "a.csv", {f"{name}@x": name for name in POINTS})
    assert imported == {name: {ASSIGNMENT: points} for name, points in POINTS.items()}


@pytest.mark.parametrize(("identifier", "end"), [("id", ""), ("login", "1")])
def test_moodle_finds_people_otherwise(
    course: Course, tmp_path: Path, identifier: str, end: str
) -> None:
    options = ExportOptions("moodle", identifier=identifier)
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], options)
    imported = moodle_import(tmp_path / "a.csv", {f"{name}{end}": name for name in POINTS})
    assert set(imported) == set(POINTS)


def test_moodle_s_feedback_is_plain_text_in_html(course: Course, tmp_path: Path) -> None:
    options = ExportOptions("moodle", comments=True, exercises=True)
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], options)
    bob = moodle_import(tmp_path / "a.csv", {f"{n}@x": n for n in POINTS})["bob"]
    feedback = bob[f"{ASSIGNMENT} (Feedback)"]
    assert "softmax: Your softmax overflows for scores of ±1000." in feedback
    assert "<script" in HOSTILE_COMMENT
    assert "<script" not in feedback
    assert "&lt;script" in feedback
    assert bob[f"{ASSIGNMENT}: softmax"] == 1.5


def test_without_a_roster_moodle_gets_the_student_ids(course: Course, tmp_path: Path) -> None:
    (course.root / "roster.csv").unlink()
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions("moodle"))
    assert set(moodle_import(tmp_path / "a.csv", {n: n for n in POINTS})) == set(POINTS) - {"yan"}


def test_an_identifier_that_somebody_lacks_is_one_sentence(course: Course, tmp_path: Path) -> None:
    path = course.root / "roster.csv"
    path.write_text(ROSTER.replace("bob@x", "").replace("dan@x", ""), encoding="utf-8")
    options = ExportOptions("moodle", identifier="email")
    with pytest.raises(CourseError, match=r"roster\.csv has no email address for bob and 1 more"):
        export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], options)
    with pytest.raises(CourseError, match="--identifier is 'phone'; it can be auto, email, id"):
        export_grades(
            course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions("moodle", identifier="phone")
        )


def test_canvas_reads_points_and_grades(course: Course, tmp_path: Path) -> None:
    (course.root / "export.toml").write_text(f'[columns]\n{ASSIGNMENT} = "Homework 1 (4711)"\n')
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions("canvas"))
    possible, grades = canvas_import(tmp_path / "a.csv")
    assert possible == {"Homework 1 (4711)": 9.0}
    numbers = dict(zip(POINTS, map(str, range(11, 18)), strict=True))
    assert grades == {
        numbers[name]: {"Homework 1 (4711)": points} for name, points in POINTS.items()
    }
    assert tmp_path.joinpath("a.csv").read_text("utf-8").splitlines()[:3] == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (4711)",
        "    Points Possible,,,,,9",
        '"Lovelace, Ada",11,ada,ada1,A,5',
    ]


def test_without_a_roster_canvas_s_numbers_are_those_of_the_downloads(
    course: Course, tmp_path: Path
) -> None:
    (course.root / "roster.csv").unlink()
    people = course.private / "collected" / "people.json"
    people.parent.mkdir(parents=True)
    people.write_text('{"number:4242": "ada", "name:bobli": "bob"}')
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions("canvas"))
    _, grades = canvas_import(tmp_path / "a.csv")
    assert grades["4242"] == {ASSIGNMENT: 5.0}
    assert grades["bob"] == {ASSIGNMENT: 3.25}


def test_canvas_gets_no_column_that_it_would_make_an_assignment_of(
    course: Course, tmp_path: Path
) -> None:
    with pytest.raises(CourseError, match="Canvas would make an assignment of each exercise"):
        export_grades(
            course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions("canvas", exercises=True)
        )
    for result in course.results(ASSIGNMENT):
        course.result_path(ASSIGNMENT, result.student).unlink()
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions("canvas"))
    assert canvas_import(tmp_path / "a.csv")[0] == {}


@pytest.mark.parametrize("form", ["moodle", "canvas"])
def test_no_cell_is_a_formula(course: Course, tmp_path: Path, form: str) -> None:
    text = ROSTER.replace("Bob Li,bob@x,A", "=1+1,=bob@x,@SUM(A1)")
    (course.root / "roster.csv").write_text(text, encoding="utf-8")
    export_grades(course, tmp_path / "a.csv", [ASSIGNMENT], ExportOptions(form))
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


def test_json_has_everything(course: Course, tmp_path: Path) -> None:
    options = ExportOptions("json", exercises=True, comments=True)
    export_grades(course, tmp_path / "a.json", [ASSIGNMENT], options)
    entries = {entry["student"]: entry for entry in json.loads((tmp_path / "a.json").read_text())}
    assert {name: entry["points"] for name, entry in entries.items()} == POINTS
    assert entries["cyd"]["late_penalty"] == 0.5
    assert entries["bob"]["exercises"]["softmax"] == {"points": 1.5, "max_points": 3.0}
    assert entries["ada"]["exercises"]["explain"] == {"points": None, "max_points": 2.0}
    assert entries["zoe"]["email"] == "zoe@x"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("[columns", "can't be read"),
        ("columns = 3", "columns is a table"),
        ("[columns]\nx = 3", "columns is a table"),
        ('[columns]\nhw9 = "x"', "There is no assignment 'hw9'"),
    ],
)
def test_settings_that_err_are_one_sentence(course: Course, settings: str, sentence: str) -> None:
    (course.root / "export.toml").write_text(settings)
    with pytest.raises(CourseError, match=sentence) as caught:
        export_grades(course, course.root / "a.csv", [ASSIGNMENT], ExportOptions("canvas"))
    assert "\n" not in str(caught.value)


def test_the_command_names_the_file_after_the_format(course: Course) -> None:
    ran = CliRunner().invoke(app, ["export", "--course", str(course.root), "--format", "canvas"])
    assert ran.exit_code == 0
    assert (course.root / "grades-canvas.csv").is_file()
    assert "7 grades in" in ran.stdout
    assert "3 of them wait for a person's marks" in ran.stdout
