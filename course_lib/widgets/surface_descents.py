"""Descents of the student's on surfaces over the plane, for each rate and noise from one start."""

from __future__ import annotations

import contextlib
import functools
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.figures.described import NotReady, values_of
from course_lib.landscapes import narrow_valley_gradient, saddle_gradient

Function = Callable[..., Any]

TOLERANCE, MOST_STEPS = 1e-6, 100
LATE = 30
"""The last so many steps tell whether a path still comes down."""

FAR = 1e3
"""Beyond this a path is cut off."""

RATES = tuple(float(f"{10 ** (position / 12):.2g}") for position in range(-30, 3))
"""0.0032 to 1.5 in steps of about 21 %, to two digits."""

NOISES = (0.0, 0.0625, 0.125, 0.25, 0.5, 1.0)
"""Spread of what is added to each part of the gradient. A mini-batch of n examples adds the spread
of one example divided by √n: here 1/√n, for n = 256, 64, 16, 4 and 1."""

REACH = 2.2
PLACES = tuple(round(REACH * (number / 22 - 1), 1) for number in range(45))
"""What a coordinate of the start may be: −2.2 to 2.2 in steps of 0.1."""

VERDICTS = (
    *("missing", "settles", "stuck", "escapes", "diverges", "jitters", "creeps", "stops", "fails"),
)
"""What became of a descent. Stuck: it settled where the ground is level and yet no valley.
Escapes: it went beyond `FAR`, downhill. Diverges: it did so uphill. Jitters: it stays in the
valley, and noise keeps it in motion. Creeps: it is still on its way after `MOST_STEPS`. Stops: it
ended before, though its last step was a large one."""


@dataclass(frozen=True)
class Surface:
    """The surface a x² + b y², with its gradient as a notebook gives it.

    start: positions in `PLACES` from which the descent begins at first.
    """

    name: str
    a: float
    b: float
    gradient: Function
    start: tuple[int, int]

    def height(self, point: np.ndarray) -> float:
        return float(self.a * point[0] ** 2 + self.b * point[1] ** 2)

    @property
    def bound(self) -> float:
        """2 over the largest second derivative: rates below are stable across the steepest way."""
        return 2 / (2 * max(self.a, self.b))

    @property
    def has_floor(self) -> bool:
        return min(self.a, self.b) > 0


def bowl_gradient(points: np.ndarray) -> np.ndarray:
    """Of ½(x² + y²)."""
    return np.asarray(points, dtype=float).copy()


def _place(value: float) -> int:
    return PLACES.index(value)


SURFACES = (
    Surface("saddle", 1.0, -1.0, saddle_gradient, (_place(1.8), _place(0.0))),
    Surface("bowl", 0.5, 0.5, bowl_gradient, (_place(1.8), _place(-1.4))),
    Surface("narrow valley", 0.5, 5.0, narrow_valley_gradient, (_place(-2.0), _place(1.0))),
)


@dataclass(frozen=True)
class SurfaceDescent:
    """A path (steps + 1, 2), and what became of it."""

    path: np.ndarray
    verdict: str


MISSING = SurfaceDescent(np.empty((0, 2)), "missing")
FAILED = SurfaceDescent(np.empty((0, 2)), "fails")


def descend_on(
    gradient_descent: Function, surface: Surface, start: tuple[int, int], rate: float, noise: float
) -> SurfaceDescent:
    """Run the student's descent; raises `NotReady` with a sentence where that fails.

    The noise is the same in each run: it depends on how often the gradient is asked alone.
    """
    rng = np.random.default_rng(1)

    def gradient(point: Any) -> np.ndarray:
        slopes = np.asarray(surface.gradient(point), dtype=float)
        return slopes + noise * rng.standard_normal(slopes.shape) if noise else slopes

    @functools.wraps(gradient_descent)
    def padded() -> np.ndarray:
        begin = np.array([PLACES[start[0]], PLACES[start[1]]])
        answer = gradient_descent(gradient, begin, rate, tolerance=TOLERANCE, max_steps=MOST_STEPS)
        return _padded(answer, getattr(gradient_descent, "__name__", "function"))

    with contextlib.redirect_stdout(io.StringIO()):
        values = values_of(padded, shape=(MOST_STEPS + 1, 2))
    path = values[~np.isnan(values).any(axis=1)]
    outcome = verdict_on(surface, path, noise)
    # told are the numbers that the front end gets, to the last digit
    return SurfaceDescent(path.astype(np.float32).astype(float), outcome)


def verdict_on(surface: Surface, path: np.ndarray, noise: float) -> str:
    """What became of a descent, from its path."""
    if np.abs(path[-1]).max() > FAR:
        return "escapes" if surface.height(path[-1]) < 0 else "diverges"
    steps = np.abs(np.diff(path, axis=0)).sum(axis=1)
    if len(steps) and steps[-1] <= TOLERANCE:
        return "settles" if surface.has_floor else "stuck"
    if len(steps) < MOST_STEPS:
        return "stops"
    heights = np.array([surface.height(point) for point in path[-LATE:]])
    rises = np.mean(np.diff(heights) > 0)
    return "jitters" if noise and surface.has_floor and rises > 0.2 else "creeps"


def _padded(answer: Any, name: str) -> np.ndarray:
    """A path up to where it is too far away, filled with nan to the length that is wanted."""
    if answer is None:
        raise NotReady(f"Your {name} is not ready yet: it returns nothing.")
    path = np.asarray(answer, dtype=float)
    if path.ndim != 2 or path.shape[1] != 2 or not 1 <= len(path) <= MOST_STEPS + 1:
        raise NotReady(
            f"Your {name} is not ready yet: from a start of two numbers, in at most "
            f"{MOST_STEPS} steps, it returns shape {path.shape}."
        )
    path = np.clip(np.nan_to_num(path, nan=np.inf), -1e30, 1e30)
    gone = np.flatnonzero(np.abs(path).max(axis=1) > FAR)
    kept = path[: gone[0] + 1] if len(gone) else path
    filled = np.full((MOST_STEPS + 1, 2), np.nan)
    filled[: len(kept)] = kept
    return filled
