"""When two outcomes are the same."""

from __future__ import annotations

import numpy as np

from course_lib.diagnosis.outcome import Failure, Outcome

ROUNDING = 1e-12
"""Absolute difference that never counts: what is left of a sum that should be zero."""


def agree(answer: Outcome, wanted: Outcome, tolerance: float) -> bool:
    """Whether two outcomes are the same failure, or the same arrays under the same names."""
    if isinstance(answer, Failure) or isinstance(wanted, Failure):
        return isinstance(answer, Failure) and answer.same_mistake(wanted)
    return answer.keys() == wanted.keys() and all(
        arrays_agree(answer[path], wanted[path], tolerance) for path in wanted
    )


def arrays_agree(answer: np.ndarray, wanted: np.ndarray, tolerance: float) -> bool:
    """Same shape, text and non-finite entries, and ‖answer − wanted‖ ≤ tolerance · ‖wanted‖."""
    if answer.shape != wanted.shape:
        return False
    if is_text(answer) or is_text(wanted):
        return is_text(answer) and is_text(wanted) and bool(np.all(answer == wanted))
    finite = np.isfinite(wanted)
    if not np.array_equal(answer[~finite], wanted[~finite], equal_nan=True):
        return False
    if not np.all(np.isfinite(answer[finite])):
        return False
    difference = np.linalg.norm(_numbers(answer[finite]) - _numbers(wanted[finite]))
    return bool(difference <= tolerance * np.linalg.norm(_numbers(wanted[finite])) + ROUNDING)


def is_text(array: np.ndarray) -> bool:
    return array.dtype.kind in "SU"


def _numbers(array: np.ndarray) -> np.ndarray:
    """As floating point: integers and booleans compare by value and cannot wrap around."""
    return array if array.dtype.kind == "c" else array.astype(np.float64)
