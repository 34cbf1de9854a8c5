"""What grading keeps from run to run: the library for student code, and the list of fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import library
from autograder.course import Course
from autograder.library import kept_library
from autograder.sandbox.fonts import read_lists, write_lists

ASSIGNMENT = "01_loss_functions"


def test_the_library_is_made_once_and_holds_no_answers(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept_library(course, ASSIGNMENT)
    assert (first / "course_lib" / "__init__.py").is_file()
    assert not (first / "course_lib" / "losses.py").exists()
    monkeypatch.setattr(library, "prepared_library", pytest.fail)
    assert kept_library(course, ASSIGNMENT) == first


def test_another_engine_has_another_library_and_the_old_one_goes(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = kept_library(course, ASSIGNMENT)
    monkeypatch.setattr(library, "engine_digest", lambda _: "another" * 10)
    new = kept_library(course, ASSIGNMENT)
    assert new != old
    assert [path.name for path in new.parent.iterdir()] == [new.name]


def test_lists_of_fonts_are_copied_by_their_names_and_nothing_else_is(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    write_lists(here, {"fontlist-v3.11.0.json": "{}", "../fontlist-v1.json": "{}", "a": "b"})
    (here / "other.json").write_text("{}")
    assert read_lists(here) == {"fontlist-v3.11.0.json": "{}"}
    write_lists(here, {"fontlist-v3.11.0.json": "changed", "fontlist-v3.json": 7})
    assert read_lists(here) == {"fontlist-v3.11.0.json": "{}"}
    write_lists(None, {"fontlist-v3.11.0.json": "{}"})
    write_lists(there, "no lists")
    assert (read_lists(None), read_lists(there)) == ({}, {})
