"""Copies keep their shape under every disguise; what everybody writes makes nobody conspicuous."""

from __future__ import annotations

import math
import random
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from copied_class import disguised, made_class, pool_of, source_of
from correct import loss_functions

from autograder.similarity import similar_pairs
from autograder.similarity.pairs import LEAST_EVIDENCE, usual_evidence
from autograder.similarity.shapes import pieces
from course_lib import check

PLAIN = """
def f(scores, labels):
    rows = np.arange(len(labels))
    best = scores.max(axis=1)
    total = 0
    for row in rows:
        if scores[row, labels[row]] > 1:
            total += scores[row].sum() * best[row]
    return total
"""
SAME = {
    "renamed": """
def f(scores, labels):
    i = np.arange(len(labels))
    m = scores.max(axis=1)
    t = 0
    for k in i:
        if scores[k, labels[k]] > 1:
            t += scores[k].sum() * m[k]
    return t
""",
    "parameters too": PLAIN.replace("scores", "s").replace("labels", "y"),
    "reordered": """
def f(scores, labels):
    total = 0
    best = scores.max(axis=1)
    rows = np.arange(len(labels))
    for row in rows:
        if scores[row, labels[row]] > 1:
            total += scores[row].sum() * best[row]
    return total
""",
    "respelt": """
def f(scores: np.ndarray, labels: "labels", ) -> float:
    '''Adds up what is large.'''
    pass
    rows = numpy.arange((len(labels)))  # all of them
    best = scores.max(axis = 1.0)

    total = 0.0
    for row in rows:
        if 1e0 < scores[row, labels[row]]:
            total = total + best[row] * scores[row].sum()
    return (total)
""".replace("numpy", "np"),
    "imported": "import numpy as xp\n" + PLAIN.replace("np.", "xp."),
}
DIFFERENT = {
    "another function": PLAIN.replace("max", "min"),
    "another number": PLAIN.replace("axis=1", "axis=0"),
    "another operator": PLAIN.replace("* best", "- best"),
    "the other way round": PLAIN.replace("> 1", "< 1"),
    "one statement more": PLAIN.replace("return total", "total -= 1\n    return total"),
}


def shape(source: str) -> set[int]:
    return {piece.digest for piece in pieces(source)}


@pytest.mark.parametrize("source", SAME.values(), ids=SAME.keys())
def test_a_disguise_does_not_change_the_shape(source: str) -> None:
    assert shape(source) >= shape(PLAIN)
    assert sum(piece.nodes for piece in pieces(PLAIN)) > 40


@pytest.mark.parametrize("source", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_what_computes_something_else_has_another_shape(source: str) -> None:
    assert shape(source) != shape(PLAIN)


def test_every_node_belongs_to_one_piece_and_lines_are_the_code_s() -> None:
    found = pieces("x = a + b * c - d\nif x > 1 + y:\n    z = x ** 2 + 1\n")
    assert [piece.lines for piece in found][-1] == (2, 2)
    assert {piece.lines for piece in found} == {(1, 1), (2, 2), (3, 3)}
    assert all(piece.nodes > 0 for piece in found)


@pytest.mark.parametrize("source", ["", "def (", "x = " + "-" * 15_000 + "1", "x = '\x00'"])
def test_what_is_no_code_has_no_shape(source: str) -> None:
    assert pieces(source) == ()


@pytest.mark.parametrize("exercise", ["svm_losses", "softmax", "cross_entropy_losses"])
def test_differently_written_answers_have_different_shapes(exercise: str) -> None:
    shapes = [shape(source_of(each, exercise)) for each in loss_functions.CORRECT[exercise]]
    for one, other in combinations(shapes, 2):
        assert len(one & other) < 0.7 * min(len(one), len(other))


@pytest.mark.parametrize("exercise", ["svm_losses", "softmax", "cross_entropy_losses"])
def test_the_made_up_copies_still_do_what_the_original_does(exercise: str) -> None:
    originals = [source_of(function, exercise) for function in loss_functions.CORRECT[exercise]]
    copies = [disguised(each, random.Random(number)) for number, each in enumerate(originals)]
    assert sum(copy != original for copy, original in zip(copies, originals, strict=True)) > 3
    for copy in copies:
        names: dict[str, Any] = {"np": np, "math": math}
        exec(copy, names)
        assert check(exercise, names[exercise]).passed


ODD = """
def f(x):
    steps = []
    for index in reversed(range(len(x))):
        steps.insert(0, math.exp(x[index]) - index)
    while len(steps) > 3:
        steps = [a * b for a, b in zip(steps[::2], steps[1::2])]
    return sum(steps) / (1 + len(steps))
"""
USUAL = "def f(x):\n    shifted = x - x.max()\n    return np.exp(shifted) / np.exp(shifted).sum()\n"


def class_of_thirty(**codes: str) -> dict[str, dict[str, str]]:
    return {"f": {f"s{number}": USUAL for number in range(30)} | codes}


def test_two_who_share_what_nobody_else_has_are_shown_with_their_lines() -> None:
    copy = "# mine\n" + disguised(ODD.strip(), random.Random(1))
    [pair] = similar_pairs(class_of_thirty(ann=ODD, bob=copy), {})
    assert pair.students == ("ann", "bob")
    [cell] = pair.cells
    assert cell.sources == (ODD, copy)
    assert cell.overlap == pytest.approx(1)
    shown = copy.splitlines()
    marked = [shown[line - 1] for line in cell.lines[1]]
    assert any("reversed" in line for line in marked)
    assert "# mine" not in marked


def test_what_all_write_what_was_handed_out_and_one_liners_make_nobody_conspicuous() -> None:
    assert similar_pairs(class_of_thirty(), {}) == []
    assert similar_pairs(class_of_thirty(ann=ODD, bob=ODD), {"f": [ODD]}) == []
    line = "def f(x):\n    return x * 7 - x.mean()\n"
    assert similar_pairs(class_of_thirty(ann=line, bob=line), {}) == []
    assert similar_pairs({}, {}) == []
    assert similar_pairs({"f": {"ann": ODD}}, {}) == []


def test_answers_that_only_share_a_part_are_not_shown() -> None:
    other = ODD.replace("sum(steps)", "max(steps) * min(steps) + abs(steps[0])").replace(
        "steps.insert(0, math.exp(x[index]) - index)",
        "if index % 2:\n            steps.append(math.log(x[index] + index ** 3))",
    )
    assert similar_pairs(class_of_thirty(ann=ODD, bob=ODD), {})
    assert not similar_pairs(class_of_thirty(ann=ODD, bob=other), {})


def test_the_class_itself_says_what_is_usual() -> None:
    students = [f"s{number}" for number in range(20)]
    honest = {(a, b): 50.0 + index for index, (a, b) in enumerate(pairwise(students))}
    assert 69 < usual_evidence(honest, students) < 120
    assert usual_evidence({}, students) == LEAST_EVIDENCE
    assert usual_evidence({("s0", "s1"): 80.0}, students) == LEAST_EVIDENCE


def test_copies_of_everything_are_found_and_the_honest_are_spared() -> None:
    """As the benchmark, in small. Who copies one short answer of four can't be told."""
    one = made_class(pool_of(loss_functions), 100, 9, random.Random(0))
    found = [pair.students for pair in similar_pairs(one.answers, one.given)]
    whole = {pair for pair, (extent, _) in one.copied.items() if extent == "all"}
    assert len(whole) == 3
    assert whole <= set(found)
    assert len(set(found) - one.copied.keys()) <= 2
    assert set(found[:3]) == whole
