"""`course lab`: a workplace that keeps what was written, and JupyterLab with its settings."""

from __future__ import annotations

import json
import shutil
import sys
import urllib.request
from pathlib import Path

import pytest
from browser_rig import live_server
from typer.testing import CliRunner

from autograder import lab
from autograder.cli import app
from autograder.course import Course

ASSIGNMENT = "01_loss_functions"


def test_it_makes_a_release_where_there_is_none(course: Course) -> None:
    shutil.rmtree(course.release)
    workplace = lab.prepare(course, [ASSIGNMENT])
    (notebook,) = workplace.notebooks
    assert notebook == course.root / "lab" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert notebook.is_file()
    assert (notebook.parent / "course_lib" / "widgets" / "live.js").is_file()
    assert workplace.kept == []


def test_what_was_written_stays_and_the_library_is_brought_up_to_date(course: Course) -> None:
    (notebook,) = lab.prepare(course, [ASSIGNMENT]).notebooks
    notebook.write_text("mine")
    library = notebook.parent / "course_lib" / "__init__.py"
    library.write_text("old")
    workplace = lab.prepare(course, [ASSIGNMENT])
    assert workplace.kept == [notebook]
    assert notebook.read_text() == "mine"
    assert library.read_text() != "old"


def test_the_command_says_where_and_starts_jupyterlab_there(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(
        lab.subprocess,  # type: ignore[attr-defined]
        "run",
        lambda command, check: started.append(command) or type("Done", (), {"returncode": 0}),
    )
    result = CliRunner().invoke(app, ["lab", ASSIGNMENT, "--course", str(course.root)])
    assert result.exit_code == 0, result.output
    assert f"{course.root / 'lab' / ASSIGNMENT / ASSIGNMENT}.ipynb (new)" in result.output
    (command,) = started
    assert command[:4] == [sys.executable, "-m", "jupyter", "lab"]
    assert f"--ServerApp.root_dir={course.root / 'lab'}" in command


@pytest.mark.browser
def test_jupyterlab_takes_the_settings_from_the_package(tmp_path: Path) -> None:
    with live_server(tmp_path) as server:
        for path in lab.SETTINGS.glob("*.json"):
            for plugin, wanted in json.loads(path.read_text()).items():
                address = f"{server.address}/lab/api/settings/{plugin}"
                with urllib.request.urlopen(address, timeout=10) as answer:
                    schema = json.load(answer)["schema"]["properties"]
                assert {name: schema[name]["default"] for name in wanted} == wanted
