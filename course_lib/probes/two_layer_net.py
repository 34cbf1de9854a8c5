"""Probes of assignment 05_two_layer_net, but for those that draw: see `two_layer_net_training`.

Sizes differ from each other, so that an axis mistaken for another shows. Where all sizes are
equal ("square"), slips that fail for other sizes give numbers, by which they can be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.diagnosis.outcome import CandidateFailed, Failure
from course_lib.probes import Outcomes, arguments_after_call, call, fresh

N, D, H, K, C = 7, 3, 6, 4, 5
"""Examples, features, hidden units, units of a second hidden layer, classes."""

SUMS = np.array([-3.0, -1.6, -0.7, -0.2, 0.2, 0.3, 0.7, 0.8, 1.6])
"""Weighted sums on both sides of 0, and of the thresholds 0.5 and 1 that are not meant."""

STEPS = 6
MANY = 80
"""Examples where an answer is a whole number, which a wrong one may hit now and then."""

XOR_QUIZ = ("best_accuracy", "settled_loss", "why")
TRAINING_QUIZ = ("zero_loss", "equal_units", "parameters", "middle_factor")
GRADIENTS = ("W1", "b1", "W2", "b2")


def perceptron(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X, theta = examples_with_sums(rng, rng.permutation(np.tile(SUMS, 4)))
    square, square_theta = examples_with_sums(rng, rng.permutation(SUMS), len(SUMS))
    return {
        "values": lambda: call(candidate, X, theta),
        "square": lambda: call(candidate, square, square_theta),
    }


def neuron(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X, theta = examples_with_sums(rng, rng.permutation(SUMS))
    large, large_theta = examples_with_sums(rng, rng.permutation(np.array([-1.0, 1.0])) * 1000)
    square, square_theta = examples_with_sums(rng, rng.permutation(SUMS), len(SUMS))
    return {
        "values": lambda: call(candidate, X, theta),
        "sums of ±1000": lambda: call(candidate, large, large_theta),
        "square": lambda: call(candidate, square, square_theta),
    }


def neuron_gradient(candidate: Any, rng: np.random.Generator) -> Outcomes:
    theta, X, targets = rng.normal(size=D), rng.normal(size=(N, D)), zeros_and_ones(rng, N)
    square_theta, square = rng.normal(size=4), rng.normal(size=(4, 4))
    square_targets = zeros_and_ones(rng, 4)
    arguments = {"theta": theta, "X": X, "targets": targets}
    return {
        "values": lambda: call(candidate, theta, X, targets),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
        "square": lambda: call(candidate, square_theta, square, square_targets),
    }


def train_neuron(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X, targets = rng.normal(size=(N, D)), zeros_and_ones(rng, N)
    learning_rate = float(rng.uniform(0.3, 0.8))

    def trained(steps: int) -> Sequence[Any]:
        return several(2, call(candidate, X, targets, learning_rate, steps))

    arguments = {"X": X, "targets": targets, "learning_rate": learning_rate, "steps": STEPS}
    return {
        "theta": lambda: trained(STEPS)[0],
        "losses": lambda: trained(STEPS)[1],
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
        "theta after one step": lambda: trained(1)[0],
    }


def xor_network_step(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X, Y = rng.normal(size=(N, D)), zeros_and_ones(rng, N)[:, np.newaxis].astype(float)
    W0, W1 = rng.normal(size=(D, 4)), rng.normal(size=(4, 1))
    learning_rate = float(rng.uniform(0.3, 0.8))
    arguments = {"X": X, "Y": Y, "W0": W0, "W1": W1, "learning_rate": learning_rate}

    def result(number: int) -> Any:
        answer = several(3, call(candidate, X, Y, W0, W1, learning_rate))
        return answer[number]

    return {
        "change of W0": lambda: difference(result(0), W0),
        "change of W1": lambda: difference(result(1), W1),
        "loss": lambda: result(2),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
    }


def forward(candidate: Any, rng: np.random.Generator) -> Outcomes:
    parameters, X = network(rng, D, H, C), rng.normal(size=(N, D))
    one = rng.normal(size=(1, D))
    square_parameters, square = network(rng, 4, 4, 4), rng.normal(size=(4, 4))
    return {
        "scores": lambda: scores_of(call(candidate, copies(parameters), X)),
        "scores and cache": lambda: form(call(candidate, copies(parameters), X)),
        "arguments untouched": lambda: untouched(candidate, parameters, X),
        "one example": lambda: scores_of(call(candidate, copies(parameters), one)),
        "square": lambda: scores_of(call(candidate, copies(square_parameters), square)),
    }


def loss_and_gradients(candidate: Any, rng: np.random.Generator) -> Outcomes:
    parameters, X = network(rng, D, H, C), rng.normal(size=(N, D))
    labels = rng.permutation(np.arange(N) % C)
    strength = float(rng.uniform(0.2, 0.8))

    def loss(strength: float) -> Any:
        return several(2, call(candidate, copies(parameters), X, labels, strength))[0]

    def gradient(name: str, strength: float) -> dict[str, Any]:
        answer = several(2, call(candidate, copies(parameters), X, labels, strength))
        return entry(answer[1], name)

    return {
        "loss": lambda: loss(strength),
        **{f"gradient by {name}": _later(gradient, name, strength) for name in GRADIENTS},
        "arguments untouched": lambda: untouched(candidate, parameters, X, labels, strength),
        "loss without penalty": lambda: loss(0.0),
        "gradient by W1 without penalty": lambda: gradient("W1", 0.0),
        "gradient by W2 without penalty": lambda: gradient("W2", 0.0),
    }


def predict(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X = rng.normal(size=(MANY, D))
    low, high = network(rng, D, H, C), network(rng, D, H, C)
    low["b2"] -= 1.5  # most scores are below 0
    high["b2"] += 1.5
    return {
        "labels": lambda: call(candidate, copies(low), X),
        "labels of another network": lambda: call(candidate, copies(high), X),
        "one example": lambda: call(candidate, copies(low), X[:1]),
    }


def three_layer_forward(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X = rng.normal(size=(N, D))
    parameters = {
        "W1": rng.normal(size=(D, H)),
        "W2": rng.normal(size=(H, K)),
        "W3": rng.normal(size=(K, C)),
    }
    square = rng.normal(size=(4, 4))
    square_parameters = {name: rng.normal(size=(4, 4)) for name in parameters}
    return {
        "scores": lambda: call(candidate, copies(parameters), X),
        "square": lambda: call(candidate, copies(square_parameters), square),
    }


def xor_quiz(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return {key: lambda key=key: candidate[key] for key in XOR_QUIZ}  # type: ignore[misc]


def training_quiz(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return {key: lambda key=key: candidate[key] for key in TRAINING_QUIZ}  # type: ignore[misc]


def examples_with_sums(
    rng: np.random.Generator, sums: NDArray[np.float64], features: int = D
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Examples and weights, such that the weighted sums of the examples are near `sums`."""
    signs = rng.permutation(np.where(np.arange(features) % 2, -1.0, 1.0))
    theta = rng.uniform(0.5, 1.5, size=features) * signs
    X = rng.normal(size=(len(sums), features))
    noise = rng.uniform(-0.04, 0.04, size=len(sums))
    X[:, -1] += (sums + noise - X @ theta) / theta[-1]
    return X, theta


