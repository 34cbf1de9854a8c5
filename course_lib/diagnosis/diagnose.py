"""From the outcomes that differ to the sentences that say why."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.diagnosis.answers import AcceptedAnswer, entries_off
from course_lib.diagnosis.case import UNTOUCHED, Case, Known, KnownMistake
from course_lib.diagnosis.comparison import is_text
from course_lib.diagnosis.counterexample import counterexample_sentence
from course_lib.diagnosis.faults import (
    changed_argument_sentence,
    failure_sentence,
    is_not_started,
    shape_or_value_sentence,
)
from course_lib.diagnosis.outcome import Failure, Outcome
from course_lib.diagnosis.score import Diagnosis
from course_lib.diagnosis.transforms import explain, explain_factor

Outcomes = dict[str, Outcome]


def diagnose(
    case: Case, outcomes: Outcomes, wrong: list[str], candidate: Any, seconds: float | None
) -> tuple[Diagnosis, ...]:
    """Why the outcomes named in `wrong` are wrong, the most telling reason first.

    Known misconceptions come first, then transforms, then visible faults; what none of them
    explains gets the smallest counterexample.
    """
    unanswered = case.answers_only and all(map(_is_missing, outcomes.values()))
    if unanswered or any(is_not_started(outcomes[name]) for name in wrong):
        return (Diagnosis(f"{case.name}/not_started", f"`{case.name}` is not written yet."),)
    found: list[Diagnosis] = []
    left = list(wrong)
    while left and (mistake := _known_mistake(case, outcomes, left)):
        found.append(Diagnosis(mistake.id, mistake.message))
        left = [name for name in left if not _reproduces(case, mistake, name, outcomes)]
    if case.answers_only:
        return (*found, *_answers_off(case, outcomes, left))
    for name in left:
        diagnosis = _visible(case, outcomes, name)
        if diagnosis and diagnosis.id not in {known.id for known in found}:
            found.append(diagnosis)
        elif diagnosis is None and not found:
            found.append(_counterexample(case, candidate, outcomes, name, seconds))
    return tuple(found)


def _known_mistake(case: Case, outcomes: Outcomes, left: list[str]) -> KnownMistake | None:
    """The misconception that explains what is left: all of it, or its own share, or the first."""
    whole = [
        m for m in case.mistakes if all(case.same(n, outcomes[n], m.outcomes[n]) for n in outcomes)
    ]
    if whole:
        return whole[0]
    shares = [
        mistake
        for mistake in case.mistakes
        if (own := _footprint(case, mistake))
        and set(own) <= set(left)
        and all(_reproduces(case, mistake, name, outcomes) for name in own)
        and not all(_hangs(outcomes[name]) for name in own)  # an endless loop hangs there, too
    ]
    if shares:
        return max(shares, key=lambda mistake: len(_footprint(case, mistake)))
    first = next((name for name in left if name in case.points), left[0])
    return next((m for m in case.mistakes if _reproduces(case, m, first, outcomes)), None)


def _hangs(outcome: Outcome) -> bool:
    return isinstance(outcome, Failure) and outcome.kind == "time"


def _footprint(case: Case, mistake: KnownMistake) -> list[str]:
    """The outcomes on which a misconception differs from the reference."""
    if case.answers_only:
        return [name for name in case.expected if mistake.outcomes[name] != case.expected[name]]
    footprint = []
    for name, right in case.expected.items():
        outcome = mistake.outcomes[name]
        if not isinstance(outcome, AcceptedAnswer | None) and not case.same(name, outcome, right):
            footprint.append(name)
    return footprint


def _reproduces(case: Case, mistake: KnownMistake, name: str, outcomes: Outcomes) -> bool:
    return name in _footprint(case, mistake) and case.same(
        name, outcomes[name], mistake.outcomes[name]
    )


def _visible(case: Case, outcomes: Outcomes, name: str) -> Diagnosis | None:
    """A transform, or a fault that shows in the outcome itself."""
    outcome, right = outcomes[name], case.expected[name]
    if isinstance(outcome, Failure):
        return _diagnosis(case, failure_sentence(outcome))
    if isinstance(right, Failure | AcceptedAnswer | None):
        return None
    if name == UNTOUCHED:
        return _diagnosis(case, changed_argument_sentence(outcome, right))
    return _diagnosis(
        case,
        explain(outcome, right, case)
        or shape_or_value_sentence(outcome, right)
        or _mistake_and_factor(case, outcome, name),
    )


def _mistake_and_factor(case: Case, outcome: Outcome, name: str) -> tuple[str, str] | None:
    """A known misconception with a sign or factor on top."""
    for mistake in case.mistakes:
        known = mistake.outcomes[name]
        if (
            isinstance(known, dict)
            and isinstance(outcome, dict)
            and known.keys() == outcome.keys()
            and name in _footprint(case, mistake)
            and (factor := explain_factor(outcome, known, case))
            and factor[0] != "factor"
        ):
            slug = mistake.id.removeprefix(f"{case.name}/")
            return f"{slug}+{factor[0]}", f"{mistake.message} Besides: {factor[1]}"
    return None


def _answers_off(case: Case, outcomes: Outcomes, names: list[str]) -> list[Diagnosis]:
    """Which quiz answers are off or still missing; never what is right."""
    off, missing = [], []
    for name in names:
        outcome, right = outcomes[name], case.expected[name]
        if _is_missing(outcome):
            missing.append(f"`{name}`")
        elif (
            isinstance(right, AcceptedAnswer)
            and isinstance(outcome, dict)
            and ("" not in outcome or outcome[""].shape != right.shape)
        ):
            sentence = f"`{name}` wants {_numbers_of(right.shape)}."
            off.append(Diagnosis(f"{case.name}/{name}/shape", sentence))
        else:
            places = _places_off(case, name, outcome, right)
            sentence = f"Your answer for `{name}` is off{places}."
            off.append(Diagnosis(f"{case.name}/{name}/off", sentence))
    if missing:
        sentence = f"No answer yet for {', '.join(missing)}."
        off.append(Diagnosis(f"{case.name}/no_answer", sentence))
    return off


def _numbers_of(shape: tuple[int, ...]) -> str:
    if len(shape) == 2:
        return f"{shape[0]} rows of {shape[1]} numbers"
    return f"{shape[0]} numbers" if shape else "one number"


def _places_off(case: Case, name: str, outcome: Outcome, right: Known) -> str:
    """Where in an answer of several numbers those stand that are off, if some are right."""
    if not isinstance(right, AcceptedAnswer) or isinstance(outcome, Failure):
        return ""
    array = outcome[""]
    places = entries_off(f"{case.name}/{name}", array, right, case.relative)
    if len(places) == array.size:
        return ""
    words = ("number {}",) if array.ndim == 1 else ("row {}", "column {}")
    shown = [
        ", ".join(word.format(index + 1) for word, index in zip(words, place, strict=True))
        for place in places
    ]
    return " in " + " and in ".join(shown)


def _is_missing(outcome: Outcome) -> bool:
    """Whether there is no answer to a question of a quiz: neither a number nor a text."""
    return isinstance(outcome, Failure) and (outcome.kind, outcome.name) != ("type", "str")


def _counterexample(
    case: Case, candidate: Any, outcomes: Outcomes, name: str, seconds: float | None
) -> Diagnosis:
    sentence = counterexample_sentence(case, candidate, seconds)
    if sentence:
        return Diagnosis(f"{case.name}/counterexample", sentence)
    differing = _differing_words(outcomes[name], case.expected[name])
    return Diagnosis(
        f"{case.name}/differs", f"Your results differ from the right ones in “{name}”{differing}."
    )


def _differing_words(outcome: Outcome, right: Known) -> str:
    """What a probe found, where it says so in words: it is for functions that draw."""
    if isinstance(outcome, Failure) or not isinstance(right, dict):
        return ""
    return "".join(
        f": {path}{' is ' if path else ''}“{answer}”, where “{right[path]}” is right"
        for path, answer in outcome.items()
        if path in right and is_text(answer) and not np.array_equal(answer, right[path])
    )[:500]


def _diagnosis(case: Case, found: tuple[str, str] | None) -> Diagnosis | None:
    return Diagnosis(f"{case.name}/{found[0]}", found[1]) if found else None
