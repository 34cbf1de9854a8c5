"""`topological_order`: the exercise and its known wrong answers.

The wrong answers are what students write, except that those which would take for ever, or for all
memory, give up and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from course_lib import graph as reference
from course_lib.diagnosis.outcome import CandidateFailed, Failure
from course_lib.exercises import computational_graphs_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.node import Node
from course_lib.probes import computational_graphs as probes

MAX_VISITS = 12_000
"""More than any graph of the probe has edges to visit once, far fewer than its paths."""


class Visits:
    """Counts, and ends what would take for ever as a time limit ends it."""

    def __init__(self) -> None:
        self.left = MAX_VISITS

    def count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise CandidateFailed(Failure("time", message="2"))


def recursive(output: Node) -> list[Node]:
    order: list[Node] = []
    seen: set[Node] = set()

    def visit(node: Node) -> None:
        if node not in seen:
            seen.add(node)
            for source in node.inputs:
                visit(source)
            order.append(node)

    visit(output)
    return order


def recursive_once_per_path(output: Node) -> list[Node]:
    order: dict[Node, None] = {}
    visits = Visits()

    def visit(node: Node) -> None:
        visits.count()
        for source in node.inputs:
            visit(source)
        order.setdefault(node)

    visit(output)
    return list(order)


def once_for_each_use(output: Node) -> list[Node]:
    order: list[Node] = []
    visits = Visits()

    def visit(node: Node) -> None:
        visits.count()
        for source in node.inputs:
            visit(source)
        order.append(node)

    visit(output)
    return order


def last_of_each_path(output: Node) -> list[Node]:
    """Without recursion, but with a visit for each path; each Node at its last place."""
    visits, found, waiting = Visits(), [], [output]
    while waiting:
        visits.count()
        node = waiting.pop(0)
        found.append(node)
        waiting += node.inputs
    return list(dict.fromkeys(reversed(found)))


def breadth_first(output: Node) -> list[Node]:
    found = {output: None}
    waiting = [output]
    for node in waiting:
        for source in node.inputs:
            if source not in found:
                found[source] = None
                waiting.append(source)
    return list(reversed(found))


def breadth_first_from_output(output: Node) -> list[Node]:
    return breadth_first(output)[::-1]


def depth_first_before_inputs(output: Node) -> list[Node]:
    """Each Node at its first visit, turned round at the end."""
    found: dict[Node, None] = {}
    waiting = [output]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = None
            waiting += node.inputs
    return list(reversed(found))


def searches_a_list(output: Node) -> list[Node]:
    """Right; but each look into the list takes longer than the one before."""
    order = reference.topological_order(output)
    if len(order) > 5000:
        raise CandidateFailed(Failure("time", message="2"))
    return order


def order_of(change: Callable[[list[Node], Node], Any]) -> Callable[[Node], Any]:
    """The right order with a change."""
    return lambda output: change(reference.topological_order(output), output)


def by_key(key: Callable[[Node], Any]) -> Callable[[Node], list[Node]]:
    """Nodes of the same key are taken for the same Node."""

    def wrong(output: Node) -> list[Node]:
        order: list[Node] = []
        seen: set[Any] = set()
        waiting: list[Any] = [output]
        while waiting:
            node = waiting.pop()
            if node is None:
                order.append(waiting.pop())
            elif key(node) not in seen:
                seen.add(key(node))
                waiting += (node, None, *node.inputs)
        return order

    return wrong


def along(inputs: Callable[[Node], Iterable[Node]]) -> Callable[[Node], list[Node]]:
    """Looks at some of the inputs only."""

    def wrong(output: Node) -> list[Node]:
        order, seen = [], set()
        waiting: list[Any] = [output]
        while waiting:
            node = waiting.pop()
            if node is None:
                order.append(waiting.pop())
            elif node not in seen:
                seen.add(node)
                waiting += (node, None, *inputs(node))
        return order

    return wrong


class KeepsEarlier:
    """A list or set that stands outside the function and is never emptied.

    It is emptied here of all but the last two calls, which is as far as the probe can see.
    """

    def __init__(self, use: Callable[[list[Node], list[Node]], list[Node]]) -> None:
        self.use = use
        self.earlier: list[list[Node]] = []

    def __call__(self, output: Node) -> list[Node]:
        order = reference.topological_order(output)
        kept = [node for call in self.earlier for node in call]
        self.earlier = [*self.earlier[-1:], order]
        return self.use(kept, order)


def goes_on_with_list(kept: list[Node], order: list[Node]) -> list[Node]:
    return kept + order


def leaves_out_seen(kept: list[Node], order: list[Node]) -> list[Node]:
    seen = set(kept)
    return [node for node in order if node not in seen]


def marks_in_label(output: Node) -> list[Node]:
    order = reference.topological_order(output)
    for node in order:
        node.label = "seen"
    return order


def marks_in_gradient(output: Node) -> list[Node]:
    order = reference.topological_order(output)
    for node in order:
        node.grad = 1.0
    return order


def removes_inputs(output: Node) -> list[Node]:
    order = reference.topological_order(output)
    for node in order:
        node.inputs = ()
    return order


TOO_DEEP = (
    "Your function calls itself once for each step down the graph, too deep for a chain of 10,000 "
    "nodes."
)

TOPOLOGICAL_ORDER = Exercise(
    name="topological_order",
    assignment="03_computational_graphs",
    reference=reference.topological_order,
    probe=probes.topological_order,
    points={
        "expression": 0.5,
        "shared inputs": 0.5,
        "uneven paths": 0.25,
        "random graph": 0.25,
        "called again": 0.25,
        "chain of 10,000": 0.25,
        "ladder of 60 diamonds": 0.25,
        "arguments untouched": 0.25,
    },
    examples=examples.topological_order,
    misconceptions=(
        Misconception("recursion_too_deep", TOO_DEEP, recursive),
        Misconception(
            "once_per_path",
            "Your function visits a node once for each path that leads to it: a ladder of 60 "
            "diamonds has more paths than can ever be walked.",
            recursive_once_per_path,
        ),
        Misconception(
            "once_per_path_without_recursion",
            "Your order is right, but you visit a node once for each path that leads to it, of "
            "which a ladder of 60 diamonds has far too many.",
            last_of_each_path,
        ),
        Misconception(
            "searches_a_list",
            "Your order is right, but to ask whether a node is in a list takes longer and longer, "
            "too long for a chain of 10,000 nodes.",
            searches_a_list,
        ),
        Misconception(
            "once_for_each_use",
            "A node that is used twice is in your list twice, and all below it as well.",
            once_for_each_use,
        ),
        Misconception(
            "breadth_first",
            "You go level by level from the output: a node that is also used close to the output "
            "comes too late for those that use it further down.",
            breadth_first,
        ),
        Misconception(
            "breadth_first_from_output",
            "Your list begins with the output, and goes level by level.",
            breadth_first_from_output,
        ),
        Misconception(
            "depth_first_before_inputs",
            "You list a node when you first meet it: a node that is used again further on comes "
            "too late there.",
            depth_first_before_inputs,
        ),
        Misconception(
            "reversed",
            "Your order is the right one from back to front: it begins with the output.",
            order_of(lambda order, output: order[::-1]),
        ),
        Misconception(
            "lacks_output",
            "The output itself is missing from your list.",
            order_of(lambda order, output: order[:-1]),
        ),
        Misconception(
            "lacks_leaves",
            "The leaves are missing from your list: a node without inputs belongs there too.",
            order_of(lambda order, output: [node for node in order if node.inputs]),
        ),
        Misconception(
            "leaves_only",
            "Your list holds the leaves alone.",
            order_of(lambda order, output: [node for node in order if not node.inputs]),
        ),
        Misconception(
            "output_first",
            "The output is the first in your list: it needs all the others.",
            order_of(lambda order, output: [output, *order[:-1]]),
        ),
        Misconception(
            "first_input_only",
            "You follow the first input of each node only.",
            along(lambda node: node.inputs[:1]),
        ),
        Misconception(
            "direct_inputs_only",
            "Your list ends at the output's own inputs; these have inputs as well.",
            lambda output: [*dict.fromkeys(output.inputs), output],
        ),
        Misconception(
            "same_value_same_node",
            "You take nodes of equal value for the same node, and so one of them is missing.",
            by_key(lambda node: node.value),
        ),
        Misconception(
            "same_label_same_node",
            "You take nodes of equal label for the same node, and so some are missing.",
            by_key(lambda node: node.label),
        ),
        Misconception(
            "returns_values",
            "Your list holds something else than the nodes, such as their values or labels.",
            order_of(lambda order, output: [node.value for node in order]),
        ),
        Misconception(
            "keeps_earlier_list",
            "Your list goes on growing from call to call: it must be made anew in each call.",
            KeepsEarlier(goes_on_with_list),
        ),
        Misconception(
            "keeps_earlier_seen",
            "Your function remembers what an earlier call has seen, and leaves it out.",
            KeepsEarlier(leaves_out_seen),
        ),
        Misconception(
            "marks_in_label",
            "You change the labels of the nodes to mark those that you have seen.",
            marks_in_label,
        ),
        Misconception(
            "marks_in_gradient",
            "You change the gradients of the nodes to mark those that you have seen.",
            marks_in_gradient,
        ),
        Misconception(
            "removes_inputs",
            "You take the inputs away from the nodes; the graph is still needed afterwards.",
            removes_inputs,
        ),
    ),
)
