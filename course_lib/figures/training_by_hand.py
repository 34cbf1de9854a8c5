"""Figures of assignment 04: the sigmoid, the gradients' sizes, their check, and overfitting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.diagnosis.time_limit import TimeLimitExceeded, time_limit
from course_lib.figures.described import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    SECONDS,
    VERMILLION,
    DescribedFigure,
    NotReady,
    described,
    drawing,
    new_figure,
    values_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Function = Callable[..., Any]
TARGET_STYLES = ((1, BLUE, "-"), (0, VERMILLION, "--"))
HIDDEN_STYLES = ((GREEN, "-", "o"), (ORANGE, "-", "s"), (BLACK, "--", "^"))


@drawing
def sigmoid_and_slope(sigmoid: Function, marked: Sequence[float]) -> DescribedFigure:
    """The student's sigmoid and, below it, how steep it is, with some z marked."""
    z = np.linspace(-8, 14, 441)
    distance = 1e-4
    y = values_of(sigmoid, z, shape=z.shape)
    slope = _slope(sigmoid, z, distance)
    points = np.array(marked, dtype=float)
    at_points, slopes = values_of(sigmoid, points, shape=points.shape), _slope(sigmoid, points, 0.1)
    figure = new_figure(height=3.6)
    value_axes, slope_axes = figure.subplots(1, 2)
    value_axes.plot(z, y, color=BLUE)
    value_axes.plot(points, at_points, "o", color=BLACK, zorder=3)
    value_axes.set(xlabel="weighted sum z", ylabel="σ(z)", title="value", xlim=(-8, 14))
    slope_axes.plot(z, slope, color=VERMILLION)
    slope_axes.plot(points, slopes, "o", color=BLACK, zorder=3)
    slope_axes.set(xlabel="weighted sum z", ylabel="slope of σ", title="slope, logarithmic scale")
    slope_axes.set(yscale="log", ylim=(1e-7, 1), xlim=(-8, 14))
    for axes, heights in ((value_axes, at_points), (slope_axes, slopes)):
        for index, (place, height) in enumerate(zip(points, heights, strict=True)):
            shift = (-6, -14) if index != 2 else (6, 4 if axes is slope_axes else -14)
            axes.annotate(
                f"z{_subscript(index)}",
                (place, height),
                xytext=shift,
                textcoords="offset points",
                ha="right" if index != 2 else "left",
            )
    listed = ", ".join(f"{_short(slope)} at {place:g}" for place, slope in zip(points, slopes))  # noqa: B905
    return described(
        figure,
        "Your sigmoid against z rises from 0 to 1 and is 0.5 at 0. Beside it its slope on a "
        f"logarithmic scale: {slope.max():.2f} at the most, where z is 0, and straight lines that "
        f"fall on both sides. The three marked slopes: {listed}.",
    )


@drawing
def gradient_sizes(
    TwoLayerNet: Function, x: np.ndarray, target: int, W: np.ndarray, V: np.ndarray
) -> DescribedFigure:
    """The size of every entry of both gradients, as bars on a logarithmic scale."""
    by_W, by_V, _ = _gradients(TwoLayerNet, x, [target], W, V)
    names = [*_entry_names("W", by_W.shape), *_entry_names("V", by_V.shape[:1])]
    sizes = np.abs(np.concatenate([by_W.ravel(), by_V.ravel()]))
    if np.any(sizes == 0):
        raise NotReady("Your TwoLayerNet gives gradients of 0.")
    colours = [BLUE] * by_W.size + [ORANGE] * by_V.size
    figure = new_figure(height=3.2)
    axes = figure.subplots()
    bars = axes.bar(names, sizes, color=colours, edgecolor=BLACK, width=0.65, bottom=0)
    axes.bar_label(bars, [_short(size) for size in sizes], padding=2, fontsize=9)
    axes.set(yscale="log", ylim=(1e-7, 10), ylabel="size of the gradient", xlabel="weight")
    axes.grid(False, axis="x")
    by_size = np.abs(by_W).ravel()
    orders = np.log10(by_size.max() / by_size.min())
    return described(
        figure,
        "A bar for each weight, as high as its gradient is large, on a logarithmic scale. In W "
        f"the largest is {_short(by_size.max())} and the smallest {_short(by_size.min())}: "
        f"{orders:.1f} orders of magnitude. In V all are between "
        f"{_short(np.abs(by_V).min())} and {_short(np.abs(by_V).max())}.",
    )


@drawing
def gradient_comparison(
    TwoLayerNet: Function,
    numerical_gradient: Function,
    relative_error: Function,
    x: np.ndarray,
    target: int,
    W: np.ndarray,
    V: np.ndarray,
) -> DescribedFigure:
    """The student's gradient by W beside the numerical one: entry by entry, and norm-wise."""
    by_W, _, _ = _gradients(TwoLayerNet, x, [target], W, V)

    def loss(weights: np.ndarray) -> Any:
        return TwoLayerNet(weights, V).loss(x, np.array([target]))

    numerical = values_of(numerical_gradient, loss, W, shape=W.shape)
    whole = float(values_of(relative_error, by_W, numerical, shape=()))
    larger = np.maximum(np.abs(by_W), np.abs(numerical)).ravel()
    entries = np.abs(by_W - numerical).ravel() / np.where(larger > 0, larger, 1.0)
    shown = np.maximum(entries, 1e-13)
    figure = new_figure(height=3.2)
    axes = figure.subplots()
    bars = axes.bar(_entry_names("W", W.shape), shown, color=BLUE, edgecolor=BLACK, width=0.6)
    axes.bar_label(bars, [_short(entry) for entry in entries], padding=2, fontsize=9)
    line = max(whole, 1e-13)
    axes.axhline(line, color=VERMILLION, linestyle="--", label=f"norm-wise: {_short(whole)}")
    axes.set(yscale="log", ylim=(1e-13, 10), xlabel="weight")
    axes.set(ylabel="relative difference")
    axes.grid(False, axis="x")
    axes.legend(loc="upper right")
    return described(
        figure,
        "How far your gradient and the numerical one differ in each entry of W, relative to the "
        f"entry, on a logarithmic scale: from {_short(entries.min())} to {_short(entries.max())}. "
        f"A line marks the norm-wise relative error of the whole: {_short(whole)}.",
    )


