"""Figures of assignment 03: what single gates do to gradients, and Jacobians that are mostly 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.figures.described import (
    BLUE,
    VERMILLION,
    DescribedFigure,
    described,
    drawing,
    new_figure,
    values_of,
)
from course_lib.figures.graph_layout import Wire, draw, layout, number, open_axes
from course_lib.figures.graphs import name_of_function
from course_lib.node import Node

Gate = Callable[[], Any]
UPSTREAM = 2.0
A, B = 3.0, -4.0
PATTERNS = ("add distributes", "max routes", "multiply switches")


@drawing
def gate_patterns(AddGate: Gate, MaxGate: Gate, MultiplyGate: Gate) -> DescribedFigure:
    """The same two numbers and the same upstream gradient at three gates of the student's."""
    figure = new_figure(height=2.1)
    axes = open_axes(figure, 8.4, -1.5, 1.1)
    told = []
    gates = (AddGate, MaxGate, MultiplyGate)
    for place, (gate, sign, title) in enumerate(
        zip(gates, ("+", "max", "×"), PATTERNS, strict=True)
    ):
        value, da, db = values_of(
            used(gate, lambda made: [made.forward(A, B), *made.backward(UPSTREAM)]), shape=(3,)
        )
        a, b = Node(A, label="a"), Node(B, label="b")
        result = Node(float(value), (a, b), (0.0, 0.0), sign)
        wires = {
            a: Wire(number(A), number(float(da))),
            b: Wire(number(B), number(float(db))),
            result: Wire(number(float(value)), number(UPSTREAM)),
        }
        draw(axes, layout(result), wires, corner=(2.8 * place, 0.0))
        axes.text(2.8 * place - 0.3, 0.7, title)
        told.append(f"{title}: a gets {number(float(da))}, b gets {number(float(db))}")
    return described(
        figure,
        f"Three gates with a = {number(A)}, b = {number(B)} and an upstream gradient of "
        f"{number(UPSTREAM)}. By your gates, {'; '.join(told)}.",
    )


@drawing
def sigmoid_gate_curve(SigmoidGate: Gate) -> DescribedFigure:
    """The student's sigmoid gate: its value, and the share of a gradient that it lets through."""
    a = np.linspace(-8.0, 8.0, 161)
    value = values_of(used(SigmoidGate, lambda made: made.forward(a.copy())), shape=a.shape)
    slope = values_of(
        used(
            SigmoidGate, lambda made: (made.forward(a.copy()), made.backward(np.ones(a.shape)))[1]
        ),
        shape=a.shape,
    )
    figure = new_figure(width=6.6, height=3.3)
    axes = figure.subplots()
    axes.plot(a, value, color=BLUE, label="forward: σ(a)")
    axes.plot(a, slope, "--", color=VERMILLION, label="backward(1): the slope")
    axes.set(xlabel="argument a of the gate", ylabel="value and slope", xlim=(-8, 8))
    axes.legend(loc="center left")
    best = int(np.argmax(slope))
    return described(
        figure,
        f"Your sigmoid gate from −8 to 8. Its value climbs from {value[0]:.4f} to "
        f"{value[-1]:.4f}. Its slope is a hill, {slope[best]:.4f} high at a = {number(a[best])}, "
        f"and {slope[0]:.4f} at either end: hardly anything comes back through it there.",
    )


@drawing
def jacobian_sparsity(relu_backward: Any, matmul_backward: Any) -> DescribedFigure:
    """Which entries of two Jacobians are not 0, found one row at a time by backward functions."""
    width, examples, features, classes = 12, 4, 3, 3
    x = np.array([0.9, -1.2, 0.4, 2.0, -0.3, -0.8, 1.1, 0.6, -2.1, 0.2, 1.7, -0.5])
    relu = np.array([values_of(relu_backward, row, x, shape=x.shape) for row in np.eye(width)])
    X = np.arange(1.0, 1 + examples * features).reshape(examples, features)
    W = np.array([[1.0, -2.0, 0.5], [0.7, 1.5, -1.0], [-0.6, 0.8, 2.0]])
    rows = np.eye(examples * classes).reshape(-1, examples, classes)
    inputs_only = used_function(matmul_backward, lambda results: results[0])
    product = np.array([values_of(inputs_only, row, X, W, shape=X.shape).ravel() for row in rows])

    figure = new_figure(height=3.9)
    panels = (
        ("ReLU of 12 numbers", relu, "number that goes in", "number that comes out"),
        ("X W for 4 examples, by X", product, "entry of X (3 an example)", "entry of X W"),
    )
    for axes, (title, matrix, across, down) in zip(figure.subplots(1, 2), panels, strict=True):
        axes.pcolormesh(matrix != 0, cmap="Blues", vmin=0, vmax=1.4, edgecolors="#CCCCCC", lw=0.6)
        axes.set(title=title, xlabel=across, ylabel=down, aspect="equal", ylim=(12, 0))
        axes.set(xticks=[0.5, 5.5, 11.5], xticklabels=["1", "6", "12"])
        axes.set(yticks=[0.5, 5.5, 11.5], yticklabels=["1", "6", "12"])
        axes.grid(False)
    shares = [np.count_nonzero(matrix) for matrix in (relu, product)]
    return described(
        figure,
        "Two Jacobians of 12 × 12 entries, shaded where they are not 0. That of ReLU is a "
        f"diagonal with gaps: {shares[0]} of 144 entries. That of a matrix product for 4 examples "
        f"is a row of blocks along the diagonal: {shares[1]} of 144 entries.",
    )


def used(gate: Gate, use: Callable[[Any], Any]) -> Callable[[], Any]:
    """A function that uses a fresh gate, under the gate's name."""

    def obtain() -> Any:
        return use(gate())

    obtain.__name__ = name_of_function(gate)
    return obtain


def used_function(function: Any, use: Callable[[Any], Any]) -> Callable[..., Any]:
    def obtain(*arguments: Any) -> Any:
        results = function(*arguments)
        return None if results is None else use(results)

    obtain.__name__ = name_of_function(function)
    return obtain
