"""Small uses of the functions of assignment 03, among which a counterexample is looked for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

GRAPHS = (
    "f = a + b",
    "f = a * b",
    "f = -a",
    "f = a - b",
    "f = a / b",
    "f = a + a",
    "f = a * a",
    "f = (a + b) * b",
    "f = (a * b) + a",
    "f = a * (b + a)",
    "f = (a + b) * (a - b)",
    "f = a * a * a",
    "q = a + b; f = q * q",
    "q = a * b; f = q + q + a",
    "q = a * b; r = q + a; f = r * q",
    "q = a + 1.0; r = q * q; f = r * a",
    "q = -a; r = q * b; f = a + r + q",
)
LEAVES = "from course_lib.node import Node; a, b = Node(2.0), Node(-3.0)"


def expression_gradients(rng: np.random.Generator) -> Iterator[str]:
    for key in ("q", "f", "dq", "dx", "dy", "dz"):
        for x, y, z in ((1.0, 2.0, 3.0), (-2.0, 5.0, -4.0), (2.0, 4.0, 0.5)):
            yield f"expression_gradients({x}, {y}, {z})[{key!r}]"


def multiply_gate(rng: np.random.Generator) -> Iterator[str]:
    return two_argument_gate("MultiplyGate", rng)


def add_gate(rng: np.random.Generator) -> Iterator[str]:
    return two_argument_gate("AddGate", rng)


def max_gate(rng: np.random.Generator) -> Iterator[str]:
    return two_argument_gate("MaxGate", rng)


def two_argument_gate(name: str, rng: np.random.Generator) -> Iterator[str]:
    yield f"gate = {name}(); gate.forward(2.0, 3.0)"
    yield f"gate = {name}(); gate.forward(2.0, -3.0)"
    for a, b, upstream in ((2.0, 3.0, 1.0), (3.0, 2.0, 1.0), (2.0, -3.0, 0.5), (-2.0, 3.0, -4.0)):
        for part in (0, 1):
            yield f"gate = {name}(); gate.forward({a}, {b}); gate.backward({upstream})[{part}]"
    for shape in ((2,), (3,), (2, 2)):
        first, second, above = (literal(tenths(rng, shape)) for _ in range(3))
        used = f"gate = {name}(); gate.forward({first}, {second})"
        yield used
        for part in (0, 1):
            yield f"{used}; gate.backward({above})[{part}]"
    yield (
        f"gate = {name}(); gate.forward(2.0, 3.0); gate.forward(5.0, 4.0); gate.backward(1.0)[0]"
    )


def sigmoid_gate(rng: np.random.Generator) -> Iterator[str]:
    for a in (0.0, 1.0, -2.0, 1000.0, -1000.0):
        yield f"SigmoidGate().forward({a})"
    for a, upstream in ((0.0, 1.0), (1.0, 1.0), (-2.0, 0.5), (2.0, -3.0), (1000.0, 1.0)):
        yield f"gate = SigmoidGate(); gate.forward({a}); gate.backward({upstream})"
    for shape in ((2,), (3,), (2, 2)):
        given, above = literal(tenths(rng, shape)), literal(tenths(rng, shape))
        yield f"SigmoidGate().forward({given})"
        yield f"gate = SigmoidGate(); gate.forward({given}); gate.backward({above})"
    yield "gate = SigmoidGate(); gate.forward(1.0); gate.forward(2.0); gate.backward(1.0)"


def neuron_gradients(rng: np.random.Generator) -> Iterator[str]:
    zeros, ones = "np.zeros(3)", "np.ones(2)"
    yield f"neuron_gradients({zeros}, {ones})[0]"
    yield f"neuron_gradients({zeros}, {ones})[1]"
    yield f"neuron_gradients({zeros}, {ones})[2]"
    for _ in range(5):
        w, x = literal(tenths(rng, (3,))), literal(tenths(rng, (2,)))
        for part in range(3):
            yield f"neuron_gradients({w}, {x})[{part}]"


def topological_order(rng: np.random.Generator) -> Iterator[str]:
    yield "from course_lib.node import Node; len(topological_order(Node(2.0)))"
    yield (
        "from course_lib.node import Node; "
        "[node.value for node in topological_order(Node(2.0) ** 2)]"
    )
    for graph in GRAPHS:
        yield f"{LEAVES}; {graph}; len(topological_order(f))"
    for graph in GRAPHS[1:8]:
        yield f"{LEAVES}; {graph}; topological_order(f)[-1] is f"


def backward(rng: np.random.Generator) -> Iterator[str]:
    yield f"{LEAVES}; backward(a); a.grad"
    for graph in GRAPHS:
        yield f"{LEAVES}; {graph}; backward(f); a.grad"
    yield f"{LEAVES}; f = a * b; backward(f); f.grad"
    yield f"{LEAVES}; f = a * b; backward(f); b.grad"
    yield f"{LEAVES}; f = a / b; backward(f); b.grad"
    yield f"{LEAVES}; f = a * b; backward(f); backward(f); a.grad"
    yield f"{LEAVES}; q = a * b; f = q * q; backward(f); backward(f); a.grad"


def relu_backward(rng: np.random.Generator) -> Iterator[str]:
    for x in (1.0, -1.0, 2.0, -3.0):
        for upstream in (1.0, -0.5):
            yield f"relu_backward(np.array([{upstream}]), np.array([{x}]))"
    for shape in ((2,), (2,), (3,), (3,), (4,), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2)):
        above, array = tenths(rng, shape), tenths(rng, shape)
        array[array == 0] = 1.0
        yield f"relu_backward({literal(above)}, {literal(array)})"


def matmul_backward(rng: np.random.Generator) -> Iterator[str]:
    yield "matmul_backward(np.array([[1.0]]), np.array([[2.0]]), np.array([[3.0]]))[0]"
    yield "matmul_backward(np.array([[1.0]]), np.array([[2.0]]), np.array([[3.0]]))[1]"
    for N, D, C in ((1, 2, 1), (1, 1, 2), (2, 1, 1), (1, 2, 2), (2, 2, 1), (2, 1, 2), (2, 3, 2)):
        upstream, X, W = (literal(tenths(rng, shape)) for shape in ((N, C), (N, D), (D, C)))
        for part in (0, 1):
            yield f"matmul_backward({upstream}, {X}, {W})[{part}]"


def tenths(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Numbers from −4 to 4 with one decimal."""
    return np.round(rng.uniform(-4, 4, size=shape), 1)


def literal(array: NDArray[np.float64]) -> str:
    """The array as a student would type it."""
    return f"np.array({array.tolist()})"
