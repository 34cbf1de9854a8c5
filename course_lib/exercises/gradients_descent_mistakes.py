"""Wrong walks downhill, for the misconceptions of `gradient_descent`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import descent as reference

LIMIT = 1000


def walk(
    gradient: Any, start: Any, rate: Any, limit: int, done: Callable[[Any, Any], Any]
) -> list[Any]:
    """Points from start on, until `done` says so of the last step and the last slope."""
    path = [np.array(start, dtype=float)]
    for _ in range(limit):
        slope = gradient(path[-1].copy())
        path.append(path[-1] - rate * slope)
        if done(path[-1] - path[-2], slope):
            break
    return path


def short(tolerance: Any) -> Callable[[Any, Any], Any]:
    """Whether a step is as short as the tolerance asks."""
    return lambda step, slope: np.abs(step).sum() <= tolerance


def climbs(g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT) -> Any:
    return reference.gradient_descent(g, start, -rate, tolerance, max_steps)


def forgets_rate(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return reference.gradient_descent(g, start, 1.0, tolerance, max_steps)


def end_only(g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT) -> Any:
    return reference.gradient_descent(g, start, rate, tolerance, max_steps)[-1]


def without_start(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return reference.gradient_descent(g, start, rate, tolerance, max_steps)[1:]


def without_end(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    path = walk(g, start, rate, max_steps, short(tolerance))
    return path[:-1] if np.abs(path[-1] - path[-2]).sum() <= tolerance else path


def steps_for_points(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return np.diff(reference.gradient_descent(g, start, rate, tolerance, max_steps), axis=0)


def one_array(g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT) -> Any:
    path = reference.gradient_descent(g, start, rate, tolerance, max_steps)
    return np.array([path[-1]] * len(path))


def one_array_after_start(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    path = reference.gradient_descent(g, start, rate, tolerance, max_steps)
    return np.array([path[0]] + [path[-1]] * (len(path) - 1))


def one_array_of_the_caller(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    path = one_array(g, start, rate, tolerance, max_steps)
    if isinstance(start, np.ndarray):
        start[...] = path[-1]
    return path


def moves_start(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    path = reference.gradient_descent(g, start, rate, tolerance, max_steps)
    if isinstance(start, np.ndarray):
        start[...] = path[-1]
    return path


def first_slope_only(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    slope = g(np.array(start, dtype=float))
    return walk(lambda _: slope, start, rate, max_steps, short(tolerance))


def signed_sum(g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT) -> Any:
    return walk(g, start, rate, max_steps, lambda step, _: np.sum(step) <= tolerance)


def absolute_sum(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return walk(g, start, rate, max_steps, lambda step, _: np.abs(np.sum(step)) <= tolerance)


def norm_of_step(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return walk(g, start, rate, max_steps, lambda step, _: np.sqrt(np.sum(step**2)) <= tolerance)


def largest_part(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return walk(g, start, rate, max_steps, lambda step, _: np.max(np.abs(step)) <= tolerance)


def mean_part(g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT) -> Any:
    return walk(g, start, rate, max_steps, lambda step, _: np.mean(np.abs(step)) <= tolerance)


def any_part(g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT) -> Any:
    return walk(g, start, rate, max_steps, lambda step, _: np.min(np.abs(step)) <= tolerance)


def slope_for_step(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return walk(g, start, rate, max_steps, lambda _, slope: np.abs(slope).sum() <= tolerance)


def slope_before_step(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    path = walk(g, start, rate, max_steps, lambda _, slope: np.abs(slope).sum() <= tolerance)
    ended = np.abs(path[-1] - path[-2]).sum() <= rate * tolerance
    return path[:-1] if ended else path


def never_stops_early(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return walk(g, start, rate, max_steps, lambda *_: False)


def one_step_less(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return reference.gradient_descent(g, start, rate, tolerance, max_steps - 1)


def one_step_more(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return reference.gradient_descent(g, start, rate, tolerance, max_steps + 1)


def ignores_max_steps(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return reference.gradient_descent(g, start, rate, tolerance, LIMIT)


def ignores_tolerance(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return reference.gradient_descent(g, start, rate, 1e-6, max_steps)


def stops_at_long_steps(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    return walk(g, start, rate, max_steps, lambda step, _: np.abs(step).sum() > tolerance)


def compares_with_itself(
    g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT
) -> Any:
    steps = max_steps if np.ndim(start) == 0 else 1
    return reference.gradient_descent(g, start, rate, tolerance, min(steps, max_steps))


def unit_steps(g: Any, start: Any, rate: Any, tolerance: Any = 1e-6, max_steps: Any = LIMIT) -> Any:
    def direction(position: Any) -> Any:
        slope = g(position)
        length = np.sqrt(np.sum(slope**2))
        return slope / length if length else slope

    return walk(direction, start, rate, max_steps, short(tolerance))
