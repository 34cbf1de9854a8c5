"""What grading again changes: whose points, by how much, and where a person's mark stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table

from autograder.result import SubmissionResult

SAME = 1e-9
"""Points that differ by less than this are equal."""


@dataclass(frozen=True)
class Standing:
    """A submission's points in the gradebook, marks by hand and late penalty included.

    points: the sum. cells: of each graded cell. automatic: the same without marks by hand.
    """

    points: float
    cells: dict[str, float]
    automatic: dict[str, float]


@dataclass(frozen=True)
class Change:
    """What a result changes, or would change, in the gradebook.

    before: the points until now; None for a submission that is graded for the first time.
    cells: before and after, of the cells whose points change.
    by_hand: cells that a person has marked. The mark stays, and is flagged for another look.
    overridden: those of them whose automatic points change, which the mark hides.
    says_otherwise: the sentences for the student change.
    problem: why the submission could not be graded; empty where it could.
    """

    student: str
    assignment: str
    before: float | None
    after: float
    cells: dict[str, tuple[float, float]] = field(default_factory=dict)
    by_hand: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    says_otherwise: bool = False
    problem: str = ""

    @property
    def difference(self) -> float:
        """By how much the points change; 0 where there were none before."""
        return 0.0 if self.before is None else self.after - self.before

    @property
    def matters(self) -> bool:
        """Points that there were before change, or would if a person had not marked them."""
        return abs(self.difference) > SAME or bool(self.cells or self.overridden)

    def to_data(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "after": self.after,
            "difference": self.difference,
            "cells": {name: list(points) for name, points in self.cells.items()},
            "by_hand": list(self.by_hand),
            "overridden": list(self.overridden),
            "says_otherwise": self.says_otherwise,
        }


def change(
    result: SubmissionResult, before: Standing | None, after: Standing, by_hand: Sequence[str]
) -> Change:
    """The change from one standing to another; from none, a first grade."""
    points = after.points
    if before is None:
        return Change(result.student, result.assignment, None, points, problem=result.problem)
    return Change(
        result.student,
        result.assignment,
        before.points,
        points,
        {
            name: (before.cells[name], now)
            for name, now in after.cells.items()
            if abs(now - before.cells[name]) > SAME
        },
        tuple(by_hand),
        tuple(
            name for name in by_hand if abs(after.automatic[name] - before.automatic[name]) > SAME
        ),
        problem=result.problem,
    )


def says_otherwise(before: SubmissionResult | None, after: SubmissionResult) -> bool:
    """Whether the sentences for the student differ. Not, where there were none before."""
    if before is None:
        return False
    return [(cell.grade_id, cell.findings) for cell in before.cells] != [
        (cell.grade_id, cell.findings) for cell in after.cells
    ]


def change_table(assignment: str, changes: Sequence[Change], is_dry_run: bool) -> Table:
    """Student, points before and after, which cells; those that change most come first."""
    title = f"{assignment}: points that {'would change' if is_dry_run else 'have changed'}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("student", no_wrap=True)
    for heading in ("before", "after", "change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("where")
    matter = [one for one in changes if one.matters]
    for one in sorted(matter, key=lambda one: (-abs(one.difference), one.student)):
        table.add_row(
            one.student,
            f"{one.before:g}",
            f"{one.after:g}",
            f"{one.difference:+g}".replace("-", "−"),
            one.problem or _where(one),
        )
    return table


def _where(one: Change) -> str:
    parts = [f"{name} {before:g} → {after:g}" for name, (before, after) in one.cells.items()]
    parts += [f"{name}: a person's mark stays" for name in one.overridden]
    return ", ".join(parts) or "late penalty"


def sentences(changes: Sequence[Change], unchanged: int, is_dry_run: bool) -> list[str]:
    """What happened to how many, for below the table.

    unchanged: submissions that were not graded again, because nothing they depend on changed.
    """
    first = sum(one.before is None for one in changes)
    again = [one for one in changes if one.before is not None]
    points = sum(abs(one.difference) > SAME for one in again)
    words = sum(one.says_otherwise and not one.matters for one in again)
    by_hand = sum(len(one.by_hand) for one in again)
    said = []
    if is_dry_run:
        said.append(
            f"{counted(len(again), 'submission')} would be graded again, {first} for the first "
            f"time, {unchanged} would stay as they are. Nothing was written."
        )
    if again:
        said.append(f"Points {_change(is_dry_run)} for {points} of {len(again)} graded again.")
    if words:
        said.append(f"{counted(words, 'more')} with the same points: other sentences in feedback.")
    if by_hand:
        flagged = "would be flagged" if is_dry_run else "are flagged"
        said.append(
            f"{counted(by_hand, 'mark')} given by hand stay as they are and {flagged} "
            "for another look."
        )
    return said


def _change(is_dry_run: bool) -> str:
    return "would change" if is_dry_run else "changed"


def counted(number: int, thing: str) -> str:
    """A number and a noun: "1 mark", "2 marks"; "more" has no plural."""
    return f"{number} {thing}" if number == 1 or thing == "more" else f"{number} {thing}s"
