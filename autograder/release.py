"""Student bundles: a folder and a zip that work by themselves and hold no answers."""

from __future__ import annotations

import glob
import importlib.metadata
import logging
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import jinja2
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError

from autograder.bundle import LIBRARY, stripped_library
from autograder.course import Course, CourseError
from autograder.marks import gradebook_error, opened_gradebook
from autograder.master import read_master
from autograder.source_check import checked_source, recorded_cells
from autograder.stubs import STUDENT_VERSION

PROJECT = "backprop-course"
NEEDED = ("numpy", "matplotlib", "ipython", "ipykernel", "ipywidgets", "anywidget", "jupyterlab")
"""What a student's notebook needs of the project's dependencies."""

LICENCES = ("LICENSE", "LICENSE-notebooks")
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: the same bundle gives the same zip, byte for byte."""

_silent = logging.getLogger("autograder.release.nbgrader")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


@dataclass(frozen=True)
class Release:
    """A student bundle: its folder, its zip, and the number of files in each."""

    folder: Path
    archive: Path
    files: int


def release(course: Course, assignment: str) -> Release:
    """Make ``release/<assignment>/`` and ``release/<assignment>.zip``.

    The gradebook learns the assignment's cells from nbgrader; what is already in it stays. An
    earlier release is replaced only when the new one is complete. CourseError, with one sentence,
    where the source notebook can't be released.
    """
    course = Course(course.root.resolve())  # nbgrader changes the working directory
    _refuse_pattern(course.root)
    notebook = checked_source(course, assignment)
    _refuse_changed_cells(course, assignment, notebook)
    course.release.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=course.release, prefix=".building-") as scratch:
        building = Path(scratch)
        added = building / "added"
        _write_additions(assignment, added)
        _write_student_version(course, assignment, building)
        folder = building / assignment
        shutil.copytree(added, folder, dirs_exist_ok=True)
        archive = building / f"{assignment}.zip"
        files = write_zip(folder, archive)
        made = Release(course.release / assignment, course.release / archive.name, files)
        _replace(made.folder, folder, building / "before")
        archive.replace(made.archive)
    read_master(course, assignment)  # so that grading finds it made
    return made


def write_zip(folder: Path, archive: Path) -> int:
    """Pack a folder, under its own name, into a zip that depends on the content alone."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(archive, "w") as bundle:
        for path in paths:
            name = path.relative_to(folder.parent).as_posix()
            entry = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            entry.create_system = 3  # Unix, wherever it is made: then the permissions below count
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, path.read_bytes())
    return len(paths)


def _refuse_pattern(root: Path) -> None:
    if glob.escape(str(root)) != str(root):
        raise CourseError(
            f"nbgrader finds no files in {root}, because it takes *, ? and [ in the name for "
            "a pattern: rename the folder."
        )


def _refuse_changed_cells(course: Course, assignment: str, notebook: NotebookNode) -> None:
    """nbgrader can't add or remove cells once there is graded work; say so, and which."""
    with opened_gradebook(course) as gradebook:
        try:
            known = gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            return
        before = {cell.name for cell in known.source_cells}
        is_graded = bool(known.submissions)
    changed = sorted(before ^ recorded_cells(notebook))
    if is_graded and changed:
        raise CourseError(
            f"{assignment} has graded submissions, and since then cells were added to its source "
            f"notebook or removed: {', '.join(changed)}. Undo that, or give the changed notebook "
            "a new name."
        )


class _StudentVersion(GenerateAssignment):
    """nbgrader's converter; it keeps the exception which nbgrader only writes to its log."""

    failure: Exception | None = None

    def convert_single_notebook(self, notebook_filename: str) -> None:
        try:
            super().convert_single_notebook(notebook_filename)
        except Exception as error:
            self.failure = error
            raise


def _write_student_version(course: Course, assignment: str, building: Path) -> None:
    """nbgrader's own conversion: the notebook into `building`, its cells into the gradebook."""
    config = course.nbgrader_config()
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.release_directory = str(building.resolve())
    config.GenerateAssignment.preprocessors = STUDENT_VERSION
    directories = CourseDirectory(config=config, log=_silent)
    converter = _StudentVersion(coursedir=directories, config=config, log=_silent)
    converter.force = True
    try:
        converter.start()
    except (NbGraderException, SQLAlchemyError) as error:
        cause = converter.failure or error
        if isinstance(cause, SQLAlchemyError):
            raise gradebook_error(cause) from error
        raise CourseError(
            f"nbgrader could not make the student version of {course.source_notebook(assignment)}: "
            f"{str(cause).strip() or type(cause).__name__}"
        ) from error


def _write_additions(assignment: str, folder: Path) -> None:
    """All of the bundle but the notebook: library, project file, page of instructions, licences."""
    stripped_library(assignment, folder / "course_lib")
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder"), keep_trailing_newline=True
    )
    values = {"assignment": assignment, "name": _project_name(assignment), "needed": needed()}
    for template, target in (("bundle.toml", "pyproject.toml"), ("bundle.md", "README.md")):
        text = templates.get_template(template).render(values)
        (folder / target).write_text(text, encoding="utf-8")
    for licence in LICENCES:
        shutil.copyfile(_licence(licence), folder / licence)


def needed() -> list[str]:
    """The requirements of a student's notebook, with the project's own version bounds."""
    requirements = importlib.metadata.requires(PROJECT) or []
    return [text for text in requirements if re.split(r"[^\w-]", text, maxsplit=1)[0] in NEEDED]


def _licence(name: str) -> Path:
    """The text of a licence: beside the library in a checkout, else in the installed package."""
    checkout = LIBRARY.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / name
    files = importlib.metadata.files(PROJECT) or []
    return next(Path(str(path.locate())) for path in files if path.name == name)


def _project_name(assignment: str) -> str:
    return "backprop-" + re.sub(r"[^a-z0-9]+", "-", assignment.lower()).strip("-")


def _replace(folder: Path, new: Path, aside: Path) -> None:
    """Put `new` in the place of `folder`; the old one returns if that fails."""
    if folder.exists():
        folder.rename(aside)
    try:
        new.rename(folder)
    except OSError:
        if aside.exists():
            aside.rename(folder)
        raise
