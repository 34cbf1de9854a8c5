"""The course's exercises, by name and by assignment.

Each assignment has a module here that holds `EXERCISES`, and a module of the same name in
`course_lib.probes`. Files whose names begin with the module's name belong to it. A student's copy
lacks the modules whose answers it may not hold: what is not there is passed over.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
from functools import cache

from course_lib.exercises.exercise import Exercise, Misconception

__all__ = ["ASSIGNMENTS", "Exercise", "Misconception", "find", "names", "of_assignment"]

ASSIGNMENTS = {
    "01_loss_functions": "loss_functions",
    "02_gradients": "gradients",
    "03_computational_graphs": "computational_graphs",
    "04_backprop_by_hand": "backprop_by_hand",
    "05_two_layer_net": "two_layer_net",
}
"""The module of each assignment's folder, in the course's order."""


def find(name: str) -> Exercise:
    """The exercise of that name; KeyError with the nearest names where there is none."""
    exercises = _by_name()
    if name not in exercises:
        nearest = difflib.get_close_matches(name, exercises, n=3) or sorted(exercises)
        raise KeyError(f"there is no exercise {name!r}; did you mean {', '.join(nearest)}?")
    return exercises[name]


def names() -> list[str]:
    """The names of all exercises at hand, in the course's order."""
    return list(_by_name())


def of_assignment(assignment: str) -> list[Exercise]:
    """The exercises of an assignment's folder in their order; none if its module is not here."""
    if assignment not in ASSIGNMENTS:
        known = ", ".join(ASSIGNMENTS)
        raise KeyError(f"there is no assignment {assignment!r}; there are {known}")
    module = f"{__name__}.{ASSIGNMENTS[assignment]}"
    if importlib.util.find_spec(module) is None:
        return []
    return list(importlib.import_module(module).EXERCISES)


@cache
def _by_name() -> dict[str, Exercise]:
    return {
        exercise.name: exercise
        for assignment in ASSIGNMENTS
        for exercise in of_assignment(assignment)
    }
