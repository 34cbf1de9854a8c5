"""Figures of assignment 04: the network with every number at its place, and its shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.figures import shapes
from course_lib.figures.described import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    SKY,
    VERMILLION,
    DescribedFigure,
    described,
    drawing,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Answers = Mapping[str, Any]
Block = tuple[str, int, int, str]
"""A matrix to draw: its name, its height and width, its colour."""

UNKNOWN = "?"
RED = "#A84300"
"""Vermillion, dark enough for small print on white."""

RADIUS = 0.42
INPUTS = ((0.0, 1.2), (0.0, -1.2))
HIDDEN = ((4.2, 2.3), (4.2, 0.0), (4.2, -2.3))
OUTPUT = (7.6, 0.0)
LOSS = (9.6, 0.0)
ALONG = 0.66
"""How far along an edge its weight is written: there no two edges cross."""


@drawing
def network_by_hand(
    x: np.ndarray,
    W: np.ndarray,
    V: np.ndarray,
    target: int,
    forward: Answers | None = None,
    backward: Answers | None = None,
) -> DescribedFigure:
    """Two inputs, three hidden neurons and an output, with the student's numbers at their places.

    forward, backward: the answers `hand_forward` and `hand_backward`; what is still None is
    drawn as a question mark. Without `backward` no gradients are drawn.
    """
    x = np.ravel(x)
    values, gradients = _entries(forward or {}), _entries(backward or {})
    figure = new_figure(height=5.4)
    axes = figure.subplots()
    axes.set(xlim=(-0.7, 10.3), ylim=(-3.5, 3.25), aspect="equal")
    axes.axis("off")
    with_gradients = backward is not None
    for (i, start), (j, end) in _pairs(INPUTS, HIDDEN):
        gradient = gradients.get(f"dJ_dW{i}{j}") if with_gradients else ""
        _edge(axes, start, end, _number(W[i, j]), gradient)
    for j, start in enumerate(HIDDEN):
        gradient = gradients.get(f"dJ_dV{j}") if with_gradients else ""
        _edge(axes, start, OUTPUT, _number(V[j]), gradient, along=0.5)
    _edge(axes, OUTPUT, LOSS, "", "")
    for i, place in enumerate(INPUTS):
        _node(axes, place, f"$x_{i + 1}$", _number(x[i]), "", SKY)
    for j, place in enumerate(HIDDEN):
        gradient = gradients.get(f"dJ_dh{j}") if with_gradients else ""
        _node(axes, place, f"$h_{j + 1}$", values.get(f"h{j}"), gradient, ORANGE)
    _node(axes, OUTPUT, "$y$", values.get("y"), gradients.get("dJ_dy") if with_gradients else "",
          ORANGE)  # fmt: skip
    _node(axes, LOSS, "$J$", values.get("J"), "1" if with_gradients else "", "white")
    axes.text(LOSS[0], -1.35, f"target {target}", ha="center", va="center")
    axes.text(-0.5, -3.3, "blue: values", color=BLUE, va="center")
    if with_gradients:
        axes.text(1.5, -3.3, "red: gradients of J", color=RED, va="center")
    return described(figure, _in_words(x, W, V, target, values, gradients, with_gradients))


@drawing
def layer_shapes(examples: int, inputs: int, neurons: int) -> DescribedFigure:
    """A layer as a product of matrices, on the way there and on the way back, drawn to scale."""
    N, D, H = examples, inputs, neurons
    products: tuple[tuple[str, tuple[str | Block, ...]], ...] = (
        ("forward", (("x", N, D, SKY), "@", ("W", D, H, GREEN), "→", ("h", N, H, ORANGE))),
        ("by W", (("xᵀ", D, N, SKY), "@", ("dz", N, H, VERMILLION), "=", ("dW", D, H, GREEN))),
        ("by x", (("dz", N, H, VERMILLION), "@", ("Wᵀ", H, D, GREEN), "=", ("dx", N, D, SKY))),
    )
    figure = new_figure(height=2.1)
    axes = figure.subplots()
    axes.set(aspect="equal")
    axes.axis("off")
    left = 0.0
    for title, parts in products:
        axes.text(left, max(N, D, H) / 2 + 0.9, title, va="center")
        for part in parts:
            if isinstance(part, str):
                axes.text(left + 0.8, 0, part, ha="center", va="center", fontsize=13)
                left += 1.6
            else:
                _block(axes, left, part)
                left += part[2]
        left += 2.6
    axes.set(xlim=(-0.4, left - 2.0), ylim=(-max(N, D, H) / 2 - 1.2, max(N, D, H) / 2 + 1.4))
    return described(
        figure,
        f"Three products of matrices, drawn to scale for {N} examples, {D} inputs and {H} "
        f"neurons. Forward: x, {N} × {D}, times W, {D} × {H}, gives sums of {N} × {H}, and the "
        f"sigmoid keeps their shape. By W: x transposed, {D} × {N}, times dz, {N} × {H}, gives "
        f"dW, {D} × {H}. By x: dz, {N} × {H}, times W transposed, {H} × {D}, gives dx, {N} × {D}.",
    )


def _block(axes: Axes, left: float, block: Block) -> None:
    """A matrix as a rectangle with its name in it and its shape below."""
    name, height, width, colour = block
    corner, middle = (left, -height / 2), left + width / 2
    axes.add_patch(
        shapes.Rectangle(corner, width, height, facecolor=colour, alpha=0.55, edgecolor=BLACK)
    )
    axes.text(middle, 0, name, ha="center", va="center", fontsize=12)
    axes.text(middle, -height / 2 - 0.2, f"{height} × {width}", ha="center", va="top", fontsize=9)


def _pairs(
    starts: tuple[tuple[float, float], ...], ends: tuple[tuple[float, float], ...]
) -> Iterator[tuple[tuple[int, tuple[float, float]], tuple[int, tuple[float, float]]]]:
    for i, start in enumerate(starts):
        for j, end in enumerate(ends):
            yield (i, start), (j, end)


def _node(
    axes: Axes,
    place: tuple[float, float],
    name: str,
    value: str | None,
    gradient: str | None,
    colour: str,
) -> None:
    """A circle with its name; its value above, its gradient below."""
    x, y = place
    axes.add_patch(shapes.Circle(place, RADIUS, facecolor=colour, edgecolor=BLACK, zorder=3))
    axes.text(x, y, name, ha="center", va="center", fontsize=13, zorder=4)
    above, below = y + RADIUS + 0.22, y - RADIUS - 0.22
    axes.text(x, above, value or UNKNOWN, color=BLUE, ha="center", va="center", zorder=4, **_LABEL)
    if gradient != "":
        text = gradient or UNKNOWN
        axes.text(x, below, text, color=RED, ha="center", va="center", zorder=4, **_LABEL)


def _edge(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    weight: str,
    gradient: str | None,
    along: float = ALONG,
) -> None:
    """A line from node to node with its weight and, below it, the weight's gradient."""
    axes.plot(*zip(start, end, strict=True), color="#8A8A8A", linewidth=1.3, zorder=1)
    x = start[0] + along * (end[0] - start[0])
    y = start[1] + along * (end[1] - start[1])
    shift = 0.15 if gradient != "" else 0.0
    axes.text(x, y + shift, weight, color=BLUE, ha="center", va="center", zorder=2, **_LABEL)
    if gradient != "":
        text = gradient or UNKNOWN
        axes.text(x, y - shift, text, color=RED, ha="center", va="center", zorder=2, **_LABEL)


