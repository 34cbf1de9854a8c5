"""The chain rule as plumbing: gates with forward and backward, and gradients through a graph.

The references of assignment 03. A gate's `backward` gets the upstream gradient, d(output) /
d(its result), and returns d(output) / d(each argument): the upstream gradient times the gate's
local gradient. Gradients are +∇, and no function changes its arguments, except that `backward`
writes to the `grad` of Nodes, which is what it is for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.node import Node

FloatArray = NDArray[np.float64]


def expression_gradients(x: float, y: float, z: float) -> dict[str, float]:
    """Values and gradients of f = (x + y) z, through the intermediate value q = x + y.

    Formula: df/dq = z and df/dz = q; q = x + y has local gradients 1, so df/dx = df/dy = df/dq.
    Returns: a dict with the keys q, f, dq, dx, dy, dz.
    Source: the usual first example of backpropagation; see Stanford's CS231n notes.
    """
    q = x + y
    f = q * z
    dq, dz = z, q
    return {"q": q, "f": f, "dq": dq, "dx": 1.0 * dq, "dy": 1.0 * dq, "dz": dz}


class AddGate:
    """a + b. Local gradients: 1 and 1, so both arguments get the upstream gradient."""

    def forward(self, a: ArrayLike, b: ArrayLike) -> Any:
        """Numbers or arrays of one shape."""
        a, b = _two_of_one_shape(a, b)
        return a + b

    def backward(self, upstream: ArrayLike) -> tuple[Any, Any]:
        gradient = np.asarray(upstream, dtype=np.float64)
        return gradient.copy(), gradient.copy()


class MultiplyGate:
    """a b. Local gradients: b for a and a for b, so each argument gets the other's value."""

    def forward(self, a: ArrayLike, b: ArrayLike) -> Any:
        """Numbers or arrays of one shape."""
        self.a, self.b = _two_of_one_shape(a, b)
        return self.a * self.b

    def backward(self, upstream: ArrayLike) -> tuple[Any, Any]:
        gradient = np.asarray(upstream, dtype=np.float64)
        return gradient * self.b, gradient * self.a


class MaxGate:
    """The larger of a and b, entry by entry. It sends the gradient there and 0 to the other.

    A tie goes to a. (At a tie there is no derivative; any fixed choice is a subgradient.)
    """

    def forward(self, a: ArrayLike, b: ArrayLike) -> Any:
        """Numbers or arrays of one shape."""
        a, b = _two_of_one_shape(a, b)
        self.a_wins = a >= b
        return np.where(self.a_wins, a, b)

    def backward(self, upstream: ArrayLike) -> tuple[Any, Any]:
        gradient = np.asarray(upstream, dtype=np.float64)
        return gradient * self.a_wins, gradient * ~self.a_wins


class SigmoidGate:
    """σ(a) = 1 / (1 + exp(−a)). Local gradient: σ (1 − σ), from the saved result.

    exp gets no positive number, so that nothing overflows: σ(a) = exp(a) / (1 + exp(a)).
    """

    def forward(self, a: ArrayLike) -> Any:
        a = np.asarray(a, dtype=np.float64)
        small = np.exp(-np.abs(a))
        self.result = np.where(a >= 0, 1.0, small) / (1.0 + small)
        return self.result.copy()

    def backward(self, upstream: ArrayLike) -> Any:
        gradient = np.asarray(upstream, dtype=np.float64)
        return gradient * self.result * (1.0 - self.result)


