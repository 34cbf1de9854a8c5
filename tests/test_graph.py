"""The references of assignment 03, against numerical gradients and each other."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_lib import graph
from course_lib.node import Node, weighted_sum

numbers = st.floats(-5, 5)
away_from_zero = st.floats(0.2, 3) | st.floats(-3, -0.2)


def slope(function: Callable[[float], float], at: float, step: float = 1e-5) -> float:
    return (function(at + step) - function(at - step)) / (2 * step)


@given(numbers, numbers, numbers)
def test_expression_gradients_are_slopes(x: float, y: float, z: float) -> None:
    answers = graph.expression_gradients(x, y, z)
    assert answers["f"] == (x + y) * z
    assert answers["dx"] == pytest.approx(slope(lambda t: (t + y) * z, x), abs=1e-6)
    assert answers["dz"] == pytest.approx(slope(lambda t: (x + y) * t, z), abs=1e-6)


GATES: dict[type, Callable[[float, float], float]] = {
    graph.AddGate: lambda a, b: a + b,
    graph.MultiplyGate: lambda a, b: a * b,
    graph.MaxGate: max,
}


@pytest.mark.parametrize("kind", GATES, ids=lambda kind: kind.__name__)
@given(numbers, away_from_zero, numbers)
def test_gates_hand_down_upstream_times_slope(
    kind: type, a: float, gap: float, upstream: float
) -> None:
    b, function, gate = a + gap, GATES[kind], kind()
    assert gate.forward(a, b) == function(a, b)
    da, db = gate.backward(upstream)
    assert da == pytest.approx(upstream * slope(lambda t: function(t, b), a), abs=1e-6)
    assert db == pytest.approx(upstream * slope(lambda t: function(a, t), b), abs=1e-6)


@pytest.mark.parametrize("kind", GATES, ids=lambda kind: kind.__name__)
def test_a_gate_keeps_its_own_values_whatever_the_caller_does(kind: type) -> None:
    a, b = np.array([1.0, 4.0]), np.array([3.0, 2.0])
    gate, other = kind(), kind()
    gate.forward(a, b)
    first = gate.backward(np.array([1.0, 2.0]))
    a[:], b[:] = 9.0, 7.0
    other.forward(a, b)
    again = gate.backward(np.array([1.0, 2.0]))
    assert np.array_equal(first, again)


def test_a_tie_of_max_goes_to_the_first() -> None:
    gate = graph.MaxGate()
    gate.forward(2.0, 2.0)
    assert gate.backward(3.0) == (3.0, 0.0)


@given(numbers, numbers)
def test_sigmoid_gate_is_the_formula(a: float, upstream: float) -> None:
    gate = graph.SigmoidGate()
    assert gate.forward(a) == pytest.approx(1 / (1 + math.exp(-a)), rel=1e-12)
    wanted = upstream * slope(lambda t: 1 / (1 + math.exp(-t)), a)
    assert gate.backward(upstream) == pytest.approx(wanted, abs=1e-8)


def test_sigmoid_gate_is_finite_and_silent_far_out() -> None:
    gate = graph.SigmoidGate()
    with np.errstate(all="raise", under="ignore"):
        assert gate.forward(np.array([1000.0, -1000.0])).tolist() == [1.0, 0.0]
        assert gate.backward(np.ones(2)).tolist() == [0.0, 0.0]


@given(hnp.arrays(float, 3, elements=numbers), hnp.arrays(float, 2, elements=numbers))
def test_neuron_gradients_are_those_of_a_graph_of_nodes(w: np.ndarray, x: np.ndarray) -> None:
    weights, inputs = [Node(v) for v in w], [Node(v) for v in x]
    total = weighted_sum(weights[:2], inputs, weights[2])
    output = 1.0 / ((-total).exp() + 1.0)
    graph.backward(output)
    f, dw, dx = graph.neuron_gradients(w, x)
    assert f == pytest.approx(output.value)
    assert dw == pytest.approx([node.grad for node in weights])
    assert dx == pytest.approx([node.grad for node in inputs])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], Callable[[list[float]], float]]:
    """Leaves of a random graph, and a function that computes its output from their values."""
    steps = draw(
        st.lists(
            st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from("+-*t")),
            min_size=1,
            max_size=12,
        )
    )

    def build(leaves: list[Node]) -> Node:
        nodes = list(leaves)
        for left, right, operation in steps:
            a, b = nodes[left % len(nodes)], nodes[right % len(nodes)]
            made = {"+": a + b, "-": a - b, "*": a * b, "t": (a + b).tanh()}[operation]
            nodes.append(made.tanh() if abs(made.value) > 20 else made)
        return nodes[-1]

    values = draw(st.lists(st.floats(-1, 1), min_size=2, max_size=3))
    return values, build  # type: ignore[return-value]


@given(graphs())
def test_backward_gives_the_slopes_of_random_graphs(drawn: tuple) -> None:
    values, build = drawn
    leaves = [Node(value) for value in values]
    output = build(leaves)
    graph.backward(output)
    below = set(graph.topological_order(output))
    for index, leaf in enumerate(leaves):

        def moved(value: float, index: int = index) -> float:
            others = [*values[:index], value, *values[index + 1 :]]
            return float(build([Node(other) for other in others]).value)

        if leaf in below:
            assert leaf.grad == pytest.approx(slope(moved, leaf.value), rel=1e-4, abs=1e-5)
    first = {node: node.grad for node in below}
    graph.backward(output)
    assert first == {node: node.grad for node in below}


@given(graphs())
def test_topological_order_has_inputs_first_and_each_node_once(drawn: tuple) -> None:
    values, build = drawn
    order = graph.topological_order(build([Node(value) for value in values]))
    place = {node: index for index, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[source] < place[node] for node in order for source in node.inputs)


def test_a_chain_of_a_hundred_thousand_and_a_ladder_are_no_trouble() -> None:
    node = start = Node(1.0)
    for _ in range(100_000):
        node = -node
    graph.backward(node)
    assert start.grad == 1.0
    rung = start = Node(1.0)
    for _ in range(60):
        rung = rung * 0.5 + rung * 0.5
    graph.backward(rung)
    assert start.grad == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("build", "wanted"),
    [
        (lambda a: a + 2, 1.0),
        (lambda a: 2 + a, 1.0),
        (lambda a: a - 2, 1.0),
        (lambda a: 2 - a, -1.0),
        (lambda a: a * 3, 3.0),
        (lambda a: 3 * a, 3.0),
        (lambda a: a / 4, 0.25),
        (lambda a: 4 / a, -1.0),
        (lambda a: a**3, 12.0),
        (lambda a: -a, -1.0),
        (lambda a: a.exp(), math.exp(2)),
        (lambda a: a.log(), 0.5),
        (lambda a: a.tanh(), 1 - math.tanh(2) ** 2),
        (lambda a: a.relu(), 1.0),
        (lambda a: (-a).relu(), 0.0),
        (lambda a: a.maximum(1.0), 1.0),
        (lambda a: Node(1.0).maximum(a), 1.0),
        (lambda a: a.maximum(a), 1.0),
        (lambda a: a + a, 2.0),
        (lambda a: a * a * a, 12.0),
        (lambda a: weighted_sum([a, a], [a, Node(5.0)], a), 10.0),
    ],
)
def test_every_operation_of_nodes_has_its_slope(
    build: Callable[[Node], Node], wanted: float
) -> None:
    a = Node(2.0)
    graph.backward(build(a))
    assert a.grad == pytest.approx(wanted)


def test_nodes_are_told_apart_by_identity_and_hold_nothing_else() -> None:
    assert Node(1.0) != Node(1.0)
    assert len({Node(1.0), Node(1.0)}) == 2
    with pytest.raises(AttributeError):
        Node(1.0).visited = True  # type: ignore[attr-defined]


def test_a_weighted_sum_wants_one_weight_for_each_input() -> None:
    with pytest.raises(ValueError, match="1 weights; wanted 2"):
        weighted_sum([Node(1.0)], [Node(1.0), Node(2.0)], Node(0.0))


@given(st.data())
def test_matmul_and_relu_backward_against_numerical_gradients(data: st.DataObject) -> None:
    N, D, C = (data.draw(st.integers(1, 4)) for _ in range(3))
    entries = st.floats(-2, 2)
    X = data.draw(hnp.arrays(float, (N, D), elements=entries))
    W = data.draw(hnp.arrays(float, (D, C), elements=entries))
    upstream = data.draw(hnp.arrays(float, (N, C), elements=entries))
    dX, dW = graph.matmul_backward(upstream, X, W)
    for matrix, gradient in ((X, dX), (W, dW)):
        assert gradient.shape == matrix.shape
        for place in np.ndindex(matrix.shape):
            value = matrix[place]

            def total(t: float, matrix: np.ndarray = matrix, place: tuple = place) -> float:
                matrix[place] = t
                return float((upstream * (X @ W)).sum())

            assert gradient[place] == pytest.approx(slope(total, value), abs=1e-6)
            matrix[place] = value
    shifted = np.where(np.abs(X) < 0.1, 0.5, X)
    numerical = (np.maximum(0, shifted + 1e-6) - np.maximum(0, shifted - 1e-6)) / 2e-6
    assert graph.relu_backward(X, shifted) == pytest.approx(X * numerical, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: graph.AddGate().forward([1, 2], [1]), r"b has shape \(1,\); wanted \(2,\)"),
        (lambda: graph.neuron_gradients([1, 2], [1, 2]), r"w has shape \(2,\); wanted \(3,\)"),
        (lambda: graph.neuron_gradients([1, 2, 3], [1]), r"x has shape \(1,\); wanted \(2,\)"),
        (lambda: graph.relu_backward([1.0], [1.0, 2.0]), r"upstream has shape \(1,\)"),
        (lambda: graph.matmul_backward([[1]], [1], [[1]]), r"X has shape \(1,\); wanted \(N, D\)"),
        (lambda: graph.matmul_backward([[1]], [[1]], [[1], [2]]), r"W has shape \(2, 1\)"),
        (lambda: graph.matmul_backward([[1, 2]], [[1]], [[1]]), r"upstream has shape \(1, 2\)"),
    ],
)
def test_bad_shapes_are_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
