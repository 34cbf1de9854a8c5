"""Student bundles hold no answers, and work by themselves as the complete course does."""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import nbformat
import pytest
from bundle_contents import (
    all_lines,
    entries,
    files,
    is_code,
    python_sources,
    region_lines,
    solution_lines,
    spelt,
    statements,
    withheld_modules,
)
from made_up_course import ASSIGNMENT, HIDDEN_TEST, TASK, WRITTEN, made_up_course
from nbformat import NotebookNode

from autograder.bundle import LIBRARY, REFERENCES, is_withheld, stripped_library
from autograder.course import Course
from autograder.release import Release, release
from course_lib import exercises
from course_lib.checking import find_case, score_candidate

REPOSITORY = LIBRARY.parent
REAL = Course(REPOSITORY).assignments()
SITE_PACKAGES = sysconfig.get_path("purelib")
MADE_UP = "made up"
slow_where_real = pytest.mark.parametrize(
    "released",
    [MADE_UP, *(pytest.param(name, marks=pytest.mark.slow) for name in REAL)],
    indirect=True,
)


@pytest.fixture(scope="module", params=[MADE_UP, *REAL])
def released(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Course, Release]:
    root = tmp_path_factory.mktemp("course")
    if request.param == MADE_UP:
        course, assignment = made_up_course(root), ASSIGNMENT
    else:
        course, assignment = Course(root), request.param
        shutil.copytree(Course(REPOSITORY).source / assignment, course.source / assignment)
    course.seed()
    return course, release(course, assignment)


def test_the_bundle_holds_what_a_student_needs(released: tuple[Course, Release]) -> None:
    made = released[1]
    for name in (f"{made.folder.name}.ipynb", "README.md", "pyproject.toml", "LICENSE"):
        assert (made.folder / name).is_file(), name
    assert (made.folder / "course_lib" / "data" / "iris.csv").is_file()
    assert len(files(made.folder)) == made.files


def test_the_zip_equals_the_folder_and_unpacks_into_one(released: tuple[Course, Release]) -> None:
    made = released[1]
    with zipfile.ZipFile(made.archive) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    folder = {
        path.relative_to(made.folder.parent).as_posix(): path.read_bytes()
        for path in files(made.folder)
    }
    assert packed == folder


def test_a_release_made_again_is_the_same_to_the_byte(released: tuple[Course, Release]) -> None:
    course, made = released
    before = made.archive.read_bytes()
    assert release(course, made.folder.name) == made
    assert made.archive.read_bytes() == before
    assert [path.name for path in course.release.iterdir() if path.name.startswith(".")] == []


def test_no_line_of_a_solution_is_in_the_bundle(released: tuple[Course, Release]) -> None:
    course, made = released
    secrets = set(solution_lines(source_notebook(course, made)))
    assert secrets
    given = set(all_lines(made.folder))
    assert secrets & given == set()


def test_no_hidden_test_or_marking_scheme_is_in_the_bundle(
    released: tuple[Course, Release],
) -> None:
    course, made = released
    source = source_notebook(course, made)
    secrets = [
        line
        for region in ("HIDDEN TESTS", "MARK SCHEME")
        for cell in source.cells
        for line in region_lines(cell.source, region)
    ]
    text = "\n".join(all_lines(made.folder))
    assert [line for line in secrets if line in text] == []
    assert re.findall("(?:BEGIN|END) (?:SOLUTION|HIDDEN|MARK)", text) == []


def test_no_statement_of_a_reference_or_misconception_is_in_the_bundle(
    released: tuple[Course, Release],
) -> None:
    made = released[1]
    secrets = {
        statement
        for path in withheld_modules(made.folder.name)
        for statement in statements(path.read_text(encoding="utf-8"))
    }
    given = {
        statement for source in python_sources(made.folder) for statement in statements(source)
    }
    assert len(secrets) > 20
    assert secrets & given == set()
    records = "".join(path.read_text("utf-8") for path in made.folder.rglob("records/*.json"))
    assert [statement for statement in secrets if statement in records] == []


def test_records_of_quizzes_hold_digests_only(released: tuple[Course, Release]) -> None:
    made = released[1]
    name = made.folder.name
    records = json.loads((made.folder / f"course_lib/records/{name}.json").read_text("utf-8"))
    quizzes = [exercise for exercise in exercises.of_assignment(name) if exercise.answers_only]
    for quiz in quizzes:
        record = records[quiz.name]
        known = [record["expected"], *(mistake["outcomes"] for mistake in record["mistakes"])]
        for outcomes in known:
            assert all(answer is None or "accepted" in answer for answer in outcomes.values())
        assert record["examples"] == []


