"""The playground where nothing is live: a trained network, drawn by matplotlib."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.figures.described import (
    BLACK,
    BLUE,
    ORANGE,
    PURPLE,
    DescribedFigure,
    described,
    drawing,
    new_figure,
)
from course_lib.widgets.playground_training import POINTS_A_SIDE, Training

CLASS_COLOURS, CLASS_MARKERS = (BLUE, ORANGE, PURPLE), ("o", "s", "^")


@drawing
def trained_network(train: Callable[[], Training], text: str) -> DescribedFigure:
    """The regions of the classes, where each hidden unit is on, and the loss at each epoch."""
    training = train()
    problem = training.problem
    classes, _ = training.regions()
    low, high = problem.low, problem.high
    sides = [np.linspace(low[axis], high[axis], POINTS_A_SIDE) for axis in (0, 1)]
    across, up = np.meshgrid(*sides)
    grid = problem.standardised(np.column_stack([across.ravel(), up.ravel()]))
    sums = grid @ training.parameters["W1"] + training.parameters["b1"]
    figure = new_figure(width=8.2, height=3.2)
    regions, losses = figure.subplots(1, 2)
    levels = np.arange(len(problem.classes) + 1) - 0.5
    shape = across.shape
    regions.contourf(
        across, up, classes.reshape(shape), levels=levels, colors=CLASS_COLOURS, alpha=0.25
    )
    for unit in sums.T:
        if unit.min() < 0 < unit.max():
            line = unit.reshape(shape)
            regions.contour(
                across, up, line, levels=[0], colors=[BLACK], linestyles="dashed", linewidths=1.2
            )
    for label, name in enumerate(problem.classes):
        points = problem.points[problem.labels == label]
        style = {"color": CLASS_COLOURS[label], "marker": CLASS_MARKERS[label]}
        regions.scatter(*points.T, s=42, edgecolor=BLACK, label=name, zorder=4, **style)
    regions.set(xlabel=problem.axes[0], ylabel=problem.axes[1])
    regions.set(title="dashed: where a hidden unit switches on")
    regions.grid(False)
    losses.plot(training.losses, color=BLUE)
    losses.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
    return described(figure, text)