@drawing
def overfitting(
    overfit_one_example: Function,
    TwoLayerNet: Function,
    x: np.ndarray,
    W: np.ndarray,
    V: np.ndarray,
    learning_rate: float,
    steps: int,
) -> DescribedFigure:
    """The student's net learns one example by heart: its loss, and its hidden neurons."""
    figure = new_figure(height=3.5)
    loss_axes, hidden_axes = figure.subplots(1, 2)
    count = np.arange(1, steps + 1)
    said = []
    for target, colour, line in TARGET_STYLES:
        losses, hidden = _learned(
            overfit_one_example, TwoLayerNet, x, target, W, V, learning_rate, steps
        )
        loss_axes.plot(count, losses, color=colour, linestyle=line, label=f"target {target}")
        said.append(
            f"For target {target} the loss falls from {losses[0]:.4f} to {losses[-1]:.4f}, and "
            f"the hidden values end at {', '.join(f'{value:.4f}' for value in hidden[-1])}."
        )
        if target == 1:
            _draw_hidden(hidden_axes, hidden)
    loss_axes.set(xlabel="step", ylabel="loss before the step", xlim=(0, steps), ylim=(0, None))
    loss_axes.set(title="learning by heart")
    loss_axes.legend(loc="upper right")
    return described(figure, " ".join([f"Training on one example for {steps} steps.", *said]))


def _draw_hidden(axes: Axes, hidden: np.ndarray) -> None:
    steps = len(hidden) - 1
    for index, (colour, line, marker) in enumerate(HIDDEN_STYLES[: hidden.shape[1]]):
        axes.plot(
            hidden[:, index], color=colour, linestyle=line, marker=marker, markevery=steps // 4,
            label=f"h{_subscript(index)}",
        )  # fmt: skip
    axes.set(xlabel="steps taken", ylabel="hidden value", title="hidden neurons, target 1")
    axes.set(xlim=(0, steps), ylim=(0.6, 1.05))
    axes.legend(loc="lower right")


def _learned(
    overfit_one_example: Function,
    TwoLayerNet: Function,
    x: np.ndarray,
    target: int,
    W: np.ndarray,
    V: np.ndarray,
    learning_rate: float,
    steps: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Losses (steps,) before each step and hidden values (steps + 1, H) after each.

    The function is asked for one step at a time, so that one can look between them.
    """
    net = _net(TwoLayerNet, W, V)
    losses = np.empty(steps)
    hidden = [values_of(net.hidden.forward, x, shape=(1, W.shape[1]))[0]]

    def one_step() -> Any:
        return overfit_one_example(net, x.copy(), target, learning_rate, 1)

    one_step.__name__ = "overfit_one_example"
    for step in range(steps):
        losses[step] = values_of(one_step, shape=(1,))[0]
        hidden.append(values_of(net.hidden.forward, x, shape=(1, W.shape[1]))[0])
    return losses, np.array(hidden)


def _net(TwoLayerNet: Function, W: np.ndarray, V: np.ndarray) -> Any:
    """A net of the student's, with both its layers."""
    try:
        with time_limit(SECONDS):
            net = TwoLayerNet(W.copy(), V.copy())
            _ = net.hidden, net.output
            return net
    except TimeLimitExceeded:
        raise NotReady(f"Your TwoLayerNet does not stop: no answer after {SECONDS:g} s.") from None
    except Exception as error:  # unfinished code may raise anything
        raise NotReady(f"Your TwoLayerNet is not ready yet: {type(error).__name__}.") from error


def _gradients(
    TwoLayerNet: Function, x: np.ndarray, targets: Sequence[int], W: np.ndarray, V: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The student's gradients by W, V and x."""
    net = _net(TwoLayerNet, W, V)

    def backward() -> Any:
        net.loss(x.copy(), np.array(targets))
        return net.backward()

    backward.__name__ = "TwoLayerNet"
    by_x = values_of(backward, shape=x.shape)
    found = []
    for layer, shape in ((net.hidden, W.shape), (net.output, (len(V), 1))):

        def gradient(layer: Any = layer) -> Any:
            return layer.W_gradient

        gradient.__name__ = "TwoLayerNet"
        found.append(values_of(gradient, shape=shape))
    return found[0], found[1], by_x


def _slope(function: Function, z: np.ndarray, distance: float) -> np.ndarray:
    """The function's slope as a central difference."""
    above = values_of(function, z + distance, shape=z.shape)
    return (above - values_of(function, z - distance, shape=z.shape)) / (2 * distance)


def _entry_names(name: str, shape: tuple[int, ...]) -> list[str]:
    return [name + "".join(map(_subscript, place)) for place in np.ndindex(*shape)]


def _subscript(index: int) -> str:
    """An index that counts from 0 as a small digit that counts from 1."""
    return "₁₂₃₄₅₆₇₈₉"[index]


def _short(number: float) -> str:
    """A number with two or three digits: 0.201, 3.4e-6."""
    if number == 0 or 1e-3 <= abs(number) < 1e4:
        return f"{number:.3g}"
    mantissa, exponent = f"{number:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")
