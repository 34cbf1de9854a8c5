"""A small network with every number in its place: change one, and see all the others follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib.figures.by_hand import network_by_hand
from course_lib.figures.described import DescribedFigure, described
from course_lib.widgets.hand_backprop_numbers import (
    Network,
    Numbers,
    numbers_by_measuring,
    numbers_of_net,
)
from course_lib.widgets.live import Function, LiveFigure, unready
from course_lib.widgets.written import in_json, significant

STEP = 0.1
FARTHEST_INPUT, FARTHEST_WEIGHT = 10.0, 5.0
SHAPES = {"x": (1, 2), "W": (2, 3), "V": (3,)}
MEASURABLE = 1e-9
"""A measured gradient below this is rounding alone: two losses that differ in the last digit."""


def hand_backprop(
    x: ArrayLike,
    W: ArrayLike,
    V: ArrayLike,
    target: int,
    *,
    net: Function | None = None,
    sigmoid: Function | None = None,
    loss: Function | None = None,
    numerical_gradient: Function | None = None,
) -> HandBackprop:
    """The 2-3-1 network of this notebook, with sliders for its inputs and weights.

    net: your class, ``net(W, V)`` with `predict`, `loss` and `backward`; it is asked at each move.
    Without it, your `sigmoid` and a `loss` go forward, and `numerical_gradient` measures.
    ValueError if an array does not have the network's shape, or neither way is given.
    """
    given = Network(_shaped("x", x), _shaped("W", W), _shaped("V", V), int(target))
    if net is not None:
        return HandBackprop(given, lambda network: numbers_of_net(net, network), "")
    if sigmoid is None or loss is None or numerical_gradient is None:
        raise ValueError("give net, or all of sigmoid, loss and numerical_gradient")
    return HandBackprop(
        given,
        lambda network: numbers_by_measuring(sigmoid, loss, numerical_gradient, network),
        "Gradients are measured: each number is moved a little to both sides.",
    )


class HandBackprop(LiveFigure, module="hand_backprop"):
    """The network's numbers, forward in blue and backward in vermilion.

    The front end writes `numbers`, the two inputs, six weights W, three weights V, and the target;
    the student's code answers in `data`.
    """

    numbers = traitlets.List([0.0] * 12).tag(sync=True)

    def __init__(self, network: Network, compute: Function, remark: str) -> None:
        self._start, self._compute, self._remark = network, compute, remark
        self.network = network
        self.found: Numbers = {}
        super().__init__(numbers=_flat(network))
        self._answer()
        self.observe(lambda _: self._answer(), names="numbers")

    def describe(self) -> str:
        missing = f"{self.problem} " if self.problem else ""
        network = self.network
        return (
            f"A network with the inputs {_listed(network.x)}, three hidden neurons and one output, "
            f"target {network.target}; its numbers can be changed. {missing}"
            f"Hidden values: {self._told('h')}. Output: {self._told('y')}. Loss: {self._told('J')}."
            f" Gradients of the loss by the output: {self._told('dy')}; by V: {self._told('dV')}; "
            f"by the hidden values: {self._told('dh')}; by W, row by row: {self._told('dW')}."
        )

    def picture(self) -> DescribedFigure:
        network, found = self.network, self.found
        forward = {key: found.get(key) for key in ("h", "y", "J")}
        backward = {f"dJ_{key}": found.get(key) for key in ("dy", "dV", "dh", "dW")}
        figure = network_by_hand(network.x, network.W, network.V, network.target, forward, backward)
        return described(figure, self.describe())

    def _told(self, key: str) -> str:
        digits = 4 if key.startswith("d") else 6  # a saturated 0.99998 must not look like 1
        return _listed(self.found[key], digits) if key in self.found else "not computed yet"

    def _answer(self) -> None:
        """Ask the student's code about the present numbers, and send what it says."""
        try:
            self.network = _from_flat(self.numbers)
        except (TypeError, ValueError):
            return  # not a list that this figure's own front end sends
        self.found, reason = self._compute(self.network)
        if self._remark:
            self.found = {key: _rounded(key, values) for key, values in self.found.items()}
        with self.hold_sync():
            self.problem = unready(reason) if reason else ""
            self.data = {
                "numbers": _flat(self.network),
                "start": _flat(self._start),
                "step": STEP,
                "reach": [*[FARTHEST_INPUT] * 2, *[FARTHEST_WEIGHT] * 9],
                "measurable": MEASURABLE if self._remark else 0.0,
                "remark": self._remark,
                "found": {
                    key: [in_json(value) for value in np.ravel(values).tolist()]
                    for key, values in self.found.items()
                },
            }


def _shaped(name: str, given: ArrayLike) -> np.ndarray:
    array = np.asarray(given, dtype=float)
    wanted = SHAPES[name]
    if array.size != np.prod(wanted):
        raise ValueError(f"{name} has shape {array.shape}; wanted {wanted}")
    return array.reshape(wanted).copy()


def _flat(network: Network) -> list[float]:
    parts = (network.x, network.W, network.V)
    return [*(float(value) for part in parts for value in np.ravel(part)), network.target]


def _from_flat(numbers: list[Any]) -> Network:
    values = np.array(numbers, dtype=float)
    if values.shape != (12,) or not np.all(np.isfinite(values)):
        raise ValueError(f"numbers has shape {values.shape}; wanted (12,), all of them finite")
    return Network(
        values[:2].reshape(1, 2), values[2:8].reshape(2, 3), values[8:11].copy(), int(values[11])
    )


def _rounded(key: str, values: np.ndarray) -> np.ndarray:
    """A measured gradient with three digits: more are not sure, and would be answers to copy."""
    if not key.startswith("d"):
        return values
    return np.array([float(f"{value:.3g}") for value in np.ravel(values)]).reshape(values.shape)


def _listed(values: np.ndarray, digits: int = 4) -> str:
    return ", ".join(significant(value, digits) for value in np.ravel(values).tolist())