def test_no_right_quiz_answer_is_in_the_bundle(released: tuple[Course, Release]) -> None:
    made = released[1]
    written = [entry for source in python_sources(made.folder) for entry in entries(source)]
    for quiz in exercises.of_assignment(made.folder.name):
        if quiz.answers_only:
            right = {(key, spelt(answer)) for key, answer in quiz.reference.items()}
            assert right & set(written) == set()


def test_the_private_seed_is_not_in_the_bundle(released: tuple[Course, Release]) -> None:
    course, made = released
    seed = str(course.seed()).encode()
    assert [path for path in files(made.folder) if seed in path.read_bytes()] == []


def test_the_references_asked_for_cannot_be_imported(released: tuple[Course, Release]) -> None:
    made = released[1]
    order = list(REFERENCES)
    asked_for = order[order.index(made.folder.name) :]
    modules = [f"course_lib.{module}" for name in asked_for for module in REFERENCES[name]]
    modules += [f"course_lib.exercises.{exercises.ASSIGNMENTS[name]}" for name in asked_for]
    script = "import importlib.util, json, course_lib\n" + (
        "print(json.dumps([name for name in json.loads(sys.argv[2])"
        " if importlib.util.find_spec(name)]))"
    )
    assert run_beside(made.folder, script, json.dumps(modules)) == []


@slow_where_real
def test_a_solved_notebook_gets_all_points_from_the_bundle_alone(
    released: tuple[Course, Release], tmp_path: Path
) -> None:
    course, made = released
    sources = [cell.source for cell in source_notebook(course, made).cells if is_code(cell)]
    errors, reached = run_cells(made.folder, sources, tmp_path)
    assert errors == []
    assert reached
    assert [name for name, points, most in reached if points != most] == []


@slow_where_real
def test_a_notebook_as_handed_out_runs_and_says_what_is_missing(
    released: tuple[Course, Release], tmp_path: Path
) -> None:
    made = released[1]
    student = nbformat.read(made.folder / f"{made.folder.name}.ipynb", as_version=4)
    sources = [cell.source for cell in student.cells if is_code(cell)]
    errors, reached = run_cells(made.folder, sources, tmp_path)
    assert set(errors) <= {"NotImplementedError", "CheckFailed"}
    assert reached
    assert sum(points for _, points, _ in reached) == 0


@slow_where_real
def test_recorded_checks_say_what_live_ones_say(released: tuple[Course, Release]) -> None:
    """Points, verdict, ids and sentences, for every misconception and every reference."""
    made = released[1]
    name = made.folder.name
    live = [
        [exercise.name, slug, verdict(score_candidate(find_case(exercise.name), candidate))]
        for exercise in exercises.of_assignment(name)
        for slug, candidate in candidates(exercise)
    ]
    # The bundle's library checks answers that the complete library brings: the second is
    # imported while the first is put aside.
    script = """
import json
from importlib import import_module
def put_aside():
    ours = {name: module for name, module in sys.modules.items() if name.startswith("course_lib")}
    for module in ours:
        del sys.modules[module]
    return ours
checking = import_module("course_lib.checking")
import_module("course_lib.diagnosis.diagnose")
import_module("course_lib.recorded")
import_module("course_lib.exercises")
assert checking.__file__.startswith(sys.argv[1])
bundle = put_aside()
# a failure that a wrong answer only plays must be one that the bundle knows
outcome = "course_lib.diagnosis.outcome"
sys.modules[outcome] = bundle[outcome]
sys.path[0] = sys.argv[2]
answers = [
    (exercise.name, slug, candidate)
    for exercise in import_module("course_lib.exercises").of_assignment(sys.argv[3])
    for slug, candidate in candidates(exercise)
]
put_aside()
sys.path[0] = sys.argv[1]
sys.modules.update(bundle)
print(json.dumps([
    [name, slug, verdict(checking.score_candidate(checking.find_case(name), candidate))]
    for name, slug, candidate in answers
]))
"""
    functions = "\n".join(inspect.getsource(function) for function in (candidates, verdict))
    header = "from __future__ import annotations\nfrom collections.abc import Iterator\n"
    header += "from typing import Any\nimport sys\n"
    recorded = run_beside(made.folder, script, str(REPOSITORY), name, header=header + functions)
    assert recorded == live


