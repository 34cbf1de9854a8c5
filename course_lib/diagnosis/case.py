"""All that a check needs to know about an exercise, computed live or read from a record."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from course_lib.diagnosis.answers import AcceptedAnswer, accepted_answer, is_accepted
from course_lib.diagnosis.comparison import agree
from course_lib.diagnosis.outcome import Outcome, observe, run_probe

PUBLIC_SEED = 20_260_901
UNTOUCHED = "arguments untouched"
"""The outcome under which a probe returns its arguments as the candidate left them."""

Known = Outcome | AcceptedAnswer | None
"""What an outcome is compared with: itself or, for a quiz, the digests of what is accepted."""


@dataclass(frozen=True)
class KnownMistake:
    """A misconception's id, its sentence, and what it makes of the probe's inputs."""

    id: str
    message: str
    outcomes: Mapping[str, Known]


@dataclass(frozen=True)
class Example:
    """A small use of the candidate and what it should give."""

    snippet: str
    wanted: Outcome


@dataclass
class Case:
    """An exercise with its inputs drawn: see `Exercise` for the fields of the same name."""

    name: str
    assignment: str
    points: Mapping[str, float]
    probe: Callable[[Any, Any], Mapping[str, Any]]
    make_rng: Callable[[], Any]
    expected: Mapping[str, Known]
    find_mistakes: Callable[[], list[KnownMistake]]
    find_examples: Callable[[], list[Example]]
    sizes: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, float] = field(default_factory=dict)
    tolerance: float = 1e-7
    answers_only: bool = False
    relative: bool = False

    @cached_property
    def mistakes(self) -> list[KnownMistake]:
        return self.find_mistakes()

    @cached_property
    def examples(self) -> list[Example]:
        return self.find_examples()

    @property
    def max_points(self) -> float:
        return float(sum(self.points.values()))

    def run(self, candidate: Any, seconds: float | None) -> dict[str, Outcome]:
        """The candidate's outcomes on this case's inputs; every expected name is present."""
        outcomes = run_probe(self.probe, candidate, self.make_rng(), seconds)
        if "" in outcomes:
            return dict.fromkeys(self.expected, outcomes[""])
        return {name: outcomes[name] for name in self.expected}

    def same(self, name: str, outcome: Outcome, known: Known) -> bool:
        """Whether the candidate's outcome `name` is what `known` says."""
        if self.answers_only:
            accepted = known if isinstance(known, AcceptedAnswer) else None
            return is_accepted(f"{self.name}/{name}", outcome, accepted, self.relative)
        return not isinstance(known, AcceptedAnswer | None) and agree(
            outcome, known, self.tolerance
        )


def evaluate_snippet(snippet: str, name: str, candidate: Any, seconds: float | None) -> Outcome:
    """The value of the snippet's last line, with the candidate under its name and numpy as np."""
    tree = ast.parse(snippet)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        raise ValueError(f"the last line of the example {snippet!r} has no value")
    namespace = {"np": np, name: candidate}

    def value() -> Any:
        exec(compile(tree, "<example>", "exec"), namespace)
        return eval(compile(ast.Expression(last.value), "<example>", "eval"), namespace)

    return observe(value, seconds)


@lru_cache(maxsize=256)
def live_case(name: str, seed: int) -> Case:
    """The case of an exercise whose reference and misconceptions are at hand.

    KeyError where there is no such exercise, with the nearest names.
    """
    from course_lib import exercises  # a student bundle has a record in place of the exercise

    exercise = exercises.find(name)

    def make_rng() -> np.random.Generator:
        return np.random.default_rng([seed, *name.encode()])

    def outcomes_of(candidate: Any) -> dict[str, Outcome]:
        return run_probe(exercise.probe, candidate, make_rng(), None)

    right = outcomes_of(exercise.reference)

    def known(key: str, outcome: Outcome) -> Known:
        if not exercise.answers_only:
            return outcome
        return accepted_answer(f"{name}/{key}", outcome, exercise.tolerance, exercise.relative)

    expected = {key: known(key, outcome) for key, outcome in right.items()}

    def outcomes_of_mistake(candidate: Any) -> dict[str, Known]:
        # digests are slow to make: only for the answers that a misconception gets wrong
        return {
            key: expected[key] if agree(outcome, right[key], 1e-12) else known(key, outcome)
            for key, outcome in outcomes_of(candidate).items()
        }

    def find_mistakes() -> list[KnownMistake]:
        return [
            KnownMistake(
                exercise.misconception_id(misconception),
                misconception.message,
                outcomes_of_mistake(misconception.implementation),
            )
            for misconception in exercise.misconceptions
        ]

    def find_examples() -> list[Example]:
        snippets = exercise.examples(make_rng()) if exercise.examples else ()
        return [
            Example(snippet, evaluate_snippet(snippet, name, exercise.reference, None))
            for snippet in snippets
        ]

    return Case(
        name=name,
        assignment=exercise.assignment,
        points=exercise.points,
        probe=exercise.probe,
        make_rng=make_rng,
        expected=expected,
        find_mistakes=find_mistakes,
        find_examples=find_examples,
        sizes=exercise.sizes,
        constants=exercise.constants,
        tolerance=exercise.tolerance,
        answers_only=exercise.answers_only,
        relative=exercise.relative,
    )
