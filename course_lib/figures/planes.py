"""Figures of assignment 05: what a neuron or a network answers at every point of a plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.figures.described import (
    BLACK,
    BLUE,
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
POINTS_A_SIDE = 101
CLASS_COLOURS = (BLUE, ORANGE, PURPLE)
CLASS_MARKERS = ("o", "s", "^")
NO_STYLE: dict[str, Any] = {"color": VERMILLION, "marker": "s"}
YES_STYLE: dict[str, Any] = {"color": BLUE, "marker": "o"}


@drawing
def yes_no_regions(
    answer: Function,
    X: np.ndarray,
    targets: np.ndarray,
    axis_names: Sequence[str],
    class_names: Sequence[str],
    margin: float = 0.5,
) -> DescribedFigure:
    """The plane shaded by the answer between 0 and 1, its boundary at 0.5, and the examples.

    answer: takes points (N, 2), returns (N,). X: (N, 2). class_names: of target 0 and of target 1.
    """
    across, up, points = _grid(X, margin)
    shades = values_of(answer, points, shape=(len(points),)).reshape(across.shape)
    chosen = values_of(answer, X, shape=(len(X),)) > 0.5
    right = int(np.sum(chosen == (np.asarray(targets) == 1)))
    figure = new_figure(width=6.8, height=4.4)
    axes = figure.subplots()
    _shade(axes, across, up, shades)
    for target, style in ((0, NO_STYLE), (1, YES_STYLE)):
        of_class = X[np.asarray(targets) == target]
        _scatter(axes, of_class, style, class_names[target])
    axes.set(xlabel=axis_names[0], ylabel=axis_names[1])
    axes.plot([], [], color=BLACK, linewidth=2, label="answer 0.5")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return described(
        figure,
        f"The plane of {axis_names[0]} and {axis_names[1]}, shaded by the answer: blue where it "
        f"is above 0.5 ({class_names[1]}), red where it is below ({class_names[0]}). "
        f"{right} of the {len(X)} examples lie on their own side. {_boundary(shades)}",
    )


@drawing
def hidden_unit_maps(
    hidden: Function, answer: Function, X: np.ndarray, targets: np.ndarray, units: int
) -> DescribedFigure:
    """The plane as each hidden unit answers it, and as the network does.

    hidden: takes points (N, 2), returns (N, units). answer: (N, 2) → (N,).
    """
    across, up, points = _grid(X, 0.4)
    layer = values_of(hidden, points, shape=(len(points), units))
    shades = values_of(answer, points, shape=(len(points),))
    figure = new_figure(height=2.5)
    titles = [f"unit {number}" for number in range(1, units + 1)] + ["network"]
    columns = [*layer.T, shades]
    for axes, title, column in zip(figure.subplots(1, units + 1), titles, columns, strict=True):
        _shade(axes, across, up, column.reshape(across.shape))
        for target, style in ((0, NO_STYLE), (1, YES_STYLE)):
            _scatter(axes, X[np.asarray(targets) == target], style, "")
        axes.set_ylabel("b" if title == "unit 1" else "")
        axes.set(title=title, xlabel="a", xticks=(0, 1), yticks=(0, 1), aspect="equal")
        axes.grid(False)
    right = int(np.sum((values_of(answer, X, shape=(len(X),)) > 0.5) == (targets == 1)))
    return described(
        figure,
        f"{units + 1} maps of the plane of a and b. Each of the {units} hidden units divides it "
        "by one straight line into a side near 0 and a side near 1; the network puts them "
        f"together and gets {right} of the {len(X)} rows right.",
    )


@drawing
def class_regions(
    predict: Function,
    X: np.ndarray,
    labels: np.ndarray,
    axis_names: Sequence[str],
    class_names: Sequence[str],
    margin: float = 0.4,
) -> DescribedFigure:
    """The plane coloured by the class that is predicted, and the examples.

    predict: takes points (N, 2), returns (N,) of class numbers. X: (N, 2).
    """
    across, up, points = _grid(X, margin)
    regions = values_of(predict, points, shape=(len(points),)).reshape(across.shape)
    right = values_of(predict, X, shape=(len(X),)) == labels
    figure = new_figure(width=7.2, height=4.4)
    axes = figure.subplots()
    levels = np.arange(len(class_names) + 1) - 0.5
    axes.contourf(across, up, regions, levels=levels, colors=CLASS_COLOURS, alpha=0.2)
    for index, name in enumerate(class_names):
        style = {"color": CLASS_COLOURS[index], "marker": CLASS_MARKERS[index]}
        _scatter(axes, X[labels == index], style, name)
    missed = X[~right]
    axes.scatter(
        missed[:, 0],
        missed[:, 1],
        s=130,
        facecolor="none",
        edgecolor=BLACK,
        linewidth=1.6,
        label="misclassified",
    )
    axes.set(xlabel=axis_names[0], ylabel=axis_names[1])
    axes.grid(False)
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    found = [name for index, name in enumerate(class_names) if np.any(regions == index)]
    return described(
        figure,
        f"The plane of {axis_names[0]} and {axis_names[1]}, coloured by the class that your "
        f"network predicts: {', '.join(found)}. {int(right.sum())} of the {len(X)} examples lie "
        "in a region of their own class; the others are circled.",
    )


def _grid(X: np.ndarray, margin: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates of a grid around the examples, and its points as rows."""
    sides = [
        np.linspace(column.min() - margin, column.max() + margin, POINTS_A_SIDE) for column in X.T
    ]
    across, up = np.meshgrid(*sides)
    return across, up, np.column_stack([across.ravel(), up.ravel()])


def _shade(axes: Axes, across: np.ndarray, up: np.ndarray, shades: np.ndarray) -> None:
    """Red through white to blue, with a line where the answer is 0.5."""
    extent = (across.min(), across.max(), up.min(), up.max())
    axes.imshow(
        shades, extent=extent, origin="lower", cmap="RdBu", vmin=0, vmax=1, alpha=0.6, aspect="auto"
    )
    if shades.min() < 0.5 < shades.max():
        axes.contour(across, up, shades, levels=[0.5], colors=[BLACK], linewidths=2)
    axes.grid(False)


def _scatter(axes: Axes, points: np.ndarray, style: dict[str, Any], name: str) -> None:
    axes.scatter(points[:, 0], points[:, 1], s=42, edgecolor=BLACK, label=name, zorder=4, **style)


def _boundary(shades: np.ndarray) -> str:
    if not shades.min() < 0.5 < shades.max():
        return "There is no boundary: the answer is on one side of 0.5 everywhere."
    return "The boundary, where the answer is 0.5, is a black line."
