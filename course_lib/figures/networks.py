"""Figures of assignment 05: activations, a network's weights, and how training goes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from course_lib.figures.described import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    DescribedFigure,
    described,
    drawing,
    new_figure,
    values_of,
)

Function = Callable[..., Any]
LINES: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "linestyle": "-"},
    {"color": VERMILLION, "linestyle": "--"},
    {"color": GREEN, "linestyle": "-."},
    {"color": PURPLE, "linestyle": ":"},
    {"color": ORANGE, "linestyle": (0, (5, 1, 1, 1, 1, 1))},
    {"color": BLACK, "linestyle": (0, (1, 1))},
    {"color": SKY, "linestyle": (0, (8, 2))},
)
HIGHEST_LOSS = 20.0
"""Curves of loss end here: one that overflows would press all others flat."""

STOP = 2e-3
"""A run has stopped moving when all weights together move by no more than this in a step."""


@drawing
def activation_slopes(activations: Mapping[str, Function]) -> DescribedFigure:
    """Activation functions and, below each, its slope, measured by central differences."""
    z = np.linspace(-4, 4, 401) + 0.004  # not on the kinks at 0
    h = 1e-5
    figure = new_figure(height=4.4)
    steepest = []
    panels = figure.subplots(2, len(activations), sharex=True)
    for column, (name, activation) in enumerate(activations.items()):
        values = values_of(activation, z, shape=z.shape)
        above, below = (values_of(activation, z + shift, shape=z.shape) for shift in (h, -h))
        slopes = (above - below) / (2 * h)
        steepest.append(f"{name} {slopes.max():.2f}")
        upper, lower = panels[0, column], panels[1, column]
        upper.plot(z, values, color=BLUE)
        upper.set(title=name, ylim=(-1.3, 2.2))
        lower.plot(z, slopes, color=VERMILLION)
        lower.set(xlabel="z", ylim=(-0.15, 1.2), xticks=(-4, -2, 0, 2, 4))
        if column == 0:
            upper.set(ylabel="value")
            lower.set(ylabel="slope")
    return described(
        figure,
        "Activation functions of z from −4 to 4, and below each its slope. The largest slopes "
        f"are: {', '.join(steepest)}. The slopes of sigmoid and tanh fade on both sides; that "
        "of ReLU is 0 on the left and 1 on the right; that of the step is 0 wherever it has one.",
    )


@drawing
def stopping_points(
    neuron_gradient: Function, X: np.ndarray, targets: np.ndarray, rates: Sequence[float]
) -> DescribedFigure:
    """Boundaries at which descent with several rates is said to have stopped moving."""
    figure = new_figure(width=7.6, height=4.2)
    axes = figure.subplots()
    told = []
    side = np.array([X[:, 0].min() - 0.2, X[:, 0].max() + 0.2])
    for target, marker, name in ((1, "o", "setosa"), (0, "s", "the others")):
        chosen = X[np.asarray(targets) == target]
        axes.scatter(chosen[:, 0], chosen[:, 1], s=22, marker=marker, color="#999999", label=name)
    for rate, line in zip(rates, LINES, strict=False):
        stop = _stopping_point(neuron_gradient, X, targets, rate)
        steps, theta = int(stop[0]), stop[1:]
        axes.plot(
            side,
            -(theta[0] * side + theta[2]) / theta[1],
            label=f"rate {rate:g}: {steps} steps",
            **line,
        )
        told.append(f"with rate {rate:g} after {steps} steps, at ‖θ‖ = {np.linalg.norm(theta):.2f}")
    axes.set(xlabel="sepal length (cm)", ylabel="sepal width (cm)", ylim=(1.8, 4.7))
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return described(
        figure,
        f"The boundaries at which the weights move by {STOP:g} or less in a step: "
        f"{'; '.join(told)}. The lines differ: the rule stops each run somewhere else.",
    )


def _stopping_point(
    neuron_gradient: Function, X: np.ndarray, targets: np.ndarray, rate: float
) -> np.ndarray:
    """Number of steps and weights when a step of descent is as small as `STOP`."""

    @functools.wraps(neuron_gradient)
    def descend(X: np.ndarray, targets: np.ndarray) -> np.ndarray:
        place, steps, moved = np.zeros_like(X[0], dtype=float), 0, np.inf
        while moved > STOP and steps < 20_000:
            move = rate * np.asarray(neuron_gradient(place, X, targets))
            place = place - move
            steps, moved = steps + 1, float(np.abs(move).sum())
        return np.array([steps, *place])

    return values_of(descend, X, targets, shape=(1 + X.shape[1],))


@drawing
def network_diagram(
    weights: Sequence[np.ndarray], input_names: Sequence[str], output_names: Sequence[str]
) -> DescribedFigure:
    """Layers as columns of circles, weights as lines: width for size, colour and dash for sign."""
    matrices = [np.asarray(matrix, dtype=float) for matrix in weights]
    sizes = [len(matrices[0]), *(matrix.shape[1] for matrix in matrices)]
    heights = [np.linspace(0, 1, size + 2)[1:-1][::-1] for size in sizes]
    largest = max(float(np.abs(matrix).max()) for matrix in matrices) or 1.0
    figure = new_figure(width=7.0, height=4.0)
    axes = figure.subplots()
    for layer, matrix in enumerate(matrices):
        for (start, end), weight in np.ndenumerate(matrix):
            axes.plot(
                (layer, layer + 1),
                (heights[layer][start], heights[layer + 1][end]),
                color=BLUE if weight > 0 else VERMILLION,
                linestyle="-" if weight > 0 else "--",
                linewidth=0.3 + 5 * abs(weight) / largest,
                alpha=0.8,
                zorder=1,
            )
    for layer, height in enumerate(heights):
        axes.scatter(
            np.full(len(height), layer), height, s=620, color="white", edgecolor=BLACK, zorder=2
        )
    for layer, names in ((0, input_names), (len(matrices), output_names)):
        for name, height in zip(names, heights[layer], strict=True):
            axes.text(layer, height, name, ha="center", va="center", zorder=3)
    for number, height in enumerate(heights[1], start=1):
        axes.text(1, height, f"{number}", ha="center", va="center", zorder=3)
    axes.plot([], [], color=BLUE, label="positive weight")
    axes.plot([], [], color=VERMILLION, linestyle="--", label="negative weight")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    axes.set(xlim=(-0.3, len(matrices) + 0.3), ylim=(0, 1))
    axes.set_axis_off()
    sizes_of_weights = [float(np.abs(matrix).max()) for matrix in matrices]
    strongest = int(np.argmax(sizes_of_weights))
    return described(
        figure,
        f"A network of layers of {', '.join(map(str, sizes[:-1]))} and {sizes[-1]} units. Lines "
        "are weights: the wider, the larger; positive ones are blue and solid, negative ones red "
        f"and dashed. The largest in size is {sizes_of_weights[strongest]:.2f}, in layer "
        f"{strongest + 1} of weights.",
    )


@drawing
def training_curves(
    train: Function,
    X: np.ndarray,
    labels: np.ndarray,
    settings: Mapping[str, Mapping[str, Any]],
    common: Mapping[str, Any],
    seed: int = 0,
) -> DescribedFigure:
    """Loss against epoch for several ways to call the student's `train`.

    settings: for each curve's name the arguments in which it differs from `common`.
    """
    curves = {}
    for name, changed in settings.items():
        arguments = {**common, **changed}
        curves[name] = _losses_of(train, X, labels, arguments, seed)
    return _curves(curves, "epoch", "mean training loss of the epoch")


@drawing
def xor_curves(
    xor_network_step: Function,
    X: np.ndarray,
    Y: np.ndarray,
    weights: tuple[np.ndarray, np.ndarray],
    rates: Sequence[float],
    steps: int = 2000,
) -> DescribedFigure:
    """Loss of the eleven-line network against step, for several learning rates, one start."""

    def losses_with(rate: float) -> Function:
        @functools.wraps(xor_network_step)
        def losses(X: np.ndarray, Y: np.ndarray) -> list[float]:
            W0, W1 = weights
            found: list[float] = []
            while len(found) < steps:
                W0, W1, loss = xor_network_step(X, Y, W0, W1, rate)
                found.append(float(loss))
            return found

        return losses

    curves = {
        f"rate {rate:g}": values_of(losses_with(rate), X, Y, shape=(steps,)) for rate in rates
    }
    return _curves(curves, "step", "loss of the four rows")


@drawing
def start_curves(
    loss_and_gradients: Function,
    starts: Mapping[str, Mapping[str, np.ndarray]],
    X: np.ndarray,
    labels: np.ndarray,
    learning_rate: float = 0.3,
    steps: int = 150,
) -> DescribedFigure:
    """Loss against step of descent on all examples, from several initial parameters."""

    def descent_from(start: Mapping[str, np.ndarray]) -> Function:
        @functools.wraps(loss_and_gradients)
        def descend(X: np.ndarray, labels: np.ndarray) -> list[float]:
            place = {name: np.array(array, dtype=float) for name, array in start.items()}
            losses: list[float] = []
            while len(losses) < steps:
                loss, slopes = loss_and_gradients(place, X, labels, 0.0)
                losses.append(float(loss))
                place = {n: array - learning_rate * slopes[n] for n, array in place.items()}
            return losses

        return descend

    curves = {
        name: values_of(descent_from(start), X, labels, shape=(steps,))
        for name, start in starts.items()
    }
    return _curves(curves, "step", "mean training loss")


@drawing
def rate_scan(
    train: Function,
    predict: Function,
    training: tuple[np.ndarray, np.ndarray],
    held_out: tuple[np.ndarray, np.ndarray],
    rates: Sequence[float],
    common: Mapping[str, Any],
    seeds: Sequence[int] = (0, 1),
) -> DescribedFigure:
    """Held-out accuracy of the student's network against the learning rate, for a few seeds."""
    accuracies = np.array(
        [
            [
                _accuracy(
                    train, predict, training, held_out, {**common, "learning_rate": rate}, seed
                )
                for seed in seeds
            ]
            for rate in rates
        ]
    )
    figure = new_figure(width=7.0, height=3.6)
    axes = figure.subplots()
    for seed, line, column in zip(seeds, LINES, accuracies.T, strict=False):
        axes.plot(rates, column, marker="o", label=f"seed {seed}", **line)
    axes.axhline(0.95, color=BLACK, linewidth=1)
    axes.annotate("0.95", (1.0, 0.95), xycoords=("axes fraction", "data"), va="bottom", ha="right")
    axes.set(xscale="log", xlabel="learning rate", ylabel="share of held-out flowers right")
    axes.set(ylim=(0, 1.05))
    axes.legend(loc="lower center")
    told = ", ".join(
        f"{rate:g}: {row.min():.2f} to {row.max():.2f}"
        for rate, row in zip(rates, accuracies, strict=True)
    )
    return described(
        figure,
        f"Share of the held-out flowers that are classified correctly, against the learning rate, "
        f"from the worst to the best of {len(seeds)} seeds. {told}.",
    )


