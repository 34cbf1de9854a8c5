"""Quiz answers, compared by digest: a student's copy of the course can check them, not read them.

A number is rounded to four digits, in a relative quiz to five; the digests of all roundings
within the tolerance are kept.
An answer is accepted when the digest of its own rounding is among them. The live checks use the
same rule, so that both give the same verdict. A digest of a number can be found by trying; it
keeps an answer from being read by accident, not from being searched for on purpose.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from course_lib.diagnosis.outcome import Failure, Leaves, Outcome

ABSOLUTE_TOLERANCE = 5e-4
STEPS = 24
"""Points at which the accepted interval is sampled; finer than its roundings are wide."""


@dataclass(frozen=True)
class AcceptedAnswer:
    """Shape and accepted digests of one answer, an entry of `entries` for each of its numbers."""

    shape: tuple[int, ...]
    entries: tuple[frozenset[str], ...]


def accepted_answer(
    salt: str, outcome: Outcome, tolerance: float, relative: bool = False
) -> AcceptedAnswer | None:
    """Digests of all that counts as `outcome`; None where it is not a single answer.

    relative: see `Exercise`.
    """
    array = _single(outcome)
    if array is None:
        return None
    entries = (
        frozenset(
            _digest(f"{salt}/{index}", text) for text in _neighbours(entry, tolerance, relative)
        )
        for index, entry in enumerate(array.ravel().tolist())
    )
    return AcceptedAnswer(array.shape, tuple(entries))


def is_accepted(
    salt: str, outcome: Outcome, accepted: AcceptedAnswer | None, relative: bool = False
) -> bool:
    array = _single(outcome)
    if array is None or accepted is None or array.shape != accepted.shape:
        return False
    return not entries_off(salt, array, accepted, relative)


def entries_off(
    salt: str, array: np.ndarray, accepted: AcceptedAnswer, relative: bool
) -> list[tuple[int, ...]]:
    """Where the numbers stand that are not accepted, in an answer of the right shape."""
    off = [
        _digest(f"{salt}/{index}", _rounded(entry, relative)) not in accepted.entries[index]
        for index, entry in enumerate(array.ravel().tolist())
    ]
    return [place for place, wrong in zip(np.ndindex(array.shape), off, strict=True) if wrong]


def _single(outcome: Outcome) -> np.ndarray | None:
    if isinstance(outcome, Failure) or set(outcome) != {""}:
        return None
    leaves: Leaves = outcome
    return leaves[""]


def _neighbours(entry: float | str | bool, tolerance: float, relative: bool) -> set[str]:
    if isinstance(entry, str | bool) or not math.isfinite(entry):
        return {_rounded(entry, relative)}
    reach = max(0.0 if relative else ABSOLUTE_TOLERANCE, tolerance * abs(entry))
    return {_rounded(entry + reach * step / STEPS, relative) for step in range(-STEPS, STEPS + 1)}


def _rounded(entry: float | str | bool, relative: bool) -> str:
    if isinstance(entry, str):
        return " ".join(entry.lower().split())
    if isinstance(entry, bool) or not math.isfinite(entry):
        return str(entry)
    if relative:
        return f"{entry + 0.0:.4e}"  # adding 0.0 makes -0.0 the same as 0.0
    text = f"{entry:.4f}" if abs(entry) < 0.1 else f"{float(f'{entry:.4g}'):g}"
    return "0.0000" if text == "-0.0000" else text


def _digest(salt: str, text: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", text.encode(), salt.encode(), 200, 12).hex()
