"""Figures of assignment 03: computational graphs with their values and gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course_lib.diagnosis.time_limit import TimeLimitExceeded, time_limit
from course_lib.figures.described import (
    SECONDS,
    DescribedFigure,
    NotReady,
    described,
    drawing,
    new_figure,
    values_of,
)
from course_lib.figures.graph_layout import (
    Layout,
    Wire,
    draw,
    layout,
    name_of,
    nodes_of,
    number,
    open_axes,
)
from course_lib.node import Node

Function = Callable[..., Any]
MOST_PANELS = 8
KEY = "value above the wire, gradient below; ? is not computed yet"


@drawing
def computational_graph(output: Node) -> DescribedFigure:
    """The graph below a Node, with its values, and its gradients if they have been computed."""
    plan = layout(output)
    computed = output.grad != 0
    wires = {
        node: Wire(number(node.value), number(node.grad) if computed else None)
        for node in plan.nodes
    }
    figure = one_graph(plan, wires)
    said = gradients_in_words(wires) if computed else "No gradient is computed yet."
    return described(
        figure,
        f"A graph of {len(plan.nodes)} nodes whose output is {number(output.value)}. {said}",
    )


@drawing
def expression_graph(
    expression_gradients: Function | None, x: float, y: float, z: float
) -> DescribedFigure:
    """The graph of f = (x + y) z with the student's values and gradients.

    expression_gradients: the student's function, or None for the values alone.
    """
    leaves = [Node(value, label=name) for name, value in (("x", x), ("y", y), ("z", z))]
    q = leaves[0] + leaves[1]
    f = q * leaves[2]
    names = dict(zip([*leaves, q, f], ("x", "y", "z", "q", "f"), strict=True))
    if expression_gradients is not None:
        answers = entries_of(expression_gradients, ("q", "f", "dq", "dx", "dy", "dz"), x, y, z)
        values = {"x": x, "y": y, "z": z, "q": answers["q"], "f": answers["f"]}
        wires = {
            node: Wire(number(values[name]), "1" if name == "f" else number(answers[f"d{name}"]))
            for node, name in names.items()
        }
        said = ", ".join(f"d{name} = {wires[node].gradient}" for node, name in names.items())
        said = f"Your gradients: {said}."
    else:
        wires = {node: Wire(number(node.value)) for node in names}
        said = "No gradient is computed yet."
    figure = one_graph(layout(f), wires)
    return described(
        figure,
        f"The graph of f = (x + y) z. An add gate makes q = {wires[q].value} of x = {number(x)} "
        f"and y = {number(y)}; a multiply gate makes f = {wires[f].value} of q and z = "
        f"{number(z)}. {said}",
    )


@drawing
def neuron_graph(neuron_gradients: Function, w: np.ndarray, x: np.ndarray) -> DescribedFigure:
    """The sigmoid neuron as gates, with the student's f, dw and dx on its wires."""
    f_value, dw, dx = parts_of(neuron_gradients, (w, x), ((), (3,), (2,)))
    weights = [Node(float(value), label=f"w{i}") for i, value in enumerate(w)]
    inputs = [Node(float(value), label=f"x{i}") for i, value in enumerate(x)]
    products = [weight * each for weight, each in zip(weights[:2], inputs, strict=True)]
    pair = products[0] + products[1]
    total = pair + weights[2]
    f = Node(float(f_value), (total,), (0.0,), "σ")
    wires = {
        **{node: Wire(number(node.value), number(g)) for node, g in zip(weights, dw, strict=True)},
        **{node: Wire(number(node.value), number(g)) for node, g in zip(inputs, dx, strict=True)},
        # a sum passes on what it gets, so all of these carry what the bias w2 has
        **{node: Wire(number(node.value), number(dw[2])) for node in (*products, pair, total)},
        f: Wire(number(f.value), "1"),
    }
    figure = one_graph(layout(f), wires)
    named = [*zip(weights, dw, strict=True), *zip(inputs, dx, strict=True)]
    gradients = ", ".join(f"{node.label} {number(g)}" for node, g in named)
    return described(
        figure,
        "A sigmoid neuron as a graph: two products, two sums, and a sigmoid gate, whose output is "
        f"{number(float(f_value))}. Your gradients: {gradients}. Every wire between the bias and "
        "the products carries the same gradient.",
    )


