"""Run an instructor's notebook once, with its solutions, and keep what its cells show.

It runs in a process of its own: what a notebook imports, prints or sets stays there. This is the
instructor's code, so nothing walls it in.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.bundle import LIBRARY
from autograder.cells import is_solution, is_test
from autograder.course import CourseError
from autograder.sandbox.shell import Output, Shell, use_inline_figures

MAY_FAIL = "raises-exception"
"""Jupyter's tag for a cell that is meant to end in an error."""

SECONDS = 600.0
"""Of a whole notebook. The longest takes a few."""


@dataclass(frozen=True)
class RecordedFigure:
    """A live figure as a page without a kernel shows it.

    module: the name of its JavaScript in `course_lib.widgets`. traits: what the module reads.
    """

    module: str
    traits: dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """What a cell shows: its outputs, and the live figure that is its value."""

    outputs: list[Output]
    figure: RecordedFigure | None = None


NOTHING = Shown([])


def outputs_of(notebook: Path) -> list[Shown]:
    """What each cell of a notebook shows; nothing for solutions, for tests, and for prose.

    CourseError where a cell fails, with the cell and the reason.
    """
    with tempfile.TemporaryDirectory(prefix="course-site-") as scratch:
        answer = Path(scratch) / "shown.json"
        paths = os.pathsep.join(filter(None, [str(LIBRARY.parent), os.environ.get("PYTHONPATH")]))
        environment = os.environ | {"PYTHONPATH": paths, "MPLBACKEND": "agg"}
        command = [sys.executable, "-m", __name__, str(notebook.resolve()), str(answer)]
        try:
            run = subprocess.run(
                command, cwd=scratch, env=environment, capture_output=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            raise CourseError(f"{notebook} takes longer than {SECONDS:g} s to run.") from None
        if not answer.is_file():
            last = run.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise CourseError(f"{notebook} could not be run: {' '.join(last) or run.returncode}")
        cells = json.loads(answer.read_text(encoding="utf-8"))
    failed = [cell["failure"] for cell in cells if cell["failure"]]
    if failed:
        raise CourseError(f"{notebook} does not run with its own solutions: {failed[0]}")
    return [
        Shown(cell["outputs"], RecordedFigure(**cell["figure"]) if cell["figure"] else None)
        for cell in cells
    ]


def main(notebook: str, answer: str) -> None:
    """Run the cells up to the first that fails, and write what they show as JSON."""
    from course_lib.widgets.live import LiveFigure

    shell = Shell.instance(tempfile.mkdtemp(dir="."))  # so that `display` finds it
    use_inline_figures(shell)
    values: list[Any] = []
    shell.events.register("post_run_cell", lambda result: values.append(result.result))
    shown = []
    for index, cell in enumerate(nbformat.read(notebook, as_version=4).cells):
        found: dict[str, Any] = {**asdict(NOTHING), "failure": ""}
        shown.append(found)
        if cell.cell_type != "code" or is_test(cell):
            continue
        outputs, _ = shell.run(cell.source)
        errors = [output for output in outputs if output["output_type"] == "error"]
        if errors and MAY_FAIL not in cell.metadata.get("tags", []):
            reason = f"{errors[0]['ename']}: {errors[0]['evalue']}"
            found["failure"] = f"cell {cell.get('id', index)} stops with {reason}"
            break
        if is_solution(cell):
            continue
        found["outputs"] = outputs
        if isinstance(values[-1], LiveFigure):
            found["figure"] = asdict(recorded(values[-1]))
    Path(answer).write_text(json.dumps(shown), encoding="utf-8")


def recorded(figure: Any) -> RecordedFigure:
    """A live figure with all that it can compute beforehand."""
    finish = getattr(figure, "finish", None)
    if finish is not None:
        finish()
    from autograder.site.needs import needs_of

    module = type(figure).__module__.rpartition(".")[2]
    return RecordedFigure(module, figure.recorded() | needs_of(module))


if __name__ == "__main__":
    main(*sys.argv[1:])
