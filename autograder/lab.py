"""JupyterLab on the student version of assignments, with the settings that live figures need."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course, CourseError
from autograder.release import release

SETTINGS = Path(__file__).resolve().parent / "lab_settings"
"""JupyterLab's ``overrides.json``. Callbacks of widgets stay on the kernel's main thread, because
pyplot is not safe on two; and nobody is asked about news when it starts."""


@dataclass(frozen=True)
class Workplace:
    """A folder with copies of released assignments to work in, and what was done there."""

    folder: Path
    notebooks: list[Path]
    kept: list[Path]
    """Notebooks that were there already, with somebody's work: they are as they were."""


def prepare(course: Course, assignments: list[str]) -> Workplace:
    """Copy releases to ``lab/``; made are those that there are none of, kept are all notebooks.

    All but the notebooks is brought up to date: the library and the data are the course's.
    """
    folder = course.root / "lab"
    notebooks, kept = [], []
    for assignment in assignments:
        if not (course.release / assignment).is_dir():
            release(course, assignment)
        target = folder / assignment
        kept += sorted(target.glob("*.ipynb"))
        shutil.copytree(
            course.release / assignment, target, dirs_exist_ok=True, copy_function=_unless_notebook
        )
        notebooks.append(target / f"{assignment}.ipynb")
    return Workplace(folder, notebooks, kept)


def command(workplace: Workplace, open_browser: bool = True) -> list[str]:
    """What starts JupyterLab there; with one notebook it opens that."""
    arguments = [
        f"--LabApp.app_settings_dir={SETTINGS}",
        f"--ServerApp.root_dir={workplace.folder}",
    ]
    if len(workplace.notebooks) == 1:
        path = workplace.notebooks[0].relative_to(workplace.folder)
        arguments.append(f"--LabApp.default_url=/lab/tree/{path.as_posix()}")
    if not open_browser:
        arguments.append("--no-browser")
    return [sys.executable, "-m", "jupyter", "lab", *arguments]


def run_lab(workplace: Workplace, open_browser: bool = True) -> None:
    """Run JupyterLab until it is stopped."""
    code = subprocess.run(command(workplace, open_browser), check=False).returncode
    if code:
        raise CourseError(
            f"JupyterLab ended with code {code}: its last lines above say why. "
            "Perhaps it is not installed here; `uv sync` installs it."
        )


def _unless_notebook(source: str, target: str) -> str:
    if Path(target).suffix == ".ipynb" and Path(target).exists():
        return target
    return shutil.copy2(source, target)
