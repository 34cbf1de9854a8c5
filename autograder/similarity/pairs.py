"""Pairs of students whose answers are built alike in ways that few others' are.

A piece of code weighs its size times log(students / students who have it), the inverse document
frequency of text search (Spärck Jones, A statistical interpretation of term specificity, 1972).
What many have, and what was handed out, weighs nothing: the usual way to write an answer makes
nobody conspicuous.

Answers are compared twice: as they are written, where the steps that somebody takes are his own,
and in their normal form, where a copy is not hidden by more or fewer steps. A pair that is
conspicuous in either is listed.

Which pairs to look at is found through an index of the rare pieces, so that the time grows with
what is shared and not with the number of pairs.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from autograder.similarity.shapes import Piece, pieces

COMMON = 0.2
"""Pieces that more than this share of a class has weigh nothing…"""

FEW = 4
"""…except in a small class, where those of so many still count."""

MANY = 40
"""Pieces that more students have weigh, but do not lead to pairs."""

PAIRS_A_STUDENT = 20
"""Of the pairs that the index gives, so many for each student are compared whole."""

LEAST_OVERLAP = 0.5
"""Of two answers' weights together, so much must be in pieces that they share."""

LEAST_EVIDENCE = 20.0
"""Obvious answers, of a line or two, do not reach it."""

SPREADS = 2.5
"""How many spreads beyond the class's usual a pair must be to be conspicuous."""

MOST_PAIRS = 30

Students = tuple[str, str]


@dataclass(frozen=True)
class SharedCell:
    """Two students' answers to one exercise.

    overlap: the weight of the pieces that both have as a share of both answers' weight, 0 to 1.
    evidence: that weight over the root of the pieces' size, times the overlap; so a long answer
    counts more than a short one, but not in proportion, because its parts belong together.
    sources, lines: each one's code, and which of its lines are shared.
    """

    exercise: str
    evidence: float
    overlap: float
    sources: tuple[str, str]
    lines: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Pair:
    """Two students and the answers that they share, those with most evidence first."""

    students: Students
    evidence: float
    cells: tuple[SharedCell, ...]


def similar_pairs(
    answers: Mapping[str, Mapping[str, str]],
    given: Mapping[str, Iterable[str]],
    most: int = MOST_PAIRS,
) -> list[Pair]:
    """The conspicuous pairs of a class, at most `most`; first those furthest beyond the usual.

    answers: each exercise's code by student. given: for each exercise the code that was handed out
    and the instructor's own.
    """
    best: dict[Students, tuple[float, Pair]] = {}
    for normal in (False, True):
        exercises = [
            _Exercise(name, sources, given.get(name, ()), normal)
            for name, sources in answers.items()
        ]
        for excess, pair in _conspicuous(exercises):
            if pair.students not in best or excess > best[pair.students][0]:
                best[pair.students] = excess, pair
    ranked = sorted(best.values(), key=lambda each: (-each[0], each[1].students))
    return [pair for _, pair in ranked[:most]]


def _conspicuous(exercises: list[_Exercise]) -> Iterator[tuple[float, Pair]]:
    """Pairs with more evidence than is usual in this class, and how many times as much."""
    evidence = {pair: _evidence(pair, exercises) for pair in _candidates(exercises)}
    students = {student for exercise in exercises for student in exercise.shapes}
    limit = usual_evidence(evidence, students)
    for pair, value in evidence.items():
        if value > limit:
            yield value / limit, _pair(pair, value, exercises)


def usual_evidence(evidence: Mapping[Students, float], students: Iterable[str]) -> float:
    """What evidence is no wonder in this class: the class itself is the measure.

    Everybody has somebody whose answers are nearest. The median of these evidences and their
    median absolute deviation say what is usual, as long as less than half of the class copies.
    They are taken over all, and over those who share anything unusual with anybody; the smaller
    limit counts, since many answers that are all alike make the first one useless, and few that
    are not the second.
    """
    nearest = dict.fromkeys(students, 0.0)
    for pair, value in evidence.items():
        for student in pair:
            nearest[student] = max(nearest[student], value)
    groups = [list(nearest.values()), [value for value in nearest.values() if value]]
    limits = [_outlier_limit(group) for group in groups if group]
    return max(LEAST_EVIDENCE, min(limits, default=0.0))


