"""Every number of a small network, as the student's own code gives them.

Two ways: from his net class, whose layers are listened to while it goes forward and backward; or,
before there is a class, forward by his sigmoid and backward by measuring, as in notebook 02.
What cannot be had yet is left out, and the reason is told.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course_lib.figures.described import NotReady, values_of
from course_lib.widgets.live import Function

Numbers = dict[str, np.ndarray]
"""h, y, J and the gradients of J: dy, dV, dh, dW, dx; what is missing is not there."""


@dataclass(frozen=True)
class Network:
    """What is given: x (1, D), W (D, H), V (H,), and the target, 0 or 1."""

    x: np.ndarray
    W: np.ndarray
    V: np.ndarray
    target: int

    @property
    def widths(self) -> tuple[int, int]:
        return self.W.shape[0], self.W.shape[1]


def numbers_of_net(net_class: Function, network: Network) -> tuple[Numbers, str]:
    """The numbers that a net of the student's class computes, and why the rest is missing."""
    asked = Asked()
    inputs, neurons = network.widths
    name = str(getattr(net_class, "__name__", "net"))
    made: list[Any] = []
    heard: dict[str, Any] = {}

    def build() -> float:
        made.append(net_class(network.W.copy(), network.V.copy()))
        return 0.0

    def backward() -> Any:
        net = made[0]
        _listen(net.output, heard, "dy", "dh")
        return net.backward()

    targets = np.array([network.target])
    if asked.for_(name, build, ()) is None:
        return asked.numbers, asked.reason
    asked.number(
        "h", f"{name}.hidden.forward", lambda: made[0].hidden.forward(network.x), (1, neurons)
    )
    asked.number("y", f"{name}.predict", lambda: made[0].predict(network.x), (1, 1))
    asked.number("J", f"{name}.loss", lambda: made[0].loss(network.x, targets), ())
    if "J" in asked.numbers:
        asked.number("dx", f"{name}.backward", backward, (1, inputs))
    if "dx" in asked.numbers:
        for key, size in (("dy", 1), ("dh", neurons)):
            values = np.asarray(heard.get(key, ()))
            if values.size == size and values.dtype.kind in "fiu":
                asked.numbers[key] = values.astype(float)
        asked.number("dV", f"{name}.backward", lambda: made[0].output.W_gradient, (neurons, 1))
        asked.number("dW", f"{name}.backward", lambda: made[0].hidden.W_gradient, network.W.shape)
    return asked.numbers, asked.reason


def numbers_by_measuring(
    sigmoid: Function, loss: Function, numerical_gradient: Function, network: Network
) -> tuple[Numbers, str]:
    """Forward by the student's `sigmoid`; each gradient by moving its number a little.

    loss: `binary_cross_entropy(predictions, targets)`, a loss for each example.
    numerical_gradient: `(f, x) -> like x`.
    """
    asked = Asked()
    targets = np.array([network.target])

    def hidden(given: Network) -> Any:
        return sigmoid(given.x @ given.W)

    def loss_of_prediction(y: np.ndarray) -> float:
        return float(np.mean(loss(y, targets)))

    def loss_of_hidden(h: np.ndarray, V: np.ndarray) -> float:
        return loss_of_prediction(np.reshape(sigmoid(h @ V), (1,)))

    def loss_with(**changed: np.ndarray) -> float:
        given = replace(network, **changed)  # type: ignore[arg-type]
        return loss_of_hidden(hidden(given), given.V)

    name = str(getattr(sigmoid, "__name__", "sigmoid"))
    h = asked.number("h", name, lambda: hidden(network), (1, network.widths[1]))
    if h is None:
        return asked.numbers, asked.reason
    y = asked.number("y", name, lambda: sigmoid(h @ network.V), (1,))
    if y is None:
        return asked.numbers, asked.reason
    asked.number("J", name_of(loss), lambda: loss_of_prediction(y), ())
    measured: Mapping[str, tuple[Callable[[Any], float], np.ndarray]] = {
        "dy": (loss_of_prediction, y),
        "dV": (lambda V: loss_with(V=V), network.V),
        "dh": (lambda moved: loss_of_hidden(moved, network.V), h),
        "dW": (lambda W: loss_with(W=W), network.W),
        "dx": (lambda x: loss_with(x=x), network.x),
    }
    for key, (function, at) in measured.items():
        asked.number(
            key,
            name_of(numerical_gradient),
            lambda f=function, at=at: numerical_gradient(f, at.copy()),
            at.shape,
        )
    return asked.numbers, asked.reason


class Asked:
    """Collects what a student's functions answer, and the first reason why one does not."""

    def __init__(self) -> None:
        self.numbers: Numbers = {}
        self.reason = ""

    def for_(self, name: str, action: Function, shape: tuple[int, ...]) -> np.ndarray | None:
        """The answer; None if there is none yet."""

        def named() -> Any:
            return action()

        named.__name__ = name
        try:
            with redirect_stdout(io.StringIO()):  # it would land below some other cell
                return values_of(named, shape=shape)
        except NotReady as reason:
            self.reason = self.reason or str(reason)
            return None

    def number(
        self, key: str, name: str, action: Function, shape: tuple[int, ...]
    ) -> np.ndarray | None:
        values = self.for_(name, action, shape)
        if values is not None:
            self.numbers[key] = values
        return values


def name_of(function: Function) -> str:
    return str(getattr(function, "__name__", "function"))


def _listen(layer: Any, heard: dict[str, Any], received: str, returned: str) -> None:
    """Note what a layer's backward gets and what it hands on; its answers stay the same."""
    own = layer.backward

    def backward(upstream: Any) -> Any:
        heard[received] = np.array(upstream)
        handed_on = own(upstream)
        heard[returned] = np.array(handed_on)
        return handed_on

    layer.backward = backward