def test_later_assignments_keep_what_earlier_ones_asked_for(tmp_path: Path) -> None:
    stripped_library("02_gradients", tmp_path / "course_lib")
    kept = {path.relative_to(tmp_path / "course_lib").as_posix() for path in files(tmp_path)}
    assert {"losses.py", "exercises/loss_functions.py", "probes/loss_functions.py"} <= kept
    assert "gradients.py" not in kept
    assert not any(name.startswith("exercises/gradients") for name in kept)


def test_an_assignment_the_library_does_not_know_gets_no_reference_at_all() -> None:
    for name in ("losses.py", "exercises/loss_functions.py", "probes/loss_functions.py"):
        assert is_withheld(PurePath(name), "99_of_my_own")
    assert not is_withheld(PurePath("checking.py"), "99_of_my_own")


def test_the_student_version_has_stubs_where_answers_were(tmp_path: Path) -> None:
    made = release(made_up_course(tmp_path), ASSIGNMENT)
    student = nbformat.read(made.folder / f"{ASSIGNMENT}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in student.cells)
    assert text.count("raise NotImplementedError()") == 2
    assert text.count("YOUR ANSWER HERE") == 1
    assert WRITTEN not in text
    for line in (HIDDEN_TEST.splitlines()[2], TASK.splitlines()[3]):
        assert line not in text


@pytest.mark.slow
def test_the_bundle_installs_into_a_fresh_environment(tmp_path: Path) -> None:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not installed")
    made = release(made_up_course(tmp_path / "course"), ASSIGNMENT)
    environment = tmp_path / "fresh"
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    subprocess.run([uv, "venv", "--python", sys.executable, str(environment)], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", str(python), str(made.folder)]
    attempts = [
        subprocess.run([*install, *offline], capture_output=True, text=True, check=False)
        for offline in (["--offline"], [])
    ]
    if all(attempt.returncode for attempt in attempts):
        pytest.skip(f"the packages could not be had: {attempts[-1].stderr.strip()[-300:]}")
    script = (
        "import course_lib, course_lib.figures, course_lib.recorded as r, jupyterlab; "
        "print(course_lib.__file__); print(len(r.names()))"
    )
    shown = subprocess.run(
        [str(python), "-I", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout.split()
    assert shown[0].startswith(str(environment))
    assert int(shown[1]) == len(exercises.of_assignment(ASSIGNMENT))


def candidates(exercise: Any) -> Iterator[tuple[str, Any]]:
    yield "reference", exercise.reference
    for misconception in exercise.misconceptions:
        yield misconception.slug, misconception.implementation


def verdict(score: Any) -> list[Any]:
    parts = [[part.name, part.passed] for part in score.parts]
    return [score.points, score.passed, parts, [[d.id, d.message] for d in score.diagnoses]]


def run_beside(folder: Path, script: str, *arguments: str, header: str = "import sys\n") -> Any:
    """What the script prints as JSON, in a Python that knows the bundle and installed packages.

    With -S no .pth file is read, so this repository is not among the installed packages.
    """
    paths = f"sys.path[:0] = [sys.argv[1]]; sys.path.append({SITE_PACKAGES!r})\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", header + paths + script, str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout.splitlines()[-1])


def run_cells(folder: Path, sources: list[str], scratch: Path) -> tuple[list[str], list[Any]]:
    """The errors of a notebook's cells, run beside the bundle, and what each check gave."""
    cells = scratch / "cells.json"
    cells.write_text(json.dumps(sources), encoding="utf-8")
    script = """
import json, os
os.environ["MPLBACKEND"] = "Agg"
from IPython.core.interactiveshell import InteractiveShell
import course_lib.checking, course_lib.figures, course_lib.datasets
from course_lib.exercises import names
assert course_lib.__file__.startswith(sys.argv[1])
assert len(course_lib.datasets.iris().labels) == 150
shell = InteractiveShell.instance()
stdout, sys.stdout = sys.stdout, sys.stderr
results = [shell.run_cell(source) for source in json.load(open(sys.argv[2], encoding="utf-8"))]
sys.stdout = stdout
errors = [result.error_before_exec or result.error_in_exec for result in results]
reached = course_lib.checking._reached
print(json.dumps([
    [type(error).__name__ for error in errors if error],
    [[s.name, s.points, s.max_points] for s in reached.values()],
]))
"""
    errors, reached = run_beside(folder, script, str(cells))
    return errors, reached


def source_notebook(course: Course, made: Release) -> NotebookNode:
    return nbformat.read(course.source_notebook(made.folder.name), as_version=4)
