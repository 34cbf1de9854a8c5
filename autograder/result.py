"""What grading one submission gives: plain data, kept as JSON beside the gradebook."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A diagnosis as it is kept: stable id and the sentence that the student reads."""

    id: str
    message: str


@dataclass(frozen=True)
class CellResult:
    """One graded cell.

    grade_id: of the test cell (``test_softmax``) or of the written question.
    exercise: what it is about (``softmax``), for feedback and report.
    points: None where a person has yet to grade.
    findings: what went wrong, in words for the student; empty when all points were reached.
    code: the student's source of the exercise's solution cell.
    """

    grade_id: str
    exercise: str
    points: float | None
    max_points: float
    findings: tuple[Finding, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class SubmissionResult:
    """One graded submission.

    status: ``graded``, or ``unreadable`` (every point 0, `problem` says why).
    problem: one sentence, empty when the notebook could be read.
    flags: what was repaired or looks tampered with, a sentence each, for the instructor.
    protection: what walled the student's code in while it ran.
    digest: of all that the result depends on; the same digest, the same result.
    """

    student: str
    assignment: str
    status: str
    cells: tuple[CellResult, ...]
    problem: str = ""
    flags: tuple[str, ...] = ()
    seconds: float = 0.0
    protection: str = ""
    digest: str = ""

    @property
    def points(self) -> float:
        return sum(cell.points or 0.0 for cell in self.cells)

    @property
    def max_points(self) -> float:
        return sum(cell.max_points for cell in self.cells)

    @property
    def needs_manual_grading(self) -> bool:
        return any(cell.points is None for cell in self.cells)

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=1)


def result_from_json(text: str) -> SubmissionResult:
    """The result that `SubmissionResult.to_json` wrote."""
    data: dict[str, Any] = json.loads(text)
    data["cells"] = tuple(
        CellResult(**{**cell, "findings": tuple(Finding(**found) for found in cell["findings"])})
        for cell in data["cells"]
    )
    data["flags"] = tuple(data["flags"])
    return SubmissionResult(**data)
