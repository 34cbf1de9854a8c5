"""nbgrader's formgrader in JupyterLab, in a real browser: its buttons work with our engine."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from browser_rig import CHROMIUM, SETTINGS, chromium, jupyter_server
from nbgrader.api import Gradebook
from playwright.sync_api import FrameLocator, Page, expect

from autograder.course import Course
from autograder.demo import hand_in_class
from autograder.feedback import write_feedback

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the program chromium"),
]

ASSIGNMENT = "01_loss_functions"
STUDENTS = ("ada", "dora", "tara")
MILLISECONDS = 15_000
COMMENT = "Say why the penalty ends the growth."


@dataclass(frozen=True)
class Lab:
    """JupyterLab, running in a course's folder."""

    course: Course
    address: str


@pytest.fixture(scope="module")
def lab(released_course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab with formgrader, for a course in which three students have handed in."""
    folder = tmp_path_factory.mktemp("lab")
    course = Course(folder / "course")
    shutil.copytree(released_course.root, course.root)
    hand_in_class(course)
    for path in course.submitted.iterdir():
        if path.name not in STUDENTS:
            shutil.rmtree(path)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.RunEngine.allow_no_sandbox = True\n")  # wherever the tests run
    options = ("--expose-app-in-browser", f"--LabApp.app_settings_dir={SETTINGS}")
    ready = "formgrader/manage_assignments"
    with jupyter_server(folder, course.root, options, ready) as address:
        yield Lab(course, address)


@pytest.fixture
def page(lab: Lab) -> Iterator[Page]:
    """A page of a browser that reaches nothing but the server."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.set_default_timeout(MILLISECONDS)
        page.route(lambda url: not url.startswith(lab.address), lambda route: route.abort())
        yield page


def open_formgrader(page: Page, lab: Lab) -> FrameLocator:
    """Formgrader as JupyterLab's menu opens it."""
    page.goto(f"{lab.address}/lab", wait_until="domcontentloaded")
    page.wait_for_function("() => window.jupyterapp !== undefined")
    page.evaluate("async () => { await window.jupyterapp.restored; }")
    page.evaluate("() => { window.jupyterapp.commands.execute('nbgrader:open-formgrader'); }")
    return page.frame_locator("iframe")


def press_autograde(formgrader: FrameLocator, student: str) -> None:
    """Press a student's Autograde button, and wait for nbgrader to say that it is done."""
    row = formgrader.locator("tr", has_text=student)
    row.locator(".autograde a").click()
    success = formgrader.locator("#success-modal")
    expect(success).to_contain_text(f"student '{student}'", timeout=2 * MILLISECONDS)
    success.get_by_role("button", name="Close").last.click()
    expect(success).to_have_count(0)


def test_grading_in_formgrader_from_the_autograde_button_to_the_feedback(
    page: Page, lab: Lab
) -> None:
    formgrader = open_formgrader(page, lab)
    row = formgrader.locator("tr", has_text=ASSIGNMENT)
    expect(row.locator(".num-submissions")).to_have_text("3")
    row.locator(".num-submissions a").click()

    for student, score in (("ada", "17 / 20"), ("tara", "0 / 20")):
        press_autograde(formgrader, student)
        expect(formgrader.locator("tr", has_text=student).locator(".score")).to_have_text(score)

    mark_by_hand(page, lab, "ada")
    assert written_mark(lab.course, "ada") == (2.5, COMMENT, False)

    command = [sys.executable, "-m", "nbgrader", "generate_feedback", ASSIGNMENT]
    subprocess.run(command, cwd=lab.course.root, check=True, capture_output=True, timeout=30)
    nbgraders = (lab.course.feedback / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "(Score: 19.5 / 20.0)" in nbgraders
    assert COMMENT in nbgraders
    write_feedback(lab.course, ASSIGNMENT)
    ours = (lab.course.feedback / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "19.5" in ours
    assert COMMENT in ours


def mark_by_hand(page: Page, lab: Lab, student: str) -> None:
    """In formgrader's own page: read the marking scheme, give points, write a comment."""
    with Gradebook(lab.course.database_url) as gradebook:
        notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
        address = f"{lab.address}/formgrader/submissions/{notebook.id}"
    page.goto(address, wait_until="domcontentloaded")
    task = page.locator(".nbgrader_cell", has_text="In your own words")
    expect(task).to_contain_text("1 point: the SVM loss is exactly 0")  # the marking scheme
    task.locator("#explain_losses").fill("2.5")
    task.locator("#explain_losses").press("Tab")
    wait_until(lambda: written_mark(lab.course, student)[0] == 2.5)
    task.locator("#explain_losses-comment").fill(COMMENT)
    task.locator("#explain_losses-comment").press("Tab")
    wait_until(lambda: written_mark(lab.course, student)[1] == COMMENT)


def wait_until(done: Callable[[], bool]) -> None:
    """Wait for what the page sends in the background. Its own ticks fade before one can look."""
    limit = time.monotonic() + MILLISECONDS / 1000
    while not done():
        assert time.monotonic() < limit, "formgrader did not save what was entered"
        time.sleep(0.1)


def written_mark(course: Course, student: str) -> tuple[float, str, bool]:
    with Gradebook(course.database_url) as gradebook:
        of_task = ("explain_losses", ASSIGNMENT, ASSIGNMENT, student)
        grade, comment = gradebook.find_grade(*of_task), gradebook.find_comment(*of_task)
        return grade.manual_score, comment.manual_comment, grade.needs_manual_grade
