"""Downloads from learning platforms end in submitted/, whole, once, and under the right name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from collecting import (
    ADA,
    FILE,
    GRACE,
    OTHER,
    PAIR,
    ROSTER,
    notebook,
    put_roster,
    reasons,
    stamp,
    statuses,
    submitted,
    two_assignments,
)
from lms_zips import (
    DOWNLOADED,
    Hand,
    canvas_entries,
    exchange_entries,
    moodle_entries,
    write_folder,
    write_zip,
)
from made_up_course import ASSIGNMENT
from typer.testing import CliRunner, Result

from autograder.cli import app
from autograder.collect import collect
from autograder.collect.kept import Kept
from autograder.course import Course, CourseError


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return two_assignments(tmp_path / "course")


FORMATS: dict[str, Callable[[Path], Path]] = {
    "moodle": lambda p: write_zip(p / "a.zip", moodle_entries(PAIR)),
    "moodle 4.0": lambda p: write_zip(p / "a.zip", moodle_entries(PAIR, end="_")),
    "moodle, no folders": lambda p: write_zip(p / "a.zip", moodle_entries(PAIR, as_folders=False)),
    "moodle, unpacked": lambda p: write_folder(p / "a", moodle_entries(PAIR)),
    "canvas": lambda p: write_zip(p / "a.zip", canvas_entries(PAIR)),
    "canvas, unpacked": lambda p: write_folder(p / "a", canvas_entries(PAIR)),
}


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS)
def test_each_format_is_matched_by_the_roster(
    course: Course, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    put_roster(course)
    collected = collect(course, ASSIGNMENT, make(tmp_path))
    assert submitted(course) == {
        f"s1/{ASSIGNMENT}/{FILE}": notebook("ada"),
        f"s2/{ASSIGNMENT}/{FILE}": notebook("grace"),
    }
    assert statuses(collected) == {"s1": "new", "s2": "new"}
    assert collected.unmatched == []


@pytest.mark.parametrize(
    ("name", "students"),
    [
        ("moodle", {"ada-lovelace", "grace-hopper"}),
        ("moodle 4.0", {"ada-lovelace", "grace-hopper"}),
        ("canvas", {"lovelaceada-11", "hoppergrace-12"}),
    ],
)
def test_without_a_roster_names_become_ids(
    course: Course, tmp_path: Path, name: str, students: set[str]
) -> None:
    collected = collect(course, ASSIGNMENT, FORMATS[name](tmp_path))
    assert {row.student for row in collected.rows} == students


def test_the_exchange_gives_ids_and_times(course: Course, tmp_path: Path) -> None:
    early = Hand("Ada", "ada+x", 1, [(FILE, notebook("1"))], DOWNLOADED - timedelta(days=2))
    late = Hand("Ada", "ada+x", 1, [(FILE, notebook("2"))], DOWNLOADED - timedelta(days=1))
    entries = exchange_entries([late, early], ASSIGNMENT) + exchange_entries([GRACE], OTHER)
    inbound = write_folder(tmp_path / "exchange" / "backprop" / "inbound", entries)
    collected = collect(course, ASSIGNMENT, inbound)
    assert submitted(course) == {f"ada+x/{ASSIGNMENT}/{FILE}": notebook("2")}
    assert stamp(course, "ada+x") == "2026-03-01 08:00:00.000000 UTC"
    assert collected.notes == ["2 files of other assignments were left alone."]
    assert len(Kept(course, ASSIGNMENT, "ada+x").all()) == 2


def test_an_nbgrader_submitted_folder(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "from-elsewhere" / "submitted" / "ada" / ASSIGNMENT
    write_folder(folder, [("hw.ipynb", notebook("a"), DOWNLOADED)])
    (folder / "timestamp.txt").write_text("2026-02-01 10:00:00 CET")
    collected = collect(course, ASSIGNMENT, tmp_path / "from-elsewhere")
    assert collected.pattern == "submitted"
    assert submitted(course) == {f"ada/{ASSIGNMENT}/{FILE}": notebook("a")}
    assert stamp(course, "ada") == "2026-02-01 09:00:00.000000 UTC"


@pytest.mark.parametrize(
    ("paths", "students"),
    [
        (["ada.ipynb", "Grace Hopper.ipynb"], ["Grace Hopper", "ada"]),
        (["ada/hw.ipynb", "bob/x/y.ipynb"], ["ada", "bob"]),
        (["hw1/ada.ipynb", "hw1/bob.ipynb"], ["ada", "bob"]),
        (["hw1/ada/a.ipynb", "hw1/bob/b.ipynb"], ["ada", "bob"]),
        (["ada/hw.ipynb"], ["ada"]),
        ([f"ada_{ASSIGNMENT}.ipynb", f"{ASSIGNMENT} - bob.ipynb"], ["ada", "bob"]),
        (["ada.lovelace.ipynb", "ada.king.ipynb.txt"], ["ada.king", "ada.lovelace"]),
        (["=cmd.ipynb"], ["cmd-d42a564c"]),
    ],
)
def test_files_and_folders_named_by_people(
    course: Course, tmp_path: Path, paths: list[str], students: list[str]
) -> None:
    folder = write_folder(tmp_path / "a", [(path, notebook(path), DOWNLOADED) for path in paths])
    collected = collect(course, ASSIGNMENT, folder)
    assert [row.student for row in collected.rows] == students
    assert stamp(course, students[0]) == "2026-03-02 08:00:00.000000 UTC"


def test_a_copy_with_a_number_is_the_same_person(course: Course, tmp_path: Path) -> None:
    files = [("ada (2).ipynb", notebook("2"), DOWNLOADED), ("ada.ipynb", notebook("0"), DOWNLOADED)]
    collect(course, ASSIGNMENT, write_folder(tmp_path / "a", files))
    assert submitted(course) == {f"ada/{ASSIGNMENT}/{FILE}": notebook("2")}


def test_a_single_notebook(course: Course, tmp_path: Path) -> None:
    path = tmp_path / "ada.ipynb"
    path.write_bytes(notebook())
    assert statuses(collect(course, ASSIGNMENT, path)) == {"ada": "new"}


def test_a_name_without_a_person_is_not_matched(course: Course, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", [(FILE, notebook(), DOWNLOADED)])
    collected = collect(course, ASSIGNMENT, folder)
    assert reasons(collected) == {FILE: "Its name does not say whose it is (named)."}


def test_canvas_marks_what_is_late_and_numbers_what_comes_again(
    course: Course, tmp_path: Path
) -> None:
    again = Hand("Ada", "Lovelace", 11, [(FILE, notebook("1")), ("hw-1.ipynb", notebook("2"))])
    late = Hand("Grace", "Hopper", 12, [("7_12_hw.ipynb", notebook("g"))], is_late=True)
    put_roster(course)
    collected = collect(
        course, ASSIGNMENT, write_zip(tmp_path / "a", canvas_entries([again, late]))
    )
    assert submitted(course)[f"s1/{ASSIGNMENT}/{FILE}"] == notebook("2")
    rows = {row.student: row for row in collected.rows}
    assert rows["s1"].notes == ("was called lovelaceada_11_900002_hw-1.ipynb", "2 hand-ins")
    assert (rows["s1"].is_late, rows["s2"].is_late) == (False, True)
    # the time of the download is no time of a hand-in, but late is late
    assert (stamp(course, "s1"), stamp(course, "s2")) == ("", "2026-03-02 08:00:00.000000 UTC")
    assert "time of the download, 2026-03-02 08:00 UTC" in collected.notes[0]


def test_anonymous_canvas_is_kept_apart(course: Course, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a", canvas_entries(PAIR, is_anonymous=True))
    collected = collect(course, ASSIGNMENT, path)
    assert {row.student for row in collected.rows} == {"anon-x11y", "anon-x12y"}


def test_a_team_hands_in_for_its_members(course: Course, tmp_path: Path) -> None:
    put_roster(course)
    data = notebook("team")
    entries = [
        (f"Team 3_77_assignsubmission_file/{FILE}", data, DOWNLOADED),
        (f"Default group_assignsubmission_file/{FILE}", data, DOWNLOADED),
    ]
    collected = collect(course, ASSIGNMENT, write_zip(tmp_path / "a.zip", entries))
    assert statuses(collected) == {"s1": "new", "s2": "new"}
    assert reasons(collected) == {entries[1][0]: "Default group is not in roster.csv."}


def test_namesakes_never_share_an_id(course: Course, tmp_path: Path) -> None:
    twins = [Hand("Anna", "Ek", number, [(FILE, notebook(str(number)))]) for number in (5, 6)]
    collected = collect(course, ASSIGNMENT, write_zip(tmp_path / "a", moodle_entries(twins)))
    assert set(statuses(collected)) == {"anna-ek-5", "anna-ek-6"}
    assert "2 people are called Anna Ek, here anna-ek-5, anna-ek-6" in collected.notes[-1]
    put_roster(course, "id,name\ns1,Anna Ek\ns2,Anna Ek\n")
    collected = collect(course, ASSIGNMENT, tmp_path / "a")
    assert set(reasons(collected).values()) == {"Anna Ek can be 2 people of roster.csv."}
    put_roster(course, "id,name,lms id\ns1,Anna Ek,5\ns2,Anna Ek,6\n")  # a grading worksheet
    assert set(statuses(collect(course, ASSIGNMENT, tmp_path / "a"))) == {"s1", "s2"}


def test_a_namesake_who_comes_later_is_another_person(course: Course, tmp_path: Path) -> None:
    one, two = (Hand("Anna", "Ek", number, [(FILE, notebook(str(number)))]) for number in (5, 6))
    collect(course, ASSIGNMENT, write_zip(tmp_path / "a", moodle_entries([one])))
    both = collect(course, ASSIGNMENT, write_zip(tmp_path / "b", moodle_entries([one, two])))
    assert statuses(both) == {"anna-ek": "unchanged", "anna-ek-6": "new"}
    alone = collect(course, ASSIGNMENT, write_zip(tmp_path / "c", moodle_entries([two])))
    assert statuses(alone) == {"anna-ek-6": "unchanged"}


def test_a_number_and_a_name_that_contradict_are_not_matched(
    course: Course, tmp_path: Path
) -> None:
    put_roster(course)
    swapped = Hand("Ada", "Lovelace", 13, ADA.files)
    unknown = Hand("Eve", "Nobody", 99, ADA.files)
    renamed = Hand("Ada", "King", 11, ADA.files)
    path = write_zip(tmp_path / "a", canvas_entries([swapped, unknown, renamed]))
    collected = collect(course, ASSIGNMENT, path)
    assert statuses(collected) == {"s1": "new"}
    assert sorted(reasons(collected).values()) == [
        "The number 13 is s3 in roster.csv, but the name lovelaceada is s1.",
        "nobodyeve is not in roster.csv.",
    ]
    copies = list((course.private / "unmatched" / ASSIGNMENT).iterdir())
    assert [copy.read_bytes() for copy in copies] == [notebook("ada")] * 2


def test_what_is_matched_later_is_unmatched_no_more(course: Course, tmp_path: Path) -> None:
    put_roster(course, "id,name\ns2,Grace Hopper\n")
    path = write_zip(tmp_path / "a", moodle_entries(PAIR))
    assert len(collect(course, ASSIGNMENT, path).unmatched) == 1
    put_roster(course)
    assert collect(course, ASSIGNMENT, path).unmatched == []
    assert list((course.private / "unmatched" / ASSIGNMENT).iterdir()) == []


def test_bad_lines_of_the_roster_are_told(course: Course, tmp_path: Path) -> None:
    put_roster(course, ROSTER + ",Nobody,,,\n")
    collected = collect(course, ASSIGNMENT, write_zip(tmp_path / "a", canvas_entries(PAIR)))
    assert collected.notes[0].startswith("roster.csv, line 5: there is no student id")


def run(course: Course, *arguments: str | Path) -> Result:
    words = ["collect", *map(str, arguments), "--course", str(course.root)]
    return CliRunner().invoke(app, words)


def test_the_command_lists_what_was_not_matched(course: Course, tmp_path: Path) -> None:
    put_roster(course)
    hands = [*PAIR, Hand("Eve", "[bold]\x1bEvil", 66, [("x.ipynb", notebook())])]
    path = write_zip(tmp_path / "a.zip", moodle_entries(hands))
    ran = run(course, ASSIGNMENT, path)
    assert ran.exit_code == 0
    assert f"{ASSIGNMENT}: 2 students (2 new, 1 file not matched); names read as moodle." in (
        ran.stdout
    )
    assert "[bold]⟨U+001B⟩Evil" in ran.stdout
    assert "\x1b" not in ran.stdout


def test_the_command_speaks_json(course: Course, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", moodle_entries([ADA, Hand("X", "Y", 9, [("a", b"b")])]))
    ran = run(course, ASSIGNMENT, path, "--json")
    entries = [json.loads(line) for line in ran.stdout.splitlines()]
    assert entries[0] == {
        "student": "ada-lovelace",
        "assignment": ASSIGNMENT,
        "status": "new",
        "time": "2026-03-02T08:00:00+00:00",
        "late": False,
        "file": f"Ada Lovelace_11_assignsubmission_file/{FILE}",
        "notes": [],
    }
    assert entries[1]["unmatched"] == "X Y_9_assignsubmission_file/a"
    assert (course.private / "unmatched" / ASSIGNMENT / entries[1]["copy"]).read_bytes() == b"b"
    assert "time of the download" in entries[2]["note"]


def test_the_command_fails_with_one_sentence(course: Course, tmp_path: Path) -> None:
    ran = run(course, ASSIGNMENT, tmp_path / "nowhere")
    assert isinstance(ran.exception, CourseError)
    assert "There is nothing at" in str(ran.exception)
