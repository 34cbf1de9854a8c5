"""From a key press on a slider to the frame that shows the new value, in JupyterLab.

    uv run python benchmarks/widgets.py

Beside each live figure stands the usual way: `interact`, which draws the same picture by
matplotlib and shows it by `plt.show`. Both in the same page and the same run, taking turns. A
press counts from the browser's own time stamp of the key to the end of the frame in which the
pixels have changed: those of the canvas, of matplotlib's picture, or, where the number comes from
Python, of the written number. The last line says whether the promises hold: at the 95th percentile
25 ms and a tenth of `interact` where the page has the data, 80 ms where Python is asked.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from browser_rig import LiveNotebook, chromium, live_server, open_notebook

PRESSES, ROUND = 60, 10
HERE, PYTHON = "page", "Python"
PROMISES = {HERE: 25.0, PYTHON: 80.0}
TIMES_FASTER = 10.0

PRELUDE = """
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import IntSlider, interact
from course_lib.descent import gradient_descent
from course_lib.figures.graph_layout import Wire, draw as draw_graph, layout, number
from course_lib.gradients import quartic_derivative
from course_lib.graph import backward
from course_lib.landscapes import quartic
from course_lib.layers import TwoLayerNet
from course_lib.losses import cross_entropy_losses, svm_losses
from course_lib.networks import forward, initialize, loss_and_gradients
from course_lib.node import Node
from course_lib.widgets import graph_stepper, hand_backprop, learning_rate, scores_panel
from course_lib.widgets import playground, playground_problems, playground_training, surface
from course_lib.widgets import surface_descents
from course_lib.widgets.descents import RATES
from course_lib.widgets.scores import LABELS, START

w0, x0, w1, x1, w2 = (Node(v, label=n) for v, n in zip((2.0, -1.0, -3.0, -2.0, -3.0),
                                                      ("w0", "x0", "w1", "x1", "w2")))
neuron = 1.0 / ((-(w0 * x0 + w1 * x1 + w2)).exp() + 1.0)
W, V = np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]]), np.array([0.1, 0.5, -0.1])
"""

DESCENT = """
@interact(position=IntSlider(value=48, min=0, max=60))
def draw(position):
    path = gradient_descent(quartic_derivative, -2.0, RATES[position], max_steps=40)
    heights = quartic(np.clip(path, -1e3, 1e3))
    xs = np.linspace(-2.6, 2.6, 161)
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6))
    left.plot(xs, quartic(xs))
    left.plot(path, heights, "o-")
    left.set(xlim=(-2.6, 2.6), ylim=(0, 13))
    right.plot(heights, "o-")
    right.set(xlim=(0, 40), ylim=(0, 13), title=f"rate {RATES[position]:g}")
    plt.show()
"""

SCORES = """
@interact(tenths=IntSlider(value=-31, min=-100, max=100))
def draw(tenths):
    scores = START.copy()
    scores[2, 2] = tenths / 10
    figure, axes = plt.subplots(1, 3, figsize=(8, 3.6))
    svm, softmax = svm_losses(scores, LABELS), cross_entropy_losses(scores, LABELS)
    for image, one in enumerate(axes):
        one.plot(scores[image], "o")
        one.set(ylim=(-10.5, 10.5), title=f"{svm[image]:.4f} {softmax[image]:.4f}")
    figure.suptitle(f"{svm.mean():.4f} {softmax.mean():.4f}")
    plt.show()
"""


GRAPH = """
stepper = graph_stepper(backward, neuron)
plan = layout(neuron)

@interact(step=IntSlider(value=15, min=0, max=15))
def draw(step):
    gradients = {each.node: each.gradient for each in stepper.steps[:step]}
    wires = {
        node: Wire(number(node.value), number(gradients[i]) if i in gradients else None)
        for i, node in enumerate(plan.nodes)
    }
    figure, axes = plt.subplots(figsize=(8, 4.6))
    axes.set(xlim=(-1, plan.width + 1), ylim=(plan.lowest - 1, plan.highest + 1))
    draw_graph(axes, plan, wires)
    plt.show()
