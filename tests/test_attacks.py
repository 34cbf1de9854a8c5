"""Hostile and broken submissions: each costs its own exercise, and nothing but that.

An attack is a file in attacks/: its docstring says what it tries, the comments below it what must
come of it, and all of it is the source of one solution cell in a notebook that is otherwise right:

    # replaces: softmax           the solution cell; softmax where nothing is said
    # expect: 3                   the points that its exercise earns; 0 where nothing is said
    # says: died, does_not_stop   ends of the finding's id, any of them; any finding otherwise
    # slow                        takes more than a few seconds

Files that are broken as a whole are made by the functions in attacks/broken_files.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
import pytest
from attacks.broken_files import BROKEN_FILES, MARK, Broken
from walled import NOBODY, ROOT, python_for, user_options

from autograder.batch import Options, grade_class
from autograder.course import Course
from autograder.demo import handed_in
from autograder.demo_class import Student
from autograder.feedback import feedback_page
from autograder.grade import Graded, Grader
from autograder.marks import Marked
from autograder.result import SubmissionResult
from autograder.sandbox.client import StudentServer
from course_lib.diagnosis.case import live_case

ASSIGNMENT = "01_loss_functions"
FOLDER = Path(__file__).with_name("attacks")
SEED = 8264019357461302958
ALL_POINTS = 17.0
LOOT = "LO" + "OT"
"""What an attack prints that has found something; in their sources it is in two pieces."""
SECONDS_PER_CELL = 1.0
SECONDS_PER_CALL = 0.5

os.environ["COURSE_ATTACKS"] = MARK  # before the server starts: student code must not find it


@dataclass(frozen=True)
class Attack:
    """A payload, the exercise that it takes the place of, and what must come of it."""

    name: str
    source: str
    exercise: str = "softmax"
    points: float = 0.0
    says: tuple[str, ...] = ()
    slow: bool = False


def read_attack(path: Path) -> Attack:
    attack = Attack(path.stem, path.read_text(encoding="utf-8"))
    for line in attack.source.splitlines():
        key, _, value = line.removeprefix("# ").partition(": ")
        if not line.startswith("# "):
            continue
        if key == "replaces":
            attack = replace(attack, exercise=value)
        elif key == "expect":
            attack = replace(attack, points=float(value))
        elif key == "says":
            attack = replace(attack, says=tuple(value.split(", ")))
        elif key == "slow":
            attack = replace(attack, slow=True)
    return attack


NO_ATTACKS = ("__init__.py", "broken_files.py")
ATTACKS = [read_attack(path) for path in sorted(FOLDER.glob("*.py")) if path.name not in NO_ATTACKS]


def as_parameter(name: str, value: Any, slow: bool = False) -> Any:
    marks = [pytest.mark.slow] if slow else []
    return pytest.param(value, id=name, marks=marks)


@dataclass(frozen=True)
class Ground:
    """Where the attacks take place: a course with marks in it, and its grader."""

    course: Course
    grader: Grader
    server: StudentServer

    def hand_in(self, folder: Path, answers: dict[str, str]) -> None:
        """Write the instructor's solution, with these answers in it."""
        folder.mkdir(parents=True)
        data = handed_in(Student("attacker", answers), *self._notebooks)
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(data)

    def right_notebook(self) -> dict[str, Any]:
        """The instructor's solution as it is handed in."""
        notebook: dict[str, Any] = json.loads(handed_in(Student("right"), *self._notebooks))
        return notebook

    @cached_property
    def _notebooks(self) -> tuple[Any, Any]:
        """The source notebook and the one that students are given."""
        released = self.course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        source = self.course.source_notebook(ASSIGNMENT)
        return nbformat.read(source, as_version=4), nbformat.read(released, as_version=4)


