"""`backward`: the exercise and its known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_lib import graph as reference
from course_lib.exercises import computational_graphs_examples as examples
from course_lib.exercises.computational_graphs_nodes import (
    TOO_DEEP,
    Visits,
    breadth_first,
    depth_first_before_inputs,
    once_for_each_use,
    recursive,
)
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.node import Node
from course_lib.probes import computational_graphs as probes


def add(source: Node, gradient: float) -> None:
    source.grad += gradient


def local_slopes(node: Node) -> Any:
    return zip(node.inputs, node.local_gradients, strict=True)


def in_order(
    order: Callable[[Node], list[Node]] = reference.topological_order,
    reset: Callable[[list[Node], Node], Any] = lambda order, output: order,
    seed: Callable[[Node], float] = lambda output: 1.0,
    slopes: Callable[[Node], Any] = local_slopes,
    gradient: Callable[[Node, Node, float], float] = lambda node, source, slope: node.grad * slope,
    collect: Callable[[Node, float], None] = add,
    turned_round: bool = True,
) -> Callable[[Node], None]:
    """The right `backward`, of which parts can be replaced by wrong ones.

    order: of the nodes; reset: whose gradients are set to 0 at the start; seed: the output's
    gradient; slopes: inputs and slopes of a node; gradient: what an input gets; collect: how.
    """

    def wrong(output: Node) -> None:
        nodes = order(output)
        for node in reset(nodes, output):
            node.grad = 0.0
        output.grad = seed(output)
        for node in reversed(nodes) if turned_round else nodes:
            for source, slope in slopes(node):
                collect(source, gradient(node, source, slope))

    return wrong


def overwrite(source: Node, gradient: float) -> None:
    source.grad = gradient


def subtract(source: Node, gradient: float) -> None:
    source.grad -= gradient


def recursion_from_each_use(output: Node) -> None:
    """Hands on what has been added up so far, at every use."""
    reset_below(output)
    output.grad = 1.0
    visits = Visits()

    def hand_on(node: Node) -> None:
        visits.count()
        for source, slope in local_slopes(node):
            source.grad += node.grad * slope
            hand_on(source)

    hand_on(output)


def recursion_once_each(output: Node) -> None:
    """Hands on from each node once, when it is first met."""
    reset_below(output)
    output.grad = 1.0
    seen: set[Node] = set()

    def hand_on(node: Node) -> None:
        if node not in seen:
            seen.add(node)
            for source, slope in local_slopes(node):
                source.grad += node.grad * slope
                hand_on(source)

    hand_on(output)


def recursion_overwrites(output: Node) -> None:
    """Recursion without an order, and the last path wins."""
    output.grad = 1.0
    visits = Visits()

    def hand_on(node: Node) -> None:
        visits.count()
        for source, slope in local_slopes(node):
            source.grad = node.grad * slope
            hand_on(source)

    hand_on(output)


def sum_over_paths(output: Node) -> None:
    """Right, but each path is walked for itself."""
    reset_below(output)
    visits = Visits()

    def hand_on(node: Node, gradient: float) -> None:
        visits.count()
        node.grad += gradient
        for source, slope in local_slopes(node):
            hand_on(source, gradient * slope)

    hand_on(output, 1.0)


def sum_over_paths_without_recursion(output: Node) -> None:
    reset_below(output)
    visits = Visits()
    waiting = [(output, 1.0)]
    while waiting:
        visits.count()
        node, gradient = waiting.pop()
        node.grad += gradient
        waiting += [(source, gradient * slope) for source, slope in local_slopes(node)]


def reset_below(output: Node) -> None:
    for node in reference.topological_order(output):
        node.grad = 0.0


def removes_inputs(output: Node) -> None:
    order = reference.topological_order(output)
    reference.backward(output)
    for node in order:
        node.inputs = ()


def nothing(order: list[Node], output: Node) -> list[Node]:
    return []


def each_input_once(node: Node) -> Any:
    return dict(local_slopes(node)).items()


def first_use_only(node: Node) -> Any:
    return dict(reversed(list(local_slopes(node)))).items()


BACKWARD = Exercise(
    name="backward",
    assignment="03_computational_graphs",
    reference=reference.backward,
    probe=probes.backward,
    points={
        "expression": 0.5,
        "shared inputs": 0.5,
        "uneven paths": 0.25,
        "random graph": 0.25,
        "second call": 0.5,
        "another output": 0.25,
        "chain of 10,000": 0.25,
        "ladder of 60 diamonds": 0.25,
        "arguments untouched": 0.25,
    },
    examples=examples.backward,
    misconceptions=(
        Misconception(
            "overwrites",
            "At a branch your last gradient replaces the ones before it; they belong together.",
            in_order(collect=overwrite),
        ),
        Misconception(
            "stale_gradients",
            "A second call goes on from the gradients of the first: they must be forgotten.",
            in_order(reset=nothing),
        ),
        Misconception(
            "resets_leaves_only",
            "Of an earlier call you forget the gradients of the leaves alone; the nodes between "
            "keep theirs.",
            in_order(reset=lambda order, output: [node for node in order if not node.inputs]),
        ),
        Misconception(
            "keeps_leaves",
            "The leaves keep their gradients from an earlier call.",
            in_order(reset=lambda order, output: [node for node in order if node.inputs]),
        ),
        Misconception(
            "from_each_use",
            "You walk on from a node at each of its uses with what it has so far, so gradients "
            "are counted several times: a node must wait until all its uses have added theirs.",
            recursion_from_each_use,
        ),
        Misconception(
            "from_first_use",
            "You walk on from a node when it is first met; what its other uses add later is not "
            "handed on, as there is no topological order.",
            recursion_once_each,
        ),
        Misconception(
            "recursion_overwrites",
            "You walk down every path and let the last one win, where a node is used more than "
            "once.",
            recursion_overwrites,
        ),
        Misconception(
            "once_per_path",
            "Your sum over all paths is right, but a ladder of 60 diamonds has more of them than "
            "can ever be walked, and a long chain is too deep for recursion.",
            sum_over_paths,
        ),
        Misconception(
            "once_per_path_without_recursion",
            "Your sum over all paths is right, but a ladder of 60 diamonds has more of them than "
            "can ever be walked: each node should be visited once.",
            sum_over_paths_without_recursion,
        ),
        Misconception("recursion_too_deep", TOO_DEEP, in_order(order=recursive)),
        Misconception(
            "breadth_first",
            "You go level by level from the output: a node that is also used further down hands "
            "its gradient on too early.",
            in_order(order=breadth_first),
        ),
        Misconception(
            "depth_first_before_inputs",
            "You take a node when you first meet it, which is too early where it is used again "
            "further on.",
            in_order(order=depth_first_before_inputs),
        ),
        Misconception(
            "each_use_hands_on_again",
            "A node that is used twice hands its gradient on twice: it is in your order more than "
            "once.",
            in_order(order=once_for_each_use),
        ),
        Misconception(
            "inputs_first",
            "Only the output's own inputs get a gradient: you stop there, or you walk from the "
            "leaves to the output.",
            in_order(turned_round=False),
        ),
        Misconception(
            "no_seed",
            "The output's gradient stays 0, and 0 is all that the others get.",
            in_order(seed=lambda output: 0.0),
        ),
        Misconception(
            "seed_only",
            "The output has its gradient, and nothing is handed on from there.",
            in_order(slopes=lambda node: []),
        ),
        Misconception(
            "seed_is_value",
            "You start with the output's value; the gradient of the output by itself is another "
            "number.",
            in_order(seed=lambda output: output.value),
        ),
        Misconception(
            "no_upstream",
            "You add local gradients alone; the factor that comes from above is missing.",
            in_order(gradient=lambda node, source, slope: slope),
        ),
        Misconception(
            "adds_upstream",
            "You add the gradient from above and the local one; the chain rule multiplies them.",
            in_order(gradient=lambda node, source, slope: node.grad + slope),
        ),
        Misconception(
            "no_local_gradient",
            "You hand the gradient on unchanged; the local gradients are missing.",
            in_order(gradient=lambda node, source, slope: node.grad),
        ),
        Misconception(
            "value_for_slope",
            "You multiply by the input's value, which is not the local gradient.",
            in_order(gradient=lambda node, source, slope: node.grad * source.value),
        ),
        Misconception(
            "slopes_exchanged",
            "The local gradients go to the inputs in the wrong order.",
            in_order(slopes=lambda node: zip(node.inputs, node.local_gradients[::-1], strict=True)),
        ),
        Misconception(
            "first_input_only",
            "You send a gradient to the first input of each node only.",
            in_order(slopes=lambda node: list(local_slopes(node))[:1]),
        ),
        Misconception(
            "each_input_once",
            "A node that is an input twice, as in a + a, counts once in your sum.",
            in_order(slopes=each_input_once),
        ),
        Misconception(
            "subtracts",
            "You subtract what an input gets, so signs alternate from level to level.",
            in_order(collect=subtract),
        ),
        Misconception(
            "removes_inputs",
            "You take the inputs away from the nodes; the graph is still needed afterwards.",
            removes_inputs,
        ),
    ),
)
