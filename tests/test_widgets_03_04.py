"""GraphStepper and HandBackprop without a browser: what they trace, compute and say."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course_lib.figures.described import WORDS_ONLY
from course_lib.gradients import numerical_gradient
from course_lib.graph import backward, topological_order
from course_lib.layers import TwoLayerNet, sigmoid
from course_lib.losses import binary_cross_entropy
from course_lib.node import Node
from course_lib.widgets import GraphStepper, HandBackprop, graph_stepper, hand_backprop

X = np.array([[5.0, 3.0]])
W = np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]])
V = np.array([0.1, 0.5, -0.1])


def square_twice() -> Node:
    """4 x², in which the square is used twice, and x twice by the square."""
    x = Node(2.0, label="x")
    square = x * x
    return square + 3.0 * square


def unfinished(*_: Any) -> Any:
    raise NotImplementedError


def hand_on(node: Node) -> None:
    for source, slope in zip(node.inputs, node.local_gradients, strict=True):
        source.grad += node.grad * slope
        hand_on(source)


def naive(output: Node) -> None:
    """Goes on from a node at once, before all its users have had their turn."""
    output.grad = 1.0
    hand_on(output)


def replaces(output: Node) -> None:
    """`=` in place of `+=`."""
    output.grad = 1.0
    for node in reversed(topological_order(output)):
        for source, slope in zip(node.inputs, node.local_gradients, strict=True):
            source.grad = node.grad * slope


def by_dict(output: Node) -> None:
    """Right: the sums are kept elsewhere, and each gradient is written once."""
    sums = {output: 1.0}
    for node in reversed(topological_order(output)):
        node.grad = sums[node]
        for source, slope in zip(node.inputs, node.local_gradients, strict=True):
            sums[source] = sums.get(source, 0.0) + node.grad * slope


def forgets_a_share(output: Node) -> None:
    output.grad = 1.0
    for node in reversed(topological_order(output)):
        for source, slope in list(zip(node.inputs, node.local_gradients, strict=True))[:1]:
            source.grad += node.grad * slope


def remarks(stepper: GraphStepper) -> dict[int, list[str]]:
    return {i + 1: step.remarks for i, step in enumerate(stepper.steps) if step.remarks}


# -- GraphStepper --------------------------------------------------------------------------------


@pytest.mark.parametrize("right", [backward, by_dict])
def test_a_right_backward_has_nothing_to_look_at_again(right: Callable[[Node], None]) -> None:
    stepper = graph_stepper(right, square_twice())
    assert stepper.problem == ""
    assert remarks(stepper) == {}
    assert stepper.verdict() == "Every node was complete before its gradient was handed on."
    output = square_twice()
    backward(output)
    last = {step.node: step.gradient for step in stepper.steps}
    copies = stepper.graph.nodes if stepper.graph else []
    assert [last[i] for i in range(len(copies))] == [
        node.grad for node in (output, *output.inputs, output.inputs[0].inputs[0],
                               output.inputs[1].inputs[0])
    ]  # fmt: skip


def test_the_shares_of_a_step_multiply_to_what_is_handed_on() -> None:
    stepper = graph_stepper(backward, square_twice())
    assert stepper.graph is not None
    before: dict[int, float] = {}
    for step in stepper.steps[1:]:
        handed = sum(up * stepper.graph.edges[edge].local for edge, up in step.shares)
        assert step.gradient == pytest.approx(before.get(step.node, 0.0) + handed)
        before[step.node] = step.gradient


def test_every_use_of_a_node_is_an_edge_of_its_own() -> None:
    stepper = graph_stepper(backward, square_twice())
    used = [edge for step in stepper.steps for edge, _ in step.shares]
    assert stepper.graph is not None
    assert sorted(used) == list(range(len(stepper.graph.edges)))


def test_a_wrong_order_is_told_where_it_happens() -> None:
    stepper = graph_stepper(naive, square_twice())
    found = remarks(stepper)
    assert found[3] == found[4] == ["early"]
    assert found[8] == found[9] == ["again"]
    text = stepper.sentences()[2]
    assert "the × gate of value 4 was used before it was complete" in text
    assert "its gradient is 1 here and 4 in the end" in text
    assert stepper.verdict() == "Look again at steps 3, 4, 8, 9."
    assert stepper.data["first"] == 3
    assert "used before it was complete" in stepper.describe()


def test_naive_is_right_where_nothing_branches() -> None:
    x, y, z = Node(-2.0, label="x"), Node(5.0, label="y"), Node(-4.0, label="z")
    assert remarks(graph_stepper(naive, (x + y) * z)) == {}


def test_what_replaces_a_share_is_told() -> None:
    stepper = graph_stepper(replaces, square_twice())
    assert list(remarks(stepper).values()) == [["replaces"], ["replaces"]]
    assert "replaces the 1 that it had" in stepper.sentences()[4]


def test_edges_that_nobody_goes_along_are_told() -> None:
    stepper = graph_stepper(forgets_a_share, square_twice())
    assert (
        "Nothing is handed on from the + gate of value 16 to the wire of 12." in stepper.verdict()
    )


def test_a_gradient_out_of_nowhere_is_told() -> None:
    def invents(output: Node) -> None:
        output.grad = 1.0
        output.inputs[0].grad = 7.0

    stepper = graph_stepper(invents, square_twice())
    assert remarks(stepper) == {2: ["unexplained"]}
    assert "explains that" in stepper.sentences()[1]


def test_not_computed_is_not_zero() -> None:
    def stops(output: Node) -> None:
        for node in topological_order(output):
            node.grad = 0.0
        output.grad = 1.0

    stepper = graph_stepper(stops, square_twice())
    assert [step.node for step in stepper.steps] == [0]
    assert "x: not computed" in stepper.describe()
    x = Node(-1.0, label="x")
    closed = graph_stepper(backward, x.relu() * 2.0)
    assert "x: 0" in closed.describe()


def test_the_students_own_nodes_stay_as_they_are() -> None:
    output = square_twice()
    graph_stepper(backward, output)
    assert output.grad == 0.0


def test_an_unfinished_backward_leaves_the_values() -> None:
    stepper = graph_stepper(unfinished, square_twice())
    assert stepper.problem.startswith("Your unfinished is not ready yet: NotImplementedError.")
    assert stepper.data["steps"] == []
    assert [node["value"] for node in stepper.data["nodes"]] == [16, 4, 12, 2, 3]
    bundle, _ = stepper._repr_mimebundle_()
    assert "not ready yet" in bundle["text/html"]


def test_what_was_written_before_an_error_is_shown() -> None:
    def fails(output: Node) -> None:
        output.grad = 1.0
        output.inputs[0].grad += output.grad
        raise ZeroDivisionError

    stepper = graph_stepper(fails, square_twice())
    assert "ZeroDivisionError" in stepper.problem
    assert len(stepper.steps) == 2


@pytest.mark.parametrize("strange", [3.0, None, "graph"])
def test_what_is_no_graph_is_told(strange: Any) -> None:
    stepper = graph_stepper(backward, strange)
    assert "That is no graph to draw" in stepper.problem
    stepper._repr_mimebundle_()


@pytest.mark.parametrize("gradient", [float("nan"), "much", None])
def test_gradients_that_are_no_numbers_are_told(gradient: Any) -> None:
    def strange(output: Node) -> None:
        output.grad = gradient

    stepper = graph_stepper(strange, square_twice())
    assert "is no number" in stepper.problem
    json.dumps(stepper.data, allow_nan=False)


def test_of_very_many_steps_the_first_are_shown() -> None:
    rung = Node(1.0, label="x")
    for _ in range(9):
        rung = -rung + -rung
    stepper = graph_stepper(naive, rung)
    assert stepper.problem == ""
    assert len(stepper.steps) == 200
    assert "Only the first 200 steps are shown." in stepper.verdict()
    assert any("early" in step.remarks for step in stepper.steps)


def test_endless_writing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course_lib.figures.graphs.SECONDS", 0.1)

    def endless(output: Node) -> None:
        while True:
            output.grad = 1.0
            output.inputs[0].grad += output.grad

    started = time.perf_counter()
    stepper = graph_stepper(endless, square_twice())
    assert time.perf_counter() - started < 3
    assert "does not stop" in stepper.problem
    assert len(stepper.steps) == 200


# -- HandBackprop --------------------------------------------------------------------------------


def by_net(net: Any = TwoLayerNet) -> HandBackprop:
    return hand_backprop(X, W, V, 1, net=net)


def by_measuring(own_sigmoid: Any = sigmoid) -> HandBackprop:
    return hand_backprop(
        X, W, V, 1,
        sigmoid=own_sigmoid, loss=binary_cross_entropy, numerical_gradient=numerical_gradient,
    )  # fmt: skip


@pytest.mark.parametrize(("figure", "rel"), [(by_net(), 1e-5), (by_measuring(), 5.1e-3)])
def test_the_numbers_are_those_of_the_notebook(figure: HandBackprop, rel: float) -> None:
    found = figure.found
    assert found["h"][0] == pytest.approx([0.99998330, 0.73105858, 0.99999386], abs=5e-9)
    assert float(found["y"].item()) == pytest.approx(0.59037800, abs=5e-9)
    assert float(found["J"]) == pytest.approx(0.52699227, abs=5e-9)
    assert float(found["dy"].item()) == pytest.approx(-1.69383, rel=rel)
    assert np.ravel(found["dV"]) == pytest.approx([-0.40961516, -0.29945768, -0.40961948], rel=rel)
    assert np.ravel(found["dh"]) == pytest.approx(
        [-0.040962, -0.204811, 0.040962], rel=max(rel, 2e-5)
    )
    expected = [-3.42058e-6, -0.20134143, 1.25839e-6, -2.05235e-6, -0.12080486, 7.55032e-7]
    assert np.ravel(found["dW"]) == pytest.approx(expected, rel=rel)


def test_a_move_is_answered_by_the_students_class() -> None:
    figure = by_net()
    moved = [4.0, 3.0, *figure.numbers[2:11], 0]
    figure.numbers = moved
    net = TwoLayerNet(W, V)
    loss = net.loss(np.array([[4.0, 3.0]]), [0])
    dx = net.backward()
    assert figure.data["found"]["J"] == pytest.approx([loss])
    assert figure.data["found"]["dx"] == pytest.approx(dx[0])
    assert figure.data["found"]["dW"] == pytest.approx(net.hidden.W_gradient.ravel())
    assert figure.data["numbers"] == moved


def test_wrong_numbers_of_a_wrong_net_are_shown_as_they_are() -> None:
    class Transposed(TwoLayerNet):
        def backward(self) -> Any:
            return -3 * super().backward()

    figure = by_net(Transposed)
    assert figure.problem == ""
    assert figure.found["dx"] == pytest.approx(-3 * by_net().found["dx"])


def test_values_are_there_before_the_way_back_is() -> None:
    class Half(TwoLayerNet):
        def backward(self) -> Any:
            raise NotImplementedError

    figure = by_net(Half)
    assert figure.problem.startswith("Your Half.backward is not ready yet: NotImplementedError.")
    assert sorted(figure.data["found"]) == ["J", "h", "y"]
    assert "by the output: not computed yet" in figure.describe()
    figure.picture()


@pytest.mark.parametrize("figure", [by_net(unfinished), by_measuring(unfinished)])
def test_without_anything_the_given_numbers_stay(figure: HandBackprop) -> None:
    assert "Your unfinished is not ready yet: NotImplementedError." in figure.problem
    assert figure.data["found"] == {}
    assert figure.data["numbers"][:2] == [5.0, 3.0]


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_what_is_not_finite_is_sent_by_name(loss: float) -> None:
    class Strange(TwoLayerNet):
        def loss(self, x: Any, targets: Any) -> float:
            super().loss(x, targets)
            return loss

    figure = by_net(Strange)
    assert figure.data["found"]["J"] == [str(loss)]
    json.dumps(figure.data, allow_nan=False)
    figure.picture()


def test_what_a_net_prints_stays_out_of_other_cells(capsys: pytest.CaptureFixture[str]) -> None:
    class Talkative(TwoLayerNet):
        def predict(self, x: Any) -> Any:
            print("forward")
            return super().predict(x)

    by_net(Talkative)
    assert capsys.readouterr().out == ""


def test_a_wrong_shape_is_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"W has shape \(3, 3\); wanted \(2, 3\)"):
        hand_backprop(X, np.zeros((3, 3)), V, 1, net=TwoLayerNet)
    with pytest.raises(ValueError, match="give net, or all of"):
        hand_backprop(X, W, V, 1, sigmoid=sigmoid)


def test_strange_messages_of_a_page_change_nothing() -> None:
    figure = by_net()
    before = figure.data
    figure.numbers = ["x"]
    assert figure.data is before


# -- both ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: graph_stepper(backward, square_twice()), "x: 16"),
        (lambda: by_net(), "0.526992"),
        (lambda: by_measuring(), "0.526992"),
    ],
    ids=["graph_stepper", "hand_backprop", "measured"],
)
def test_grading_gets_words_and_little_work(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], Any], words: str
) -> None:
    monkeypatch.setenv(WORDS_ONLY, "1")
    make()
    started = time.perf_counter()
    bundle = make()._repr_mimebundle_()
    assert time.perf_counter() - started < 0.1
    assert list(bundle) == ["text/plain"]
    assert words in bundle["text/plain"]


@pytest.mark.parametrize("figure", [graph_stepper(naive, square_twice()), by_net()])
def test_both_can_be_read_where_nothing_is_live(figure: Any) -> None:
    bundle, _ = figure._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].startswith("<figure")
    assert len(bundle["text/plain"]) > 100
