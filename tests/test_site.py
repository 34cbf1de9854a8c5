"""`course site`: pages without answers, that work from disk with the network off."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
import pytest
from browser_rig import CHROMIUM, chromium
from bundle_contents import region_lines, solution_lines
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from notebook_cells import ASSIGNMENTS, COURSE, notebook_of
from playwright.sync_api import Page
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course import Course, CourseError
from autograder.site import write_site
from autograder.site.prose import Prose, math
from autograder.site.run import NOTHING
from autograder.site.write import page_of, student_version
from course_lib.losses import cross_entropy_losses, svm_losses
from course_lib.widgets.descents import QUARTIC, RATES, descend
from course_lib.widgets.scores import LABELS, START
from course_lib.widgets.written import fixed

LIVE = """
import numpy as np
from course_lib.losses import cross_entropy_losses, svm_losses
from course_lib.descent import gradient_descent
from course_lib.layers import TwoLayerNet
from course_lib.widgets import hand_backprop, learning_rate, scores_panel, surface
"""
CELLS = (
    "from course_lib import figures\nfigures.recognition_is_hard()",
    "learning_rate(gradient_descent)",
    "scores_panel(svm_losses, cross_entropy_losses)",
    "hand_backprop([5, 3], [[1, -1, 3], [2, 2, -1]], [0.1, 0.5, -0.1], 1, net=TwoLayerNet)",
    "surface(gradient_descent)",
)


def write_course(root: Path, *cells: nbformat.NotebookNode) -> Course:
    folder = root / "notebooks" / "01_small"
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(cells=list(cells)), folder / "01_small.ipynb")
    return Course(root)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    prose = new_markdown_cell("# Small\n\n## Part $x$\n\n$$\\frac{1}{N} \\sum_i L_i$$")
    course = write_course(root, prose, *map(new_code_cell, (LIVE, *CELLS)))
    return write_site(course, root / "pages").folder


@pytest.fixture(scope="module")
def page(site: Path) -> Iterator[Page]:
    """The page of the small notebook, opened from disk with the network off."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium")
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        context.set_offline(True)
        opened = context.new_page()
        opened.set_default_timeout(10_000)
        asked: list[str] = []
        errors: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else 0)
        address = (site / "01_small.html").as_uri()
        opened.goto(address)
        yield opened
        assert [url for url in asked if url != address and not url.startswith("data:")] == []
        assert errors == []


def sentence(page: Page, module: str) -> str:
    return page.locator(f'[data-module="{module}"] .cf-sentence').inner_text()


@pytest.mark.browser
def test_the_learning_rate_moves_by_keyboard_and_says_the_library_s_numbers(page: Page) -> None:
    from course_lib.descent import gradient_descent

    slider = page.get_by_role("slider", name="Learning rate").first
    slider.press("ArrowLeft")
    rate = RATES[RATES.index(0.25) - 1]
    path = descend(gradient_descent, QUARTIC.deriv(), -2.0, rate).path
    said = sentence(page, "learning_rate")
    assert f"Rate {rate:g} from −2.0" in said
    assert fixed(path[-20:].min()) in said or fixed(path[-1]) in said


@pytest.mark.browser
def test_the_scores_move_by_keyboard_and_show_the_library_s_losses(page: Page) -> None:
    slider = page.get_by_role("slider", name="frog score of image 3")
    for _ in range(3):
        slider.press("ArrowRight")
    scores = START.copy()
    scores[2, 2] += 0.3
    said = sentence(page, "scores")
    assert fixed(float(np.mean(svm_losses(scores, LABELS)))) in said
    assert fixed(float(np.mean(cross_entropy_losses(scores, LABELS)))) in said


@pytest.mark.browser
def test_the_network_by_hand_shows_the_library_s_loss(page: Page) -> None:
    from course_lib.layers import TwoLayerNet

    figure = page.locator('[data-module="hand_backprop"]')
    figure.get_by_role("slider").nth(1).press("ArrowLeft")
    net = TwoLayerNet(np.array([[1.0, -1, 3], [2, 2, -1]]), np.array([[0.1], [0.5], [-0.1]]))
    loss = net.loss(np.array([[4.9, 3.0]]), np.array([1]))
    assert f"to {loss:.4g}" in sentence(page, "hand_backprop")


@pytest.mark.browser
def test_the_surface_answers_from_a_start_that_is_not_recorded(page: Page) -> None:
    figure = page.locator('[data-module="surface"]')
    figure.get_by_role("slider", name="Start x").press("ArrowLeft")
    said = sentence(page, "surface")
    assert "from (1.7, 0.0)" in said
    assert "not computed yet" not in said


def test_figures_are_images_with_a_text_alternative(site: Path) -> None:
    text = (site / "01_small.html").read_text(encoding="utf-8")
    assert re.search(r'<img alt="Eight drawings[^"]{40,}"[^>]* src="data:image/png;base64,', text)
    assert "{'text/plain'" not in text


def test_formulas_of_all_notebooks_become_mathml() -> None:
    for assignment in ASSIGNMENTS:
        drawn = "".join(
            Prose().html(cell.source)
            for cell in notebook_of(assignment).cells
            if cell.cell_type == "markdown"
        )
        without_code = re.sub(
            r"<code>.*?</code>|<annotation.*?</annotation>", "", drawn, flags=re.S
        )
        assert "<math" in drawn
        assert "$" not in without_code
    assert '<mi mathvariant="normal">d</mi>' in math(r"\mathrm{d}z", "inline")


def test_a_formula_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(CourseError, match="can't be drawn"):
        math(r"\nonsense{1}", "inline")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_pages_hold_no_answers(assignment: str) -> None:
    notebook = student_version(COURSE, assignment)
    page = page_of(assignment, notebook, [NOTHING] * len(notebook.cells))
    text = "\n".join(re.sub(r"<[^>]*>", "", str(cell["html"])) for cell in page.cells)
    lines = {line.strip() for line in text.splitlines()}
    source = notebook_of(assignment)
    kept = {line.strip() for cell in notebook.cells for line in cell.source.splitlines()}
    given = set(solution_lines(source)) - kept
    assert given
    assert lines.isdisjoint(given)
    for cell in source.cells:
        for region in ("HIDDEN TESTS", "MARK SCHEME"):
            assert not any(line in text for line in region_lines(cell.source, region))


def test_a_notebook_that_fails_is_told_in_a_sentence(tmp_path: Path) -> None:
    course = write_course(tmp_path, new_code_cell("1 / 0", id="halves"))
    result = CliRunner().invoke(app, ["site", "--course", str(course.root)])
    assert isinstance(result.exception, CourseError)
    assert "cell halves stops with ZeroDivisionError" in str(result.exception)
    assert not (tmp_path / "site").exists()


def test_the_command_says_where(tmp_path: Path) -> None:
    course = write_course(tmp_path, new_markdown_cell("# Only words"))
    output = tmp_path / "pages"
    result = CliRunner().invoke(
        app, ["site", "--course", str(course.root), "--output", str(output)]
    )
    assert result.exit_code == 0, result.output
    assert f"1 notebooks as pages: open {output / 'index.html'}" in result.output
    assert "Only words" in (output / "index.html").read_text(encoding="utf-8")
    shutil.rmtree(output)
