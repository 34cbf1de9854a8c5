"""What a check gives: points that nbgrader reads, and a panel that a student reads."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Diagnosis:
    """One thing that is wrong: a stable id (``svm_losses/counts_true_class``) and its sentence."""

    id: str
    message: str


@dataclass(frozen=True)
class PartScore:
    """One part of an exercise and whether it is right."""

    name: str
    points: float
    passed: bool


class Score(float):
    """Points reached, as a number whose text is what nbgrader takes for partial credit.

    points, max_points; passed: all points reached; diagnoses: what is wrong, most telling first;
    parts: the exercise's parts and whether each is right.
    """

    name: str
    max_points: float
    parts: tuple[PartScore, ...]
    diagnoses: tuple[Diagnosis, ...]

    def __new__(
        cls, name: str, parts: tuple[PartScore, ...], diagnoses: tuple[Diagnosis, ...]
    ) -> Score:
        score = super().__new__(cls, sum(part.points for part in parts if part.passed))
        score.name = name
        score.parts = parts
        score.max_points = float(sum(part.points for part in parts))
        score.diagnoses = diagnoses
        return score

    @property
    def points(self) -> float:
        return float(self)

    @property
    def passed(self) -> bool:
        return self.points == self.max_points

    def __repr__(self) -> str:
        return f"{self.points:g}"

    __str__ = __repr__

    def __reduce__(self) -> tuple[Any, ...]:
        return Score, (self.name, self.parts, self.diagnoses)

    @property
    def message(self) -> str:
        """The sentences of all diagnoses."""
        return "\n".join(diagnosis.message for diagnosis in self.diagnoses)

    def _repr_html_(self) -> str:
        return panel_html(self)


class CheckFailed(AssertionError):  # noqa: N818 - the contract's name
    """Nothing is right yet. Same attributes as `Score`; its text is the message."""

    def __init__(self, score: Score) -> None:
        super().__init__(score.message)
        self.score = score
        self.points = score.points
        self.max_points = score.max_points
        self.passed = score.passed
        self.diagnoses = score.diagnoses
        self.parts = score.parts

    def __reduce__(self) -> tuple[Any, ...]:
        return CheckFailed, (self.score,)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the message alone, because no line of the checks is at fault."""
        return [f"CheckFailed: {self}"]


PALETTE = {"pass": ("#0072B2", "✓"), "part": ("#B25E00", "◐"), "fail": ("#B0413E", "✗")}
"""Okabe–Ito blue, a dark orange, a dark red: 4.5 : 1 on white; the mark says the same."""


def panel_html(score: Score) -> str:
    """The panel below a check: points, each part with a mark, and the sentences."""
    state = "pass" if score.passed else "part" if score.points else "fail"
    colour, mark = PALETTE[state]
    parts = "".join(
        f'<li style="margin:0"><span aria-hidden="true">{"✓" if part.passed else "✗"}</span> '
        f"{html.escape(part.name)}: {part.points if part.passed else 0:g} of {part.points:g}</li>"
        for part in score.parts
    )
    hints = "".join(
        f'<p style="margin:.45em 0 0">{inline_code(diagnosis.message)}</p>'
        for diagnosis in score.diagnoses
    )
    verdict = (
        "All points." if score.passed else "Not there yet." if not score.points else "Partly right."
    )
    return (
        f'<div role="status" style="border-left:5px solid {colour};padding:.5em .9em;margin:.3em 0;'
        'max-width:46em;line-height:1.45;background:rgba(128,128,128,.08);border-radius:3px">'
        f'<div><b><span aria-hidden="true" style="color:{colour}">{mark}</span> '
        f"<code>{html.escape(score.name)}</code></b> &nbsp;{score.points:g} of "
        f"{score.max_points:g} points. {verdict}</div>{hints}"
        f'<ul style="list-style:none;padding:0;margin:.5em 0 0;font-size:90%;opacity:.85;'
        f'display:flex;flex-wrap:wrap;gap:0 1.4em">{parts}</ul></div>'
    )


def inline_code(sentence: str) -> str:
    """A sentence as HTML: escaped, with `backticks` as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(sentence, quote=False))
