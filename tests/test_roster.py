"""Rosters as people and learning platforms write them, and what is wrong with a line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import Course, CourseError
from autograder.intake import id_problem
from autograder.roster import (
    Person,
    Roster,
    name_keys,
    parse_roster,
    read_roster,
    slug,
    squashed,
)


def test_a_roster_of_ones_own() -> None:
    text = (
        "Student ID,Name,E-mail,Section,LMS id\n"
        "s1,Ada Lovelace,ada@uni.example,A,11\n"
        "\n"
        's2,"Hopper, Grace",grace@uni.example,B,12\n'
    )
    assert parse_roster(text) == Roster(
        (
            Person("s1", "Ada Lovelace", "ada@uni.example", "A", "11"),
            Person("s2", "Hopper, Grace", "grace@uni.example", "B", "12"),
        )
    )


@pytest.mark.parametrize(
    ("text", "person"),
    [
        # Canvas's gradebook export, lib/gradebook_exporter.rb in instructure/canvas-lms
        (
            "Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (4711)\n"
            "    Points Possible,,,,,20\n"
            '"Lovelace, Ada",11,s1,ada1,Tutorial A,12\n',
            Person("s1", "Lovelace, Ada", "", "Tutorial A", "11", "ada1"),
        ),
        # the same without SIS ids
        (
            'Student,ID,SIS Login ID,Section\n"Lovelace, Ada",11,ada1,A\n',
            Person("ada1", "Lovelace, Ada", "", "A", "11", "ada1"),
        ),
        # Moodle: participants, downloaded as CSV
        (
            '"First name","Last name","ID number","Email address",Groups\n'
            "Ada,Lovelace,s1,ada@uni.example,Team 3\n",
            Person("s1", "Ada Lovelace", "ada@uni.example", group="Team 3"),
        ),
        # Moodle: an assignment's grading worksheet
        (
            'Identifier,"Full name","Email address",Status,Grade\n'
            '"Participant 4242","Ada Lovelace",ada@uni.example,Submitted,\n',
            Person("ada@uni.example", "Ada Lovelace", "ada@uni.example", lms_id="4242"),
        ),
        ("id;name\ns1;Ada\n", Person("s1", "Ada")),
        ("student\tname\ns1\tAda\n", Person("s1", "Ada")),
        ("Name\nAda Lovelace\n", Person("ada-lovelace", "Ada Lovelace")),
        ("Vorname;Nachname;Matrikelnummer\nJörg;Weiß;77\n", Person("77", "Jörg Weiß")),
    ],
)
def test_exports_are_understood_as_they_are(text: str, person: Person) -> None:
    assert parse_roster(text) == Roster((person,))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_excel_writes_is_read(tmp_path: Path, encoding: str) -> None:
    text = "student id;name\r\ns1;Jörg Müller\r\n"
    (tmp_path / "roster.csv").write_bytes(text.encode(encoding))
    assert read_roster(Course(tmp_path)) == Roster((Person("s1", "Jörg Müller"),))


def test_no_roster_is_none(tmp_path: Path) -> None:
    assert read_roster(Course(tmp_path)) is None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",Eve,e@x,9", r"line 3: there is no student id \(Eve\); the line is left out\."),
        ("../x,Eve,e@x,9", r"line 3: The student id '\.\./x' does not begin with .*; left out\."),
        ("S1,Eve,e@x,9", r"line 3: the student id s1 is in an earlier line, too; left out\."),
        ("s2,Eve,ADA@x,9", r"line 3: the e-mail ada@x is in an earlier line, too; left out\."),
        ("s2,Eve,e@x,11", r"line 3: the LMS id 11 is in an earlier line, too; left out\."),
    ],
)
def test_a_bad_line_is_left_out_with_a_sentence(line: str, sentence: str) -> None:
    roster = parse_roster(f"student id,name,email,lms id\ns1,Ada,ada@x,11\n{line}\ns9,Zoë,,\n")
    assert [person.student for person in roster.people] == ["s1", "s9"]
    [problem] = roster.problems
    assert re.fullmatch(rf"roster\.csv, {sentence}", problem)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"points,colour\n1,red\n", "has no column that says who is meant"),
        (b'student\n"' + b"x" * 200_000 + b'"\n', "line 2, can't be read"),
    ],
)
def test_a_roster_of_no_use_is_one_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    (tmp_path / "roster.csv").write_bytes(data)
    with pytest.raises(CourseError, match=sentence):
        read_roster(Course(tmp_path))


def test_a_roster_that_is_a_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").mkdir()
    with pytest.raises(CourseError, match=r"roster\.csv can't be read: Is a directory"):
        read_roster(Course(tmp_path))


def test_names_match_in_either_order_and_without_accents() -> None:
    assert squashed("lovelaceada") in name_keys("Ada Lovelace")
    assert squashed("van der Berg, Jan") in name_keys("Jan van der Berg")
    assert name_keys("Jörg Weiß") == name_keys("JORG WEISS")
    assert name_keys("Lovelace, Ada") == name_keys("Ada Lovelace")
    assert name_keys("  ,  ") == set()


@given(st.text(max_size=60))
def test_a_slug_is_stable_and_an_id_unless_it_is_empty_or_a_device(name: str) -> None:
    made = slug(name)
    assert slug(made) == made
    assert not made or not id_problem(made) or "device" in id_problem(made)


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), min_size=1))
def test_a_name_is_known_however_its_words_are_turned(words: list[str]) -> None:
    turned = words[1:] + words[:1]
    assert name_keys(" ".join(words)) & name_keys(" ".join(turned))
