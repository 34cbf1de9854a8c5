"""What the course knows about one exercise, as one small object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Probe = Callable[[Any, np.random.Generator], Mapping[str, Any]]
"""``(candidate, rng) -> {name: outcome}``: makes inputs, calls the candidate, returns outcomes.

An outcome is what the candidate gave (number, array, tuple, list or dict of these), or a function
without arguments that obtains it. With functions, an exception in one outcome leaves the others
standing. Draw every input *before* the first outcome is computed, so that all candidates
meet the same inputs.
"""

Examples = Callable[[np.random.Generator], Iterable[str]]
"""``rng -> snippets``: small uses of the candidate as a student would type them, smallest first.

A snippet may use ``np`` and the exercise's own name; the value of its last line is compared.
"""


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer and what to tell the student who gave it.

    slug: stable name, the second half of the id (``counts_true_class``).
    message: one sentence that names the mistake and does not contain the solution.
    implementation: the wrong function, class or answer, of the reference's kind.
    """

    slug: str
    message: str
    implementation: Any


@dataclass(frozen=True)
class Exercise:
    """One exercise: reference, probe and known wrong answers.

    name: as in CURRICULUM and the notebook; the student's function has this name.
    assignment: the assignment's folder (``01_loss_functions``).
    reference: the right function, class or dict of answers.
    probe: see `Probe`. It lives in `course_lib.probes`, because student bundles need it too.
    points: ``{outcome's name: points}``. Outcomes of the probe that are not named here are
        evidence: they cost nothing and help to tell one misconception from another.
    misconceptions: known wrong answers, most specific first.
    examples: small uses to search for a counterexample; None for a dict of answers.
    sizes: the probe's sizes by letter (``{"N": 7, "C": 5}``), so that a constant factor can be
        named. Choose them different from each other and from 2.
    constants: further named constants an answer may be off by (``{"the margin": 1.0}``).
    tolerance: relative and norm-wise, ‖answer − reference‖ ≤ tolerance · ‖reference‖.
    answers_only: the candidate is a dict of answers. Hints then say which answer is off and
        never what is right; student bundles hold digests instead of answers.
    relative: a quiz whose small numbers count as much as its large ones: each number within
        `tolerance` of itself, to five digits. Without it, those below 0.1 are taken to 5e-4.
    """

    name: str
    assignment: str
    reference: Any
    probe: Probe
    points: Mapping[str, float]
    misconceptions: tuple[Misconception, ...] = ()
    examples: Examples | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, float] = field(default_factory=dict)
    tolerance: float = 1e-7
    answers_only: bool = False
    relative: bool = False

    @property
    def max_points(self) -> float:
        return float(sum(self.points.values()))

    def misconception_id(self, misconception: Misconception) -> str:
        """The stable id under which gradebook and report count this misconception."""
        return f"{self.name}/{misconception.slug}"
