"""Where the gates of a computational graph stand, and how they and their wires are drawn.

A gate is a circle with its operation. The wire that leaves it carries the value above and the
gradient below; a gradient that nobody has computed yet is a question mark, which is not 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.figures.described import BLACK, BLUE, VERMILLION, DescribedFigure, NotReady
from course_lib.node import Node

MOST_NODES = 30
RADIUS = 0.2
GREY = "#777777"
NOT_COMPUTED = "?"
SIGNS = {"-": "−", "*": "×", "/": "÷"}


@dataclass(frozen=True)
class Wire:
    """What a node's wire carries, as text; gradient None means that it is not computed yet."""

    value: str
    gradient: str | None = None


@dataclass(frozen=True)
class Layout:
    """Nodes, the output first, and their places as (x, y), the output at the right."""

    nodes: list[Node]
    places: dict[Node, tuple[float, float]]

    @property
    def width(self) -> float:
        return max(x for x, _ in self.places.values())

    @property
    def lowest(self) -> float:
        return min(y for _, y in self.places.values())

    @property
    def highest(self) -> float:
        return max(y for _, y in self.places.values())

    @property
    def height(self) -> float:
        """Of the graph and the labels around it."""
        return self.highest - self.lowest + 1.0


def layout(output: Node) -> Layout:
    """Columns by the longest way from a leaf; rows near those of the inputs, none shared.

    Raises NotReady for what is no graph, or too large to be read.
    """
    nodes = nodes_of(output)
    column = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for node in nodes:
            for source in node.inputs:
                column[node] = max(column[node], column[source] + 1)
    for node in nodes:
        if not node.inputs:  # a leaf stands beside the first gate that uses it
            used_in = [column[user] for user in nodes if node in user.inputs]
            column[node] = min(used_in, default=1) - 1
    row: dict[Node, float] = {}
    leaves = [node for node in reading_order(output) if not node.inputs]
    for index, leaf in enumerate(leaves):
        row[leaf] = -float(index)
    for number in range(1, max(column.values()) + 1):
        gates = [node for node in nodes if node.inputs and column[node] == number]
        gates.sort(key=lambda node: -mean_row(node, row))
        taken = [row[leaf] for leaf in leaves if column[leaf] == number]
        taken += [  # and wires that pass by
            row[source]
            for user in nodes
            for source in user.inputs
            if column[source] < number < column[user]
        ]
        for gate in gates:
            row[gate] = nearest_free(mean_row(gate, row), taken)
            taken.append(row[gate])
    return Layout(nodes, {node: (float(column[node]), row[node]) for node in nodes})


def nodes_of(output: Node) -> list[Node]:
    """The output and all below it."""
    if not isinstance(output, Node):
        raise NotReady(f"That is no graph to draw: a {type(output).__name__} and not a Node.")
    nodes = [output]
    for node in nodes:
        for source in node.inputs:
            if not any(source is known for known in nodes):
                nodes.append(source)
        if len(nodes) > MOST_NODES:
            raise NotReady(f"That graph has more than {MOST_NODES} nodes: too large to read.")
    return nodes


def reading_order(output: Node) -> list[Node]:
    """Nodes as one meets them when the expression is read from left to right."""
    found: list[Node] = []
    waiting = [output]
    while waiting:
        node = waiting.pop(0)
        if node not in found:
            found.append(node)
        waiting = [source for source in node.inputs if source not in found] + waiting
    return found


def mean_row(node: Node, row: Mapping[Node, float]) -> float:
    rows = [row[source] for source in node.inputs]
    return sum(rows) / len(rows)


def nearest_free(wanted: float, taken: list[float]) -> float:
    """The row nearest to the wanted one that keeps its distance from those taken."""
    steps = [0.0, *(sign * 0.25 * step for step in range(1, 60) for sign in (-1, 1))]
    free = [step for step in steps if all(abs(wanted + step - other) > 0.7 for other in taken)]
    return wanted + free[0]