"""

NETWORK = """
places = {"x": [(0, 1), (0, -1)], "h": [(4, 2), (4, 0), (4, -2)], "y": [(7, 0)]}

@interact(tenths=IntSlider(value=50, min=-100, max=100))
def draw(tenths):
    net, x = TwoLayerNet(W, V), np.array([[tenths / 10, 3.0]])
    loss, dx = net.loss(x, [1]), net.backward()
    figure, axes = plt.subplots(figsize=(8, 4.6))
    for layer, ends, starts in ((net.hidden, "h", "x"), (net.output, "y", "h")):
        for (i, j), weight in np.ndenumerate(layer.W):
            (x0, y0), (x1, y1) = places[starts][i], places[ends][j]
            axes.plot([x0, x1], [y0, y1], color="grey")
            text = f"{weight:.1f} {layer.W_gradient[i, j]:.4g}"
            axes.text(x0 + 0.66 * (x1 - x0), y0 + 0.66 * (y1 - y0), text)
    for place, value, slope in zip(places["x"], x[0], dx[0]):
        axes.text(*place, f"{value:.1f} {slope:.4g}")
    for place, value in zip(places["h"], net.hidden.forward(x)[0]):
        axes.text(*place, f"{value:.6g}")
    axes.set_title(f"loss {loss:.6g}")
    plt.show()
"""

SURFACE = """
@interact(position=IntSlider(value=20, min=0, max=32))
def draw(position):
    saddle = surface_descents.SURFACES[0]
    rate = surface_descents.RATES[position]
    start = np.array([1.8, 0.0])
    path = gradient_descent(saddle.gradient, start, rate, max_steps=100)
    x, y = np.meshgrid(np.linspace(-2.4, 2.4, 65), np.linspace(-2.4, 2.4, 65))
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6))
    left.contour(x, y, x**2 - y**2, levels=19)
    left.plot(*np.clip(path, -9, 9).T, "o-")
    left.set(xlim=(-2.4, 2.4), ylim=(-2.4, 2.4), title=f"rate {rate:g}")
    right.plot([saddle.height(point) for point in np.clip(path, -9, 9)], "o-")
    right.set(xlim=(0, 100), ylim=(-5, 4))
    plt.show()
"""

PLAYGROUND = """
parts = playground_training.Functions(initialize, forward, loss_and_gradients)

@interact(seed=IntSlider(value=15, min=0, max=30))
def draw(seed):
    given = playground_problems.problem("xor")
    start = playground_training.Start(4, 1.0, seed)
    training = playground_training.Training(parts, given, start)
    classes, _ = training.regions()
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(8, 3.6))
    left.imshow(classes.reshape(48, 48), origin="lower", extent=(-0.15, 1.15, -0.15, 1.15))
    left.scatter(*given.points.T, c=given.labels)
    for (i, j), weight in np.ndenumerate(training.parameters["W1"]):
        middle.plot([0, 1], [i, j], linewidth=abs(weight))
    right.plot(training.losses, "o")
    figure.suptitle(f"loss {training.losses[-1]:.4f}")
    plt.show()