@drawing
def backward_steps(backward: Function, output: Node) -> DescribedFigure:
    """The graph after each step of the student's `backward`: one step, one gradient written."""
    watched, writes = copy_that_watches(output)
    name = name_of_function(backward)
    run_backward(backward, watched[0])
    steps = steps_of(writes)
    if not steps:
        raise NotReady(f"Your {name} is not ready yet: it sets no gradient.")
    shown = chosen(len(steps))
    plan = layout(watched[0])
    columns, across, down = 2, plan.width + 1.9, plan.height + 0.55
    rows = (len(shown) + 1) // columns
    figure = new_figure(height=0.62 * rows * down)
    axes = open_axes(figure, columns * across, -rows * down + 0.55, 0.75 + plan.highest)
    for place, index in enumerate(shown):
        node, gradients = steps[index]
        wires = {
            each: Wire(number(each.value), number(gradients[each]) if each in gradients else None)
            for each in plan.nodes
        }
        x, y = (place % columns) * across, -(place // columns) * down
        draw(axes, plan, wires, node, (x, y))
        title = f"step {index + 1}: {name_of(node)} gets {number(gradients[node])}"
        axes.text(x - 0.4, y + plan.highest + 0.55, title, fontsize=10.5)
    last = steps[-1][1]
    left_out = f", of which {len(shown)} are drawn" if len(shown) < len(steps) else ""
    told = "; ".join(
        f"{index + 1}: {name_of(steps[index][0])} gets {number(steps[index][1][steps[index][0]])}"
        for index in shown
    )
    missing = [name_of(node) for node in plan.nodes if node not in last]
    still = f" Not computed: {', '.join(missing)}." if missing else ""
    return described(figure, f"Your {name} in {len(steps)} steps{left_out}. {told}.{still}")


class WatchedNode(Node):
    """A Node that writes down each gradient that it is given."""

    __slots__ = ("_gradient", "_writes")

    def __init__(self, value: float, label: str, writes: list[tuple[Any, float]]) -> None:
        self._writes = writes
        super().__init__(value, label=label)
        writes.clear()  # the 0.0 that every Node starts with is nobody's work

    @property
    def grad(self) -> float:
        return self._gradient

    @grad.setter
    def grad(self, gradient: float) -> None:
        self._gradient = gradient
        self._writes.append((self, gradient))


Writes = list[tuple[WatchedNode, float]]


def copy_that_watches(output: Node) -> tuple[list[WatchedNode], Writes]:
    """A copy of the graph, output first, and the list to which gradients are written down."""
    nodes = nodes_of(output)
    writes: Writes = []
    copies = {node: WatchedNode(node.value, node.label, writes) for node in nodes}
    for node, copy in copies.items():
        copy.inputs = tuple(copies[source] for source in node.inputs)
        copy.local_gradients = tuple(node.local_gradients)
    return list(copies.values()), writes


def run_backward(backward: Function, output: Node) -> None:
    name = name_of_function(backward)
    try:
        with time_limit(SECONDS):
            backward(output)
    except TimeLimitExceeded:
        raise NotReady(f"Your {name} does not stop: no answer after {SECONDS:g} s.") from None
    except Exception as error:  # unfinished code may raise anything
        raise NotReady(f"Your {name} is not ready yet: {type(error).__name__}.") from error


def steps_of(writes: Writes) -> list[tuple[WatchedNode, dict[Node, float]]]:
    """After each write that matters, the node and all gradients so far.

    Zeros that are written before the first other number are how a backward begins: no steps.
    """
    gradients: dict[Node, float] = {}
    steps = []
    for node, gradient in writes:
        try:
            gradients[node] = float(gradient)
        except (TypeError, ValueError):
            raise NotReady("Your backward is not ready yet: a gradient is no number.") from None
        if any(gradients.values()):
            steps.append((node, dict(gradients)))
    return steps


def chosen(count: int) -> list[int]:
    """The steps to draw: all, or the first ones and the last."""
    if count <= MOST_PANELS:
        return list(range(count))
    return [*range(MOST_PANELS - 1), count - 1]


def one_graph(plan: Layout, wires: Mapping[Node, Wire]) -> DescribedFigure:
    width = min(8.2, max(4.8, 1.5 + 1.35 * (plan.width + 1)))
    figure = new_figure(width=width, height=0.4 + 0.7 * plan.height)
    axes = open_axes(figure, plan.width + 1.4, plan.lowest - 0.45, plan.highest + 0.45, KEY)
    draw(axes, plan, wires)
    return figure


def gradients_in_words(wires: Mapping[Node, Wire]) -> str:
    leaves = [f"{name_of(node)} {wire.gradient}" for node, wire in wires.items() if not node.inputs]
    return f"Gradients of its leaves: {', '.join(leaves)}."


def name_of_function(function: Function) -> str:
    return str(getattr(function, "__name__", "function"))


def entries_of(function: Function, keys: tuple[str, ...], *arguments: float) -> dict[str, float]:
    """Numbers under these keys of the dict that a student's function returns."""
    answers: dict[str, Any] = {}

    def ordered(*given: float) -> Any:
        returned = function(*given)
        answers.update(returned if isinstance(returned, Mapping) else {})
        if returned is None:
            return None
        return [answers[key] for key in keys]

    ordered.__name__ = name_of_function(function)
    values = values_of(ordered, *arguments, shape=(len(keys),))
    return dict(zip(keys, values.tolist(), strict=True))


def parts_of(
    function: Function, arguments: tuple[Any, ...], shapes: tuple[tuple[int, ...], ...]
) -> list[np.ndarray]:
    """Several results of a student's function, each an array of its shape."""

    def part(index: int) -> Function:
        def obtain(*given: Any) -> Any:
            results = function(*given)
            return None if results is None else results[index]

        obtain.__name__ = name_of_function(function)
        return obtain

    return [values_of(part(i), *arguments, shape=shape) for i, shape in enumerate(shapes)]
