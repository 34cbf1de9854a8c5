"""The smallest use of a candidate that goes wrong, with both answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.diagnosis.case import Case, evaluate_snippet
from course_lib.diagnosis.comparison import agree
from course_lib.diagnosis.faults import failure_sentence
from course_lib.diagnosis.outcome import Failure, Outcome

MAX_ENTRIES = 12


def counterexample_sentence(case: Case, candidate: Any, seconds: float | None) -> str | None:
    """A sentence with the first of the case's examples that the candidate gets wrong."""
    for example in case.examples:
        answer = evaluate_snippet(example.snippet, case.name, candidate, seconds)
        if not agree(answer, example.wanted, case.tolerance):
            return (
                f"For example, `{example.snippet}` gives {show(answer)}; "
                f"right is {show(example.wanted)}."
            )
        if isinstance(answer, Failure) and answer.kind == "time":
            return None
    return None


def show(outcome: Outcome) -> str:
    """An outcome as a student would read it: ``[0.5, 0.5]``."""
    if isinstance(outcome, Failure):
        return f"no answer ({failure_sentence(outcome)[1].rstrip('.')})"
    parts = [
        (f"{path} = " if path and not path.isdigit() else "") + _show_array(array)
        for path, array in outcome.items()
    ]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _show_array(array: np.ndarray) -> str:
    if array.size > MAX_ENTRIES:
        return f"an array of shape {array.shape}"
    text = np.array2string(array, precision=5, separator=", ", floatmode="maxprec")
    return f"`{' '.join(text.split())}`"
