"""Probes of assignment 03_computational_graphs that hand out graphs of Nodes.

A graph is a list of Nodes in the order in which they were made; its last one is the output. Every
call gets a graph of its own. After a call, only this list is trusted, not what Nodes refer to.
Whether an order is right is said in words, as any order with inputs first is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import numpy as np

from course_lib.diagnosis.outcome import CandidateFailed, Failure
from course_lib.node import Node
from course_lib.probes import Outcomes

CHAIN, DIAMONDS = 10_000, 60
MAX_ENTRIES = 200_000
"""Of an order; no more are looked at."""

Graph = list[Node]
MakeGraph = Callable[[], Graph]


def topological_order(candidate: Any, rng: np.random.Generator) -> Outcomes:
    graphs = draw_graphs(rng)

    def judged(make: MakeGraph) -> Callable[[], Any]:
        def obtain() -> Any:
            graph = make()
            edges = edges_of(graph)
            candidate(Node(1.0) + Node(2.0))  # a list that is kept from call to call shows here
            return order_in_words(candidate(graph[-1]), graph, edges)

        return obtain

    def called_again() -> Any:
        graph = graphs["shared inputs"]()
        edges = edges_of(graph)
        candidate(graphs["expression"]()[-1])
        candidate(graph[-1])
        return order_in_words(candidate(graph[-1]), graph, edges)

    def untouched() -> Any:
        graph = graphs["shared inputs"]()
        nothing = candidate(graph[-1]) is None
        return None if nothing else {"the graph": state(graph, with_gradients=True)}

    return {
        **{name: judged(make) for name, make in graphs.items()},
        "called again": called_again,
        "arguments untouched": untouched,
    }


def backward(candidate: Any, rng: np.random.Generator) -> Outcomes:
    graphs = draw_graphs(rng)

    def gradients(make: MakeGraph, every: int = 1) -> Callable[[], Any]:
        def obtain() -> Any:
            graph = make()
            candidate(graph[-1])
            return [node.grad for node in graph[::every]]

        return obtain

    def second_call() -> Any:
        graph = graphs["shared inputs"]()
        candidate(graph[-1])
        candidate(graph[-1])
        return [node.grad for node in graph]

    def another_output() -> Any:
        graph = graphs["shared inputs"]()
        candidate(graph[-1])
        below = graph[:5]
        candidate(below[-1])
        return [node.grad for node in below]

    def untouched() -> Any:
        graph = graphs["shared inputs"]()
        candidate(graph[-1])
        did_nothing = all(type(node.grad) is float and node.grad == 0.0 for node in graph)
        return None if did_nothing else {"the graph": state(graph)}

    return {
        "expression": gradients(graphs["expression"]),
        "shared inputs": gradients(graphs["shared inputs"]),
        "uneven paths": gradients(graphs["uneven paths"]),
        "even paths": gradients(graphs["even paths"]),
        "random graph": gradients(graphs["random graph"]),
        "second call": second_call,
        "another output": another_output,
        "chain of 10,000": gradients(graphs["chain of 10,000"], every=999),
        "ladder of 60 diamonds": gradients(graphs["ladder of 60 diamonds"]),
        "arguments untouched": untouched,
    }


def draw_graphs(rng: np.random.Generator) -> dict[str, MakeGraph]:
    """Functions that make the graphs, small ones first, from values that are drawn here."""
    three = rng.uniform(2.0, 5.0, size=3) * np.array([-1.0, 1.0, -1.0])
    two = rng.uniform(0.5, 1.5, size=2)
    one = float(rng.uniform(0.4, 0.9))
    leaves = rng.uniform(0.5, 1.5, size=3)
    places = [int(rng.integers(0, 3 + step)) for step in range(9)]
    are_products = [bool(rng.integers(0, 2)) for _ in range(9)]
    factors = rng.uniform(0.4, 0.7, size=2)
    return {
        "expression": lambda: expression(*three.tolist()),
        "shared inputs": lambda: shared_inputs(*two.tolist()),
        "uneven paths": lambda: uneven_paths(one),
        "even paths": lambda: even_paths(one),
        "random graph": lambda: random_graph(leaves.tolist(), places, are_products),
        "chain of 10,000": lambda: chain(one),
        "ladder of 60 diamonds": lambda: ladder(one, *factors.tolist()),
    }


def expression(x: float, y: float, z: float) -> Graph:
    """(x + y) z, in which nothing is used twice."""
    nodes = [Node(x, label="x"), Node(y, label="y"), Node(z, label="z")]
    q = nodes[0] + nodes[1]
    return [*nodes, q, q * nodes[2]]


def shared_inputs(value: float, other: float) -> Graph:
    """Branches, a Node that is used twice by one gate, and two leaves of the same value."""
    a, b, c = Node(value), Node(other), Node(value)
    p = a * b
    s = p + c
    d = a + a
    m = s * d
    return [a, b, c, p, s, d, m, m + p]


def uneven_paths(value: float) -> Graph:
    """A leaf that is used near the output and far from it, on the left and on the right."""
    a = Node(value)
    h = a.tanh()
    k = -h
    n = k * h
    s = n + a
    left, right = a * s, s * a
    return [a, h, k, n, s, left, right, left - right * right]


def even_paths(value: float) -> Graph:
    """One diamond, whose two ways are of the same length."""
    a = Node(value)
    left, right = a.tanh(), -a
    return [a, left, right, left * right]


def random_graph(leaves: list[float], places: list[int], are_products: list[bool]) -> Graph:
    """Each Node uses the one before it and an earlier one, or the same one once more."""
    nodes = [Node(value) for value in leaves]
    for place, is_product in zip(places, are_products, strict=True):
        other = nodes[place]
        nodes.append(nodes[-1] * other if is_product else other + nodes[-1])
    product = nodes[0] * nodes[1]
    return [*nodes, product, nodes[-1] + product]


def chain(value: float) -> Graph:
    nodes = [Node(value)]
    for _ in range(CHAIN):
        nodes.append(-nodes[-1])
    return nodes


def ladder(value: float, left: float, right: float) -> Graph:
    """From each rung two ways lead to the next: 2 to the power of 60 paths in all."""
    nodes = [Node(left), Node(right), Node(value)]
    for _ in range(DIAMONDS):
        rung = nodes[-1]
        nodes += [rung * nodes[0], rung * nodes[1]]
        nodes.append(nodes[-2] + nodes[-1])
    return nodes


def edges_of(graph: Graph) -> list[tuple[int, int]]:
    """The identities of each Node and one of its inputs."""
    return [(id(node), id(used)) for node in graph for used in node.inputs]


def order_in_words(answer: Any, graph: Graph, edges: list[tuple[int, int]]) -> dict[str, str]:
    """Is each Node there once, and nothing else, and do inputs come before what uses them?

    edges: of the graph before the call, which may have changed it.
    """
    if answer is None:
        raise CandidateFailed(Failure("nothing"))
    if not isinstance(answer, Iterable):
        raise CandidateFailed(Failure("exception", "TypeError", "a list of Nodes is wanted"))
    order = list(islice(answer, MAX_ENTRIES))
    mine = {id(node) for node in graph}
    found = [id(entry) for entry in order if id(entry) in mine]
    place = {identity: index for index, identity in enumerate(found)}
    gaps = [place[node] - place[used] for node, used in edges if node in place and used in place]
    missing = mine - place.keys()
    leaves = mine - {node for node, _ in edges}
    if missing == {id(graph[-1])}:
        presence = "output missing"
    elif missing == leaves:
        presence = "leaves missing"
    else:
        presence = "some missing" if missing else "all there"
    ordered = "first" if all(gap > 0 for gap in gaps) else "last" if max(gaps) < 0 else "mixed"
    return {
        "nodes": f"{presence}, {'some twice' if len(found) > len(place) else 'once'}",
        "others": "some" if len(order) > len(found) else "none",
        "inputs": ordered,
    }


def state(graph: Graph, with_gradients: bool = False) -> list[str]:
    """All that a Node holds, one line a Node; its inputs as places in the list."""
    place = {id(node): index for index, node in enumerate(graph)}

    def line(node: Node) -> str:
        inputs = node.inputs if isinstance(node.inputs, tuple) else ("changed",)
        places = [place.get(id(used), "?") for used in inputs]
        gradient = f" {node.grad!r}" if with_gradients else ""
        text = f"{node.value!r} {node.label!r} {places} {node.local_gradients!r}{gradient}"
        return text[:200]

    return [line(node) for node in graph]
