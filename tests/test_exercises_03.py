"""The exercises of 03_computational_graphs: partial credit, ties, hangs, Nodes across the wire."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.demo_answers.computational_graphs import ANSWERS
from autograder.sandbox.client import StudentServer
from course_lib import check, exercises
from course_lib.checking import Settings, checks_use
from course_lib.node import Node
from tests.correct.computational_graphs import CORRECT
from tests.verdicts import verdict


def ids(name: str, candidate: Any) -> list[str]:
    return [found.id.partition("/")[2] for found in verdict(name, candidate).diagnoses]


def run_source(source: str, **names: Any) -> Any:
    """The function or class that a piece of a notebook defines."""
    namespace = {"np": np, "Node": Node, **names}
    exec(source, namespace)
    return namespace


def wrong(name: str, slug: str) -> Any:
    return next(m for m in exercises.find(name).misconceptions if m.slug == slug).implementation


@pytest.mark.parametrize(
    ("name", "slug", "points"),
    [
        ("topological_order", "recursion_too_deep", 2.25),
        ("topological_order", "once_per_path", 2.0),
        ("backward", "recursion_too_deep", 2.75),
        ("backward", "stale_gradients", 2.25),
        ("backward", "once_per_path", 2.5),
        ("MultiplyGate", "shares_values", 1.25),
        ("MaxGate", "python_max", 0.625),
        ("SigmoidGate", "quotient_of_exponentials", 1.25),
        ("relu_backward", "changes_upstream", 0.75),
    ],
)
def test_what_is_right_in_part_earns_part(name: str, slug: str, points: float) -> None:
    assert verdict(name, wrong(name, slug)).points == points


def test_a_check_of_a_right_answer_is_quick() -> None:
    for exercise in exercises.of_assignment("03_computational_graphs"):
        check(exercise.name, exercise.reference)
        times = []
        for _ in range(3):
            started = time.perf_counter()
            check(exercise.name, exercise.reference)
            times.append(time.perf_counter() - started)
        assert min(times) < 0.2, exercise.name


class TiesToB:
    def forward(self, a: Any, b: Any) -> Any:
        self.b_wins = np.asarray(b) >= a
        return np.maximum(a, b)

    def backward(self, upstream: Any) -> Any:
        return upstream * ~self.b_wins, upstream * self.b_wins


def test_ties_may_go_to_either_but_not_to_both_or_none() -> None:
    assert check("MaxGate", TiesToB).passed
    for slug in ("ties_to_both", "ties_to_none"):
        assert verdict("MaxGate", wrong("MaxGate", slug)).points == 1.375


def test_a_walk_of_every_path_ends_with_its_own_sentence() -> None:
    """Really walked, until the time limit; the misconception itself only counts."""

    def every_path(output: Node) -> list[Node]:
        order: dict[Node, None] = {}

        def visit(node: Node) -> None:
            for source in node.inputs:
                visit(source)
            order.setdefault(node)

        visit(output)
        return list(order)

    with checks_use(Settings(seconds=0.4)):
        assert ids("topological_order", every_path) == ["once_per_path"]


def test_a_walk_of_every_path_in_backward_ends_with_its_own_sentence() -> None:
    def backward(output: Node) -> None:
        def hand_on(node: Node, gradient: float) -> None:
            node.grad += gradient
            for source, slope in zip(node.inputs, node.local_gradients, strict=True):
                hand_on(source, gradient * slope)

        for node in CORRECT["topological_order"][0](output):
            node.grad = 0.0
        hand_on(output, 1.0)

    with checks_use(Settings(seconds=0.4)):
        assert ids("backward", backward) == ["once_per_path"]


def growing(output: Node, order: list[Node] = []) -> list[Node]:  # noqa: B006
    """The list is made once, when the function is."""
    order += CORRECT["topological_order"][0](output)
    return order


def test_a_list_that_grows_from_call_to_call_is_named_however_often_it_is_checked() -> None:
    assert ids("topological_order", growing) == ["keeps_earlier_list"]
    assert ids("topological_order", growing) == ["keeps_earlier_list"]


@pytest.mark.parametrize(
    ("name", "candidate", "slug"),
    [
        ("topological_order", lambda output: 3, "raises"),
        ("topological_order", lambda output: None, "returns_nothing"),
        ("topological_order", lambda output: list(output.missing), "raises"),
        ("backward", lambda output: setattr(output, "grad", "x"), "dtype"),
        ("backward", lambda output: None, "no_seed"),
        ("MultiplyGate", lambda: None, "raises"),
        ("expression_gradients", lambda x, y, z: {"q": x + y, "f": (x + y) * z}, "keys"),
    ],
)
def test_other_mistakes_get_a_sentence(name: str, candidate: Callable[..., Any], slug: str) -> None:
    score = verdict(name, candidate)
    assert not score.passed
    assert slug in [found.id.partition("/")[2] for found in score.diagnoses]


def test_a_node_with_a_cycle_or_strange_attributes_is_a_verdict() -> None:
    def spoil(output: Node) -> list[Node]:
        output.inputs = (output,)
        output.local_gradients = ([],)  # type: ignore[assignment]
        output.value = "text"  # type: ignore[assignment]
        return [output]

    assert not verdict("topological_order", spoil).passed
    assert not verdict("backward", spoil).passed


QUIZ = {
    "entries_one": 16_777_216,
    "bytes_one": 134_217_728,
    "entries_batch": 167_772_160_000,
    "bytes_batch": 1_342_177_280_000,
    "relu_shape": "b",
    "instead": "c",
}


def test_quiz_takes_four_digits_and_any_spelling() -> None:
    rounded = {"entries_one": 1.678e7, "bytes_one": 1.342e8, "entries_batch": 1.678e11}
    assert check("jacobian_quiz", {**QUIZ, **rounded, "bytes_batch": 1.342e12}).passed
    assert check("jacobian_quiz", {**QUIZ, "relu_shape": " B", "instead": "C"}).passed
    assert check("jacobian_quiz", {**QUIZ, "entries_one": np.int64(4096) ** 2}).passed


def test_quiz_refuses_what_is_off() -> None:
    for key, answer in (("entries_one", 4095**2), ("bytes_batch", 1.34e12), ("instead", "b")):
        score = verdict("jacobian_quiz", {**QUIZ, key: answer})
        assert score.points == 1.25
        assert score.diagnoses[0].id.startswith(f"jacobian_quiz/{key}")


@pytest.fixture(scope="module")
def student(server: StudentServer) -> Iterator[Any]:
    """Runs sources in a student's process, and hands out what they define for a test."""

    def run(source: str, name: str, use: Callable[[Any], Any]) -> Any:
        with server.submission() as process:
            assert process.run_cell("import numpy as np\nimport math").lost == ""
            assert process.run_cell(source).lost == ""
            with process.examine(2.0) as examinee, checks_use(Settings(seconds=None)):
                return use(examinee.names([name])[name])

    return run


