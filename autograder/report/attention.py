"""Who needs help, and what an instructor should look at."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.report.classroom import Classroom, is_not_started, is_written
from autograder.result import SubmissionResult

CRASHES = {
    "cell_fails": "its cell fails",
    "raises": "raises an exception",
    "died": "takes its process down",
    "does_not_stop": "does not stop",
}
"""Ends of findings' ids of code that does not run, and what to call it."""

SEVERAL = 1 / 3
"""Of the exercises; at least two."""

SUSPICIOUS = (
    *("was edited", "were changed", "checksum", "stood above", "Beside the notebook", "are tagged"),
    *("wrong notebook",),
)
"""Parts of the flags that somebody caused on purpose, perhaps; others say what was repaired."""

ONLY_PUBLISHED = "/only_published"


@dataclass(frozen=True)
class NeedsHelp:
    """A student who gets nowhere, why, and how many exercises gave no points."""

    student: str
    points: float
    empty: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Flags:
    """What was found about submissions, by student: worth a look, and merely repaired."""

    suspicious: tuple[tuple[str, str], ...]
    repaired: tuple[tuple[str, str], ...]


def needs_help(classroom: Classroom) -> tuple[NeedsHelp, ...]:
    """Students with no points in several exercises, or whose code does not run; the worst first."""
    found = [_needs_help(result) for result in classroom.readable]
    needy = [each for each in found if each]
    return tuple(sorted(needy, key=lambda each: (-each.empty, each.points, each.student)))


def flags(classroom: Classroom) -> Flags:
    """The flags of all submissions, and answers that are right on the published inputs alone."""
    suspicious: list[tuple[str, str]] = []
    repaired: list[tuple[str, str]] = []
    for result in classroom.results:
        for flag in result.flags:
            kind = suspicious if any(part in flag for part in SUSPICIOUS) else repaired
            kind.append((result.student, flag))
        for cell in result.cells:
            if any(found.id.endswith(ONLY_PUBLISHED) for found in cell.findings):
                sentence = f"`{cell.exercise}` is right on the published inputs and on no others."
                suspicious.append((result.student, sentence))
    return Flags(tuple(suspicious), tuple(repaired))


def _needs_help(result: SubmissionResult) -> NeedsHelp | None:
    cells = [cell for cell in result.cells if not is_written(cell)]
    untouched = [cell for cell in cells if is_not_started(cell)]
    empty = [cell for cell in cells if not cell.points]
    crashing = [
        f"`{cell.exercise}`: {CRASHES[slug]}"
        for cell in cells
        for slug in dict.fromkeys(found.id.rpartition("/")[2] for found in cell.findings)
        if slug in CRASHES
    ]
    reasons = []
    if cells and len(untouched) == len(cells):
        reasons.append("did not start")
    elif len(empty) >= max(2, SEVERAL * len(cells)):
        reasons.append(f"no points in {len(empty)} of {len(cells)} exercises")
        if untouched:
            reasons.append(f"{len(untouched)} not started")
    if crashing:
        more = f" and {len(crashing) - 3} more" if len(crashing) > 3 else ""
        reasons.append(", ".join(crashing[:3]) + more)
    if not reasons:
        return None
    return NeedsHelp(result.student, result.points, len(empty), tuple(reasons))
