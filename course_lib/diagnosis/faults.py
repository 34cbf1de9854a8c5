"""What is visibly wrong with an outcome: it failed, or has the wrong shape, type or nan in it."""

from __future__ import annotations

import numpy as np

from course_lib.diagnosis.comparison import is_text
from course_lib.diagnosis.outcome import Failure, Leaves, Outcome
from course_lib.diagnosis.transforms import where

MEANINGS: tuple[tuple[str, str, str], ...] = (
    # exception, part of its text, what it means
    (
        "ValueError",
        "could not be broadcast",
        "The shapes of two arrays do not fit together; "
        "print them, and think which axis of one belongs to which axis of the other.",
    ),
    ("ValueError", "matmul", "The inner sizes of the two factors differ: (N, D) @ (D, C) works."),
    (
        "ValueError",
        "truth value of an array",
        "An `if` or `and` got a whole array; it needs one truth value, or use np.where.",
    ),
    ("ValueError", "inhomogeneous", "The rows of what you build have different lengths."),
    ("ValueError", "math domain", "The math module got a number outside the function's domain."),
    ("OverflowError", "", "A number became too large: the exponential of a large score does."),
    ("ZeroDivisionError", "", "Something is divided by zero."),
    ("IndexError", "", "An index lies beyond the end of its axis, or is not an integer."),
    ("KeyError", "", "A dict is asked for a key that it does not have."),
    (
        "NameError",
        "",
        "A name is used that your notebook has not defined (yet): "
        "a typing slip, or a cell that has not been run.",
    ),
    ("UnboundLocalError", "", "A variable is read before the function has given it a value."),
    ("AttributeError", "NoneType", "Something is None here: did a function lack its `return`?"),
    ("TypeError", "NoneType", "Something is None here: did a function lack its `return`?"),
    (
        "TypeError",
        "positional argument",
        "The function has other parameters than the exercise asks for.",
    ),
    (
        "TypeError",
        "unexpected keyword",
        "The function has other parameters than the exercise asks for.",
    ),
    (
        "TypeError",
        "only length-1 arrays",
        "A function of the math module got a whole array; "
        "numpy's function of the same name takes arrays.",
    ),
    (
        "TypeError",
        "only 0-dimensional arrays",
        "A function of the math module got a whole array; "
        "numpy's function of the same name takes arrays.",
    ),
    ("TypeError", "not callable", "Something that is not a function is called."),
    ("RecursionError", "", "A function calls itself without an end."),
    ("MemoryError", "", "An array became far too large."),
)


def is_not_started(outcome: Outcome) -> bool:
    """Whether the stub of the student version is still in place."""
    return isinstance(outcome, Failure) and outcome.name == "NotImplementedError"


def failure_sentence(failure: Failure) -> tuple[str, str]:
    """Slug and sentence for a call that brought nothing back."""
    if failure.kind == "time":
        return "does_not_stop", (
            f"Your code does not stop: no answer after {failure.message or 'the allowed'} s. "
            "Look for a loop whose end is never reached."
        )
    if failure.kind == "died":
        return "died", "Your code took its whole process down: it crashed, left, or ate the memory."
    if failure.kind == "nothing":
        return (
            "returns_nothing",
            f"Your code returns None: is a `return` missing?{where(failure.message)}",
        )
    if failure.kind == "type":
        return "type", (
            f"Your code returns a {failure.name}{where(failure.message)}, where numbers are wanted."
        )
    if failure.kind == "form":
        return "form", failure.message
    if failure.kind == "withheld":
        return "raises", "Your code raises an exception on inputs that are not published."
    return "raises", _exception_sentence(failure)


def shape_or_value_sentence(answer: Leaves, wanted: Leaves) -> tuple[str, str] | None:
    """Slug and sentence for results of the wrong number, shape, type, or with nan in them."""
    if answer.keys() != wanted.keys():
        return _keys_sentence(answer, wanted)
    for path, right in wanted.items():
        mine = answer[path]
        if mine.shape != right.shape:
            return "shape", (
                f"Your result{where(path)} has shape {mine.shape}; {right.shape} is wanted."
            )
        if is_text(mine) != is_text(right):
            kind = "text" if is_text(mine) else "numbers"
            return "dtype", f"Your result{where(path)} holds {kind} (dtype {mine.dtype})."
        if is_text(mine):
            continue
        for slug, test in (("nan", np.isnan), ("inf", np.isinf)):
            bad = int(np.sum(test(mine) & ~test(right)))
            if bad:
                entries = "Your result is" if mine.ndim == 0 else f"{bad} of {mine.size} values are"
                return slug, f"{entries} {slug}{where(path)}: {_REASONS[slug]}"
    return None


def changed_argument_sentence(answer: Leaves, wanted: Leaves) -> tuple[str, str]:
    changed = [
        path
        for path in wanted
        if path not in answer
        or answer[path].shape != wanted[path].shape
        or not np.array_equal(answer[path], wanted[path], equal_nan=not is_text(wanted[path]))
    ]
    names = " and ".join(f"`{path}`" for path in changed if path) or "its argument"
    if all(map(is_text, wanted.values())):  # told in words: no array, but an object
        return "changes_argument", f"Your code changes {names}, which belongs to the caller."
    return "changes_argument", (
        f"Your code changes {names}, an array that belongs to the caller: work on a copy. "
        "(`a -= b` changes a itself, `a = a - b` makes a new array.)"
    )


_REASONS = {
    "nan": "somewhere inf − inf, inf / inf, 0 / 0 or 0 · inf is computed.",
    "inf": "somewhere a number overflows, log(0) is taken, or something is divided by 0.",
}


def _keys_sentence(answer: Leaves, wanted: Leaves) -> tuple[str, str]:
    missing = [key for key in wanted if key and key not in answer]
    if all(key.isdigit() for key in wanted) and not missing and len(answer) > len(wanted):
        return "count", f"You return {len(answer)} results; {len(wanted)} are wanted."
    if all(key.isdigit() for key in wanted):
        got = "one result" if set(answer) == {""} else f"{len(answer)} results"
        return "count", f"You return {got}; {len(wanted)} are wanted."
    if missing:
        listed = ", ".join(f"`{key}`" for key in missing[:5])
        return "keys", f"Your result lacks {listed}."
    extra = [key for key in answer if key not in wanted]
    if set(wanted) == {""}:
        return "count", f"You return {len(extra)} results; one is wanted."
    return "keys", f"Your result has entries that are not wanted: {', '.join(extra[:5])}."


def _exception_sentence(failure: Failure) -> str:
    text = f": {failure.message}" if failure.message else ""
    place = f", in your line {failure.line_number}, `{failure.line}`" if failure.line else ""
    meaning = next(
        (
            f" {meaning}"
            for name, part, meaning in MEANINGS
            if name == failure.name and part in failure.message
        ),
        "",
    )
    return f"Your code stops with {failure.name}{text}{place}.{meaning}"