@pytest.fixture(scope="module")
def ground(
    released_course: Course,
    grader: Grader,
    server: StudentServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Ground:
    root = tmp_path_factory.mktemp("ground") / "course"
    shutil.copytree(released_course.root, root)
    course = Course(root)
    course.private.mkdir(exist_ok=True)
    (course.private / "seed").write_text(str(SEED))
    (course.private / "answers.txt").write_text(MARK)
    other = course.submitted / "other" / ASSIGNMENT
    other.mkdir(parents=True)
    (other / "notes.txt").write_text(MARK)
    chosen = replace(
        grader,
        seed=course.seed(),
        seconds_per_cell=SECONDS_PER_CELL,
        seconds_per_call=SECONDS_PER_CALL,
    )
    return Ground(course, chosen, server)


@pytest.mark.parametrize("attack", [as_parameter(one.name, one, one.slow) for one in ATTACKS])
def test_an_attack_costs_its_own_exercise_and_nothing_else(
    attack: Attack, ground: Ground, tmp_path: Path
) -> None:
    ground.hand_in(tmp_path / "attacker", {attack.exercise: attack.source})
    graded = grade_unharmed(ground, tmp_path / "attacker")
    judge_attack(attack, graded.result)


@pytest.mark.parametrize("broken", [as_parameter(one.name, one) for one in BROKEN_FILES])
def test_a_broken_file_costs_what_it_breaks(broken: Broken, ground: Ground, tmp_path: Path) -> None:
    folder = tmp_path / "attacker"
    folder.mkdir()
    broken.make(folder, ground.right_notebook(), ground.course.root)
    result = grade_unharmed(ground, folder).result
    judge_broken(broken, result)


def judge_attack(attack: Attack, result: SubmissionResult) -> None:
    """The honest exercises have all their points, and the attacked one what it deserves."""
    points = {cell.exercise: cell.points for cell in result.cells}
    full = {cell.exercise: cell.max_points for cell in result.cells if cell.points is not None}
    assert {**full, attack.exercise: attack.points} == {
        name: value for name, value in points.items() if value is not None
    }
    assert sum(full.values()) == ALL_POINTS
    [attacked] = [cell for cell in result.cells if cell.exercise == attack.exercise]
    slugs = [found.id.partition("/")[2] for found in attacked.findings]
    assert all(found.message for found in attacked.findings)
    assert attack.points or slugs, "no points and no reason"
    assert not attack.says or set(slugs) & set(attack.says), slugs


def judge_broken(broken: Broken, result: SubmissionResult) -> None:
    assert result.points == broken.points
    said = " ".join((result.problem, *result.flags))
    assert broken.says in said, said
    if not broken.points:
        assert result.status == "unreadable"
        assert all(cell.findings for cell in result.cells)


def grade_unharmed(ground: Ground, folder: Path) -> Graded:
    """Grade, and see that nothing is left, nothing has changed and nothing was given away."""
    before = snapshot(ground.course.root), processes_below(ground.server)
    started = time.monotonic()
    graded = ground.grader.grade("attacker", folder)
    assert time.monotonic() - started < 60, "it keeps the grader"
    nobody_left(ground.server, before[1])
    assert snapshot(ground.course.root) == before[0]
    nbformat.validate(graded.notebook)
    check_secrets(graded, ground)
    return graded


def check_secrets(graded: Graded, ground: Ground) -> None:
    page = feedback_page(Marked(graded.result))
    notebook = nbformat.writes(graded.notebook)
    for text in (graded.result.to_json(), notebook, page):
        assert text.encode("utf-8"), "it can't be written"
        for secret in (MARK, str(SEED), LOOT, *hidden_numbers(ground.grader.seed)):
            assert secret not in text


def snapshot(root: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder, with its size and the time of its last change."""
    found = {path: path.lstat() for path in sorted(root.rglob("*"))}
    return {str(path): (state.st_size, state.st_mtime_ns) for path, state in found.items()}


def processes_below(server: StudentServer) -> set[int]:
    """The processes that have come of the server, itself included."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text(errors="replace")
        except OSError:
            continue
        state, parent = text.rpartition(")")[2].split()[:2]
        if state != "Z":
            parents[int(path.parent.name)] = int(parent)
    found = {server._process.pid}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def nobody_left(server: StudentServer, before: set[int]) -> None:
    deadline = time.monotonic() + 2
    while processes_below(server) - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes_below(server) == before


_numbers: dict[int, list[str]] = {}


def hidden_numbers(seed: int) -> list[str]:
    """The hidden inputs that can be told from any other number, as text without its last digits."""
    if seed in _numbers:
        return _numbers[seed]
    import numpy as np

    seen: set[str] = set()

    def spy(*arguments: Any) -> Any:
        for argument in arguments:
            numbers = np.ravel(np.asarray(argument, dtype=float)).tolist()
            seen.update(repr(number)[:9] for number in numbers if len(repr(number)) > 12)
        return np.zeros(7)

    for name in FUNCTIONS:
        live_case(name, seed).run(spy, None)
    assert len(seen) > 200
    return _numbers.setdefault(seed, sorted(seen))


FUNCTIONS = (
    *("linear_scores", "svm_losses", "softmax", "cross_entropy_losses"),
    *("binary_cross_entropy", "full_loss"),
)


def test_the_attacks_are_many_and_documented() -> None:
    assert len(ATTACKS) + len(BROKEN_FILES) >= 60
    for attack in ATTACKS:
        assert attack.source.startswith('"""'), attack.name
        compile(attack.source, attack.name, "exec")


@pytest.mark.slow
def test_a_class_of_attackers_is_graded_as_each_alone(ground: Ground, tmp_path: Path) -> None:
    course = Course(tmp_path / "course")
    shutil.copytree(ground.course.root, course.root)
    judges: dict[str, Callable[[SubmissionResult], None]] = {}
    for attack in ATTACKS:
        folder = course.submitted / attack.name / ASSIGNMENT
        ground.hand_in(folder, {attack.exercise: attack.source})
        judges[attack.name] = lambda result, one=attack: judge_attack(one, result)  # type: ignore[misc]
    for broken in BROKEN_FILES:
        folder = course.submitted / broken.name / ASSIGNMENT
        folder.mkdir(parents=True)
        broken.make(folder, ground.right_notebook(), course.root)
        judges[broken.name] = lambda result, one=broken: judge_broken(one, result)  # type: ignore[misc]
    options = Options(workers=2, seconds_per_cell=3 * SECONDS_PER_CELL, no_sandbox=True)
    results = {one.student: one for one in grade_class(course, ASSIGNMENT, options=options)}
    assert judges.keys() <= results.keys()
    for name, judge in judges.items():
        judge(results[name])


PYTEST_FOR_ANYBODY = """
import site, sys
site.getsitepackages = lambda prefixes=None: [p for p in sys.path if p.endswith("-packages")]
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""
"""Python's own folders differ from those of the environment that packages are installed in."""


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="only root can become an ordinary user")
def test_the_attacks_fail_for_an_ordinary_user_as_well() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        options = user_options(NOBODY)
        options["env"] |= {"HOME": folder, "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        arguments = ["-q", "-n0", "-p", "no:cacheprovider", "-m", "not slow", f"--rootdir={ROOT}"]
        command = [python_for(NOBODY), "-c", PYTEST_FOR_ANYBODY, *arguments, __file__]
        ended = subprocess.run(command, capture_output=True, text=True, **options)
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert " passed" in ended.stdout