def zeros_and_ones(rng: np.random.Generator, count: int) -> NDArray[np.intp]:
    """Targets of both kinds in random order."""
    return rng.permutation(np.arange(count) % 2)


def network(
    rng: np.random.Generator, inputs: int, hidden: int, classes: int
) -> dict[str, NDArray[np.float64]]:
    """Parameters of a two-layer network, none of them 0."""
    return {
        "W1": rng.normal(size=(inputs, hidden)),
        "b1": rng.normal(size=hidden),
        "W2": rng.normal(size=(hidden, classes)),
        "b2": rng.normal(size=classes),
    }


def copies(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fresh(array) for name, array in parameters.items()}


def several(count: int, answer: Any) -> Sequence[Any]:
    """The answer, if it is so many results; a failure with its sentence if not."""
    if answer is None:
        raise CandidateFailed(Failure("nothing"))
    if not isinstance(answer, tuple | list) or len(answer) != count:
        found = f"{len(answer)} results" if isinstance(answer, tuple) else "one result"
        raise CandidateFailed(Failure("form", message=f"You return {found}; {count} are wanted."))
    return answer


def entry(results: Any, name: str) -> dict[str, Any]:
    """The entry of that name in a dict; without one, all of it, so that a sentence can say so."""
    if results is None:
        raise CandidateFailed(Failure("nothing"))
    if not isinstance(results, Mapping):
        message = "A dict with the entries W1, b1, W2 and b2 is wanted; you return something else."
        raise CandidateFailed(Failure("form", message=message))
    return {name: results[name]} if name in results else dict(results)


def difference(after: Any, before: NDArray[np.float64]) -> Any:
    """What was added to the array; where the shapes differ, what is there now."""
    after = after if after is None else np.asarray(after)
    return after - before if np.shape(after) == before.shape else after


def scores_of(answer: Any) -> Any:
    """The first of a pair of results; what is no pair is taken for the scores alone."""
    return answer[0] if isinstance(answer, tuple | list) and len(answer) == 2 else answer


def form(answer: Any) -> str | None:
    """Whether there are two results, in words: what the second one is, is the candidate's own."""
    if answer is None:
        return None
    return "two results" if isinstance(answer, tuple | list) and len(answer) == 2 else "one result"


def untouched(candidate: Any, parameters: Mapping[str, Any], *others: Any) -> Any:
    """The arrays among the arguments, those of the parameters by their names, after a call."""
    given, rest = copies(parameters), [fresh(argument) for argument in others]
    if candidate(given, *rest) is None:
        return None
    return {**given, "X": rest[0]}


def _later(function: Any, *arguments: Any) -> Any:
    return lambda: function(*arguments)
