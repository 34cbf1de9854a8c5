"""Figures of assignment 02 about walks downhill: saddle, learning rates, valleys, mini-batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

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

Function = Callable[..., Any]
SADDLE_RATE, SADDLE_STEPS = 0.1, 104
SADDLE_STYLES = ((VERMILLION, "s", 9.0), (BLUE, "o", 4.5))
CURVES = ((PURPLE, "-", "s"), (BLUE, "--", "o"), (VERMILLION, "-", "^"), (GREEN, "-.", "D"))
RATES_BY_LETTER = (0.25, 0.01, 1.0, 0.1)
"""Of the curves a to d, whose rates are asked for."""

CURVE_STEPS, HIGHEST = 40, 6.0
BATCH_STYLES = ((1, ORANGE, "-", 0.8), (15, BLUE, "-", 1.4), (None, BLACK, "-", 2.6))


@drawing
def saddle_paths(
    gradient_descent: Function, surface: Function, gradient: Function, starts: Sequence[Any]
) -> DescribedFigure:
    """A saddle, in perspective and from above, with the student's descent from each start."""
    paths = [
        path_of(gradient_descent, gradient, np.array(start), SADDLE_RATE, 1e-6, SADDLE_STEPS)
        for start in starts
    ]
    side = np.linspace(-2, 2, 61)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    heights = surface(grid)
    figure = new_figure(height=4.0)
    solid: Any = figure.add_subplot(1, 2, 1, projection="3d", computed_zorder=False)
    above: Any = figure.add_subplot(1, 2, 2)
    solid.plot_surface(
        grid[..., 0], grid[..., 1], heights, cmap="Greys", alpha=0.55, rcount=20, ccount=20,
        vmin=-8, vmax=10, linewidth=0.2, edgecolor="#999999",
    )  # fmt: skip
    solid.set(xlabel="x", ylabel="y", zticks=(-4, -2, 0, 2, 4), title="x² − y²")
    solid.view_init(elev=32, azim=40)
    solid.set_box_aspect((1, 1, 0.75), zoom=0.88)
    lines = above.contour(
        grid[..., 0], grid[..., 1], heights, levels=np.arange(-3, 4), colors="#777777",
        linewidths=1.2,
    )  # fmt: skip
    above.clabel(lines, fontsize=10, fmt="%g")
    said = []
    for path, start, (colour, marker, size) in zip(paths, starts, SADDLE_STYLES, strict=False):
        inside = path[np.abs(path).max(axis=1) <= 2.0]
        label = f"from ({start[0]:g}, {start[1]:g})".replace("e-0", "e-")
        style: dict[str, Any] = {"color": colour, "marker": marker, "markersize": size}
        solid.plot(*inside.T, surface(inside) + 0.05, zorder=5, **style)
        above.plot(*inside.T, label=label, **style)
        x, y = path[-1]
        said.append(f"{label} your descent ends after {len(path) - 1} steps {_place(x, y)}")
    above.set(xlabel="x", ylabel="y", title="from above", aspect="equal")
    above.legend(loc="lower center", facecolor="white", framealpha=1.0, frameon=True)
    return described(
        figure,
        "The surface x² − y², shaped like a saddle: it rises to both sides along x and falls to "
        f"both sides along y. At learning rate {SADDLE_RATE:g}, {' and '.join(said)}.",
    )


def _place(x: float, y: float) -> str:
    if abs(y) > 0.5:
        return f"far down the side, at y = {y:.2f}".replace("-", "−")
    return "at the saddle point (0, 0)" if abs(x) < 0.1 else f"at ({x:.2f}, {y:.2f})"


@drawing
def four_loss_curves(
    gradient_descent: Function, f: Function, derivative: Function, start: float
) -> DescribedFigure:
    """f at each step of four descents, under letters: which rate is which is not said."""
    values_of(derivative, start, shape=())  # what is not ready is this, and not the descent
    figure = new_figure(height=4.4)
    panels = figure.subplots(2, 2, sharex=True, sharey=True)
    said = []
    for index, (rate, style) in enumerate(zip(RATES_BY_LETTER, CURVES, strict=True)):
        path = path_of(gradient_descent, derivative, start, rate, 1e-6, CURVE_STEPS)
        with np.errstate(all="ignore"):
            heights = f(path)
        out = np.flatnonzero(~(heights < HIGHEST))
        heights = heights[: out[0] + 1] if len(out) else heights
        panel, letter, (colour, line, marker) = panels.flat[index], "abcd"[index], style
        panel.plot(np.clip(heights, None, 2 * HIGHEST), line, color=colour, marker=marker, ms=4.5)
        panel.set(title=f"curve {letter}", xlim=(-1, CURVE_STEPS + 1), ylim=(1.3, HIGHEST))
        if len(out):
            panel.text(out[0] + 1, 0.9 * HIGHEST, "leaves the plot", va="top")
        panel.set_xlabel("step" if index > 1 else "")
        panel.set_ylabel("f(x)" if index % 2 == 0 else "")
        said.append(f"curve {letter} {_course_of(heights, bool(len(out)))}")
    return described(
        figure,
        f"f(x) against the step for four learning rates, all from x = {start:g}, for at most "
        f"{CURVE_STEPS} steps. ".replace("-", "−")
        + f"{'; '.join(said).capitalize()}.",
    )


