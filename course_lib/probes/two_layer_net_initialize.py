"""Probe of `initialize`, which draws: it is judged by properties that every right answer has."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from course_lib.probes import Outcomes
from course_lib.probes.two_layer_net_training import (
    FloatArray,
    Named,
    parameters_of,
    seeds,
    shapes,
    variety,
)

INPUTS, HIDDEN, CLASSES = 160, 110, 30
"""A large layer: the spread of its weights can be told to half a per cent."""


def initialize(candidate: Any, rng: np.random.Generator) -> Outcomes:
    seed, other = int(rng.integers(2**31)), int(rng.integers(2**31))

    @cache
    def large() -> Named:
        return parameters_of(candidate(INPUTS, HIDDEN, CLASSES, np.random.default_rng(seed)))

    def small(seed: int) -> Named:
        return parameters_of(candidate(4, 6, 3, np.random.default_rng(seed)))

    return {
        "shapes": lambda: shapes(small(seed)),
        "spread of W1": lambda: spread_of_first(large()["W1"]),
        "spread of W2": lambda: spread_of_second(large()["W2"]),
        "biases": lambda: {name: kind(large()[name]) for name in ("b1", "b2")},
        "hidden units": lambda: {
            "columns of W1": variety(large()["W1"].T),
            "rows of W2": variety(large()["W2"]),
        },
        "rng": lambda: seeds(small, seed, other),
    }


def spread_of_first(W1: FloatArray) -> dict[str, str]:
    """The standard deviation of W1 as the formula that it fits, to 3 %."""
    formulas = {
        "0": 0.0,
        "√(2 / inputs)": np.sqrt(2 / INPUTS),
        "√(1 / inputs)": np.sqrt(1 / INPUTS),
        "2 / inputs": 2 / INPUTS,
        "√2 / inputs": np.sqrt(2) / INPUTS,
        "√(2 / hidden)": np.sqrt(2 / HIDDEN),
        "√(1 / hidden)": np.sqrt(1 / HIDDEN),
        "√(2 / (inputs + hidden))": np.sqrt(2 / (INPUTS + HIDDEN)),
        "√(2 / inputs) / √3": np.sqrt(2 / INPUTS / 3),
        "0.01": 0.01,
        "1": 1.0,
    }
    deviation = float(np.std(W1))
    fitting = [name for name, value in formulas.items() if abs(deviation - value) <= 0.03 * value]
    centred = abs(float(np.mean(W1))) <= 0.05 * deviation or deviation == 0
    return {
        "standard deviation": fitting[0] if fitting else "another",
        "mean": "0" if centred else "not 0",
    }


def spread_of_second(W2: FloatArray) -> str:
    deviation = float(np.std(W2))
    if deviation < 1e-12:
        return "none"
    largest = 1.06 * np.sqrt(2 / HIDDEN)
    return "above 0 and at most √(2 / hidden)" if deviation <= largest else "above √(2 / hidden)"


def kind(array: FloatArray) -> str:
    if not np.any(array):
        return "0"
    return "all alike, not 0" if np.ptp(array) == 0 else "different from each other"
