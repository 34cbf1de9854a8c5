"""What docs/ says is so: links lead somewhere, commands exist, the exercise can be followed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest
import typer.main
from made_up_course import graded
from nbformat.v4 import new_code_cell, new_notebook
from typer.core import TyperGroup

from autograder.cli import app

PROJECT = Path(__file__).resolve().parents[1]
PAGES = sorted((PROJECT / "docs").glob("*.md"))
EXERCISE = PROJECT / "docs" / "your_own_exercise.md"
ASSIGNMENT = "06_preparing_data"

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"^(?: {4}| {8})(?:uv run )?(course .*)$|`(?:uv run )?(course [^`]*)`", re.M)

every_document = pytest.mark.parametrize("document", PAGES, ids=lambda page: page.name)


def anchors(page: Path) -> set[str]:
    """The fragments that a page's headings have, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_document
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    for target in LINK.findall(document.read_text("utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, fragment = target.partition("#")
        linked = (document.parent / path).resolve() if path else document
        assert linked.exists(), target
        if fragment:
            assert fragment in anchors(linked), target


def test_the_index_links_to_every_page() -> None:
    linked = LINK.findall((PROJECT / "docs" / "index.md").read_text("utf-8"))
    assert {page.name for page in PAGES} - {"index.md"} <= set(linked)


def commands(page: Path) -> list[str]:
    """The calls of `course` that a page shows: lines of code, and code in a sentence."""
    text = page.read_text("utf-8").replace("`course\n", "`course ")
    found = [line or inline for line, inline in COMMAND.findall(text)]
    return [command.partition(" #")[0].strip() for command in found]


@cache
def command_tree() -> TyperGroup:
    tree = typer.main.get_command(app)
    assert isinstance(tree, TyperGroup)
    return tree


SHOWN = [(page, command) for page in PAGES for command in commands(page)]


@pytest.mark.parametrize(
    ("document", "command"), SHOWN, ids=[f"{page.stem}: {command}" for page, command in SHOWN]
)
def test_every_command_is_one_that_the_program_knows(document: Path, command: str) -> None:
    name, *arguments = shlex.split(command)[1:]
    known = command_tree().commands
    assert name in known
    with known[name].make_context(name, list(arguments)) as context:
        assert not context.args


def test_the_pages_show_every_command() -> None:
    assert {shlex.split(command)[1] for _, command in SHOWN} >= set(command_tree().commands)


def test_an_unknown_option_would_be_found() -> None:
    grade = command_tree().commands["grade"]
    with pytest.raises(Exception, match="wrokers"):
        grade.make_context("grade", ["--wrokers", "2"])


def section(heading: str) -> str:
    """The text of a page's section."""
    text = EXERCISE.read_text("utf-8")
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def python_blocks(heading: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", section(heading), re.S | re.M)


def marked_cells() -> list[nbformat.NotebookNode]:
    """The notebook's cells with the marks that the page's table gives them."""
    rows = re.findall(r"^\| (\d) \| ([^|]+) \| (\w+) \| (\d*) ?\|$", section("The notebook"), re.M)
    sources = python_blocks("The notebook")
    assert len(rows) == len(sources) == 3
    return [
        graded(
            new_code_cell(source.rstrip()),
            grade_id,
            solution=kind == "Autograded answer",
            points=float(points) if points else None,
        )
        for source, (_, kind, grade_id, points) in zip(sources, rows, strict=True)
    ]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the page was followed up to the notebook."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("course_lib", "autograder", "datasets"):
        shutil.copytree(
            PROJECT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    for file in ("pyproject.toml", "LICENSE", "LICENSE-notebooks"):
        shutil.copyfile(PROJECT / file, copy / file)
    for heading in ("The probe", "The exercise"):
        (target,) = re.findall(r"`(course_lib/\w+/preparing_data\.py)`", section(heading))
        (source,) = python_blocks(heading)
        (copy / target).write_text(source, "utf-8")
    tables = python_blocks("The assignment")[:2]
    last = {
        "course_lib/exercises/__init__.py": (
            '    "05_two_layer_net": "two_layer_net",\n',
            tables[0],
        ),
        "autograder/bundle.py": ('    "05_two_layer_net": ("neuron", "networks"),\n', tables[1]),
    }
    for file, (before, line) in last.items():
        text = (copy / file).read_text("utf-8")
        assert before in text
        (copy / file).write_text(text.replace(before, before + line), "utf-8")
    notebook = copy / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=marked_cells()), notebook)
    return copy


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(project), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def course(project: Path, *arguments: str) -> str:
    done = run(project, "-m", "autograder", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_exercise_has_fifteen_lines_and_its_check_names_the_mistake(project: Path) -> None:
    (source,) = python_blocks("The exercise")
    assert sum(bool(line) for line in source.splitlines()) == 15
    done = run(project, "-c", python_blocks("The assignment")[2])
    assert done.returncode != 0
    assert "CheckFailed: You divide by variances." in done.stderr
    right = "from course_lib import check, exercises as e; import sys; "
    right += "sys.exit(check('standardize', e.find('standardize').reference).points != 2)"
    assert run(project, "-c", right).returncode == 0


def test_release_grade_and_feedback_name_the_mistake(project: Path) -> None:
    assert ASSIGNMENT in course(project, "release", ASSIGNMENT)
    handed_out = nbformat.read(project / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", 4)
    assert "X.std" not in handed_out.cells[1].source
    assert not (
        project / "release" / ASSIGNMENT / "course_lib/exercises/preparing_data.py"
    ).exists()
    (handed_out.cells[1].source,) = python_blocks("Release, hand in, grade")
    place = project / "submitted" / "sam" / ASSIGNMENT
    place.mkdir(parents=True)
    nbformat.write(handed_out, place / f"{ASSIGNMENT}.ipynb")
    printed = course(project, "grade", ASSIGNMENT, "--no-sandbox")
    shown = re.search(r"^    (sam .*)$", section("Release, hand in, grade"), re.M)
    assert shown is not None
    assert shown[1].split() in [line.split() for line in printed.splitlines()]
    course(project, "feedback", ASSIGNMENT)
    page = project / "feedback" / "sam" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert "A column has its own mean." in page.read_text("utf-8")