def neuron_gradients(w: ArrayLike, x: ArrayLike) -> tuple[float, FloatArray, FloatArray]:
    """A sigmoid neuron with two inputs and a bias, and its gradients.

    Formula: f = σ(w₀ x₀ + w₁ x₁ + w₂). With s = f (1 − f): df/dw = s (x₀, x₁, 1) and
    df/dx = s (w₀, w₁).
    Shapes: w (3,), x (2,) → f a number, dw (3,), dx (2,).
    Errors: ValueError if a shape does not fit.
    """
    w, x = np.asarray(w, dtype=np.float64), np.asarray(x, dtype=np.float64)
    if w.shape != (3,):
        raise ValueError(f"w has shape {w.shape}; wanted (3,): two weights and a bias")
    if x.shape != (2,):
        raise ValueError(f"x has shape {x.shape}; wanted (2,)")
    gate = SigmoidGate()
    f = gate.forward(w[0] * x[0] + w[1] * x[1] + w[2])
    s = gate.backward(1.0)
    return float(f), s * np.array([x[0], x[1], 1.0]), s * w[:2]


def topological_order(output: Node) -> list[Node]:
    """All Nodes that output was computed from, and output, each after its inputs and once.

    Depth first, with a list in place of recursion: a Node waits below its inputs, with None
    above it as a sign that they are done. Time grows with the number of edges.
    Source: Tarjan, "Edge-disjoint spanning trees and depth-first search", 1976.
    """
    order: list[Node] = []
    seen: set[Node] = set()
    waiting: list[Any] = [output]
    while waiting:
        node = waiting.pop()
        if node is None:
            order.append(waiting.pop())
        elif node not in seen:
            seen.add(node)
            if node.inputs:
                waiting += (node, None)
                waiting += node.inputs
            else:
                order.append(node)
    return order


def backward(output: Node) -> None:
    """Set the `grad` of every Node below output to d(output) / d(Node), and output's to 1.

    Formula: d(output)/d(input) = Σ over the Nodes that use it of d(output)/d(Node) times its
    local gradient; so a Node hands on its gradient only when all that use it have added theirs.
    Gradients of an earlier call are forgotten.
    Source: reverse accumulation; Linnainmaa, 1970.
    """
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        gradient = node.grad
        for source, local_gradient in zip(node.inputs, node.local_gradients):  # noqa: B905
            source.grad += gradient * local_gradient


def relu_backward(upstream: ArrayLike, x: ArrayLike) -> FloatArray:
    """The gradient by the argument of max(0, x), entry by entry.

    Formula: upstream where x > 0, else 0. Its Jacobian is diagonal, and never built.
    Shapes: upstream and x of one shape, which is the result's.
    Errors: ValueError if the shapes differ.
    """
    upstream, x = np.asarray(upstream, dtype=np.float64), np.asarray(x, dtype=np.float64)
    if upstream.shape != x.shape:
        raise ValueError(f"upstream has shape {upstream.shape}; wanted {x.shape}, the shape of x")
    return np.where(x > 0, upstream, 0.0)


def matmul_backward(
    upstream: ArrayLike, X: ArrayLike, W: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """The gradients by both factors of X W.

    Formula: dX = upstream Wᵀ, dW = Xᵀ upstream: the only products whose shapes fit.
    Shapes: upstream (N, C), X (N, D), W (D, C) → (N, D) and (D, C).
    Errors: ValueError if the shapes do not fit.
    """
    upstream, X, W = (np.asarray(array, dtype=np.float64) for array in (upstream, X, W))
    if X.ndim != 2:
        raise ValueError(f"X has shape {X.shape}; wanted (N, D)")
    if W.ndim != 2 or W.shape[0] != X.shape[1]:
        raise ValueError(f"W has shape {W.shape}; wanted ({X.shape[1]}, C), as X is {X.shape}")
    if upstream.shape != (len(X), W.shape[1]):
        wanted = (len(X), W.shape[1])
        raise ValueError(f"upstream has shape {upstream.shape}; wanted {wanted}, that of X W")
    return upstream @ W.T, X.T @ upstream


def _two_of_one_shape(a: ArrayLike, b: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Copies of both as floats, so that what a gate saves stays as it was."""
    a, b = np.array(a, dtype=np.float64), np.array(b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(f"b has shape {b.shape}; wanted {a.shape}, the shape of a")
    return a, b