def open_axes(
    figure: DescribedFigure, width: float, bottom: float, top: float, title: str = ""
) -> Any:
    """Axes for graphs, which fill the figure: nothing but the drawing."""
    axes = figure.subplots()
    figure.set_layout_engine("none")  # nothing here needs it, and it takes half of the time
    room = 0.3 / figure.get_size_inches()[1] if title else 0.01  # inches above the drawing
    axes.set_position((0.01, 0.01, 0.98, 0.99 - room))
    axes.set(xlim=(-0.55, width - 0.4), ylim=(bottom, top), xticks=[], yticks=[])
    axes.set_title(title, fontsize=10)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    return axes


def draw(
    axes: Any,
    plan: Layout,
    wires: Mapping[Node, Wire],
    changed: Node | None = None,
    corner: tuple[float, float] = (0.0, 0.0),
) -> None:
    """Draw the graph with its first leaf at `corner`; the wire of `changed` stands out."""
    places = {node: (x + corner[0], y + corner[1]) for node, (x, y) in plan.places.items()}
    for node in plan.nodes:
        for position, source in enumerate(node.inputs):
            twice = node.inputs.count(source) > 1
            bend = (0.5 - position) if twice else 0.0
            x, y = places[source]
            start = (x if source.inputs else x + RADIUS, y)
            draw_edge(axes, start, places[node], bend)
    for node in plan.nodes:
        draw_node(axes, node, places[node], wires[node], node is changed)
    x, y = places[plan.nodes[0]]
    axes.plot([x, x + 0.85], [y, y], color=GREY, linewidth=1.4, zorder=1)


def draw_edge(axes: Any, start: tuple[float, float], end: tuple[float, float], bend: float) -> None:
    """A wire: level as far as it can, so that its labels have room, then across to its gate.

    bend: 0, or where it parts from another wire between the same gates.
    """
    (x0, y0), (x1, y1) = start, end
    turn = x1 - 0.36
    xs, ys = [x0, turn, x1 - 0.05], [y0, y0, y1]
    if bend:
        xs = [x0, turn - 0.1, turn + 0.04, x1]
        ys = [y0, y0, y0 + 0.5 * bend, y1]
    axes.plot(xs, ys, color=GREY, linewidth=1.4, zorder=1, solid_joinstyle="round")


def draw_node(
    axes: Any, node: Node, place: tuple[float, float], wire: Wire, stands_out: bool
) -> None:
    x, y = place
    sign = SIGNS.get(node.label, node.label)
    if node.inputs:
        axes.plot([x], [y], "o", markersize=23, color="white", markeredgecolor=BLACK, zorder=2)
        axes.text(x, y, sign, ha="center", va="center", fontsize=11 if len(sign) < 3 else 9)
    else:
        axes.text(x + 0.08, y, sign or "·", ha="right", va="center", fontsize=12, style="italic")
    left = x + (RADIUS + 0.07 if node.inputs else 0.2)
    empty = {"boxstyle": "round,pad=0.02", "facecolor": "#FFFFFFD0", "edgecolor": "none"}
    frame = {"boxstyle": "round,pad=0.15", "facecolor": "#FFF3C4", "edgecolor": VERMILLION}
    axes.text(left, y + 0.06, wire.value, va="bottom", fontsize=10, color=BLUE, bbox=empty)
    axes.text(
        left,
        y - 0.09,
        NOT_COMPUTED if wire.gradient is None else wire.gradient,
        va="top",
        fontsize=10,
        color=GREY if wire.gradient is None else VERMILLION,
        weight="bold" if stands_out else "normal",
        bbox=frame if stands_out else empty,
    )


def number(value: float) -> str:
    """Four significant digits, with a true minus."""
    return f"{value:.4g}".replace("-", "−")


def name_of(node: Node) -> str:
    """A leaf by its label; what comes out of a gate by its value."""
    return node.label if node.label and not node.inputs else f"the wire of {number(node.value)}"
