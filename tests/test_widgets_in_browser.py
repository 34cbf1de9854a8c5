"""Live figures in JupyterLab 4 and Notebook 7: a real browser, the student's functions, no mocks.

To add a figure: a cell and an entry in `FIGURES`, and a test of what is special to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from browser_rig import (
    CHROMIUM,
    PATHS,
    LiveNotebook,
    LiveServer,
    axe_findings,
    axe_script,
    chromium,
    drag,
    is_painted,
    live_server,
    open_notebook,
    place,
    set_theme,
)
from playwright.sync_api import Browser, Locator, expect

from course_lib import losses
from course_lib.descent import gradient_descent
from course_lib.gradients import quartic_derivative
from course_lib.graph import backward
from course_lib.layers import TwoLayerNet
from course_lib.networks import forward, initialize, loss_and_gradients
from course_lib.node import Node
from course_lib.widgets import graph_stepper, learning_rate, playground_training, surface_descents
from course_lib.widgets.descents import QUARTIC, RATES, STARTS, descend
from course_lib.widgets.learning_rate import in_words
from course_lib.widgets.modules import joined_module, style_sheet
from course_lib.widgets.playground_problems import problem
from course_lib.widgets.scores import LABELS, START
from course_lib.widgets.surface import in_words as surface_in_words
from course_lib.widgets.written import significant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the program chromium"),
]

IMPORTS = """
import ipywidgets
from course_lib.descent import gradient_descent
from course_lib.gradients import quartic_derivative
from course_lib.graph import backward
from course_lib.layers import TwoLayerNet
from course_lib.losses import cross_entropy_losses, svm_losses
from course_lib.networks import forward, initialize, loss_and_gradients
from course_lib.node import Node
from course_lib.widgets import graph_stepper, hand_backprop
from course_lib.widgets import learning_rate, playground, scores_panel, surface

def unfinished(*arguments, **keywords):
    raise NotImplementedError()

a, b = Node(2.0, label="a"), Node(-3.0, label="b")
network = [[5, 3]], [[1, -1, 3], [2, 2, -1]], [0.1, 0.5, -0.1], 1
"""


@dataclass(frozen=True)
class FigureCase:
    """A live figure in the notebook: its cell, its accessible name, a slider, and a failure."""

    cell: int
    label: str
    source: str
    broken: str
    """The cell with a function of the student's that fails."""

    slider: str
    """The accessible name of a slider that changes the sentence."""


FIGURES = {
    "learning_rate": FigureCase(
        1,
        "Gradient descent on a quartic",
        "descents = learning_rate(gradient_descent, quartic_derivative); descents",
        "learning_rate(unfinished, quartic_derivative)",
        "Learning rate",
    ),
    "scores": FigureCase(
        2,
        "The scores of three images",
        "scores_panel(svm_losses, cross_entropy_losses)",
        "scores_panel(unfinished, cross_entropy_losses)",
        "frog score of image 3",
    ),
    "graph_stepper": FigureCase(
        3,
        "A computational graph",
        "graph_stepper(backward, a * b + a)",
        "graph_stepper(unfinished, a * b + a)",
        "Step",
    ),
    "hand_backprop": FigureCase(
        4,
        "A network with two inputs",
        "hand_backprop(*network, net=TwoLayerNet)",
        "hand_backprop(*network, net=unfinished)",
        "x₁",
    ),
    "surface": FigureCase(
        5,
        "Gradient descent on a surface",
        "surface(gradient_descent)",
        "surface(unfinished)",
        "Learning rate",
    ),
    "playground": FigureCase(
        6,
        "A playground",
        "playground(initialize, forward, loss_and_gradients)",
        "playground(initialize, forward, unfinished)",
        "Hidden units",
    ),
}
DRAWN = "canvas:visible, svg[role=img]:visible"
OPEN_WIDGETS = "len(ipywidgets.widgets.widget._instances)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("live")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=PATHS)
def notebook(
    request: pytest.FixtureRequest, browser: Browser, server: LiveServer
) -> Iterator[LiveNotebook]:
    """A notebook with all live figures, open in a front end."""
    cells = [IMPORTS, *(case.source for case in FIGURES.values())]
    opened = open_notebook(browser, server, request.param, cells)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    script = axe_script(tmp_path_factory.mktemp("axe"))
    if script is None:
        pytest.skip("npm can't install axe-core here")
    return script


