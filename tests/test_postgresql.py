"""The gradebook on a real PostgreSQL, by its address in COURSE_GRADEBOOK."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.batch import Options, grade_class
from autograder.course import Course, CourseError, with_driver
from autograder.demo import hand_in_class, make_course
from autograder.export import ExportOptions, export_grades
from autograder.marks import marked_results
from autograder.release import release

pytestmark = pytest.mark.slow
ASSIGNMENT = "01_loss_functions"
OPTIONS = Options(workers=2, no_sandbox=True)
FEW = ("ada", "chidi", "dora")
OWNER = "postgres"


def programs() -> Path | None:
    """The folder with PostgreSQL's server programs, which is often not on the PATH."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(on_path).parent if on_path else found[-1].parent if found else None


def as_owner(command: list[str | Path]) -> None:
    """PostgreSQL does not run as root; then its package's own user does it."""
    user = OWNER if os.getuid() == 0 else None
    subprocess.run(command, user=user, group=user, cwd="/", check=True, capture_output=True)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of our own in a temporary folder; its address without a database."""
    folder = programs()
    if folder is None:
        pytest.skip("there is no PostgreSQL server on this machine")
    pytest.importorskip("psycopg", reason="the extra [postgresql] is not installed")
    if os.getuid() == 0 and OWNER not in {user.pw_name for user in pwd.getpwall()}:
        pytest.skip("PostgreSQL does not run as root, and there is no user for it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = Path(tempfile.mkdtemp(prefix="course-postgresql-"))
    place.chmod(0o777)
    data = place / "data"
    settings = f"-p {port} -k {place} -h 127.0.0.1"
    start = [folder / "pg_ctl", "-D", data, "-o", settings, "-l", place / "log", "-w", "start"]
    try:
        as_owner([folder / "initdb", "-D", data, "-U", "course", "-A", "trust", "-E", "UTF8"])
        as_owner(start)
        try:
            yield f"postgresql://course@127.0.0.1:{port}"
        finally:
            as_owner([folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def course(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course with three submissions whose gradebook is a new database there."""
    from sqlalchemy import create_engine, text

    name = f"course_{tmp_path.name}".lower().replace("-", "_")[:60]
    engine = create_engine(with_driver(f"{server}/postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    monkeypatch.setenv("COURSE_GRADEBOOK", f"{server}/{name}")
    course = make_course(tmp_path / "course")
    release(course, ASSIGNMENT)
    hand_in_class(course)
    for folder in course.submitted.iterdir():
        if folder.name not in FEW:
            shutil.rmtree(folder)
    return course


def test_release_grade_mark_regrade_and_export(course: Course) -> None:
    first = grade_class(course, ASSIGNMENT, options=OPTIONS)
    assert [result.points for result in first] == [17.0, 14.0, 16.0]
    assert not (course.root / "gradebook.db").exists()
    with Gradebook(course.database_url) as gradebook:  # nbgrader's own, on the tables made here
        assert len(gradebook.assignment_submissions(ASSIGNMENT)) == len(FEW)
        grade = gradebook.find_grade("test_softmax", ASSIGNMENT, ASSIGNMENT, "ada")
        grade.manual_score = 0.5
        automatic = grade.auto_score
        gradebook.db.commit()
    foretold = []
    dry = Options(workers=2, no_sandbox=True, again=True, dry_run=True)
    grade_class(course, ASSIGNMENT, options=dry, changed=foretold.append)
    assert [change.difference for change in foretold] == [0.0, 0.0, 0.0]
    grade_class(course, ASSIGNMENT, options=Options(workers=2, no_sandbox=True, again=True))
    marked = {one.result.student: one.points for one in marked_results(course, ASSIGNMENT)}
    assert marked == {"ada": 17.0 - automatic + 0.5, "chidi": 14.0, "dora": 16.0}
    grades = export_grades(course, course.root / "grades.csv", [ASSIGNMENT], ExportOptions())
    assert len(grades) == len(FEW)


def test_the_version_is_noted_so_that_nbgrader_can_migrate(course: Course) -> None:
    from sqlalchemy import create_engine, text

    engine = create_engine(course.database_url)
    with engine.connect() as connection:
        [version] = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
    engine.dispose()
    assert version


def test_a_server_that_is_not_there_is_a_sentence(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_GRADEBOOK", "postgresql://course@127.0.0.1:9/none")
    with pytest.raises(CourseError, match="address is right"):
        grade_class(course, ASSIGNMENT, options=OPTIONS)
