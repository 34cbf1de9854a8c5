"""`Node`: a number that remembers how it was computed.

Arithmetic with Nodes builds a computational graph. A Node holds its value, the Nodes it was
computed from, and one local gradient for each of them: d(this value) / d(that input). There is
no `backward` here: to send gradients through the graph is an exercise of notebook 03.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence


class Node:
    """One value in a computational graph.

    value: the number itself.
    grad: d(output) / d(value), for the output that gradients were last sent from; 0.0 at first.
    inputs: the Nodes that value was computed from, in order; empty for a leaf. A Node that is
        used twice is there twice: ``a + a`` has the inputs ``(a, a)``.
    local_gradients: d(value) / d(input) for each input, in the same order.
    label: a name for figures.

    Two Nodes are equal only if they are the same Node, so they can be in sets and dicts.
    """

    __slots__ = ("grad", "inputs", "label", "local_gradients", "value")

    def __init__(
        self,
        value: float,
        inputs: tuple[Node, ...] = (),
        local_gradients: tuple[float, ...] = (),
        label: str = "",
    ) -> None:
        self.value = value
        self.grad = 0.0
        self.inputs = inputs
        self.local_gradients = local_gradients
        self.label = label

    def __add__(self, other: Node | float) -> Node:
        other = as_node(other)
        return Node(self.value + other.value, (self, other), (1.0, 1.0), "+")

    def __sub__(self, other: Node | float) -> Node:
        other = as_node(other)
        return Node(self.value - other.value, (self, other), (1.0, -1.0), "−")

    def __mul__(self, other: Node | float) -> Node:
        other = as_node(other)
        return Node(self.value * other.value, (self, other), (other.value, self.value), "×")

    def __truediv__(self, other: Node | float) -> Node:
        other = as_node(other)
        quotient = self.value / other.value
        return Node(quotient, (self, other), (1.0 / other.value, -quotient / other.value), "÷")

    def __pow__(self, exponent: float) -> Node:
        """self to the power of a plain number."""
        slope = exponent * self.value ** (exponent - 1)
        return Node(self.value**exponent, (self,), (slope,), f"^{exponent:g}")

    def __neg__(self) -> Node:
        return Node(-self.value, (self,), (-1.0,), "−")

    def __radd__(self, other: float) -> Node:
        return as_node(other) + self

    def __rsub__(self, other: float) -> Node:
        return as_node(other) - self

    def __rmul__(self, other: float) -> Node:
        return as_node(other) * self

    def __rtruediv__(self, other: float) -> Node:
        return as_node(other) / self

    def exp(self) -> Node:
        value = math.exp(self.value)
        return Node(value, (self,), (value,), "exp")

    def log(self) -> Node:
        return Node(math.log(self.value), (self,), (1.0 / self.value,), "log")

    def tanh(self) -> Node:
        value = math.tanh(self.value)
        return Node(value, (self,), (1.0 - value * value,), "tanh")

    def relu(self) -> Node:
        return Node(max(0.0, self.value), (self,), (1.0 if self.value > 0 else 0.0,), "relu")

    def maximum(self, other: Node | float) -> Node:
        """The larger of two; a tie goes to self."""
        other = as_node(other)
        first = self.value >= other.value
        value = self.value if first else other.value
        return Node(value, (self, other), (1.0, 0.0) if first else (0.0, 1.0), "max")

    def __repr__(self) -> str:
        name = f", label={self.label!r}" if self.label else ""
        return f"Node({self.value:g}{name})"


def weighted_sum(weights: Sequence[Node], inputs: Sequence[Node], bias: Node) -> Node:
    """Σ weight · input + bias as one gate with many inputs, which is what a neuron adds up.

    The same gradients as from the single products and sums, with far fewer Nodes.
    ValueError if there is not one weight for each input.
    """
    if len(weights) != len(inputs):
        raise ValueError(f"there are {len(weights)} weights; wanted {len(inputs)}, one an input")
    factors = [node.value for node in weights]
    values = [node.value for node in inputs]
    total = sum(map(operator.mul, factors, values), bias.value)
    return Node(total, (*weights, *inputs, bias), (*values, *factors, 1.0), "Σ")


def as_node(number: Node | float) -> Node:
    """A Node as it is; a plain number as a leaf."""
    return number if isinstance(number, Node) else Node(number)
