"""Small uses of the walks downhill of assignment 02, among which a counterexample is looked for.

What is drawn at random is looked at so that every right answer gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

BOWL = "lambda W: 2 * W"
DATA = "X = np.array([[0.0], [1.0], [2.0], [3.0]]); labels = np.array([0, 1, 2, 3]); "
RNG = "np.random.default_rng(0)"


def gradient_descent(rng: np.random.Generator) -> Iterator[str]:
    name = "gradient_descent"
    for rate in (0.25, 0.5, 1.0):
        for steps in (1, 2, 3):
            yield f"{name}({BOWL}, 1.0, {rate}, max_steps={steps})"
    for steps in (1, 2, 3):
        yield f"{name}({BOWL}, np.array([1.0, -2.0]), 0.25, max_steps={steps})"
    yield f"{name}({BOWL}, 0.0, 0.25)"
    yield f"{name}({BOWL}, np.array([0.0, 0.0]), 0.25)"
    yield f"{name}({BOWL}, 1.0, 0.25, 0.2)"
    yield f"{name}({BOWL}, 1.0, 0.25, 0.1)"
    yield f"{name}({BOWL}, np.array([1.0, -1.0]), 0.25, 0.6)"
    yield f"{name}({BOWL}, np.array([1.0, 1.0]), 0.25, 0.3)"
    yield f"{name}({BOWL}, np.array([-1.0, -2.0, 3.0]), 0.25, 0.1)"
    yield f"start = np.array([1.0]); {name}({BOWL}, start, 0.25, max_steps=2); start"


def sample_minibatch(rng: np.random.Generator) -> Iterator[str]:
    draw = f"X_b, labels_b = sample_minibatch(X, labels, {{size}}, {RNG}); "
    yield f"sample_minibatch(np.array([[7.0]]), np.array([2]), 1, {RNG})"
    for size in (1, 2, 3, 4):
        drawn = DATA + draw.format(size=size)
        yield f"{drawn}np.shape(X_b)"
        yield f"{drawn}np.shape(labels_b)"
        yield f"{drawn}np.ravel(X_b) - labels_b"
        yield f"{drawn}len(set(np.ravel(X_b).tolist()))"
    yield f"{DATA}{draw.format(size=4)}np.sort(np.ravel(X_b))"
    yield f"{DATA}{draw.format(size=4)}np.sort(labels_b)"


def minibatch_descent(rng: np.random.Generator) -> Iterator[str]:
    def descent(loss: str, slope: str, rate: float, size: int, steps: int) -> str:
        gradient = f"lambda W, X_b, labels_b: ({loss}, {slope})"
        arguments = f"np.array([1.0, -2.0]), X, labels, {rate}, {size}, {steps}, {RNG}"
        return f"{DATA}minibatch_descent({gradient}, {arguments})"

    for steps in (1, 2, 3):
        for size in (1, 3, 4):
            yield descent("np.sum(W**2)", "2 * W", 0.25, size, steps)
    for size in (1, 2, 3):
        for steps in (2, 4):
            yield descent("float(len(X_b))", "0 * W", 0.25, size, steps)
    yield descent("float(np.all(X_b[:, 0] == labels_b))", "0 * W", 0.25, 2, 4)
    yield descent("float(len(np.unique(X_b)))", "0 * W", 0.25, 3, 6)
