"""``course demo``: a sample class, from release to report, in a folder of its own."""

from __future__ import annotations

import copy
import json
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table

from autograder.course import Course, CourseError
from autograder.demo_class import ESSAYS, FIRST, NAMES, Student, class_of
from autograder.result import SubmissionResult
from autograder.summary import in_words

SECONDS_PER_CELL = 3.0
"""Short, because one of the class hands in an endless loop."""

MARK = ".course-demo"
"""A file that says that a folder was made by the demo, and may be made anew."""

STEPS = len(NAMES) + 3
"""Of an assignment, on the progress bar."""


@dataclass(frozen=True)
class Graded:
    """What the demo made of one assignment."""

    assignment: str
    results: list[SubmissionResult]
    pages: list[Path]
    report: Path
    seconds: float


def run_demo(folder: Path, out: Console, everything: bool = False) -> None:
    """Make the class in `folder`, grade it, and print what came out.

    everything: all assignments and not only the first.
    """
    from autograder.cli import result_table
    from autograder.export import export_grades

    started = time.monotonic()
    course = make_course(folder)
    assignments = course.assignments() if everything else [FIRST]
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
    )
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=STEPS * len(assignments))
        graded = [_run_assignment(course, name, bar, task) for name in assignments]
        export_grades(course, course.root / "grades.csv", assignments)
    out.print(_table(graded) if everything else result_table(FIRST, graded[0].results))
    pages = [page for each in graded for page in each.pages]
    reports = ", ".join(each.report.name for each in graded)
    shown = course.root.name
    out.print(
        f"\nIn {shown}/ after {time.monotonic() - started:.0f} s:\n"
        f"  release/   what students get, and the same as a zip\n"
        f"  gradebook.db   autograded/   grades.csv\n"
        f"  feedback/   {len(pages)} pages, for example "
        f"{pages[0].relative_to(course.root)}\n"
        f"  reports/   the class at a glance: {reports}\n"
        "In that folder `nbgrader` and formgrader work as well.",
        highlight=False,
        soft_wrap=True,
    )


def _run_assignment(course: Course, assignment: str, bar: Progress, task: TaskID) -> Graded:
    """One assignment, from release to report."""
    from autograder.batch import Options, grade_class
    from autograder.feedback import write_feedback
    from autograder.release import release
    from autograder.report import write_report

    started = time.monotonic()
    bar.update(task, description=f"{assignment}: releasing")
    release(course, assignment)
    hand_in_class(course, assignment)
    bar.update(task, description=f"{assignment}: grading", advance=1)
    results = grade_class(
        course,
        assignment,
        progress=lambda *_: bar.advance(task),
        options=Options(no_sandbox=True, seconds_per_cell=SECONDS_PER_CELL),
    )
    bar.update(task, description=f"{assignment}: feedback and report", advance=1)
    pages = write_feedback(course, assignment)
    report = write_report(course, assignment)
    bar.advance(task)
    return Graded(assignment, results, pages, report, time.monotonic() - started)


def _table(graded: list[Graded]) -> Table:
    """A line for each assignment: how the class did, and what most of them got wrong."""
    table = Table(box=None, pad_edge=False)
    for heading in ("assignment", "handed in", "all right", "mean points"):
        is_name = heading == "assignment"
        table.add_column(heading, justify="left" if is_name else "right", no_wrap=is_name)
    table.add_column("most often wrong")
    table.add_column("seconds", justify="right")
    for each in graded:
        wrong = Counter(
            in_words(cell)
            for result in each.results
            for cell in result.cells
            if cell.points is not None and cell.findings and result.status == "graded"
        )
        most_often = [f"{words} ({students})" for words, students in wrong.most_common(1)]
        table.add_row(
            each.assignment,
            str(len(each.results)),
            str(sum(_is_all_right(result) for result in each.results)),
            f"{sum(result.points for result in each.results) / len(each.results):.1f}",
            "".join(most_often),
            f"{each.seconds:.0f}",
        )
    table.caption = "Points without the written answers, 3 of 20, which a person marks."
    table.caption_justify = "left"
    return table


def _is_all_right(result: SubmissionResult) -> bool:
    return all(cell.points in (None, cell.max_points) for cell in result.cells)


def make_course(folder: Path) -> Course:
    """A course folder with the source notebooks. A demo folder of before is replaced."""
    if folder.exists() and not (folder / MARK).exists() and any(folder.iterdir()):
        raise CourseError(f"{folder} is not empty and was not made by the demo: name another.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    (folder / "exchange").mkdir()  # where nbgrader's own release and collect would put things
    origin = project_files()
    shutil.copytree(origin / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copyfile(origin / "nbgrader_config.py", folder / "nbgrader_config.py")
    return Course(folder.resolve())


def project_files() -> Path:
    """Where the source notebooks lie: in a checkout beside this package, else inside it."""
    package = Path(__file__).resolve().parent
    for place in (package.parent, package / "assets"):
        if (place / "notebooks").is_dir() and (place / "nbgrader_config.py").is_file():
            return place
    raise CourseError("The course's notebooks are not installed with this package.")


def hand_in_class(course: Course, assignment: str = FIRST) -> None:
    """Write what each student of the sample class hands in into submitted/."""
    source = nbformat.read(course.source_notebook(assignment), as_version=4)
    handed_out = nbformat.read(course.release / assignment / f"{assignment}.ipynb", as_version=4)
    for student in class_of(assignment):
        folder = course.submitted / student.name / assignment
        folder.mkdir(parents=True)
        (folder / student.file_name).write_bytes(handed_in(student, source, handed_out))


def handed_in(student: Student, source: NotebookNode, handed_out: NotebookNode) -> bytes:
    """The bytes of a student's file."""
    answers = {**solutions(source), **ESSAYS, **student.answers}
    notebook = copy.deepcopy(handed_out)
    for cell in notebook.cells:
        answer = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id", cell["id"]))
        if answer:
            cell.source = answer
    made = student.mishap(notebook) if student.mishap else notebook
    return made if isinstance(made, bytes) else json.dumps(made, indent=1).encode()


def solutions(source: NotebookNode) -> dict[str, str]:
    """The instructor's code of each solution cell, without nbgrader's marks."""
    found = {}
    for cell in source.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if "### " not in line]
            found[marks["grade_id"]] = "\n".join(lines)
    return found
