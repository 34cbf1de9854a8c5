"""A network in training, by the student's own functions and a batch at a time."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.diagnosis.time_limit import TimeLimitExceeded, time_limit
from course_lib.figures.described import NotReady
from course_lib.widgets.playground_problems import Problem

Function = Callable[..., Any]
Parameters = dict[str, np.ndarray]

SECONDS = 1.0
"""How long one call of a student's function may take."""

POINTS_A_SIDE = 48
"""The plane is asked about on a grid of so many points a side."""

FAR = 1e3
"""So many times the first loss (or 1, if that is more), or a loss that is nan, is divergence."""


@dataclass(frozen=True)
class Functions:
    """The student's: the parts that a training consists of."""

    initialize: Function
    forward: Function
    loss_and_gradients: Function


@dataclass(frozen=True)
class Start:
    """What a training starts from; another one starts it afresh."""

    hidden: int
    scale: float
    """What the weights of `initialize` are multiplied by."""
    seed: int


class Training:
    """The parameters, and how far they have come.

    A function of the student's that fails raises `NotReady` with its sentence, in every method.
    """

    def __init__(self, functions: Functions, problem: Problem, start: Start) -> None:
        self._functions = functions
        self._rng = np.random.default_rng(start.seed)
        self.problem = problem
        self.X = problem.standardised(problem.points)
        self.parameters = self._initial(start)
        self.epoch = 0
        loss, _ = self._loss_and_gradients(self.X, problem.labels)
        self.losses = [loss]
        """Of all examples before the first epoch, then the mean of each epoch's batches."""
        self._batches: Iterator[None] | None = None

    @property
    def has_diverged(self) -> bool:
        return not self.losses[-1] < FAR * max(1.0, self.losses[0])

    def batch(self, rate: float, size: int) -> None:
        """One step of descent. After the last batch of an epoch, `epoch` and `losses` go on."""
        if self._batches is None:
            self._batches = self._epoch(size)
        self.rate = rate
        if next(self._batches, "over") == "over":
            self._batches = None

    def run_epoch(self, rate: float, size: int) -> None:
        """What is left of the present epoch."""
        before = self.epoch
        while self.epoch == before:
            self.batch(rate, size)

    def guesses(self) -> np.ndarray:
        """The class with the highest score, for each example."""
        return self._scores(self.X).argmax(axis=1)

    def right(self) -> int:
        """How many of the examples are guessed right."""
        return int(np.sum(self.guesses() == self.problem.labels))

    def regions(self) -> tuple[np.ndarray, np.ndarray]:
        """The class at each point of a grid, row by row from the lower left, and how sure it is."""
        low, high = self.problem.low, self.problem.high
        across, up = np.meshgrid(
            np.linspace(low[0], high[0], POINTS_A_SIDE), np.linspace(low[1], high[1], POINTS_A_SIDE)
        )
        grid = np.column_stack([across.ravel(), up.ravel()])
        scores = self._scores(self.problem.standardised(grid))
        with np.errstate(all="ignore"):
            above = np.exp(scores - scores.max(axis=1, keepdims=True))
            return scores.argmax(axis=1), np.nan_to_num(1 / above.sum(axis=1))

    def _epoch(self, size: int) -> Iterator[None]:
        """Every example once, in a fresh order: a step at each `next`, the last one ends it."""
        order = self._rng.permutation(len(self.X))
        total = 0.0
        for begin in range(0, len(order), size):
            chosen = order[begin : begin + size]
            loss, gradients = self._loss_and_gradients(self.X[chosen], self.problem.labels[chosen])
            with np.errstate(all="ignore"):
                for name, gradient in gradients.items():
                    self.parameters[name] = self.parameters[name] - self.rate * gradient
            total += loss * len(chosen) / len(order)
            if begin + size < len(order):
                yield
        self.epoch += 1
        self.losses.append(total)

    def _initial(self, start: Start) -> Parameters:
        function = self._functions.initialize
        name = _name(function)
        classes = len(self.problem.classes)
        answer = answer_of(function, 2, start.hidden, classes, self._rng)
        shapes = {
            "W1": (2, start.hidden),
            "b1": (start.hidden,),
            "W2": (start.hidden, classes),
            "b2": (classes,),
        }
        parameters = _arrays(name, "", answer, shapes)
        for weights in ("W1", "W2"):
            parameters[weights] = start.scale * parameters[weights]
        return parameters

    def _scores(self, X: np.ndarray) -> np.ndarray:
        function = self._functions.forward
        answer = answer_of(function, self._copies(), X.copy())
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            raise NotReady(f"Your {_name(function)} is not ready yet: it returns no pair.")
        shape = (len(X), len(self.problem.classes))
        return _array(_name(function), "the scores", answer[0], shape)

    def _loss_and_gradients(self, X: np.ndarray, labels: np.ndarray) -> tuple[float, Parameters]:
        function = self._functions.loss_and_gradients
        name = _name(function)
        answer = answer_of(function, self._copies(), X.copy(), labels.copy(), 0.0)
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            raise NotReady(f"Your {name} is not ready yet: it returns no pair.")
        shapes = {key: array.shape for key, array in self.parameters.items()}
        loss = float(_array(name, "the loss", answer[0], ()))
        return loss, _arrays(name, "the gradient by ", answer[1], shapes)

    def _copies(self) -> Parameters:
        return {name: array.copy() for name, array in self.parameters.items()}


def answer_of(function: Function, *arguments: Any) -> Any:
    """What a student's function returns; what it prints goes nowhere. Raises `NotReady`."""
    try:
        with (
            np.errstate(all="ignore"),
            contextlib.redirect_stdout(io.StringIO()),
            time_limit(SECONDS),
        ):
            answer = function(*arguments)
    except TimeLimitExceeded:
        reason = f"Your {_name(function)} does not stop: no answer after {SECONDS:g} s."
        raise NotReady(reason) from None
    except Exception as error:  # unfinished code may raise anything
        reason = f"Your {_name(function)} is not ready yet: {type(error).__name__}."
        raise NotReady(reason) from error
    if answer is None:
        raise NotReady(f"Your {_name(function)} is not ready yet: it returns nothing.")
    return answer


def _arrays(
    name: str, what: str, answer: Any, shapes: dict[str, tuple[int, ...]]
) -> dict[str, np.ndarray]:
    if not isinstance(answer, dict):
        raise NotReady(f"Your {name} is not ready yet: it returns no dict of {', '.join(shapes)}.")
    missing = [key for key in shapes if key not in answer]
    if missing:
        raise NotReady(f"Your {name} is not ready yet: the dict has no {missing[0]}.")
    return {key: _array(name, f"{what}{key}", answer[key], shapes[key]) for key in shapes}


def _array(name: str, what: str, answer: Any, shape: tuple[int, ...]) -> np.ndarray:
    try:
        array = np.array(answer, dtype=float)
    except (TypeError, ValueError):
        raise NotReady(f"Your {name} is not ready yet: {what} is no array of numbers.") from None
    if array.shape != shape:
        raise NotReady(
            f"Your {name} is not ready yet: {what} has shape {array.shape}, not {shape}."
        )
    return array


def _name(function: Function) -> str:
    return str(getattr(function, "__name__", "function"))
