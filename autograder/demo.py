"""``course demo``: a sample class, from release to report, in a folder of its own."""

from __future__ import annotations

import copy
import json
import shutil
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from autograder.course import Course, CourseError
from autograder.demo_class import CLASS, WRITTEN, Student

ASSIGNMENT = "01_loss_functions"
SECONDS_PER_CELL = 3.0
"""Short, because one of the class hands in an endless loop."""

MARK = ".course-demo"
"""A file that says that a folder was made by the demo, and may be made anew."""

ESSAY = (
    "The SVM loss is zero as soon as every rival is a margin below the right class; the softmax "
    "loss always wants the right class to be more probable still."
)


def run_demo(folder: Path, out: Console) -> None:
    """Make the class in `folder`, grade it, and print what came out."""
    from autograder.batch import Options, grade_class
    from autograder.cli import result_table
    from autograder.export import export_grades
    from autograder.feedback import write_feedback
    from autograder.release import release
    from autograder.report import write_report

    started = time.monotonic()
    course = make_course(folder)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
    )
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("releasing", total=len(CLASS) + 3)
        release(course, ASSIGNMENT)
        hand_in_class(course)
        bar.update(task, description="grading", advance=1)
        results = grade_class(
            course,
            ASSIGNMENT,
            progress=lambda *_: bar.advance(task),
            options=Options(no_sandbox=True, seconds_per_cell=SECONDS_PER_CELL),
        )
        bar.update(task, description="feedback and report", advance=1)
        pages = write_feedback(course, ASSIGNMENT)
        report = write_report(course, ASSIGNMENT)
        export_grades(course, course.root / "grades.csv", [ASSIGNMENT])
        bar.advance(task)
    out.print(result_table(ASSIGNMENT, results))
    shown = course.root.name
    out.print(
        f"\nIn {shown}/ after {time.monotonic() - started:.0f} s:\n"
        f"  release/{ASSIGNMENT}/   what students get, and the same as a zip\n"
        f"  gradebook.db   autograded/   grades.csv\n"
        f"  feedback/   {len(pages)} pages, for example "
        f"{pages[0].relative_to(course.root)}\n"
        f"  reports/{report.name}   the class at a glance\n"
        "In that folder `nbgrader` and formgrader work as well.",
        highlight=False,
    )


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


def hand_in_class(course: Course) -> None:
    """Write what each student of the sample class hands in into submitted/."""
    source = nbformat.read(course.source_notebook(ASSIGNMENT), as_version=4)
    handed_out = nbformat.read(course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    for student in CLASS:
        folder = course.submitted / student.name / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / student.file_name).write_bytes(handed_in(student, source, handed_out))


def handed_in(student: Student, source: NotebookNode, handed_out: NotebookNode) -> bytes:
    """The bytes of a student's file."""
    answers = {**solutions(source), WRITTEN: ESSAY, **student.answers}
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
