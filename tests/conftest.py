"""What several test files need: a released course, its student server, a class handed in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.bundle import stripped_library
from autograder.course import Course
from autograder.demo import make_course
from autograder.grade import Grader
from autograder.master import read_master
from autograder.release import release
from autograder.sandbox.client import StudentServer

ASSIGNMENT = "01_loss_functions"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives a real browser is slow, too: the fast suite stays within five minutes."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course folder in which assignment 01 is released. Not to be written to."""
    course = make_course(tmp_path_factory.mktemp("released") / "course")
    release(course, ASSIGNMENT)
    return course


@pytest.fixture
def course(released_course: Course, tmp_path: Path) -> Course:
    """A copy of the released course, to write to."""
    shutil.copytree(released_course.root, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudentServer]:
    """The process that forks for student code, with the library that students of 01 have."""
    library = tmp_path_factory.mktemp("library")
    stripped_library(ASSIGNMENT, library / "course_lib")
    with StudentServer(library) as started:
        yield started


@pytest.fixture(scope="session")
def grader(released_course: Course, server: StudentServer) -> Grader:
    """A grader of assignment 01 with short time limits."""
    master = read_master(released_course, ASSIGNMENT)
    return Grader(master, server, seed=7, seconds_per_cell=5.0)