def _outlier_limit(values: list[float]) -> float:
    middle = statistics.median(values)
    spread = 1.4826 * statistics.median(abs(value - middle) for value in values)
    return middle + SPREADS * spread


class _Exercise:
    """The answers to one exercise.

    shapes: each student's pieces by digest. holders: who has a piece. rarity: log(students /
    holders) of the pieces that weigh anything. weights: of each student's pieces together.
    """

    def __init__(
        self, name: str, sources: Mapping[str, str], given: Iterable[str], normal: bool
    ) -> None:
        self.name = name
        self.sources = sources
        shapes = {student: _shape(source, normal) for student, source in sorted(sources.items())}
        self.shapes = {student: shape for student, shape in shapes.items() if shape}
        handed_out = {piece.digest for source in given for piece in pieces(source, normal)}
        self.holders: dict[int, list[str]] = defaultdict(list)
        for student, shape in self.shapes.items():
            for digest in shape:
                self.holders[digest].append(student)
        students = len(self.shapes)
        limit = max(FEW, COMMON * students)
        self.rarity = {
            digest: math.log(students / len(who))
            for digest, who in self.holders.items()
            if len(who) <= limit and digest not in handed_out
        }
        self.weights = {
            student: sum(self.rarity.get(digest, 0.0) * shape[digest].nodes for digest in shape)
            for student, shape in self.shapes.items()
        }

    def shared(self, pair: Students) -> list[int]:
        """The pieces that weigh and that both students have."""
        first, second = (self.shapes.get(student, {}) for student in pair)
        return [digest for digest in first if digest in second and digest in self.rarity]

    def evidence(self, pair: Students) -> tuple[float, float]:
        """Evidence and overlap of two students' answers; 0, 0 where they mostly differ."""
        shared = self.shared(pair)
        shape = self.shapes.get(pair[0], {})
        weight = sum(self.rarity[digest] * shape[digest].nodes for digest in shared)
        if not weight:
            return 0.0, 0.0
        overlap = weight / (sum(self.weights[student] for student in pair) - weight)
        if overlap < LEAST_OVERLAP:
            return 0.0, 0.0
        return overlap * weight / math.sqrt(sum(shape[digest].nodes for digest in shared)), overlap


def _candidates(exercises: list[_Exercise]) -> list[Students]:
    """The pairs that share most of what is rare."""
    weight: dict[Students, float] = defaultdict(float)
    students = 0
    for exercise in exercises:
        students = max(students, len(exercise.shapes))
        for digest, rarity in exercise.rarity.items():
            who = exercise.holders[digest]
            if 1 < len(who) <= MANY:
                nodes = exercise.shapes[who[0]][digest].nodes
                for pair in combinations(who, 2):
                    weight[pair] += rarity * nodes
    ranked = sorted(weight, key=lambda pair: (-weight[pair], pair))
    return ranked[: PAIRS_A_STUDENT * students]


def _evidence(pair: Students, exercises: list[_Exercise]) -> float:
    return sum(exercise.evidence(pair)[0] for exercise in exercises)


def _pair(pair: Students, evidence: float, exercises: list[_Exercise]) -> Pair:
    cells = [_shared_cell(pair, exercise) for exercise in exercises if exercise.evidence(pair)[0]]
    return Pair(pair, evidence, tuple(sorted(cells, key=lambda cell: -cell.evidence)))


def _shared_cell(pair: Students, exercise: _Exercise) -> SharedCell:
    evidence, overlap = exercise.evidence(pair)
    shared = exercise.shared(pair)
    first, second = pair
    return SharedCell(
        exercise.name,
        evidence,
        overlap,
        (exercise.sources[first], exercise.sources[second]),
        (_lines(exercise.shapes[first], shared), _lines(exercise.shapes[second], shared)),
    )


def _lines(shape: Mapping[int, Piece], shared: list[int]) -> tuple[int, ...]:
    spans = (shape[digest].lines for digest in shared)
    return tuple(sorted({line for first, last in spans for line in range(first, last + 1)}))


def _shape(source: str, normal: bool) -> dict[int, Piece]:
    return {piece.digest: piece for piece in pieces(source, normal)}
