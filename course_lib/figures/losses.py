"""Figures of assignment 01: linear scores, and what the losses make of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.figures.described import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    VERMILLION,
    DescribedFigure,
    described,
    drawing,
    new_figure,
    values_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Function = Callable[..., Any]
CLASS_NAMES = ("cat", "car", "frog")
CLASS_COLOURS = (ORANGE, PURPLE, GREEN)
CLASS_MARKERS = ("o", "s", "^")
SVM_STYLE: dict[str, Any] = {"color": VERMILLION, "linestyle": "--", "label": "SVM"}
SOFTMAX_STYLE: dict[str, Any] = {"color": BLUE, "linestyle": "-", "label": "softmax"}


@drawing
def score_regions(
    linear_scores: Function, X: np.ndarray, labels: np.ndarray, W: np.ndarray, b: np.ndarray
) -> DescribedFigure:
    """The plane of two features: which class wins where, and each class's line of score 0."""
    reach = 3.0
    side = np.linspace(-reach, reach, 121)
    across, up = np.meshgrid(side, side)
    grid = np.column_stack([across.ravel(), up.ravel()])
    scores = values_of(linear_scores, grid, W, b, shape=(len(grid), W.shape[1]))
    winners = scores.argmax(axis=1).reshape(across.shape)

    figure = new_figure(width=6.6, height=5.2)
    axes = figure.subplots()
    axes.set(xlabel="fur, from −3 (none) to 3 (much)", ylabel="green, from −3 to 3")
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.grid(False)
    levels = np.arange(W.shape[1] + 1) - 0.5
    axes.contourf(across, up, winners, levels=levels, colors=CLASS_COLOURS, alpha=0.16)
    for index, name in enumerate(CLASS_NAMES):
        _line_of_score_zero(axes, W[:, index], float(b[index]), name, CLASS_COLOURS[index])
        region = grid[(winners == index).ravel()]
        if len(region):
            x, y = 1.5 * region.mean(axis=0)  # further out, where few points and lines are
            axes.text(x, y, name.upper(), fontsize=17, ha="center", va="center", alpha=0.6)
        chosen = X[labels == index]
        style: dict[str, Any] = {"color": CLASS_COLOURS[index], "marker": CLASS_MARKERS[index]}
        axes.scatter(
            chosen[:, 0], chosen[:, 1], s=60, edgecolor=BLACK, label=f"a {name}", zorder=4, **style
        )
    axes.plot([], [], "--", color=BLACK, linewidth=1.8, label="score 0")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return described(
        figure,
        "The plane of the two features, shaded by the class with the highest score: frog at the "
        "top, cat at the lower right, car at the lower left. For each class a dashed line marks "
        "where its score is 0, and an arrow, a column of W, points to where it grows.",
    )


def _line_of_score_zero(
    axes: Axes, weights: np.ndarray, bias: float, name: str, colour: str
) -> None:
    """The points with weights · x + bias = 0, and an arrow along the weights."""
    norm = float(np.hypot(*weights))
    foot = -bias * weights / norm**2
    along = np.array([-weights[1], weights[0]]) / norm
    start, end = foot - 9 * along, foot + 9 * along
    axes.plot(*zip(start, end, strict=True), color=colour, linestyle="--", linewidth=1.8)
    tail = foot + 1.0 * along if foot.any() else foot  # two lines cross at 0: keep arrows apart
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 2.4, "mutation_scale": 18}
    axes.annotate("", xy=tuple(tail + 0.9 * weights / norm), xytext=tuple(tail), arrowprops=arrow)
    x, y = tail + 1.15 * weights / norm
    axes.text(x, y, name, ha="center", va="center")


@drawing
def softmax_steps(softmax: Function, scores: Sequence[float]) -> DescribedFigure:
    """One image's scores, their exponentials, and the student's probabilities, as bars."""
    row = np.array([scores], dtype=float)
    probabilities = values_of(softmax, row, shape=row.shape)[0]
    panels = (
        ("scores  s", row[0], "{:.1f}"),
        ("exponentials  exp(s)", np.exp(row[0]), "{:.2f}"),
        ("your softmax", probabilities, "{:.4f}"),
    )
    figure = new_figure(height=2.8)
    for axes, (title, heights, form) in zip(figure.subplots(1, 3), panels, strict=True):
        bars = axes.bar(CLASS_NAMES, heights, color=CLASS_COLOURS, edgecolor=BLACK, width=0.6)
        axes.bar_label(bars, [form.format(height) for height in heights], padding=3)
        axes.axhline(0, color=BLACK, linewidth=1)
        axes.margins(y=0.2)
        axes.set_title(title)
        axes.grid(False, axis="x")
    shares = ", ".join(
        f"{name} {p:.4f}" for name, p in zip(CLASS_NAMES, probabilities, strict=True)
    )
    return described(
        figure,
        "Three bar charts: the scores, their exponentials, which are all positive and stretch the "
        f"gaps, and your softmax: {shares}.",
    )


@drawing
def loss_against_true_score(
    svm_losses: Function, cross_entropy_losses: Function
) -> DescribedFigure:
    """Both losses of image 1 while the score of its true class moves."""
    true_scores = np.linspace(-4, 12, 321)
    rows = np.column_stack(
        [true_scores, np.full_like(true_scores, 5.1), np.full_like(true_scores, -1.7)]
    )
    svm, softmax = _both_losses(svm_losses, cross_entropy_losses, rows)
    figure = new_figure(height=3.6)
    axes = figure.subplots()
    axes.plot(true_scores, svm, **SVM_STYLE)
    axes.plot(true_scores, softmax, **SOFTMAX_STYLE)
    for value, text in ((3.2, "image 1: 3.2"), (6.1, "margin reached: 6.1")):
        _mark(axes, value, text)
    axes.set(xlabel="cat score (car stays at 5.1, frog at −1.7; the image is a cat)")
    axes.set(ylabel="loss of this image", xlim=(-4, 12), ylim=(-0.4, None))
    axes.legend(loc="center right")
    return described(
        figure,
        "Both losses fall as the cat score grows. The SVM loss is made of straight pieces, with "
        "bends at −0.7 and 6.1, and is exactly 0 from 6.1 on. The softmax loss is a smooth curve "
        "that comes near 0 and never reaches it.",
    )