_LABEL: dict[str, Any] = {
    "fontsize": 10,
    "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.8},
}


def _entries(answers: Answers) -> dict[str, str]:
    """Every number of the answers as text, under its key and its indices; None is left out."""
    found: dict[str, str] = {}
    for key, answer in answers.items():
        numbers = np.asarray(answer, dtype=object)
        numbers = np.squeeze(numbers) if numbers.size == 1 else numbers
        for place in np.ndindex(numbers.shape):
            text = _number(numbers[place])
            if text:
                found[key + "".join(map(str, place))] = text
    return found


def _number(entry: Any) -> str:
    """A number with six digits, or "" for anything else."""
    try:
        text = f"{float(entry):.6g}"
    except (TypeError, ValueError):
        return ""
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{float(mantissa):.4g}e{int(exponent)}"
    return text.replace("-", "−")


def _in_words(
    x: np.ndarray,
    W: np.ndarray,
    V: np.ndarray,
    target: int,
    values: dict[str, str],
    gradients: dict[str, str],
    with_gradients: bool,
) -> str:
    def listed(source: dict[str, str], *keys: str) -> str:
        return ", ".join(source.get(key, "not computed yet") for key in keys)

    text = (
        f"A network with the inputs {x[0]:g} and {x[1]:g}, three hidden neurons and one output, "
        f"target {target}. Hidden values: {listed(values, 'h0', 'h1', 'h2')}. Output: "
        f"{listed(values, 'y')}. Loss: {listed(values, 'J')}."
    )
    if with_gradients:
        rows = [listed(gradients, *(f"dJ_dW{i}{j}" for j in range(3))) for i in range(2)]
        text += (
            f" Gradients of the loss by the output: {listed(gradients, 'dJ_dy')}; by V: "
            f"{listed(gradients, 'dJ_dV0', 'dJ_dV1', 'dJ_dV2')}; by the hidden values: "
            f"{listed(gradients, 'dJ_dh0', 'dJ_dh1', 'dJ_dh2')}; by the first row of W: {rows[0]}; "
            f"by its second row: {rows[1]}."
        )
    return text.replace("-", "−")