SOLUTION = """
def topological_order(output):
    order, started, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in started:
            started.add(node)
            stack.append((node, True))
            stack.extend((source, False) for source in node.inputs)
    return order
"""


def test_right_graph_functions_pass_through_the_wire(student: Any) -> None:
    right = "def backward(output):\n    order = topological_order(output)\n"
    right += "    for node in order:\n        node.grad = 0.0\n    output.grad = 1.0\n"
    right += "    for node in order[::-1]:\n"
    right += "        for source, slope in zip(node.inputs, node.local_gradients):\n"
    right += "            source.grad += node.grad * slope\n"
    for name in ("topological_order", "backward"):
        assert student(SOLUTION + right, name, lambda made, name=name: check(name, made).passed)


@pytest.mark.parametrize(
    ("who", "name", "slug"),
    [
        ("chidi", "MultiplyGate", "passes_own_value"),
        ("chidi", "backward", "overwrites"),
        ("dora", "topological_order", "recursion_too_deep"),
        ("farah", "backward", "stale_gradients"),
        ("goran", "topological_order", "does_not_stop"),
        ("hana", "MaxGate", "to_both"),
        ("hana", "SigmoidGate", "slope_of_argument"),
        ("ines", "topological_order", "once_per_path"),
        ("ines", "relu_backward", "changes_upstream"),
        ("jonas", "backward", "seed_only"),
        ("kofi", "expression_gradients", "no_upstream"),
        ("kofi", "neuron_gradients", "no_slope"),
        ("lena", "MultiplyGate", "shares_values"),
        ("mateo", "SigmoidGate", "quotient_everywhere"),
        ("mateo", "matmul_backward", "no_transposes"),
        ("nora", "topological_order", "breadth_first"),
        ("omar", "backward", "from_each_use"),
        ("petra", "MaxGate", "python_max"),
    ],
)
def test_the_sample_class_is_told_what_is_wrong(
    student: Any, who: str, name: str, slug: str
) -> None:
    source = (SOLUTION if name == "backward" else "") + ANSWERS[who][name]
    assert student(source, name, lambda made: ids(name, made)) == [slug]
