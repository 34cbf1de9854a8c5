"""Transforms that explain how an answer differs from the right one: sign, factor, axis …

Each explanation takes the answer and the right arrays, path by path, and returns a slug and a
sentence, or None. They are tried in the order of `EXPLANATIONS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course_lib.diagnosis.case import Case
from course_lib.diagnosis.comparison import agree, arrays_agree, is_text
from course_lib.diagnosis.outcome import Leaves

Explanation = tuple[str, str]


def explain(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    """The first explanation that fits all arrays at once."""
    if answer.keys() != wanted.keys() or any(map(is_text, [*answer.values(), *wanted.values()])):
        return None
    same_shapes = all(answer[path].shape == wanted[path].shape for path in wanted)
    if same_shapes and not any(np.any(array) for array in answer.values()):
        return "zeros", "Your result is 0 throughout."
    numbers, right = _as_numbers(answer), _as_numbers(wanted)
    for explanation in EXPLANATIONS:
        found = explanation(numbers, right, case)
        if found:
            return found
    return None


def explain_factor(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    """Sign or constant factor, with the name of the constant where it has one."""
    factor = _common_factor(answer, wanted, case)
    if factor is None or math.isclose(factor, 1.0, rel_tol=case.tolerance):
        return None
    if math.isclose(factor, -1.0, rel_tol=1e-9):
        return "sign", "Every value has the wrong sign."
    also = ", and have the wrong sign" if factor < 0 else ""
    prefix = "minus_" if factor < 0 else ""
    for name, constant in named_constants(case).items():
        called = name + _value(name, constant)
        if math.isclose(abs(factor), constant, rel_tol=1e-6):
            return f"{prefix}times_{_slug(name)}", (
                f"Your values are too large by the factor {called}{also}: a division by {name} "
                "is missing, or a multiplication is too much."
            )
        if math.isclose(abs(factor) * constant, 1.0, rel_tol=1e-6):
            return f"{prefix}over_{_slug(name)}", (
                f"Your values are too small{also}: they are the right ones divided by {called}."
            )
    if sum(array.size for array in wanted.values()) < 2:
        return None  # one number is always some multiple of another
    return "factor", f"Your values are the right ones times a constant factor, {factor:.6g}."


def explain_offset(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    """One number added everywhere."""
    if not _comparable(answer, wanted) or sum(array.size for array in wanted.values()) < 2:
        return None
    offset = float(np.median(np.concatenate([(answer[p] - wanted[p]).ravel() for p in wanted])))
    shifted = {path: array + offset for path, array in wanted.items()}
    if offset == 0 or not agree(answer, shifted, case.tolerance):
        return None
    for name, constant in {**named_constants(case), "1": 1.0}.items():
        if math.isclose(abs(offset), constant, rel_tol=1e-6):
            return "offset", (
                f"Every value is too {'large' if offset > 0 else 'small'} by the same amount, "
                f"{name}{_value(name, constant)}."
            )
    return "offset", (
        f"Every value is too {'large' if offset > 0 else 'small'} by the same amount, "
        f"{abs(offset):.6g}."
    )


def explain_transposed(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    if _all(answer, wanted, case, lambda right: right.T if right.ndim > 1 else None):
        return "transposed", "Your result is transposed: rows and columns are exchanged."
    return None


def explain_shape(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    """Right numbers in another shape."""
    reshaped = {
        path: answer[path].reshape(wanted[path].shape)
        for path in wanted
        if answer[path].size == wanted[path].size
    }
    if reshaped.keys() != wanted.keys() or not agree(reshaped, wanted, case.tolerance):
        return None
    path = next(path for path in wanted if answer[path].shape != wanted[path].shape)
    return "shape", (
        f"The numbers are right, their shape is not: {answer[path].shape} where "
        f"{wanted[path].shape} is wanted{where(path)}."
    )


def explain_reduction(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    """One number for many, or many for one."""

    def per_example_is(reduce: Callable[[np.ndarray], np.ndarray]) -> bool:
        return all(
            wanted[path].ndim == 0
            and answer[path].ndim > 0
            and arrays_agree(np.asarray(reduce(answer[path])), wanted[path], case.tolerance)
            for path in wanted
        )

    if _all(answer, wanted, case, lambda right: np.mean(right) if right.ndim else None):
        return "mean_for_each", "You return the mean; one value for each example is wanted."
    if _all(answer, wanted, case, lambda right: np.sum(right) if right.ndim else None):
        return "sum_for_each", "You return the sum; one value for each example is wanted."
    if per_example_is(np.mean):
        return "each_for_mean", "You return one value for each example; their mean is wanted."
    if per_example_is(np.sum):
        return "each_for_sum", "You return one value for each example; their sum is wanted."
    return None


def explain_function(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    """The right values with one more function applied."""
    for slug, sentence, function in FUNCTIONS:
        if _all(answer, wanted, case, function):
            return slug, sentence
    return None


def explain_order(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    if _all(answer, wanted, case, lambda right: right[::-1] if right.ndim else None):
        return "reversed", "Your values are right but in reverse order."
    if _all(answer, wanted, case, lambda right: np.roll(right, 1, -1) if right.ndim else None):
        return "rolled", "Your values are right but one place too far on."
    if _all(answer, wanted, case, lambda right: np.sort(right, -1) if right.ndim else None):
        return "sorted", "Your values are right but sorted; keep them in the examples' order."
    return None


def explain_precision(answer: Leaves, wanted: Leaves, case: Case) -> Explanation | None:
    """Right to single precision, or rounded."""
    if agree(answer, wanted, 2e-6):
        return "precision", (
            "Your values are right to about six digits only: something rounds, or computes in "
            "float32."
        )
    for digits in range(5):
        if _all(answer, wanted, case, partial(np.round, decimals=digits)):
            return "rounded", f"Your values are rounded to {digits} decimals; do not round."
    if _all(answer, wanted, case, np.trunc):
        return "integers", "Your values are cut to whole numbers: an array of integers holds them."
    return None


EXPLANATIONS: tuple[Callable[[Leaves, Leaves, Case], Explanation | None], ...] = (
    explain_factor,
    explain_transposed,
    explain_shape,
    explain_offset,
    explain_reduction,
    explain_function,
    explain_order,
    explain_precision,
)

FUNCTIONS: tuple[tuple[str, str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("absolute", "You return absolute values: the sign is lost.", np.abs),
    ("logarithm", "You return the logarithm of what is wanted.", np.log),
    ("exponential", "You return the exponential of what is wanted.", np.exp),
    ("complement", "You return 1 minus what is wanted.", lambda right: 1.0 - right),
    ("square", "You return the square of what is wanted.", np.square),
    ("root", "You return the square root of what is wanted.", np.sqrt),
    ("reciprocal", "You return 1 divided by what is wanted.", lambda right: 1.0 / right),
    ("clipped", "Your negative values are cut off at 0.", lambda right: np.maximum(right, 0.0)),
)


def named_constants(case: Case) -> dict[str, float]:
    """Constants that a slip multiplies or divides by, the exercise's own first."""
    constants = dict(case.constants)
    constants |= {letter: float(size) for letter, size in case.sizes.items()}
    constants |= {"2": 2.0, "ln 10": math.log(10), "ln 2": math.log(2)}
    letters = list(case.sizes.items())
    for index, (first, size) in enumerate(letters):
        for second, other in letters[index + 1 :]:
            constants[f"{first} · {second}"] = float(size * other)
    constants |= {f"{letter} − 1": size - 1.0 for letter, size in case.sizes.items() if size > 2}
    return constants


