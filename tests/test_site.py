"""`course site`: pages without answers, that work from disk with the network off."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest
import recorded_site
from browser_rig import CHROMIUM, chromium
from bundle_contents import region_lines, solution_lines
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from notebook_cells import ASSIGNMENTS, COURSE, notebook_of
from playwright.sync_api import Page
from recorded_site import begun
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course import Course, CourseError
from autograder.site import write_site
from autograder.site.contents import ENTRIES
from autograder.site.prose import Prose, math
from autograder.site.run import NOTHING, Shown
from autograder.site.write import page_of, student_version
from course_lib.losses import cross_entropy_losses, svm_losses
from course_lib.widgets.descents import QUARTIC, RATES, descend
from course_lib.widgets.playground import FIRST, PRESETS, in_words
from course_lib.widgets.scores import LABELS, START
from course_lib.widgets.written import fixed

LIVE = """
import numpy as np
from course_lib.losses import cross_entropy_losses, svm_losses
from course_lib.descent import gradient_descent
from course_lib.layers import TwoLayerNet
from course_lib.networks import forward, initialize, loss_and_gradients
from course_lib.widgets import hand_backprop, learning_rate, playground, scores_panel, surface
"""
CELLS = (
    "from course_lib import figures\nfigures.recognition_is_hard()",
    "learning_rate(gradient_descent)",
    "scores_panel(svm_losses, cross_entropy_losses)",
    "hand_backprop([5, 3], [[1, -1, 3], [2, 2, -1]], [0.1, 0.5, -0.1], 1, net=TwoLayerNet)",
    "surface(gradient_descent)",
    "playground(initialize, forward, loss_and_gradients)",
)
ANSWERS = Path(__file__).parent / "javascript" / "answers"
IMAGE = '<img alt="" src="data:image/png;base64,xy">'
NODE = shutil.which("node")


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


@pytest.mark.browser
def test_the_playground_steps_and_says_the_library_s_numbers(page: Page) -> None:
    figure = page.locator('[data-module="playground"]')
    training = begun(FIRST)
    assert sentence(page, "playground").startswith(in_words(training))
    figure.get_by_role("button", name="One epoch").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
        training.run_epoch(FIRST.rate, FIRST.batch)
    assert sentence(page, "playground").startswith(in_words(training))
    assert training.epoch == 3
    figure.get_by_role("slider", name="Hidden units").press("ArrowRight")
    wider = begun(replace(FIRST, hidden=FIRST.hidden + 1))
    assert sentence(page, "playground").startswith(in_words(wider))
    network = figure.get_by_role("img", name="A network with 5 hidden units")
    assert "Unit 5 is on for" in str(network.get_attribute("aria-label"))


@pytest.mark.browser
def test_the_playground_plays_pauses_and_is_reset(page: Page) -> None:
    figure = page.locator('[data-module="playground"]')
    figure.get_by_role("button", name="Spiral, sixteen units").click()
    assert "of 160 examples right" in sentence(page, "playground")
    figure.get_by_role("slider", name="Epochs a second").press("End")
    figure.get_by_role("button", name="Play").press("Enter")
    page.wait_for_function(
        """() => Number(document.querySelector(
            '[data-module="playground"] .cf-now output').textContent) >= 20"""
    )
    figure.get_by_role("button", name="Pause").press("Enter")
    said = sentence(page, "playground")
    training = begun(PRESETS["Spiral, sixteen units"])
    epoch = int(re.findall(r"Epoch (\d+)", said)[0])
    for _ in range(epoch):
        training.run_epoch(FIRST.rate, 20)
    assert epoch >= 20
    assert said.startswith(in_words(training))
    assert figure.get_by_role("img", name="The loss at each epoch").is_visible()
    figure.get_by_role("button", name="Reset").press("Enter")
    assert sentence(page, "playground").startswith("Epoch 0:")


@pytest.mark.browser
def test_the_playground_shows_another_problem_and_its_features(page: Page) -> None:
    figure = page.locator('[data-module="playground"]')
    figure.get_by_role("radio", name="Iris").check()
    figure.get_by_label("Feature across").select_option("sepal length (cm)")
    plane = figure.get_by_role("img", name="The plane of sepal length (cm) and petal width (cm)")
    assert "of 150 examples right" in str(plane.get_attribute("aria-label"))


@pytest.mark.browser
def test_the_index_has_a_playground_to_try(page: Page, site: Path) -> None:
    index = page.context.new_page()
    asked: list[str] = []
    index.on("request", lambda request: asked.append(request.url))
    address = (site / "index.html").as_uri()
    index.goto(address)
    index.get_by_role("button", name="One epoch").press("Enter")
    training = begun(FIRST)
    training.run_epoch(FIRST.rate, FIRST.batch)
    assert sentence(index, "playground").startswith(in_words(training))
    assert [url for url in asked if url != address and not url.startswith("data:")] == []
    index.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index", "01_small"])
def test_no_page_is_wider_than_a_phone(page: Page, site: Path, name: str) -> None:
    narrow = page.context.new_page()
    narrow.set_viewport_size({"width": 320, "height": 700})
    narrow.goto((site / f"{name}.html").as_uri())
    narrow.locator(".course-figure").last.wait_for()
    assert narrow.evaluate("document.documentElement.scrollWidth") == 320
    narrow.close()


def test_the_index_knows_every_notebook() -> None:
    assert list(ENTRIES) == list(ASSIGNMENTS)
    drawn = Shown([{"output_type": "display_data", "data": {"text/html": IMAGE}}])
    for assignment, entry in ENTRIES.items():
        notebook = student_version(COURSE, assignment)
        shown = [drawn if entry.figure in cell.source else NOTHING for cell in notebook.cells]
        page = page_of(assignment, notebook, shown)
        assert [page.words, page.picture] == [entry.words, "data:image/png;base64,xy"]


@pytest.mark.skipif(NODE is None, reason="needs node")
@pytest.mark.slow
def test_the_playground_s_stand_in_gives_the_numbers_of_python(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(recorded_site.cases(), allow_nan=False), encoding="utf-8")
    tests = [str(each) for each in sorted(ANSWERS.glob("*.test.mjs"))]
    assert tests
    run = subprocess.run(
        [str(NODE), "--test", *tests],
        env=os.environ | {"RECORDED_CASES": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]


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
