"""What a check says of a candidate, and the known wrong answers to ask it about."""

from __future__ import annotations

from typing import Any

from course_lib import CheckFailed, check, exercises


def verdict(name: str, candidate: Any) -> Any:
    """The score, also where nothing is right."""
    try:
        return check(name, candidate)
    except CheckFailed as failed:
        return failed


def misconception(name: str, slug: str) -> Any:
    """The wrong implementation of that name."""
    known = exercises.find(name).misconceptions
    return next(mistake.implementation for mistake in known if mistake.slug == slug)
