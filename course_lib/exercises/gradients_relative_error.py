"""`relative_error`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import gradients as reference
from course_lib.exercises import gradients_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import gradients as probes

HIDING = 1e-8
"""The constant that is often added to a denominator."""


def norm(array: Any) -> Any:
    return np.sqrt(np.square(array).sum())


def absolute_error(a: Any, b: Any) -> Any:
    return norm(a - b)


def over_first(a: Any, b: Any) -> Any:
    return norm(a - b) / norm(a) if norm(a) else 0.0


def over_second(a: Any, b: Any) -> Any:
    return norm(a - b) / norm(b) if norm(b) else 0.0


def over_sum(a: Any, b: Any) -> Any:
    total = norm(a) + norm(b)
    return norm(a - b) / total if total else 0.0


def over_smaller(a: Any, b: Any) -> Any:
    smaller = min(norm(a), norm(b))
    return norm(a - b) / smaller if smaller else 0.0


def nan_for_zeros(a: Any, b: Any) -> Any:
    return norm(a - b) / np.maximum(norm(a), norm(b))


def one_for_zeros(a: Any, b: Any) -> Any:
    return reference.relative_error(a, b) if np.any(a) or np.any(b) else 1.0


def zero_where_one_is_zero(a: Any, b: Any) -> Any:
    return reference.relative_error(a, b) if np.any(a) and np.any(b) else 0.0


def difference_of_norms(a: Any, b: Any) -> Any:
    larger = max(norm(a), norm(b))
    return abs(norm(a) - norm(b)) / larger if larger else 0.0


def squared_norms(a: Any, b: Any) -> Any:
    return reference.relative_error(a, b) ** 2


def sums_for_norms(a: Any, b: Any) -> Any:
    larger = max(np.abs(a).sum(), np.abs(b).sum())
    return np.abs(a - b).sum() / larger if larger else 0.0


def largest_entries_for_norms(a: Any, b: Any) -> Any:
    larger = max(np.abs(a).max(), np.abs(b).max())
    return np.abs(a - b).max() / larger if larger else 0.0


def spectral_norm(a: Any, b: Any) -> Any:
    larger = max(np.linalg.norm(a, 2), np.linalg.norm(b, 2))
    return np.linalg.norm(a - b, 2) / larger if larger else 0.0


def entry_by_entry(a: Any, b: Any) -> Any:
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.where(larger > 0, larger, 1.0)


def worst_entry(a: Any, b: Any) -> Any:
    return entry_by_entry(a, b).max()


def mean_of_entries(a: Any, b: Any) -> Any:
    return entry_by_entry(a, b).mean()


def constant_added(a: Any, b: Any) -> Any:
    return norm(a - b) / (max(norm(a), norm(b)) + HIDING)


def constant_as_floor(a: Any, b: Any) -> Any:
    return norm(a - b) / max(norm(a), norm(b), HIDING)


RELATIVE_ERROR = Exercise(
    name="relative_error",
    assignment="02_gradients",
    reference=reference.relative_error,
    probe=probes.relative_error,
    points={"vectors": 0.25, "matrices": 0.25, "zeros": 0.25, "small numbers": 0.25},
    examples=examples.relative_error,
    misconceptions=(
        Misconception(
            "absolute",
            "This is the absolute error: it says nothing until it is compared with the size of "
            "the arrays.",
            absolute_error,
        ),
        Misconception(
            "over_first",
            "You divide by the norm of the first array, whichever is larger.",
            over_first,
        ),
        Misconception(
            "over_second",
            "You divide by the norm of the second array, whichever is larger.",
            over_second,
        ),
        Misconception(
            "over_sum",
            "You divide by the sum of the two norms, as some texts do; here the larger one counts.",
            over_sum,
        ),
        Misconception("over_smaller", "You divide by the smaller of the two norms.", over_smaller),
        Misconception("nan_for_zeros", "For two arrays of zeros you divide 0 by 0.", nan_for_zeros),
        Misconception(
            "one_for_zeros",
            "Two arrays of zeros are equal, but your error for them is not 0.",
            one_for_zeros,
        ),
        Misconception(
            "zero_where_one_is_zero",
            "You return 0 as soon as one of the arrays is all zeros; only two such are equal.",
            zero_where_one_is_zero,
        ),
        Misconception(
            "difference_of_norms",
            "You compare the lengths only: two arrays of one length can point anywhere.",
            difference_of_norms,
        ),
        Misconception(
            "squared_norms",
            "Your norms are squared: the root is missing.",
            squared_norms,
        ),
        Misconception(
            "sums_for_norms",
            "You add absolute values (the norm L1); the root of the sum of squares is wanted.",
            sums_for_norms,
        ),
        Misconception(
            "largest_entries_for_norms",
            "You take the largest entry for the norm; all entries count.",
            largest_entries_for_norms,
        ),
        Misconception(
            "spectral_norm",
            "Your norm of a matrix is its largest singular value, not the one made of all entries.",
            spectral_norm,
        ),
        Misconception(
            "entry_by_entry",
            "You compare entry by entry and return an array; one number for the whole is wanted.",
            entry_by_entry,
        ),
        Misconception(
            "worst_entry",
            "You take the worst entry, so that a tiny one decides; compare the arrays as a whole.",
            worst_entry,
        ),
        Misconception(
            "mean_of_entries",
            "You average the errors of the entries; compare the arrays as a whole.",
            mean_of_entries,
        ),
        Misconception(
            "constant_added",
            "You add a small constant below the line: it hides errors of small gradients.",
            constant_added,
        ),
        Misconception(
            "constant_as_floor",
            "You never divide by less than a small constant: errors of small gradients are hidden.",
            constant_as_floor,
        ),
    ),
)