@drawing
def loss_against_rival(svm_losses: Function, cross_entropy_losses: Function) -> DescribedFigure:
    """Both losses of an image that is already right, while a rival's score moves."""
    rivals = np.linspace(-10, 14, 481)
    rows = np.column_stack([np.full_like(rivals, 10.0), rivals, np.full_like(rivals, -100.0)])
    svm, softmax = _both_losses(svm_losses, cross_entropy_losses, rows)
    figure = new_figure(height=3.6)
    plain, logarithmic = figure.subplots(1, 2)
    for axes in (plain, logarithmic):
        axes.plot(rivals, svm, **SVM_STYLE)
        axes.plot(rivals, softmax, **SOFTMAX_STYLE)
        axes.set(xlabel="score of a rival (true class: 10)", xlim=(-10, 14))
    _mark(plain, 9.0, "kink: 9", text_side="left", height=0.65)
    plain.set(ylabel="loss of this image", title="plain scale")
    plain.legend(loc="upper left")
    logarithmic.set(yscale="log", ylim=(1e-10, 20), title="logarithmic scale")
    logarithmic.text(-9.5, 1e-2, "the SVM loss is 0 left of 9:\nbelow every line of this plot")
    return described(
        figure,
        "The true class scores 10 and one rival's score moves from −10 to 14. The SVM loss is 0 "
        "until the rival reaches 9, then rises with slope 1. The softmax loss rises smoothly; on "
        "the logarithmic scale it is a straight line that falls without end to the left.",
    )


@drawing
def binary_cross_entropy_curves(binary_cross_entropy: Function) -> DescribedFigure:
    """The binary loss against the prediction, for either truth."""
    predictions = np.linspace(0.002, 0.998, 499)
    figure = new_figure(width=6.2, height=3.5)
    axes = figure.subplots()
    styles = ((1, BLUE, "-"), (0, VERMILLION, "--"))
    for target, colour, line in styles:
        targets = np.full(predictions.shape, target)
        losses = values_of(binary_cross_entropy, predictions, targets, shape=predictions.shape)
        axes.plot(predictions, losses, color=colour, linestyle=line, label=f"t = {target}")
    axes.set(xlabel="prediction y", ylabel="loss", xlim=(0, 1), ylim=(0, 6))
    axes.legend(loc="upper center")
    return described(
        figure,
        "The loss against the prediction y, for t = 1 and t = 0. The curves are mirror images "
        "that cross at y = 0.5. Each is 0 where the prediction is right and climbs without bound "
        "where it is wrong.",
    )


@drawing
def penalty_against_scale(
    linear_scores: Function,
    cross_entropy_losses: Function,
    full_loss: Function,
    X: np.ndarray,
    labels: np.ndarray,
    W: np.ndarray,
) -> DescribedFigure:
    """The full loss when all weights are multiplied by k, for three strengths of the penalty."""
    scales = np.linspace(0, 4, 41)
    per_example = []
    no_bias = np.zeros(W.shape[1])
    for scale in scales:
        scores = values_of(linear_scores, X, scale * W, no_bias, shape=(len(X), W.shape[1]))
        per_example.append(values_of(cross_entropy_losses, scores, labels, shape=(len(X),)))
    figure = new_figure(width=6.6, height=3.6)
    axes = figure.subplots()
    lowest = {}
    styles = ((0.0, BLACK, ":"), (0.01, BLUE, "-"), (0.1, VERMILLION, "--"))
    for strength, colour, line in styles:
        totals = [
            values_of(full_loss, losses, scale * W, strength, shape=())
            for scale, losses in zip(scales, per_example, strict=True)
        ]
        axes.plot(scales, totals, color=colour, linestyle=line, label=f"strength {strength:g}")
        best = int(np.argmin(totals))
        lowest[strength] = scales[best]
        axes.plot(scales[best], totals[best], "o", color=colour, markersize=8, clip_on=False)
    axes.set(xlabel="scale k of the weights, kW", ylabel="full loss", xlim=(0, 4), ylim=(0, 2.5))
    axes.legend(loc="upper right")
    return described(
        figure,
        "The full loss against the scale of the weights. Without a penalty it keeps falling to "
        "the edge of the plot. With one it has a lowest point, marked by a dot: at "
        f"k = {lowest[0.01]:.2f} for strength 0.01, at k = {lowest[0.1]:.2f} for strength 0.1.",
    )


def _both_losses(
    svm_losses: Function, cross_entropy_losses: Function, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """SVM and softmax losses of score rows whose true class is the first."""
    labels = np.zeros(len(rows), dtype=int)
    svm = values_of(svm_losses, rows, labels, shape=labels.shape)
    return svm, values_of(cross_entropy_losses, rows, labels, shape=labels.shape)


def _mark(axes: Axes, x: float, text: str, text_side: str = "right", height: float = 0.94) -> None:
    """A thin vertical line with its meaning beside it."""
    axes.axvline(x, color="#777777", linewidth=1)
    shift = 4 if text_side == "right" else -4
    axes.annotate(
        text,
        (x, height),
        xycoords=("data", "axes fraction"),
        xytext=(shift, 0),
        textcoords="offset points",
        ha="left" if text_side == "right" else "right",
        va="center",
    )