def _course_of(heights: np.ndarray, leaves: bool) -> str:
    if leaves:
        return f"leaves the plot upward at step {len(heights) - 1}"
    rises = int(np.sum(np.diff(heights) > 1e-6))
    moves = f"rises at {rises} steps" if rises else "falls at every step"
    low = np.flatnonzero(heights < heights.min() + 0.01)[0]
    if rises:
        return f"{moves} and ends at {heights[-1]:.2f}"
    return f"{moves} and is down, at {heights.min():.2f}, from step {low} on"


@drawing
def valley_paths(
    gradient_descent: Function,
    surface: Function,
    gradient: Function,
    start: Sequence[float],
    rates: Sequence[float],
) -> DescribedFigure:
    """A narrow valley from above, with the student's descent for each rate in a panel."""
    across, up = np.meshgrid(np.linspace(-2.5, 11, 121), np.linspace(-2.6, 2.6, 61))
    heights = surface(np.stack([across, up], axis=-1))
    figure = new_figure(height=4.9)
    panels = figure.subplots(len(rates), 1, sharex=True)
    said = []
    for panel, rate in zip(np.ravel(panels), rates, strict=False):
        path = path_of(gradient_descent, gradient, np.array(start), rate, 1e-3, 500)
        panel.contour(across, up, heights, levels=(1, 4, 10, 20, 35, 55), colors="#999999",
                      linewidths=1.1)  # fmt: skip
        shown = path[np.abs(path[:, 1]) < 40]
        panel.plot(*shown.T, "-o", color=BLUE, markersize=4, linewidth=1.4)
        panel.plot(0, 0, "*", color=VERMILLION, markersize=13, zorder=4)
        panel.set(ylim=(-2.6, 2.6), xlim=(-2.5, 11), ylabel="y")
        ended = f"{len(path) - 1} steps" if len(path) <= 500 else "no end in 500 steps"
        panel.set_title(f"learning rate {rate:g}: {ended}")
        said.append(f"{ended} at rate {rate:g}")
    np.ravel(panels)[-1].set_xlabel("x")
    return described(
        figure,
        "A valley that is steep across and gentle along, from above, with your descents to its "
        f"lowest point, a star: {', '.join(said)}. Small steps creep along the floor, "
        "large ones jump from side to side.",
    )


@drawing
def minibatch_noise(
    minibatch_descent: Function,
    gradient: Function,
    W: np.ndarray,
    X: np.ndarray,
    labels: np.ndarray,
    learning_rate: float,
    steps: int,
) -> DescribedFigure:
    """The loss of every mini-batch, for mini-batches of 1, of 15, and of all examples."""
    second_of(gradient, W, X, labels, shape=W.shape)  # what is not ready may be this
    figure = new_figure(height=3.9)
    axes = figure.subplots()
    said = []
    for given, colour, line, width in BATCH_STYLES:
        size = given or len(X)
        arguments = (gradient, W, X, labels, learning_rate, size, steps)
        losses = second_of(minibatch_descent, *arguments, np.random.default_rng(1), shape=(steps,))
        name = f"{size} example{'s' if size > 1 else ''} a step"
        axes.plot(losses, line, color=colour, linewidth=width, label=name)
        late = losses[steps // 2 :]
        said.append(f"{size}: from {late.min():.2f} to {late.max():.2f}")
    axes.set(xlabel="step", ylabel="loss of the mini-batch, before the step", ylim=(0, 2.2))
    axes.set(xlim=(0, steps))
    axes.legend(loc="upper right")
    return described(
        figure,
        "The softmax loss of each mini-batch against the step. All three curves fall; the smaller "
        "the mini-batch, the more its loss jumps. In the second half of the steps it ranges, for "
        f"mini-batches of {'; of '.join(said)}.",
    )


def path_of(
    gradient_descent: Function,
    gradient: Function,
    start: Any,
    rate: float,
    tolerance: float,
    max_steps: int,
) -> np.ndarray:
    """The student's path, whose length is not known before."""

    def padded(*arguments: Any) -> Any:
        answer = gradient_descent(*arguments)
        if answer is None:
            return None
        path = np.asarray(answer, dtype=float)
        missing = max_steps + 1 - len(np.atleast_1d(path))
        if path.ndim == 0 or path.shape[1:] != np.shape(start) or missing < 0:
            return path
        return np.concatenate([path, np.full((missing, *path.shape[1:]), np.nan)])

    padded.__name__ = getattr(gradient_descent, "__name__", "function")
    shape = (max_steps + 1, *np.shape(start))
    path = values_of(padded, gradient, start, rate, tolerance, max_steps, shape=shape)
    return path[~np.isnan(path.reshape(len(path), -1)).any(axis=1)]


def second_of(function: Function, *arguments: Any, shape: tuple[int, ...]) -> np.ndarray:
    """As `values_of`, for the second of two results."""

    def second(*copies: Any) -> Any:
        answer = function(*copies)
        return None if answer is None else answer[1]

    second.__name__ = getattr(function, "__name__", "function")
    return values_of(second, *arguments, shape=shape)