def _losses_of(
    train: Function, X: np.ndarray, labels: np.ndarray, arguments: Mapping[str, Any], seed: int
) -> np.ndarray:
    @functools.wraps(train)
    def losses(X: np.ndarray, labels: np.ndarray) -> Any:
        return train(X, labels, **arguments, rng=np.random.default_rng(seed))[1]

    return values_of(losses, X, labels, shape=(arguments["epochs"],))


def _accuracy(
    train: Function,
    predict: Function,
    training: tuple[np.ndarray, np.ndarray],
    held_out: tuple[np.ndarray, np.ndarray],
    arguments: Mapping[str, Any],
    seed: int,
) -> float:
    @functools.wraps(train)
    def predicted(X: np.ndarray, labels: np.ndarray, unseen: np.ndarray) -> Any:
        parameters, _ = train(X, labels, **arguments, rng=np.random.default_rng(seed))
        return predict(parameters, unseen)

    X, labels = held_out
    return float(np.mean(values_of(predicted, *training, X, shape=labels.shape) == labels))


def _curves(curves: Mapping[str, np.ndarray], unit: str, height: str) -> DescribedFigure:
    """Curves on a logarithmic scale, named at the side, with their last values in words."""
    figure = new_figure(width=7.6, height=3.8)
    axes = figure.subplots()
    for (name, losses), line in zip(curves.items(), LINES, strict=False):
        axes.plot(np.arange(1, len(losses) + 1), losses, label=name, **line)
    axes.set(yscale="log", xlabel=unit, ylabel=height)
    axes.set_ylim(top=min(HIGHEST_LOSS, 1.3 * max(np.nanmax(losses) for losses in curves.values())))
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    ends = ", ".join(f"{name} {_shown(losses[-1])}" for name, losses in curves.items())
    return described(
        figure, f"The {height} against the {unit}, on a logarithmic scale. It ends at: {ends}."
    )


def _shown(loss: float) -> str:
    return f"{loss:.4f}" if np.isfinite(loss) else "no number, because it has overflown"
