"""A computational graph on which the student's `backward` can be followed step by step."""

from __future__ import annotations

from typing import Any

from course_lib.figures.described import (
    DescribedFigure,
    NotReady,
    described,
    drawing,
)
from course_lib.figures.graph_layout import (
    SIGNS,
    Layout,
    Wire,
    layout,
)
from course_lib.figures.graphs import backward_steps, name_of_function, one_graph, run_backward
from course_lib.node import Node
from course_lib.widgets.graph_stepper_trace import (
    MOST_STEPS,
    Step,
    TracedGraph,
    ensure_number,
    nearly_equal,
    steps_of,
    traced,
    unused,
)
from course_lib.widgets.live import Function, LiveFigure, unready
from course_lib.widgets.written import in_json
from course_lib.widgets.written import significant as number

REMARKS = {
    "early": "too early",
    "again": "a second time",
    "replaces": "replaced",
    "unexplained": "from nowhere",
}
"""What is written beside a step that is wrong."""


def graph_stepper(backward: Function, output: Node) -> GraphStepper:
    """Your `backward` on the graph below `output`: one step for each gradient that it writes.

    The graph is copied, so the gradients of your own Nodes stay as they are.
    """
    return GraphStepper(backward, output)


class GraphStepper(LiveFigure, module="graph_stepper"):
    """The graph with its values, and the gradients that the student's function has written so far.

    The function runs once, when the figure is made, on a copy that notes all it does.
    """

    def __init__(self, backward: Function, output: Node) -> None:
        self._backward, self._output = backward, output
        self.name = name_of_function(backward)
        self.plan: Layout | None = None
        self.graph: TracedGraph | None = None
        self.steps: list[Step] = []
        self.reason = ""
        super().__init__()
        try:
            self.plan, self.graph = layout(output), traced(output)
            self._run(self.graph)
        except NotReady as reason:
            self.reason = str(reason)
        self.problem = unready(self.reason) if self.reason else ""
        self.data = self._as_data()

    def _run(self, graph: TracedGraph) -> None:
        """Run the student's function; what it wrote before it failed is kept."""
        try:
            run_backward(self._backward, graph.output)
        finally:
            self.steps = steps_of(graph)
        ensure_number(self.steps)
        if not self.steps:
            raise NotReady(f"Your {self.name} is not ready yet: it sets no gradient.")

    def describe(self) -> str:
        if self.graph is None:
            return unready(self.reason)
        values = f"A graph of {len(self.graph.nodes)} nodes"
        parts = [f"{values} whose output is {number(self.graph.output.value)}."]
        if self.reason:
            parts.append(unready(self.reason))
        if self.steps:
            last = {step.node: number(step.gradient) for step in self.steps}
            leaves = [
                f"{self._name(index)}: {last.get(index, 'not computed')}"
                for index, node in enumerate(self.graph.nodes)
                if not node.inputs
            ]
            parts.append(f"Your {self.name} takes {len(self.steps)} steps.")
            parts.append(f"Gradients of the leaves: {', '.join(leaves)}.")
        wrong = [text for text, step in zip(self.sentences(), self.steps, strict=True)
                 if step.remarks]  # fmt: skip
        return " ".join([*parts, *wrong[:1], self.verdict()])

    def picture(self) -> DescribedFigure:
        return steps_or_values(self)

    def sentences(self) -> list[str]:
        """What happens at each step."""
        return [self._in_words(index, step) for index, step in enumerate(self.steps)]

    def verdict(self) -> str:
        """The whole pass in a sentence or two."""
        if self.graph is None or not self.steps:
            return "No gradient is computed yet."
        parts = []
        wrong = [str(index + 1) for index, step in enumerate(self.steps) if step.remarks]
        if wrong:
            parts.append(f"Look again at step{'s' * (len(wrong) > 1)} {', '.join(wrong[:12])}.")
        is_whole = len(self.steps) < MOST_STEPS
        lacking = unused(self.steps, self.graph.edges) if is_whole else []
        for edge in lacking[:3]:
            source, user = self._name(edge.source), self._gate(edge.user)
            parts.append(f"Nothing is handed on from {user} to {source}.")
        if not is_whole:
            parts.append(f"Only the first {MOST_STEPS} steps are shown.")
        if not parts and not self.reason:
            return "Every node was complete before its gradient was handed on."
        return " ".join(parts)

    def _in_words(self, index: int, step: Step) -> str:
        name = self._name(step.node)
        gets = f"Step {index + 1}: {name} gets"
        if step.kind == "begins":
            text = f"{gets} {number(step.gradient)}. Every pass backward begins at the output."
            due = "" if step.gradient == 1 else " It should begin with 1: the output grows with it."
            return text + due
        if step.kind == "unexplained":
            return (
                f"{gets} {number(step.gradient)}, and no upstream gradient times its local "
                "gradient explains that."
            )
        assert self.graph is not None
        edges = self.graph.edges
        products = [(edges[place], upstream) for place, upstream in step.shares]
        if step.kind == "sums":
            terms = " + ".join(f"{_factor(up)} × {_factor(edge.local)}" for edge, up in products)
            text = f"{gets} {number(step.gradient)} at once, the sum over its uses: {terms}."
        else:
            ((edge, upstream),) = products
            share = upstream * edge.local
            text = (
                f"{gets} a share from {self._gate(edge.user)}: upstream {number(upstream)} × "
                f"local gradient {number(edge.local)} = {number(share)}."
            )
            if step.kind == "adds" and step.before is not None:
                text += f" With the {number(step.before)} that it had, {number(step.gradient)}."
        return " ".join([text, *self._remarks(step)])

    def _remarks(self, step: Step) -> list[str]:
        assert self.graph is not None
        told = []
        users = [self.graph.edges[place].user for place, _ in step.shares]
        final = {each.node: each.gradient for each in self.steps}
        for remark in step.remarks:
            if remark == "early":
                index = next(
                    place
                    for place, (_, upstream) in enumerate(step.shares)
                    if not nearly_equal(upstream, final[users[place]])
                )
                told.append(
                    f"But {self._gate(users[index])} was used before it was complete: its gradient "
                    f"is {number(step.shares[index][1])} here and {number(final[users[index]])} "
                    "in the end."
                )
            elif remark == "again":
                told.append(
                    f"But {self._gate(users[0])} hands on to it a second time, so that part of "
                    "its gradient counts twice."
                )
            elif remark == "replaces":
                told.append(
                    f"But that replaces the {number(step.before or 0.0)} that it had: the shares "
                    "of several uses add up."
                )
        return told

    def _name(self, node: int) -> str:
        assert self.graph is not None
        named = self.graph.nodes[node]
        if node == 0:
            return "the output"
        if named.label and not named.inputs:
            return named.label
        return f"the wire of {number(named.value)}"

    def _gate(self, node: int) -> str:
        """A gate by its operation and its value."""
        assert self.graph is not None
        gate = self.graph.nodes[node]
        return f"the {_sign(gate)} gate of value {number(gate.value)}"

    def _as_data(self) -> dict[str, Any]:
        if self.plan is None or self.graph is None:
            return {"nodes": [], "edges": [], "steps": [], "first": 0, "verdict": ""}
        places = [self.plan.places[node] for node in self.plan.nodes]
        nodes = [
            {
                "column": x,
                "row": -y,
                "sign": _sign(node) or "•",
                "leaf": not node.inputs,
                "name": self._name(index),
                "value": in_json(node.value),
            }
            for index, ((x, y), node) in enumerate(zip(places, self.graph.nodes, strict=True))
        ]
        steps = [
            {
                "node": step.node,
                "gradient": in_json(step.gradient),
                "shares": [[place, in_json(upstream)] for place, upstream in step.shares],
                "text": text,
                "mark": REMARKS[step.remarks[0]] if step.remarks else "",
            }
            for step, text in zip(self.steps, self.sentences(), strict=True)
        ]
        return {
            "name": self.name,
            "nodes": nodes,
            "edges": [vars(edge) for edge in self.graph.edges],
            "steps": steps,
            "first": self._first(),
            "verdict": self.verdict(),
        }

    def _first(self) -> int:
        """The step to begin with: the first that is wrong, else the first that adds, else all."""
        for index, step in enumerate(self.steps):
            if step.remarks:
                return index + 1
        for index, step in enumerate(self.steps):
            if step.kind == "sums" or (step.kind == "adds" and step.before is not None):
                return index + 1
        return len(self.steps)


@drawing
def steps_or_values(stepper: GraphStepper) -> DescribedFigure:
    """The graph after each step, or with its values alone."""
    if stepper.plan is None:
        raise NotReady(stepper.reason)
    if stepper.reason:
        wires = {node: Wire(number(node.value)) for node in stepper.plan.nodes}
        return described(one_graph(stepper.plan, wires), stepper.describe())
    return described(backward_steps(stepper._backward, stepper._output), stepper.describe())


def _sign(node: Node) -> str:
    return SIGNS.get(node.label, node.label)


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
