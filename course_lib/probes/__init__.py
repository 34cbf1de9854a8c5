"""How each exercise is tried out: a module for each assignment, a probe for each exercise.

Probes go to the students, so that a notebook can check itself; hence no probe holds an answer.
A probe draws all its inputs in its body and returns functions without arguments that call the
candidate, each with arrays of its own: one call cannot spoil the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Outcomes = dict[str, Callable[[], Any]]
"""What a probe returns: by name, a function that calls the candidate and returns what came out."""


def call(candidate: Any, *arguments: Any) -> Any:
    """What the candidate returns for copies of the arguments."""
    return candidate(*map(fresh, arguments))


def arguments_after_call(candidate: Any, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """The arrays among the arguments, as the candidate leaves them.

    None if the candidate returns None: what does nothing does not earn anything by it.
    """
    copies = {name: fresh(argument) for name, argument in arguments.items()}
    if candidate(*copies.values()) is None:
        return None
    return {name: copy for name, copy in copies.items() if isinstance(copy, np.ndarray)}


def fresh(argument: Any) -> Any:
    """A copy of an array; anything else as it is."""
    return argument.copy() if isinstance(argument, np.ndarray) else argument
