"""Recorded checks: a student's copy holds what an exercise's case would compute, as data.

A record holds the drawn inputs, the expected outcomes, and each misconception's outcomes and
sentence; for quizzes, digests. The probe itself comes from `course_lib.probes`. `record` is run
by the instructor, `find` reads what it wrote.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from course_lib.diagnosis.answers import AcceptedAnswer
from course_lib.diagnosis.case import Case, Example, Known, KnownMistake
from course_lib.diagnosis.outcome import Failure, Outcome

FOLDER = Path(__file__).with_name("records")


@cache
def _records() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found


def names() -> list[str]:
    """The exercises of which a record is at hand."""
    return list(_records())


@cache
def find(name: str) -> Case:
    """The recorded case of an exercise."""
    return case_from_record(name, _records()[name])


def record(case: Case) -> dict[str, Any]:
    """A live case as data that `case_from_record` reads."""
    generator = RecordingGenerator(case.make_rng())
    case.probe(None, generator)  # draws the inputs; no outcome is computed
    return {
        "assignment": case.assignment,
        "probe": [case.probe.__module__, case.probe.__qualname__],
        "points": dict(case.points),
        "sizes": dict(case.sizes),
        "constants": dict(case.constants),
        "tolerance": case.tolerance,
        "answers_only": case.answers_only,
        "relative": case.relative,
        "draws": generator.draws,
        "expected": {name: _encode(known) for name, known in case.expected.items()},
        "mistakes": [
            {
                "id": mistake.id,
                "message": mistake.message,
                # what a misconception shares with the right answer is not written twice
                "outcomes": {
                    name: _encode(known)
                    for name, known in mistake.outcomes.items()
                    if _encode(known) != _encode(case.expected[name])
                },
            }
            for mistake in case.mistakes
        ],
        "examples": [[example.snippet, _encode(example.wanted)] for example in case.examples],
    }


def case_from_record(name: str, data: dict[str, Any]) -> Case:
    """The case that `record` wrote down."""
    module, function = data["probe"]
    expected = {key: _decode(value) for key, value in data["expected"].items()}

    def find_mistakes() -> list[KnownMistake]:
        return [
            KnownMistake(
                mistake["id"],
                mistake["message"],
                expected | {key: _decode(value) for key, value in mistake["outcomes"].items()},
            )
            for mistake in data["mistakes"]
        ]

    def find_examples() -> list[Example]:
        return [Example(snippet, _outcome(wanted)) for snippet, wanted in data["examples"]]

    return Case(
        name=name,
        assignment=data["assignment"],
        points=data["points"],
        probe=getattr(importlib.import_module(module), function),
        make_rng=lambda: ReplayingGenerator(data["draws"]),
        expected=expected,
        find_mistakes=find_mistakes,
        find_examples=find_examples,
        sizes=data["sizes"],
        constants=data["constants"],
        tolerance=data["tolerance"],
        answers_only=data["answers_only"],
        relative=data["relative"],
    )


class RecordingGenerator:
    """A Generator that writes down what it draws."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator
        self.draws: list[Any] = []

    def __getattr__(self, method: str) -> Any:
        draw = getattr(self._generator, method)

        def drawn(*args: Any, **kwargs: Any) -> Any:
            value = draw(*args, **kwargs)
            self.draws.append(_encode_value(value))
            return value

        return drawn


class ReplayingGenerator:
    """Gives the recorded draws again, whatever is asked of it.

    So the inputs stay the same in every version of numpy, whose streams of draws may change.
    """

    def __init__(self, draws: list[Any]) -> None:
        self._draws: Iterator[Any] = iter(draws)

    def __getattr__(self, method: str) -> Any:
        return lambda *args, **kwargs: _decode_value(next(self._draws))


def _encode(known: Known) -> Any:
    if known is None:
        return None
    if isinstance(known, AcceptedAnswer):
        return {"shape": known.shape, "accepted": [sorted(entry) for entry in known.entries]}
    if isinstance(known, Failure):
        return {"failure": [known.kind, known.name, known.message]}
    return {"leaves": {path: _encode_value(array) for path, array in known.items()}}


def _decode(data: Any) -> Known:
    if data is None:
        return None
    if "accepted" in data:
        entries = tuple(frozenset(entry) for entry in data["accepted"])
        return AcceptedAnswer(tuple(data["shape"]), entries)
    return _outcome(data)


def _outcome(data: Any) -> Outcome:
    if "failure" in data:
        return Failure(*data["failure"])
    return {path: np.asarray(_decode_value(value)) for path, value in data["leaves"].items()}


def _encode_value(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"dtype": value.dtype.str, "shape": value.shape, "data": value.ravel().tolist()}
    return value.item() if isinstance(value, np.generic) else value


def _decode_value(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return np.array(data["data"], dtype=data["dtype"]).reshape(data["shape"])
