"""Probes of assignment 04_backprop_by_hand.

Sizes differ from each other (N = 7 examples, D = 3 inputs, H = 5 neurons), so that an axis
mistaken for another shows. Where all sizes are equal ("square"), slips that fail for other sizes
give numbers, by which they can be told apart. Layers and nets are used the way training uses
them: several batches, one after another, and two of them side by side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.probes import Outcomes, arguments_after_call, call, fresh
from course_lib.probes.backprop_by_hand_practice import PracticeNet

FloatArray = NDArray[np.float64]
N, D, H = 7, 3, 5
OTHER_N = 6
"""The number of examples in a second batch."""

STEPS = 5

HAND_FORWARD: dict[str, tuple[int, ...]] = {"h": (3,), "y": (), "J": ()}
HAND_BACKWARD: dict[str, tuple[int, ...]] = {
    "dJ_dy": (),
    "dJ_dV": (3,),
    "dJ_dh": (3,),
    "dJ_dW": (2, 3),
}
INDEX_ERRATUM: dict[str, tuple[int, ...]] = {"row": (), "column": (), "value": (), "as_written": ()}
"""The answers to each quiz and their shapes."""


def hand_forward(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return _answers(candidate, HAND_FORWARD)


def hand_backward(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return _answers(candidate, HAND_BACKWARD)


def index_erratum(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return _answers(candidate, INDEX_ERRATUM)


def sigmoid(candidate: Any, rng: np.random.Generator) -> Outcomes:
    z = rng.normal(scale=3.0, size=(N, D))
    row = rng.normal(size=H)
    number = float(rng.normal())
    whole = rng.permutation(np.arange(-3, 4))
    large = rng.permutation(np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0]))
    return {
        "values": lambda: call(candidate, z),
        "z of ±1000": lambda: call(candidate, large),
        "any shape, whole numbers too": lambda: (
            call(candidate, row),
            call(candidate, whole),
            call(candidate, number),
        ),
        "arguments untouched": lambda: arguments_after_call(candidate, {"z": z}),
    }


def linear_sigmoid_layer(candidate: Any, rng: np.random.Generator) -> Outcomes:
    W, other_W = rng.normal(size=(D, H)), rng.normal(size=(D, H))
    x, upstream = rng.normal(size=(N, D)), rng.normal(size=(N, H))
    other_x, other_upstream = rng.normal(size=(OTHER_N, D)), rng.normal(size=(OTHER_N, H))
    square_W, square_x, square_upstream = rng.normal(size=(3, H, H))

    def backward() -> tuple[Any, Any]:
        layer = candidate(fresh(W))
        layer.forward(fresh(x))
        return layer.backward(fresh(upstream)), layer

    def batch_after_batch() -> tuple[Any, ...]:
        layer = candidate(fresh(W))
        layer.forward(fresh(x))
        layer.backward(fresh(upstream))
        h = layer.forward(fresh(other_x))
        return h, layer.backward(fresh(other_upstream)), layer.W_gradient

    def backward_twice() -> tuple[Any, ...]:
        layer = candidate(fresh(W))
        layer.forward(fresh(x))
        layer.backward(fresh(upstream))
        return layer.backward(2.0 * upstream), layer.W_gradient

    def side_by_side() -> tuple[Any, ...]:
        first, second = candidate(fresh(W)), candidate(fresh(other_W))
        first.forward(fresh(x))
        second.forward(fresh(other_x))
        dx = first.backward(fresh(upstream))
        second.backward(fresh(other_upstream))
        return dx, first.W_gradient, second.W_gradient

    def own_weights() -> tuple[Any, ...]:
        given = fresh(W)
        layer = candidate(given)
        given += 1.0
        return layer.W, layer.forward(fresh(x))

    def arguments() -> dict[str, Any] | None:
        given = {"W": fresh(W), "x": fresh(x), "upstream": fresh(upstream)}
        layer = candidate(given["W"])
        h = layer.forward(given["x"])
        layer.backward(given["upstream"])
        return None if h is None else given

    def square() -> tuple[Any, ...]:
        layer = candidate(fresh(square_W))
        h = layer.forward(fresh(square_x))
        return h, layer.backward(fresh(square_upstream)), layer.W_gradient

    return {
        "forward": lambda: candidate(fresh(W)).forward(fresh(x)),
        "gradient by x": lambda: backward()[0],
        "gradient by W": lambda: backward()[1].W_gradient,
        "batch after batch": batch_after_batch,
        "two layers": side_by_side,
        "its own W": own_weights,
        "arguments untouched": arguments,
        "backward twice": backward_twice,
        "square": square,
    }


def binary_cross_entropy_gradient(candidate: Any, rng: np.random.Generator) -> Outcomes:
    predictions = rng.uniform(0.05, 0.95, size=N)
    targets = rng.permutation(np.array([0, 1, 0, 1, 1, 0, 1]))
    column = rng.uniform(0.05, 0.95, size=(OTHER_N, 1))
    column_targets = rng.permutation(np.array([0, 1, 1, 0, 1, 1])).reshape(OTHER_N, 1)
    arguments = {"predictions": predictions, "targets": targets}
    return {
        "values": lambda: call(candidate, predictions, targets),
        "columns": lambda: call(candidate, column, column_targets),
        "predictions of 0 and 1": lambda: gradients_of_certain_predictions(candidate),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
    }


def two_layer_net(candidate: Any, rng: np.random.Generator) -> Outcomes:
    W, V = rng.normal(size=(D, H)), rng.normal(size=(H, 1))
    other_W, other_V = rng.normal(size=(D, H)), rng.normal(size=(H, 1))
    x, targets = rng.normal(size=(N, D)), rng.permutation(np.array([0, 1, 0, 1, 1, 0, 1]))
    other_x, other_targets = (
        rng.normal(size=(OTHER_N, D)),
        rng.permutation(np.array([0, 1, 1, 0, 1, 1])),
    )
    one_x = rng.normal(size=(1, D))
    rate = float(rng.uniform(0.3, 0.9))

    def new(first: FloatArray = W, second: FloatArray = V) -> Any:
        return candidate(fresh(first), fresh(second))

    def gone_back(columns: bool = False) -> tuple[Any, Any]:
        """A net after a batch has gone through it and back, and the gradient by x."""
        net = new()
        net.loss(fresh(x), targets.reshape(N, 1) if columns else fresh(targets))
        return net, net.backward()

    def gradients(columns: bool = False) -> tuple[Any, ...]:
        net, _ = gone_back(columns)
        return net.hidden.W_gradient, net.output.W_gradient

    def step() -> tuple[Any, ...]:
        net, _ = gone_back()
        net.step(rate)
        return net.hidden.W, net.output.W

    def column_of_targets() -> tuple[Any, ...]:
        return new().loss(fresh(x), targets.reshape(N, 1)), *gradients(columns=True)

    def vector_of_weights() -> tuple[Any, ...]:
        net = new(second=V[:, 0])
        return net.predict(fresh(x)), net.output.W, net.loss(fresh(x), fresh(targets))

    def batch_after_batch() -> tuple[Any, ...]:
        net, _ = gone_back()
        net.step(rate)
        second = net.loss(fresh(other_x), fresh(other_targets))
        dx = net.backward()
        net.step(0.5 * rate)
        return second, dx, net.loss(one_x, np.array([1])), net.predict(fresh(x))

    def side_by_side() -> tuple[Any, ...]:
        net, other = new(), new(other_W, other_V)
        net.loss(fresh(x), fresh(targets))
        other.loss(fresh(other_x), fresh(other_targets))
        dx = net.backward()
        other.backward()
        return dx, net.hidden.W_gradient, other.hidden.W_gradient, net.hidden.W

    def own_weights() -> tuple[Any, ...]:
        given_W, given_V = fresh(W), fresh(V)
        net = candidate(given_W, given_V)
        given_W += 1.0
        given_V += 1.0
        return net.hidden.W, net.output.W

    def arguments() -> dict[str, Any] | None:
        given = {"W": fresh(W), "V": fresh(V), "x": fresh(x), "targets": fresh(targets)}
        net = candidate(given["W"], given["V"])
        loss = net.loss(given["x"], given["targets"])
        net.backward()
        net.step(rate)
        return None if loss is None else given

    return {
        "predict": lambda: new().predict(fresh(x)),
        "loss": lambda: new().loss(fresh(x), fresh(targets)),
        "gradients by W and V": gradients,
        "gradient by x": lambda: gone_back()[1],
        "step": step,
        "targets of (N, 1)": column_of_targets,
        "V of (H,)": vector_of_weights,
        "batch after batch": batch_after_batch,
        "two nets": side_by_side,
        "its own W and V": own_weights,
        "arguments untouched": arguments,
    }


def overfit_one_example(candidate: Any, rng: np.random.Generator) -> Outcomes:
    W, V = rng.normal(size=(2, 2)), rng.normal(size=(2, 1))
    x, other_x = rng.normal(size=(1, 2)), rng.normal(size=(1, 2))
    rate, other_rate = float(rng.uniform(0.4, 0.6)), float(rng.uniform(0.7, 0.9))

    def trained() -> tuple[PracticeNet, Any]:
        net = PracticeNet(fresh(W), fresh(V))
        return net, candidate(net, fresh(x), 1, rate, STEPS)

    def weights() -> tuple[Any, ...]:
        net, _ = trained()
        return net.hidden.W, net.output.W

    def gradients() -> tuple[Any, ...]:
        net, _ = trained()
        return net.hidden.W_gradient, net.output.W_gradient

    def other_case() -> Any:
        net = PracticeNet(fresh(W), fresh(V))
        return candidate(net, fresh(other_x), 0, other_rate, STEPS // 2)

    def trained_again() -> Any:
        net, _ = trained()
        return candidate(net, fresh(x), 1, rate, 2)

    def arguments() -> dict[str, Any] | None:
        given = fresh(x)
        losses = candidate(PracticeNet(fresh(W), fresh(V)), given, 1, rate, STEPS)
        return None if losses is None else {"x": given}

    return {
        "losses": lambda: trained()[1],
        "the net afterwards": weights,
        "target 0, another rate": other_case,
        "arguments untouched": arguments,
        "trained again": trained_again,
        "gradients afterwards": gradients,
    }


def gradients_of_certain_predictions(candidate: Any) -> Any:
    """Where the gradients lie for predictions of 0 and 1: in words, as clipping decides them."""
    gradients = candidate(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0, 1, 0, 1]))
    if gradients is None:
        return None
    gradients = np.asarray(gradients, dtype=np.float64)
    return np.select(
        [~np.isfinite(gradients), gradients < -10, gradients > 10, np.abs(gradients) < 2],
        ["not finite", "far below 0", "far above 0", "of ordinary size"],
        default="neither large nor small",
    )


def _answers(candidate: Any, shapes: dict[str, tuple[int, ...]]) -> Outcomes:
    return {
        key: lambda key=key, shape=shape: _in_shape(candidate[key], shape)  # type: ignore[misc]
        for key, shape in shapes.items()
    }


def _in_shape(answer: Any, shape: tuple[int, ...]) -> Any:
    """An answer without axes of length 1: a column of three numbers is three numbers."""
    array = np.asarray(answer)
    return array.reshape(shape) if np.squeeze(array).shape == shape else answer
