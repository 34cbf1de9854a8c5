"""Descents of the student's on the quartic, one for each rate and start, and verdicts."""

from __future__ import annotations

import contextlib
import functools
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from course_lib.figures.described import NotReady, values_of

Function = Callable[..., Any]

QUARTIC = Polynomial([5, 1, -2, 0, 0.5])
"""f(x) = 0.5x⁴ − 2x² + x + 5, the curve that `course_lib.landscapes.quartic` computes."""

TOLERANCE, MOST_STEPS = 1e-6, 200
FAR = 1e6
"""Beyond this a path is cut off: it has diverged."""

RATES = tuple(float(f"{10 ** (position / 20):.2g}") for position in range(-60, 1))
"""0.001 to 1 in steps of about 12 %, to two digits: what the slider goes through."""

STARTS = tuple(round(0.1 * tenth, 1) for tenth in range(-24, 25))

VERDICTS = ("missing", "settles", "oscillates", "diverges", "creeps", "stops", "fails")
"""What became of a descent. Missing: not computed yet. Creeps: still on its way after
`MOST_STEPS`. Stops: ended before, though its last step was a large one."""


@dataclass(frozen=True)
class Descent:
    """A path, start and last step included, and what became of it."""

    path: np.ndarray
    verdict: str


@dataclass(frozen=True)
class Minimum:
    """A minimum of the quartic, its loss, and the bound of the rates that are stable there."""

    x: float
    loss: float
    bound: float


@functools.cache
def minima() -> tuple[Minimum, Minimum]:
    """The left and the right minimum; stable are rates below 2/f″."""
    left, _, right = sorted(QUARTIC.deriv().roots().real)
    bend = QUARTIC.deriv(2)
    first, second = (
        Minimum(float(x), float(QUARTIC(x)), float(2 / bend(x))) for x in (left, right)
    )
    return first, second


@functools.cache
def divide() -> float:
    """The maximum between the two minima: a small step goes left of it to the left."""
    return float(sorted(QUARTIC.deriv().roots().real)[1])


def minimum_ahead(start: float) -> Minimum:
    """The minimum that a descent with small steps heads for."""
    left, right = minima()
    return left if start < divide() else right


def descend(gradient_descent: Function, gradient: Function, start: float, rate: float) -> Descent:
    """Run the student's descent; raises `NotReady` with a sentence where that fails."""

    @functools.wraps(gradient_descent)
    def padded() -> np.ndarray:
        answer = gradient_descent(
            gradient, np.float64(start), rate, tolerance=TOLERANCE, max_steps=MOST_STEPS
        )
        return _padded(answer, getattr(gradient_descent, "__name__", "function"))

    with contextlib.redirect_stdout(_Nowhere()):
        values = values_of(padded, shape=(MOST_STEPS + 1,))
    path = values[~np.isnan(values)]
    return Descent(path, verdict(path))


def verdict(path: np.ndarray) -> str:
    """What became of a descent, from its path alone."""
    if abs(path[-1]) > FAR:
        return "diverges"
    steps = np.diff(path)
    if len(steps) and abs(steps[-1]) <= TOLERANCE:
        return "settles"
    if len(steps) < MOST_STEPS:
        return "stops"
    late = steps[-20:]
    turns = np.any(late[1:] * late[:-1] < 0)
    shrinks = np.abs(late[10:]).mean() < 0.98 * np.abs(late[:10]).mean()
    return "oscillates" if turns and not shrinks else "creeps"


def _padded(answer: Any, name: str) -> np.ndarray:
    """A path up to where it leaves the picture, filled with nan to the length that is wanted."""
    if answer is None:
        raise NotReady(f"Your {name} is not ready yet: it returns nothing.")
    path = np.asarray(answer, dtype=float)
    if path.ndim != 1 or not 1 <= len(path) <= MOST_STEPS + 1:
        raise NotReady(
            f"Your {name} is not ready yet: from a start that is a number, in at most "
            f"{MOST_STEPS} steps, it returns shape {path.shape}."
        )
    path = np.nan_to_num(path, nan=np.inf, posinf=np.inf, neginf=-np.inf)
    gone = np.flatnonzero(np.abs(path) > FAR)
    kept = path[: gone[0] + 1] if len(gone) else path
    filled = np.full(MOST_STEPS + 1, np.nan)
    filled[: len(kept)] = np.clip(kept, -1e30, 1e30)
    return filled


class _Nowhere(io.TextIOBase):
    """Takes what a student's function prints: it runs thousands of times, in any cell's output."""

    def write(self, text: str) -> int:
        return len(text)


def coarse_to_fine(count: int, first: int) -> Iterator[int]:
    """All numbers below `count`, `first` first and then ever closer to each other."""
    seen = {first}
    yield first
    stride = 1 << max(count - 1, 1).bit_length()
    while stride:
        for number in range(0, count, stride):
            if number not in seen:
                seen.add(number)
                yield number
        stride //= 2