def sentence(figure: Locator) -> Locator:
    return figure.locator(".cf-sentence")


@pytest.mark.parametrize("name", FIGURES)
def test_it_is_drawn_and_says_what_it_shows(notebook: LiveNotebook, name: str) -> None:
    figure = notebook.figure(FIGURES[name].label)
    expect(figure).to_have_count(1)
    expect(sentence(figure)).not_to_be_empty()
    for canvas in figure.locator(DRAWN).all():
        canvas.scroll_into_view_if_needed()
        assert is_painted(canvas)
        assert len(canvas.get_attribute("aria-label") or "") > 40
        assert canvas.get_attribute("role") == "img"
    assert figure.locator("[role=status][aria-live=polite]").count() == 1


@pytest.mark.parametrize("name", FIGURES)
def test_every_control_has_a_name_of_its_own_and_keeps_its_keys(
    notebook: LiveNotebook, name: str
) -> None:
    figure = notebook.figure(FIGURES[name].label)
    sliders = figure.get_by_role("slider").all()
    names = [slider.get_attribute("aria-label") for slider in sliders]
    assert len(set(names)) == len(names) > 0
    for control in figure.locator("input, button, select").all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"


@pytest.mark.parametrize("name", FIGURES)
def test_arrow_keys_move_a_slider_and_the_sentence_follows(
    notebook: LiveNotebook, name: str
) -> None:
    figure = notebook.figure(FIGURES[name].label)
    before = sentence(figure).inner_text()
    slider = figure.get_by_role("slider", name=FIGURES[name].slider)
    slider.focus()
    value = float(slider.input_value())
    notebook.page.keyboard.press("ArrowRight")
    assert float(slider.input_value()) > value
    expect(sentence(figure)).not_to_have_text(before)
    notebook.page.keyboard.press("ArrowLeft")
    assert float(slider.input_value()) == value


@pytest.mark.parametrize("name", FIGURES)
def test_it_survives_running_again_and_a_students_error(notebook: LiveNotebook, name: str) -> None:
    case = FIGURES[name]
    widgets = notebook.value(OPEN_WIDGETS)
    notebook.page.evaluate(
        """() => {
            window.aborted = 0;
            const abort = AbortController.prototype.abort;
            AbortController.prototype.abort = function () {
                window.aborted += 1;
                abort.call(this);
            };
        }"""
    )
    notebook.run_cell(case.cell, case.broken)
    figure = notebook.figure(case.label)
    expect(figure).to_have_count(1)
    notice = figure.locator(".cf-notice")
    expect(notice).to_contain_text("Your unfinished is not ready yet: NotImplementedError.")
    assert is_painted(figure.locator(DRAWN).first)
    assert notebook.page.evaluate("window.aborted") >= 1  # the former figure let go
    notebook.run_cell(case.cell, case.source)
    expect(figure).to_have_count(1)
    expect(notice).to_be_hidden()
    expect(notebook.page.locator("section.course-figure")).to_have_count(len(FIGURES))
    assert notebook.value(OPEN_WIDGETS) == widgets


@pytest.mark.parametrize("name", FIGURES)
def test_axe_finds_nothing_serious_in_light_and_dark(
    notebook: LiveNotebook, name: str, axe: str
) -> None:
    figure = notebook.figure(FIGURES[name].label)
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        set_theme(notebook.page, theme)
        assert axe_findings(figure, axe) == []


@pytest.mark.parametrize("name", FIGURES)
def test_it_fits_into_320_pixels(notebook: LiveNotebook, name: str) -> None:
    figure = notebook.figure(FIGURES[name].label)
    figure.evaluate("(section) => { section.style.width = '320px'; }")
    wide = figure.evaluate(
        """async (section) => {
            await new Promise(requestAnimationFrame);
            const right = section.getBoundingClientRect().right + 0.5;
            return [...section.querySelectorAll('*')].filter(
                (one) => one.checkVisibility() && one.getBoundingClientRect().right > right
            ).map((one) => one.outerHTML.slice(0, 80));
        }"""
    )
    figure.evaluate("(section) => { section.style.width = ''; }")
    assert wide == []