"""


@dataclass(frozen=True)
class Case:
    """A live figure, what it is compared with, and where its new value is to be seen."""

    name: str
    cell: str
    label: str
    slider: str
    seen_in: str
    """The element whose change is waited for: a canvas, or a written number."""
    asks: str
    usual: str


CASES = (
    Case(
        "learning rate",
        "learning_rate(gradient_descent, quartic_derivative)",
        "Gradient descent on a quartic",
        "Learning rate",
        "canvas",
        HERE,
        DESCENT,
    ),
    Case(
        "scores",
        "scores_panel(svm_losses, cross_entropy_losses)",
        "The scores",
        "frog score of image 3",
        ".cf-means .cf-bar output",
        PYTHON,
        SCORES,
    ),
    Case(
        "graph stepper",
        "graph_stepper(backward, neuron)",
        "A computational graph",
        "Step",
        "svg",
        HERE,
        GRAPH,
    ),
    Case(
        "hand backprop",
        "hand_backprop([[5, 3]], W, V, 1, net=TwoLayerNet)",
        "A network with two inputs",
        "x₁",
        ".cf-sentence",
        PYTHON,
        NETWORK,
    ),
    Case(
        "surface",
        "surface(gradient_descent)",
        "Gradient descent on a surface",
        "Learning rate",
        "canvas",
        HERE,
        SURFACE,
    ),
    Case(
        "playground",
        "figure = playground(initialize, forward, loss_and_gradients)\n"
        'figure.settings = {**figure.settings, "seed": 15}\nfigure',
        "A playground",
        "Seed",
        ".cf-sentence",
        PYTHON,
        PLAYGROUND,
    ),
)

WATCH = """
(element) => {
    const state = () => {
        if (element.tagName === 'CANVAS') {
            const {width, height} = element;
            const data = element.getContext('2d').getImageData(0, 0, width, height).data;
            let sum = 0;
            const words = new Uint32Array(data.buffer);
            for (let i = 0; i < words.length; i += 1) sum = (sum * 31 + words[i]) | 0;
            return String(sum);
        }
        const picture = element.querySelector('img');
        if (picture) return picture.complete ? picture.src : null;
        return element.textContent;
    };
    window.seen = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('no change seen')), 10000);
        const before = state();
        const pressed = (event) => {
            const look = () => {
                const channel = new MessageChannel();  // runs when the frame is finished
                channel.port1.onmessage = () => {
                    const now = state();
                    if (now && now !== before) resolve(performance.now() - event.timeStamp);
                    else requestAnimationFrame(look);
                };
                channel.port2.postMessage(0);
            };
            requestAnimationFrame(look);
        };
        window.addEventListener('keydown', pressed, {capture: true, once: true});
    });
}
"""


def press(notebook: LiveNotebook, slider: Locator, seen_in: Locator, key: str) -> float:
    """Milliseconds from a key press on a slider to the frame that shows its effect."""
    slider.focus()
    seen_in.evaluate(WATCH)
    notebook.page.keyboard.press(key)
    took = float(notebook.page.evaluate("async () => await window.seen"))
    notebook.page.wait_for_timeout(60)
    return took


def measure(notebook: LiveNotebook, index: int, case: Case) -> tuple[list[float], list[float]]:
    """Times of the live figure in cell `index` and of `interact` in the next, taking turns."""
    figure = notebook.figure(case.label)
    cells = notebook.page.locator(".jp-CodeCell")
    usual = cells.nth(index + 1)
    live_times: list[float] = []
    usual_times: list[float] = []
    for count in range(PRESSES // ROUND):
        key = ("ArrowLeft", "ArrowRight")[count % 2]
        slider = figure.get_by_role("slider", name=case.slider)
        slider.scroll_into_view_if_needed()
        seen_in = figure.locator(case.seen_in).first
        live_times += [press(notebook, slider, seen_in, key) for _ in range(ROUND)]
        handle = usual.get_by_role("slider")
        handle.scroll_into_view_if_needed()
        picture = usual.locator(".jp-Cell-outputWrapper")
        usual_times += [press(notebook, handle, picture, key) for _ in range(ROUND)]
    return live_times, usual_times


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> int:
    cells = [PRELUDE]
    for case in CASES:
        cells += [case.cell, case.usual]
    kept = True
    with (
        tempfile.TemporaryDirectory() as folder,
        live_server(Path(folder)) as server,
        chromium() as browser,
    ):
        notebook = open_notebook(browser, server, "lab", cells)
        notebook.page.wait_for_timeout(8000)  # what is computed behind the first descents
        print(f"{'ms':16}{'median':>8}{'p95':>8}{'interact':>10}{'p95':>8}{'faster':>8}")
        for number, case in enumerate(CASES):
            live, usual = measure(notebook, 1 + 2 * number, case)
            middle, other = statistics.median(live), statistics.median(usual)
            row = f"{middle:8.1f}{p95(live):8.1f}{other:10.1f}{p95(usual):8.1f}"
            print(f"{case.name:16}{row}{other / middle:7.1f}×", flush=True)
            kept &= p95(live) <= PROMISES[case.asks]
            kept &= case.asks == PYTHON or p95(usual) >= TIMES_FASTER * p95(live)
        notebook.close()
    print("The promises hold." if kept else "The promises do NOT hold.")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
