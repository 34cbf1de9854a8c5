"""nbgrader's pages in JupyterLab 4 and Notebook 7, in a real browser: they work with our engine."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import nbformat
import pytest
from browser_rig import CHROMIUM, PATHS, SETTINGS, chromium, jupyter_server
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from playwright.sync_api import FrameLocator, Page, expect

from autograder.cells import is_grade, is_solution
from autograder.course import Course
from autograder.demo import hand_in_class
from autograder.feedback import write_feedback

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the program chromium"),
]

ASSIGNMENT = "01_loss_functions"
MILLISECONDS = 30_000
COMMENT = "Say why the penalty ends the growth."


@dataclass(frozen=True)
class FrontEnd:
    """An application, the page where it shows its menu, and whose work is graded in it."""

    name: str
    start: str
    student: str
    points: float
    unreadable: str


FRONT_ENDS = (
    FrontEnd("lab", "lab", "ada", 17.0, "tara"),
    FrontEnd("notebook", "tree", "dora", 16.0, "ugo"),
)
STUDENTS = [name for front_end in FRONT_ENDS for name in (front_end.student, front_end.unreadable)]
in_both = pytest.mark.parametrize("front_end", FRONT_ENDS, ids=lambda front_end: front_end.name)


@dataclass(frozen=True)
class Lab:
    """Jupyter with both applications, running in a course's folder."""

    course: Course
    address: str


@pytest.fixture(scope="module")
def lab(released_course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Jupyter with formgrader, for a course in which four students have handed in."""
    folder = tmp_path_factory.mktemp("lab")
    course = Course(folder / "course")
    shutil.copytree(released_course.root, course.root)
    hand_in_class(course)
    for path in course.submitted.iterdir():
        if path.name not in STUDENTS:
            shutil.rmtree(path)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.RunEngine.allow_no_sandbox = True\n")  # wherever the tests run
    options = (
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
        f"--LabApp.app_settings_dir={SETTINGS}",
    )
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


def open_page(page: Page, lab: Lab, path: str) -> None:
    """Open a page of an application and wait until it is all there."""
    page.goto(f"{lab.address}/{path}", wait_until="domcontentloaded")
    page.wait_for_function("() => window.jupyterapp !== undefined")
    page.evaluate("async () => { await window.jupyterapp.restored; }")


def open_formgrader(page: Page, lab: Lab, front_end: FrontEnd) -> FrameLocator:
    """Formgrader as the application's menu opens it."""
    open_page(page, lab, front_end.start)
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    return page.frame_locator("iframe")


def press_autograde(formgrader: FrameLocator, student: str) -> None:
    """Press a student's Autograde button, and wait for nbgrader to say that it is done."""
    row = formgrader.locator("tr", has_text=student)
    row.locator(".autograde a").click()
    success = formgrader.locator("#success-modal")
    expect(success).to_contain_text(f"student '{student}'", timeout=2 * MILLISECONDS)
    success.get_by_role("button", name="Close").last.click()
    expect(success).to_have_count(0)


@in_both
def test_grading_in_formgrader_from_the_autograde_button_to_the_feedback(
    page: Page, lab: Lab, front_end: FrontEnd
) -> None:
    formgrader = open_formgrader(page, lab, front_end)
    row = formgrader.locator("tr", has_text=ASSIGNMENT)
    expect(row.locator(".num-submissions")).to_have_text(str(len(STUDENTS)))
    row.locator(".num-submissions a").click()

    graded = {front_end.student: f"{front_end.points:g} / 20", front_end.unreadable: "0 / 20"}
    for student, score in graded.items():
        press_autograde(formgrader, student)
        expect(formgrader.locator("tr", has_text=student).locator(".score")).to_have_text(score)

    mark_by_hand(page, lab, front_end.student)
    assert written_mark(lab.course, front_end.student) == (2.5, COMMENT, False)
    total = front_end.points + 2.5
    nbgraders, ours = feedback_pages(lab.course, front_end.student)
    assert f"(Score: {total} / 20.0)" in nbgraders
    assert COMMENT in nbgraders
    assert str(total) in ours
    assert COMMENT in ours


def feedback_pages(course: Course, student: str) -> tuple[str, str]:
    """The feedback that nbgrader's command writes, and ours."""
    page = course.feedback / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", ASSIGNMENT, "--force"]
    command += ["--student", student]
    subprocess.run(command, cwd=course.root, check=True, capture_output=True, timeout=120)
    nbgraders = page.read_text()
    write_feedback(course, ASSIGNMENT)
    return nbgraders, page.read_text()


@in_both
def test_cells_are_made_graded_ones_in_create_assignment(
    page: Page, lab: Lab, front_end: FrontEnd
) -> None:
    path = lab.course.root / "notebooks" / "practice" / f"{front_end.name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    cells = [new_code_cell("def double(x):\n    return 2 * x"), new_code_cell("double(2) == 4")]
    nbformat.write(new_notebook(cells=cells), path)
    open_page(page, lab, PATHS[front_end.name].format(name=f"notebooks/practice/{path.name}"))
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget?.content?.model?.cells?.length === 2"
    )
    page.evaluate("() => { window.jupyterapp.commands.execute('nbgrader:open-create-assignment') }")

    answer, test = (page.locator(".nbgrader-CellWidget").nth(index) for index in (0, 1))
    answer.locator("select").select_option("solution")
    test.locator("select").select_option("tests")
    test.locator(".nbgrader-CellPoints input").fill("3")
    test.locator(".nbgrader-CellPoints input").press("Tab")
    expect(page.locator(".nbgrader-TotalPointsInput")).to_have_value("3")
    page.evaluate("async () => { await window.jupyterapp.commands.execute('docmanager:save') }")

    made = nbformat.read(path, as_version=4).cells
    assert is_solution(made[0])
    assert is_grade(made[1])
    assert made[1].metadata["nbgrader"]["points"] == 3


def mark_by_hand(page: Page, lab: Lab, student: str) -> None:
    """In formgrader's own page: read the marking scheme, give points, write a comment."""
    with Gradebook(lab.course.database_url) as gradebook:
        notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
        address = f"{lab.address}/formgrader/submissions/{notebook.id}"
    page.goto(address)
    # what is entered before the page has its grades from the server is overwritten, not saved
    page.wait_for_function("() => formgrader.grades?.loaded && formgrader.comments?.loaded")
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
