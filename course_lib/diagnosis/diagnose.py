"""From the outcomes that differ to the sentences that say why."""

from __future__ import annotations

from typing import Any

from course_lib.diagnosis.answers import AcceptedAnswer
from course_lib.diagnosis.case import UNTOUCHED, Case, KnownMistake
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
    if any(is_not_started(outcomes[name]) for name in wrong):
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
            found.append(_counterexample(case, candidate, name, seconds))
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
    ]
    if shares:
        return max(shares, key=lambda mistake: len(_footprint(case, mistake)))
    first = next((name for name in left if name in case.points), left[0])
    return next((m for m in case.mistakes if _reproduces(case, m, first, outcomes)), None)


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
        if isinstance(outcome, Failure) and (outcome.kind, outcome.name) != ("type", "str"):
            missing.append(f"`{name}`")
        elif (
            isinstance(right, AcceptedAnswer)
            and isinstance(outcome, dict)
            and ("" not in outcome or outcome[""].shape != right.shape)
        ):
            wanted = f"{right.shape[0]} numbers" if right.shape else "one number"
            off.append(Diagnosis(f"{case.name}/{name}/shape", f"`{name}` wants {wanted}."))
        else:
            off.append(Diagnosis(f"{case.name}/{name}/off", f"Your answer for `{name}` is off."))
    if missing:
        sentence = f"No answer yet for {', '.join(missing)}."
        off.append(Diagnosis(f"{case.name}/no_answer", sentence))
    return off


def _counterexample(case: Case, candidate: Any, name: str, seconds: float | None) -> Diagnosis:
    sentence = counterexample_sentence(case, candidate, seconds)
    if sentence:
        return Diagnosis(f"{case.name}/counterexample", sentence)
    return Diagnosis(
        f"{case.name}/differs", f"Your results differ from the right ones in “{name}”."
    )


def _diagnosis(case: Case, found: tuple[str, str] | None) -> Diagnosis | None:
    return Diagnosis(f"{case.name}/{found[0]}", found[1]) if found else None
