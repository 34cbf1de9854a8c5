"""Probes of assignment 03_computational_graphs: gates, the neuron, and gradients of arrays.

Those of graphs of Nodes are in `computational_graphs_nodes`. Sizes differ from each other (N = 7
examples, D = 3 features, C = 5 classes), and gates meet arrays of two shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.probes import Outcomes, arguments_after_call, call, fresh
from course_lib.probes.computational_graphs_nodes import backward, topological_order

__all__ = [
    "AddGate",
    "MaxGate",
    "MultiplyGate",
    "SigmoidGate",
    "backward",
    "expression_gradients",
    "jacobian_quiz",
    "matmul_backward",
    "neuron_gradients",
    "relu_backward",
    "topological_order",
]

N, C, D = 7, 5, 3
ROWS, COLUMNS = 4, 3
"""Of the arrays that gates meet first; the second ones are (2, 5)."""

JACOBIAN_QUIZ = (
    "entries_one",
    "bytes_one",
    "entries_batch",
    "bytes_batch",
    "relu_shape",
    "instead",
)

Array = NDArray[np.float64]


def expression_gradients(candidate: Any, rng: np.random.Generator) -> Outcomes:
    x, y, z = (float(rng.uniform(2.0, 5.0)) for _ in range(3))
    z = -z
    return {
        "values": lambda: chosen(candidate(x, y, z), ("q", "f")),
        "gradients": lambda: chosen(candidate(x, y, z), ("dq", "dx", "dy", "dz")),
    }


def AddGate(candidate: Any, rng: np.random.Generator) -> Outcomes:  # noqa: N802
    return gate_outcomes(candidate, rng, two_arguments)


def MultiplyGate(candidate: Any, rng: np.random.Generator) -> Outcomes:  # noqa: N802
    return gate_outcomes(candidate, rng, two_arguments)


def MaxGate(candidate: Any, rng: np.random.Generator) -> Outcomes:  # noqa: N802
    tied, upstream = rng.normal(size=(ROWS, COLUMNS)), rng.uniform(0.5, 2.0, size=(ROWS, COLUMNS))
    return {
        **gate_outcomes(candidate, rng, two_unequal_arguments),
        "ties": lambda: gradients_of_ties(candidate, tied, upstream),
        "forward of arrays": lambda: candidate().forward(tied.copy(), tied[::-1].copy()),
    }


def SigmoidGate(candidate: Any, rng: np.random.Generator) -> Outcomes:  # noqa: N802
    large = 1000.0 * np.array([1.0, -1.0, -1.0, 1.0]) + rng.normal(size=4)
    upstream = rng.normal(size=4)
    return {
        **gate_outcomes(candidate, rng, one_argument),
        "arguments of ±1000": lambda: through(candidate(), (large,), upstream),
        "a number of ±1000": lambda: through(candidate(), (-1000.0,), 2.0),
    }


def neuron_gradients(candidate: Any, rng: np.random.Generator) -> Outcomes:
    w, x = rng.uniform(0.4, 1.2, size=3), rng.uniform(0.3, 1.5, size=2)
    w, x = w * np.array([1.0, -1.0, -1.0]), x * np.array([-1.0, -1.0])
    return {
        "value": lambda: first(call(candidate, w, x)),
        "gradients": lambda: several(call(candidate, w, x)),
        "arguments untouched": lambda: arguments_after_call(candidate, {"w": w, "x": x}),
    }


def relu_backward(candidate: Any, rng: np.random.Generator) -> Outcomes:
    x, upstream = off_the_kink(rng, (N, D)), rng.normal(size=(N, D))
    vector, vector_upstream = off_the_kink(rng, (C,)), rng.normal(size=C)
    square, square_upstream = off_the_kink(rng, (4, 4)), rng.normal(size=(4, 4))
    kink_upstream = rng.uniform(0.5, 2.0, size=4)
    return {
        "values": lambda: call(candidate, upstream, x),
        "a vector": lambda: call(candidate, vector_upstream, vector),
        "x of 0": lambda: gradients_on_the_kink(candidate, kink_upstream),
        "arguments untouched": lambda: arguments_after_call(
            candidate, {"upstream": upstream, "x": x}
        ),
        "square": lambda: call(candidate, square_upstream, square),
    }


def matmul_backward(candidate: Any, rng: np.random.Generator) -> Outcomes:
    upstream, X, W = rng.normal(size=(N, C)), rng.normal(size=(N, D)), rng.normal(size=(D, C))
    square = tuple(rng.normal(size=(4, 4)) for _ in range(3))
    arguments = {"upstream": upstream, "X": X, "W": W}
    return {
        "values": lambda: several(call(candidate, upstream, X, W)),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
        "square": lambda: several(call(candidate, *square)),
    }


def jacobian_quiz(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return {key: lambda key=key: candidate[key] for key in JACOBIAN_QUIZ}  # type: ignore[misc]


Arguments = tuple[Any, ...]


def one_argument(rng: np.random.Generator, shape: tuple[int, ...]) -> Arguments:
    return (rng.normal(scale=2.0, size=shape),)


def two_arguments(rng: np.random.Generator, shape: tuple[int, ...]) -> Arguments:
    """Two arrays whose entries differ in size, none of them near 0 or ±1."""
    return rng.uniform(1.2, 3.0, size=shape), -rng.uniform(0.2, 0.8, size=shape)


def two_unequal_arguments(rng: np.random.Generator, shape: tuple[int, ...]) -> Arguments:
    """Two arrays whose entries differ by 0.2 at least; either is the larger one somewhere."""
    a = rng.normal(size=shape)
    signs = np.where(np.arange(a.size).reshape(shape) % 2 == 0, 1.0, -1.0)
    return a, a + signs * rng.uniform(0.2, 2.0, size=shape)


def gate_outcomes(candidate: Any, rng: np.random.Generator, draw: Any) -> Outcomes:
    """What a gate does with numbers and arrays, when it is used again, and beside another one."""
    numbers = tuple(float(array[0]) for array in draw(rng, (1,)))
    others = tuple(float(array[1]) for array in draw(rng, (2,)))
    upstream, other_upstream = float(rng.uniform(1.5, 3.0)), -float(rng.uniform(1.5, 3.0))
    first_arrays, first_upstream = draw(rng, (ROWS, COLUMNS)), rng.normal(size=(ROWS, COLUMNS))
    second_arrays, second_upstream = draw(rng, (2, 5)), rng.normal(size=(2, 5))

    def backward_twice() -> Any:
        gate = candidate()
        gate.forward(*numbers)
        gate.backward(upstream)
        return several(gate.backward(other_upstream))

    def forward_again() -> Any:
        gate = candidate()
        through(gate, first_arrays, first_upstream)
        return through(gate, second_arrays, second_upstream)

    def two_at_once() -> Any:
        one, two = candidate(), candidate()
        one.forward(*numbers)
        two.forward(*others)
        return {
            "of the first": several(one.backward(upstream)),
            "of the second": several(two.backward(other_upstream)),
        }

    def untouched() -> Any:
        names = ("a", "b")[: len(first_arrays)]
        arguments = {name: array.copy() for name, array in zip(names, first_arrays, strict=True)}
        gate, given = candidate(), first_upstream.copy()
        gate.forward(*arguments.values())
        nothing = gate.backward(given) is None
        return None if nothing else {**arguments, "upstream": given}

    return {
        "numbers": lambda: through(candidate(), numbers, upstream),
        "arrays": lambda: through(candidate(), first_arrays, first_upstream),
        "backward twice": backward_twice,
        "forward again": forward_again,
        "two gates at once": two_at_once,
        "arguments untouched": untouched,
    }


def through(gate: Any, arguments: Sequence[Any], upstream: Any) -> dict[str, Any]:
    """What a gate gives forward, and then backward."""
    return {
        "forward": gate.forward(*map(fresh, arguments)),
        "backward": several(gate.backward(fresh(upstream))),
    }


def gradients_of_ties(candidate: Any, tied: Array, upstream: Array) -> Any:
    """To how many of two equal arguments the gradient goes, in words: either one is fine."""
    gate = candidate()
    forward = gate.forward(tied.copy(), tied.copy())
    result = several(gate.backward(upstream.copy()))
    if not isinstance(result, tuple) or len(result) != 2:
        return {"forward": forward, "gradient goes": result}
    a, b = (np.asarray(part, dtype=np.float64) for part in result)
    whole = np.stack([np.isclose(a, upstream), np.isclose(b, upstream)])
    none = np.stack([a == 0, b == 0])
    words = np.select(
        [(whole & ~none[::-1]).any(axis=0) & whole.all(axis=0), (whole & none[::-1]).any(axis=0)],
        ["whole to both", "whole to one"],
        default="in parts or nowhere",
    )
    return {"forward": forward, "gradient goes": words}


def gradients_on_the_kink(candidate: Any, upstream: Array) -> Any:
    """Whether all or nothing comes through where x is 0, in words: either is fine."""
    gradient = candidate(upstream.copy(), np.zeros(len(upstream)))
    if gradient is None:
        return None
    gradient = np.asarray(gradient, dtype=np.float64)
    if gradient.shape != upstream.shape:
        return gradient
    fine = np.isclose(gradient, upstream) | (gradient == 0)
    return np.where(fine, "all or nothing", "something else")


def off_the_kink(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Numbers of either sign that are not near 0."""
    sizes = rng.uniform(0.2, 2.0, size=shape)
    signs = np.where(np.arange(sizes.size).reshape(shape) % 3 == 1, -1.0, 1.0)
    return np.asarray(sizes * signs)


def chosen(answer: Any, keys: Sequence[str]) -> Any:
    """Those entries of a dict; what is no dict as it is."""
    if not isinstance(answer, Mapping):
        return answer
    return {key: answer[key] for key in keys if key in answer}


def several(results: Any) -> Any:
    """Several results as a tuple of arrays, whatever sequences they came in."""
    if not isinstance(results, tuple | list) or not results:
        is_pair = isinstance(results, np.ndarray) and results.ndim and len(results) == 2
        return tuple(results) if is_pair else results
    return tuple(list(part) if isinstance(part, tuple) else part for part in results)


def first(results: Any) -> Any:
    return results[0] if isinstance(results, tuple | list) and results else results
