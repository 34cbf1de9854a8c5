"""Figures of assignment 03: they show what the student's own functions say, in words as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from course_lib import figures, graph
from course_lib.figures.described import WORDS_ONLY, DescribedFigure
from course_lib.figures.graph_layout import layout
from course_lib.node import Node

W, X = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])


def expression() -> Node:
    x, y, z = Node(-2.0, label="x"), Node(5.0, label="y"), Node(-4.0, label="z")
    return (x + y) * z


def with_branches() -> Node:
    a, b = Node(2.0, label="a"), Node(-3.0, label="b")
    product = a * b
    return product * (a + product) + (a + a)


DRAWINGS: dict[str, Callable[..., DescribedFigure]] = {
    "expression_graph": lambda f=graph.expression_gradients: figures.expression_graph(
        f, -2.0, 5.0, -4.0
    ),
    "neuron_graph": lambda f=graph.neuron_gradients: figures.neuron_graph(f, W, X),
    "backward_steps": lambda f=graph.backward: figures.backward_steps(f, with_branches()),
    "gate_patterns": lambda f=graph.AddGate: figures.gate_patterns(
        f, graph.MaxGate, graph.MultiplyGate
    ),
    "sigmoid_gate_curve": lambda f=graph.SigmoidGate: figures.sigmoid_gate_curve(f),
    "jacobian_sparsity": lambda f=graph.relu_backward: figures.jacobian_sparsity(
        f, graph.matmul_backward
    ),
}


@pytest.fixture(params=DRAWINGS)
def draw(request: pytest.FixtureRequest) -> Callable[..., DescribedFigure]:
    return DRAWINGS[request.param]


def shown(figure: DescribedFigure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_every_figure_has_a_text_alternative(draw: Callable[..., DescribedFigure]) -> None:
    figure = draw()
    assert "not ready" not in figure.alt_text
    assert 60 < len(figure.alt_text) < 400
    assert figure.alt_text.endswith(".")
    figure.savefig("/dev/null", format="png", dpi=50)
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
    assert min(sizes) * 96 / 72 >= 12
    assert figure.get_size_inches()[0] <= 8.2


def test_words_alone_are_the_same_words(
    draw: Callable[..., DescribedFigure], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = draw().alt_text
    monkeypatch.setenv(WORDS_ONLY, "1")
    assert draw().alt_text == words


class Unfinished:
    def __init__(self, *_: Any) -> None:
        raise NotImplementedError


def nothing(*_: Any) -> None:
    return None


@pytest.mark.parametrize("stub", [Unfinished, nothing])
def test_an_unfinished_function_gives_a_sentence(
    draw: Callable[..., DescribedFigure], stub: Any
) -> None:
    assert f"Your {stub.__name__} is not ready yet" in draw(stub).alt_text


def test_expression_shows_the_students_gradients() -> None:
    assert "dx = −4, dy = −4, dz = 3, dq = −4" in DRAWINGS["expression_graph"]().alt_text
    wrong = DRAWINGS["expression_graph"](
        lambda x, y, z: dict.fromkeys(("q", "f", "dq", "dx", "dy", "dz"), 7.0)
    )
    assert "dx = 7" in wrong.alt_text
    assert shown(wrong).count("7") >= 4


def test_what_is_not_computed_yet_is_unlike_zero() -> None:
    plain = figures.expression_graph(None, 1.0, -1.0, 0.0)
    assert shown(plain).count("?") == 5
    assert "No gradient is computed yet." in plain.alt_text
    x = Node(1.0, label="x")
    output = x * 0.0
    assert shown(figures.computational_graph(output)).count("?") == 3
    graph.backward(output)
    done = figures.computational_graph(output)
    assert "?" not in shown(done)
    assert "x 0" in done.alt_text


def test_neuron_tells_the_curriculums_numbers() -> None:
    words = DRAWINGS["neuron_graph"]().alt_text
    assert "0.7311" in words
    assert "w0 −0.1966, w1 −0.3932, w2 0.1966, x0 0.3932, x1 −0.5898" in words


def test_gate_patterns_are_the_students() -> None:
    words = DRAWINGS["gate_patterns"]().alt_text
    assert "add distributes: a gets 2, b gets 2" in words
    assert "max routes: a gets 2, b gets 0" in words
    assert "multiply switches: a gets −8, b gets 6" in words
    swapped = figures.gate_patterns(graph.MultiplyGate, graph.MaxGate, graph.AddGate).alt_text
    assert "multiply switches: a gets 2, b gets 2" in swapped


def test_steps_follow_the_students_own_backward() -> None:
    words = figures.backward_steps(graph.backward, expression()).alt_text
    assert words.startswith("Your backward in 5 steps. 1: the wire of −12 gets 1; 2: ")
    assert "x gets −4" in words
    assert "y gets −4" in words
    assert "z gets 3" in words

    def stops_early(output: Node) -> None:
        output.grad = 1.0
        output.inputs[0].grad += output.local_gradients[0]

    early = figures.backward_steps(stops_early, expression())
    assert "in 2 steps" in early.alt_text
    assert "Not computed: z, x, y." in early.alt_text
    assert "?" in shown(early)


def test_steps_leave_the_students_graph_as_it_was() -> None:
    output = expression()
    figures.backward_steps(graph.backward, output)
    assert output.grad == 0.0
    assert output.inputs[1].grad == 0.0


def test_a_step_counts_when_it_writes_zero_later_on() -> None:
    a, b = Node(2.0, label="a"), Node(1.0, label="b")
    words = figures.backward_steps(graph.backward, a.maximum(b)).alt_text
    assert "b gets 0" in words


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda output: setattr(output, "grad", "one"), "a gradient is no number"),
        (lambda output: output.visited, "not ready yet: AttributeError"),
        (lambda output: exec("while True: pass"), "does not stop"),
    ],
)
def test_a_broken_backward_is_told_in_a_sentence(
    broken: Callable[[Node], Any], sentence: str
) -> None:
    assert sentence in figures.backward_steps(broken, expression()).alt_text


def test_what_is_no_graph_or_too_large_is_said() -> None:
    assert "no graph to draw: a int" in figures.computational_graph(3).alt_text  # type: ignore[arg-type]
    node = Node(1.0)
    for _ in range(40):
        node = -node
    assert "more than 30 nodes" in figures.computational_graph(node).alt_text


@pytest.mark.parametrize("build", [expression, with_branches])
def test_layout_puts_inputs_to_the_left_and_no_two_on_one_place(build: Callable[[], Node]) -> None:
    plan = layout(build())
    assert len(set(plan.places.values())) == len(plan.nodes)
    for node in plan.nodes:
        for source in node.inputs:
            assert plan.places[source][0] < plan.places[node][0]


def test_jacobians_count_their_entries() -> None:
    words = DRAWINGS["jacobian_sparsity"]().alt_text
    assert "7 of 144" in words
    assert "36 of 144" in words


def test_sigmoid_curve_names_its_highest_slope() -> None:
    assert "0.2500 high at a = 0" in DRAWINGS["sigmoid_gate_curve"]().alt_text
