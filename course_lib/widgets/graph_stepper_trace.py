"""What a student's `backward` does to a graph, written down: which gradient came from where.

The student's function runs on a copy of the graph whose nodes note each reading and each writing
of `grad`. A written gradient is traced to the edges that explain it: upstream gradient times local
gradient. So an order that is wrong shows without any right answer to compare with: a node has
handed its gradient on, and the gradient changed later.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.figures.described import NotReady
from course_lib.figures.graph_layout import nodes_of
from course_lib.node import Node

MOST_STEPS = 200
MOST_EVENTS = 20_000
"""Of readings and writings; what comes later is not noted."""

Event = tuple["TracedNode", float | None]
"""A node whose gradient was written, or read (None)."""


class TracedNode(Node):
    """A Node that notes when its gradient is read or written."""

    __slots__ = ("_gradient", "_log")

    def __init__(self, original: Node, log: list[Event]) -> None:
        self._log: list[Event] = []
        super().__init__(original.value, label=original.label)
        self._log = log  # the 0.0 that every Node starts with is nobody's work

    @property
    def grad(self) -> float:
        self._note(None)
        return self._gradient

    @grad.setter
    def grad(self, gradient: float) -> None:
        self._gradient = gradient
        try:
            self._note(float(gradient))
        except (TypeError, ValueError):
            self._note(math.nan)

    def _note(self, written: float | None) -> None:
        if len(self._log) < MOST_EVENTS:
            self._log.append((self, written))


@dataclass(frozen=True)
class Edge:
    """One use of a node: the gate that uses it, and the gate's local gradient there."""

    user: int
    source: int
    position: int
    local: float


@dataclass
class Step:
    """One gradient written.

    shares: for each edge that the gradient came along, (edge, upstream gradient at that time).
    kind: "begins", "adds", "replaces", "sums" or "unexplained".
    """

    node: int
    gradient: float
    before: float | None
    kind: str
    shares: tuple[tuple[int, float], ...] = ()
    remarks: list[str] = field(default_factory=list)
    """Kinds of mistakes: "early", "again", "replaces", "unexplained"."""


@dataclass(frozen=True)
class TracedGraph:
    """A copy of a graph, the output first, with its edges, and what was noted."""

    nodes: list[TracedNode]
    edges: list[Edge]
    log: list[Event]

    @property
    def output(self) -> TracedNode:
        return self.nodes[0]


def traced(output: Node) -> TracedGraph:
    """A copy that notes what is done to it. Raises NotReady for what is no graph or too large."""
    originals, log = nodes_of(output), list[Event]()
    copies = {node: TracedNode(node, log) for node in originals}
    for node, copy in copies.items():
        copy.inputs = tuple(copies[source] for source in node.inputs)
        copy.local_gradients = tuple(node.local_gradients)
    place = {copy: index for index, copy in enumerate(copies.values())}
    edges = [
        Edge(place[user], place[source], position, float(local))
        for user in copies.values()
        for position, (source, local) in enumerate(
            zip(user.inputs, user.local_gradients, strict=True)
        )
        if isinstance(source, TracedNode)
    ]
    return TracedGraph(list(copies.values()), edges, log)


def steps_of(graph: TracedGraph) -> list[Step]:
    """The first gradients in the order in which they were written, and what is wrong with each."""
    steps = list(itertools.islice(_explained(graph), MOST_STEPS))
    _remark(steps, graph.edges)
    return steps


def unused(steps: Sequence[Step], edges: Sequence[Edge]) -> list[Edge]:
    """The edges along which nothing was handed on."""
    used = {index for step in steps for index, _ in step.shares}
    return [edge for index, edge in enumerate(edges) if index not in used]


def _explained(graph: TracedGraph) -> Iterator[Step]:
    place = {node: index for index, node in enumerate(graph.nodes)}
    gradients: dict[int, float] = {}
    last_read: dict[int, int] = {}
    used: Counter[int] = Counter()
    for time, (traced_node, written) in enumerate(graph.log):
        node = place[traced_node]
        if written is None:
            last_read[node] = time
            continue
        if not gradients and written == 0:
            continue  # zeros before the first other number are how a backward begins
        step = _explain(node, written, graph.edges, gradients, last_read, used)
        if step.kind == "unexplained" and written == 0 and step.before is None:
            continue  # a zero that nothing was handed on for: still part of the beginning
        gradients[node] = written
        used.update(index for index, _ in step.shares)
        yield step


def _explain(
    node: int,
    written: float,
    edges: Sequence[Edge],
    gradients: dict[int, float],
    last_read: dict[int, int],
    used: Counter[int],
) -> Step:
    """Which edges a gradient came along: of those that fit, the one whose user was read last."""
    before = gradients.get(node)
    if node == 0 and before is None:
        return Step(node, written, before, "begins")
    known = [
        (index, edge, gradients[edge.user])
        for index, edge in enumerate(edges)
        if edge.source == node and edge.user in gradients
    ]
    fits: list[tuple[Any, str, tuple[int, float]]] = []
    for index, edge, upstream in known:
        share = upstream * edge.local
        adds = nearly_equal(written, (before or 0.0) + share)
        if adds or nearly_equal(written, share):
            rank = (last_read.get(edge.user, -1), adds, -used[index], -edge.position)
            fits.append((rank, "adds" if adds else "replaces", (index, upstream)))
    if fits:
        _, kind, share_of = max(fits)
        return Step(node, written, before, kind, (share_of,))
    total = sum(upstream * edge.local for _, edge, upstream in known)
    if len(known) > 1 and nearly_equal(written, total):
        return Step(node, written, before, "sums", tuple((index, up) for index, _, up in known))
    return Step(node, written, before, "unexplained")


def _remark(steps: Sequence[Step], edges: Sequence[Edge]) -> None:
    """Note at each step what is wrong with it, seen from the end."""
    used: Counter[int] = Counter()
    final = {step.node: step.gradient for step in steps}
    for number, step in enumerate(steps):
        if step.kind in ("replaces", "unexplained"):
            step.remarks.append(step.kind)
        for index, upstream in step.shares:
            used[index] += 1
            user = edges[index].user
            later = any(other.node == user for other in steps[number + 1 :])
            if later and not nearly_equal(final[user], upstream):
                step.remarks.append("early")
            if used[index] > 1:
                step.remarks.append("again")


def nearly_equal(a: float, b: float) -> bool:
    """Equal but for rounding; nan is nearly nan."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(a) and math.isnan(b))


def ensure_number(steps: Sequence[Step]) -> None:
    """Raise NotReady if a gradient was written that is no number."""
    if any(math.isnan(step.gradient) and not step.shares for step in steps):
        raise NotReady("A gradient that your function writes is no number.")
