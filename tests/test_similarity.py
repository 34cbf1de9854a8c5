"""Copies keep their shape under every disguise; what everybody writes makes nobody conspicuous."""

from __future__ import annotations

import math
import random
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from copied_class import disguised, made_class, pool_of, source_of
from correct import gradients, loss_functions
from disguises import DISGUISES, all_at_once
from styles import somebody

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


STEPS = """
def f(scores, labels):
    count = scores.shape[0]
    centred = scores - np.mean(scores, axis=0)
    total = np.square(centred).sum() + count
    return np.dot(centred, total)
"""
SAME_IN_NORMAL_FORM = {
    "fewer steps": """
def f(scores, labels):
    centred = scores - np.mean(scores, axis=0)
    return np.dot(centred, np.square(centred).sum() + scores.shape[0])
""",
    "more steps": STEPS.replace("total =", "squares = np.square(centred)\n    total =").replace(
        "np.square(centred).sum", "squares.sum"
    ),
    "methods": STEPS.replace("np.mean(scores, axis=0)", "scores.mean(0)"),
    "functions": STEPS.replace("np.square(centred).sum()", "np.sum(np.power(centred, 2))"),
    "operators": STEPS.replace("np.dot(centred, total)", "centred @ total"),
    "lengths": STEPS.replace("scores.shape[0]", "len(scores)"),
    "what nobody reads": STEPS.replace("total =", "note = 1 - 1\n    total ="),
}


def shape(source: str, normal: bool = False) -> set[int]:
    return {piece.digest for piece in pieces(source, normal)}


@pytest.mark.parametrize("source", SAME.values(), ids=SAME.keys())
def test_a_disguise_does_not_change_the_shape(source: str) -> None:
    assert shape(source) >= shape(PLAIN)
    assert sum(piece.nodes for piece in pieces(PLAIN)) > 40


@pytest.mark.parametrize(
    "source", SAME_IN_NORMAL_FORM.values(), ids=list(SAME_IN_NORMAL_FORM.keys())
)
def test_the_normal_form_sees_through_steps_and_spelling(source: str) -> None:
    assert shape(source, normal=True) == shape(STEPS, normal=True)
    assert shape(source) != shape(STEPS)


@pytest.mark.parametrize("normal", [False, True])
@pytest.mark.parametrize("source", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_what_computes_something_else_has_another_shape(source: str, normal: bool) -> None:
    assert shape(source, normal) != shape(PLAIN, normal)


def test_what_is_read_before_it_is_given_again_stays_in_the_normal_form() -> None:
    loop = "def f(x):\n    for each in x:\n        print(last)\n        last = each * 7 + 1\n"
    assert shape(loop, normal=True) != shape(loop.replace("each * 7 + 1", "None"), normal=True)


def test_an_answer_in_a_name_of_the_notebook_stays_in_the_normal_form() -> None:
    assert shape("answers = {'a': 1.0, 'b': 2.0 + 3.0}\n", normal=True)


def test_every_node_belongs_to_one_piece_and_lines_are_the_code_s() -> None:
    found = pieces("x = a + b * c - d\nif x > 1 + y:\n    z = x ** 2 + 1\n")
    assert [piece.lines for piece in found][-1] == (2, 2)
    assert {piece.lines for piece in found} == {(1, 1), (2, 2), (3, 3)}
    assert all(piece.nodes > 0 for piece in found)


@pytest.mark.parametrize("normal", [False, True])
@pytest.mark.parametrize("source", ["", "def (", "x = " + "-" * 15_000 + "1", "x = '\x00'"])
def test_what_is_no_code_has_no_shape(source: str, normal: bool) -> None:
    assert pieces(source, normal) == ()


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


@pytest.mark.parametrize("disguise", [*DISGUISES, "all at once"])
@pytest.mark.parametrize("exercise", ["svm_losses", "softmax"])
def test_no_disguise_changes_what_an_answer_does(exercise: str, disguise: str) -> None:
    change = {**DISGUISES, "all at once": all_at_once}[disguise]
    originals = [source_of(function, exercise) for function in loss_functions.CORRECT[exercise]]
    for number, original in enumerate(originals):
        names: dict[str, Any] = {"np": np, "math": math, "Any": Any}
        exec(change(original, random.Random(number)), names)
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


def test_a_long_answer_that_many_write_makes_nobody_conspicuous() -> None:
    half = {f"h{number}": disguised(ODD.strip(), random.Random(number)) for number in range(15)}
    assert similar_pairs(class_of_thirty(**half), {}) == []


def test_a_single_unusual_answer_is_listed_when_it_is_disguised_in_every_way() -> None:
    found = similar_pairs(class_of_thirty(ann=ODD, bob=all_at_once(ODD, random.Random(2))), {})
    assert [pair.students for pair in found] == [("ann", "bob")]


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
    """As the benchmark, in small. Who copies one answer of four can't be told."""
    one = made_class(pool_of(loss_functions), 100, 9, random.Random(0))
    found = [pair.students for pair in similar_pairs(one.answers, one.given)]
    whole = {pair for pair, (extent, _) in one.copied.items() if extent == "all"}
    assert len(whole) == 3
    assert whole <= set(found)
    assert len(set(found) - one.copied.keys()) <= 2
    assert set(found[:3]) == whole


def test_copies_with_other_steps_are_found_as_well() -> None:
    """In every disguise at once, in a class whose authors have a style each; before the honest."""
    numbers = random.Random(0)
    pool = pool_of(loss_functions) | pool_of(gradients)
    students = [f"s{number:02}" for number in range(60)]
    answers: dict[str, dict[str, str]] = {name: {} for name in pool}
    for student in students:
        author = somebody(numbers)
        for name, ways in pool.items():
            answers[name][student] = author.writes(numbers.choice(ways), numbers)
    given = {name: (ways[0],) for name, ways in pool.items()}
    pairs = [("s03", "s41"), ("s10", "s52")]
    for sources in answers.values():
        for giver, taker in pairs:
            sources[taker] = all_at_once(sources[giver], numbers)
    assert {pair.students for pair in similar_pairs(answers, given, most=2)} == set(pairs)