def test_learning_rate_shows_the_numbers_of_the_library(notebook: LiveNotebook) -> None:
    figure = notebook.figure(FIGURES["learning_rate"].label)
    assert notebook.value("descents.finish()") == "None"
    rates = figure.get_by_role("slider", name="Learning rate")
    starts = figure.get_by_role("slider", name="Start")
    rate, start = RATES.index(0.25), STARTS.index(-2.0)
    rates.focus()
    for key, step in (("ArrowLeft", -1), ("PageDown", None), ("End", None), ("Home", None)):
        notebook.page.keyboard.press(key)
        rate = rate + step if step else int(rates.input_value())
        expect(sentence(figure)).to_have_text(expected_words(start, rate))
    rate = RATES.index(0.1)
    rates.fill(str(rate))
    canvas = figure.locator("canvas:visible").first
    drag(canvas, (-2.0, float(QUARTIC(-2.0))), (1.82, 2.0))
    start = STARTS.index(1.8)
    assert int(starts.input_value()) == start
    expect(sentence(figure)).to_have_text(expected_words(start, rate))
    assert "2/f″ = 0.3551" in sentence(figure).inner_text()
    assert "2/f″ = 0.3551" in figure.locator(".cf-mark").inner_text()
    starts.fill(str(STARTS.index(-2.0)))
    rates.fill(str(RATES.index(0.25)))


def expected_words(start: int, rate: int) -> str:
    descent = descend(gradient_descent, quartic_derivative, STARTS[start], RATES[rate])
    return in_words(descent, STARTS[start], RATES[rate])


def test_learning_rate_plays_and_shows_four_rates(notebook: LiveNotebook) -> None:
    figure = notebook.figure(FIGURES["learning_rate"].label)
    figure.get_by_role("button", name="Play").click()
    expect(sentence(figure)).to_contain_text(re.compile(r"Step \d+: x = −"))
    figure.get_by_role("button", name="Pause").click()
    expect(figure.get_by_role("button", name="Play")).to_be_visible()
    figure.get_by_role("radio", name="four rates side by side").check()
    expect(sentence(figure)).to_have_text(
        "From −2.0: rate 0.01 settles, rate 0.1 settles, rate 0.25 oscillates, rate 1 diverges."
    )
    expect(figure.locator("canvas:visible")).to_have_count(5)
    figure.get_by_role("radio", name="one rate").check()
    expect(figure.locator("canvas:visible")).to_have_count(2)


def test_learning_rate_tells_the_numbers_below_the_pointer(notebook: LiveNotebook) -> None:
    figure = notebook.figure(FIGURES["learning_rate"].label)
    rates = figure.get_by_role("slider", name="Learning rate")
    rates.fill(str(RATES.index(0.1)))
    path = descend(gradient_descent, quartic_derivative, -2.0, 0.1).path
    canvas = figure.locator("canvas:visible").first
    notebook.page.mouse.move(*place(canvas, path[1], float(QUARTIC(path[1]))))
    words = f"Step 1: x = {path[1]:.4f}, loss {QUARTIC(path[1]):.4f}.".replace("-", "−")
    expect(sentence(figure)).to_have_text(words)
    notebook.page.mouse.move(0, 0)
    expect(sentence(figure)).to_contain_text("Rate 0.1 from −2.0 settles")
    rates.fill(str(RATES.index(0.25)))


def test_scores_asks_the_students_functions(notebook: LiveNotebook) -> None:
    figure = notebook.figure(FIGURES["scores"].label)
    figure.get_by_role("button", name="Back to the start").click()
    scores = START.copy()
    frog = figure.get_by_role("slider", name="frog score of image 3")
    frog.focus()
    for _ in range(3):
        notebook.page.keyboard.press("ArrowRight")
    scores[2, 2] = -2.8
    expect_means(figure, scores)
    canvas = figure.locator("canvas").nth(1)
    drag(canvas, (1.0, 4.9), (1.0, -6.0))
    scores[1, 1] = -6.0
    car = figure.get_by_role("slider", name="car score of image 2")
    assert float(car.input_value()) == pytest.approx(-6.0, abs=0.15)
    scores[1, 1] = float(car.input_value())
    expect_means(figure, scores)
    figure.get_by_role("button", name="All scores equal").click()
    expect_means(figure, np.zeros_like(START))
    figure.get_by_role("button", name="Back to the start").click()