def where(path: str) -> str:
    """Which of several results a sentence is about."""
    if not path:
        return ""
    return f" (result number {int(path) + 1})" if path.isdigit() else f" (`{path}`)"


def _common_factor(answer: Leaves, wanted: Leaves, case: Case) -> float | None:
    if not _comparable(answer, wanted):
        return None
    left = np.concatenate([answer[path].astype(float).ravel() for path in wanted])
    right = np.concatenate([wanted[path].astype(float).ravel() for path in wanted])
    scale = float(right @ right)
    if scale == 0.0 or not math.isfinite(scale):
        return None
    factor = float(left @ right) / scale
    scaled = {path: factor * wanted[path] for path in wanted}
    return factor if factor != 0 and agree(answer, scaled, max(case.tolerance, 1e-9)) else None


def _as_numbers(leaves: Leaves) -> Leaves:
    """Booleans and integers as floating point, so that they can be subtracted."""
    return {
        path: array if array.dtype.kind in "fc" else array.astype(float)
        for path, array in leaves.items()
    }


def _comparable(answer: Leaves, wanted: Leaves) -> bool:
    return all(
        answer[path].shape == wanted[path].shape
        and answer[path].dtype.kind in "biuf"
        and np.all(np.isfinite(answer[path]))
        and np.all(np.isfinite(wanted[path]))
        for path in wanted
    )


def _all(answer: Leaves, wanted: Leaves, case: Case, change: Callable[[np.ndarray], Any]) -> bool:
    """Whether `change` turns every right array into the answer, and changes at least one."""
    changed = {path: change(array.astype(float)) for path, array in wanted.items()}
    if any(array is None for array in changed.values()):
        return False
    arrays = {path: np.asarray(array) for path, array in changed.items()}
    return agree(answer, arrays, case.tolerance) and not agree(arrays, wanted, case.tolerance)


def _value(name: str, constant: float) -> str:
    return "" if name == f"{constant:g}" else f" ({constant:.4g})"


def _slug(name: str) -> str:
    plain = name.replace("−", "minus").replace("·", "times")
    return "_".join("".join(c if c.isalnum() else " " for c in plain).split())