def expect_means(figure: Locator, scores: np.ndarray) -> None:
    for name, function in (("SVM", losses.svm_losses), ("softmax", losses.cross_entropy_losses)):
        mean = function(scores, LABELS).mean()
        row = figure.locator(".cf-means .cf-bar", has_text=name)
        expect(row.locator("output")).to_have_text(f"{mean:.4f}")


def test_graph_stepper_follows_the_students_backward(notebook: LiveNotebook) -> None:
    figure = notebook.figure(FIGURES["graph_stepper"].label)
    a, b = Node(2.0, label="a"), Node(-3.0, label="b")
    told = graph_stepper(backward, a * b + a).sentences()
    step = figure.get_by_role("slider", name="Step")
    step.press("Home")
    expect(sentence(figure)).to_contain_text("no gradient yet. A question mark is not 0.")
    drawing = figure.locator("svg")
    expect(drawing.locator(".cf-missing")).to_have_count(4)
    for text in told:
        figure.get_by_role("button", name="Next").click()
        expect(sentence(figure)).to_have_text(text)
    expect(drawing.locator(".cf-missing")).to_have_count(0)
    assert "a: value 2, gradient −2" in (drawing.get_attribute("aria-label") or "")
    expect(figure.locator(".cf-wire.cf-lit")).to_have_count(1)
    figure.get_by_role("button", name="Back").click()
    expect(sentence(figure)).to_have_text(told[-2])
    figure.get_by_role("button", name="Play").click()
    expect(sentence(figure)).to_have_text(told[-1])
    expect(figure.get_by_role("button", name="Play")).to_be_visible()
    step.fill("4")


def test_hand_backprop_asks_the_students_net(notebook: LiveNotebook) -> None:
    figure = notebook.figure(FIGURES["hand_backprop"].label)
    figure.get_by_role("button", name="Back to the start").click()
    first = figure.get_by_role("slider", name="x₁")
    first.press("ArrowLeft")
    expect_loss(figure, x=4.9)
    handle = figure.locator('[data-handle="3"]')  # W₁₂
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    mouse, (x, y) = notebook.page.mouse, (box["x"] + box["width"] / 2, box["y"] + 20)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 25, y, steps=5)
    mouse.up()
    weight = figure.get_by_role("slider", name="W₁₂")
    assert float(weight.input_value()) == pytest.approx(-0.5)
    expect_loss(figure, x=4.9, weight=-0.5)
    passes = figure.get_by_role("slider", name="Pass")
    passes.press("Home")
    expect(sentence(figure)).to_contain_text("Nothing is computed yet.")
    passes.press("ArrowRight")
    expect(sentence(figure)).to_contain_text("Forward: the hidden values are h = ")
    figure.get_by_role("button", name="Back to the start").click()
    expect_loss(figure)


def expect_loss(figure: Locator, x: float = 5.0, weight: float = -1.0) -> None:
    net = TwoLayerNet([[1, weight, 3], [2, 2, -1]], [0.1, 0.5, -0.1])
    loss = net.loss([[x, 3]], [1])
    expect(sentence(figure)).to_contain_text(f" to {significant(loss)}")
    expect(figure.locator("svg")).to_have_attribute(
        "aria-label", re.compile(f"the loss is J = {significant(loss, 6)}, with target 1")
    )


def test_surface_asks_the_students_descent_for_another_start(notebook: LiveNotebook) -> None:
    figure = notebook.figure(FIGURES["surface"].label)
    figure.get_by_role("radio", name="narrow valley").check()
    canvas = figure.locator("canvas").first
    drag(canvas, (-2.0, 1.0), (1.52, -1.98))
    start = tuple(surface_descents.PLACES.index(place) for place in (1.5, -2.0))
    expect_descent(figure, start, surface_descents.RATES.index(0.15))
    rates = figure.get_by_role("slider", name="Learning rate")
    rates.press("ArrowRight")
    expect_descent(figure, start, surface_descents.RATES.index(0.18))
    figure.get_by_role("slider", name="Start x").press("ArrowLeft")
    expect_descent(figure, (start[0] - 1, start[1]), surface_descents.RATES.index(0.18))
    figure.get_by_role("button", name="Valley, too far").click()
    expect(sentence(figure)).to_contain_text("descent diverges")
    figure.get_by_role("button", name="Play").click()
    expect(sentence(figure)).to_contain_text(re.compile(r"^Step \d+: at \("))
    figure.get_by_role("button", name="Saddle, no noise").click()
    expect(sentence(figure)).to_contain_text("descent is stuck")


def expect_descent(figure: Locator, start: tuple[int, ...], rate: int) -> None:
    valley = surface_descents.SURFACES[2]
    place = (start[0], start[1])
    found = surface_descents.descend_on(
        gradient_descent, valley, place, surface_descents.RATES[rate], 0.0
    )
    expect(sentence(figure)).to_have_text(surface_in_words(found, (2, place), rate, 0))


def test_playground_trains_the_students_network(notebook: LiveNotebook) -> None:
    figure = notebook.figure(FIGURES["playground"].label)
    figure.get_by_role("button", name="Reset").click()
    training = playground_training.Training(
        playground_training.Functions(initialize, forward, loss_and_gradients),
        problem("xor"),
        playground_training.Start(hidden=4, scale=1.0, seed=0),
    )
    for epoch in (1, 2):
        figure.get_by_role("button", name="One epoch").click()
        training.run_epoch(0.3, 4)
        told = f"Epoch {epoch}: loss {training.losses[-1]:.4f}, {training.right()} of 4"
        expect(sentence(figure)).to_contain_text(told)
    figure.get_by_role("button", name="Play").click()
    shown = figure.locator(".cf-now output").first
    expect(shown).to_have_text(re.compile(r"^[1-9]\d+$"))
    rate = figure.get_by_role("slider", name="Learning rate")
    rate.press("ArrowRight")
    assert notebook.value("6 * 7") == "42"  # the kernel answers while it plays
    figure.get_by_role("button", name="Pause").click()
    expect(figure.get_by_role("button", name="Play")).to_be_visible()
    assert int(shown.inner_text()) >= 10
    figure.get_by_role("button", name="All weights 0").click()
    expect(sentence(figure)).to_contain_text("Epoch 0: loss 0.6931, 2 of 4")
    figure.get_by_role("radio", name="Iris").check()
    expect(figure.locator("canvas").first).to_have_attribute(
        "aria-label", re.compile("plane of petal length")
    )
    figure.get_by_label("Feature across").select_option("0")
    expect(figure.locator("canvas").first).to_have_attribute(
        "aria-label", re.compile("plane of sepal length")
    )
    figure.get_by_role("button", name="XOR, four units").click()
    expect(sentence(figure)).to_contain_text("of 4 examples right")


def test_nothing_outside_was_asked_for_and_no_figure_failed(notebook: LiveNotebook) -> None:
    assert notebook.outside == []
    assert [error for error in notebook.errors if "blob:" in error] == []


def test_the_same_module_draws_a_page_without_a_kernel(browser: Browser, tmp_path: Path) -> None:
    figure = learning_rate(gradient_descent, quartic_derivative)
    figure.finish()
    path = tmp_path / "page.html"
    page_text = PAGE.replace("TRAITS", json.dumps(figure.recorded()))
    page_text = page_text.replace("MODULE", json.dumps(joined_module("learning_rate")))
    path.write_text(page_text.replace("STYLE", style_sheet()), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    shown = page.locator(".course-figure")
    rates = shown.get_by_role("slider", name="Learning rate")
    rates.press("Home")
    expect(sentence(shown)).to_have_text(expected_words(STARTS.index(-2.0), 0))
    assert is_painted(shown.locator("canvas:visible").first)
    page.close()


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Live</title>
<style>STYLE</style><main></main><script type="module">
const address = URL.createObjectURL(new Blob([MODULE], { type: "text/javascript" }));
const figure = (await import(address)).default;
const traits = TRAITS;
const model = { get: (name) => traits[name], set() {}, on() {}, off() {}, save_changes() {} };
figure.render({ model, el: document.querySelector("main") });
</script></html>"""
