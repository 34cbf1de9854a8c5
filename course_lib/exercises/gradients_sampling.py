"""`sample_minibatch`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import descent as reference
from course_lib.exercises import gradients_examples_descent as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import gradients_descent as probes


def with_replacement(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    chosen = rng.integers(len(X), size=size)
    return X[chosen], labels[chosen]


def first_rows(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    return X[:size], labels[:size]


def drawn_apart(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    return rng.permutation(X)[:size], rng.permutation(labels)[:size]


def drawn_apart_with_replacement(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    return rng.choice(X, size), rng.choice(labels, size)


def first_labels(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    return X[rng.permutation(len(X))[:size]], labels[:size]


def one_slice(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    first = rng.integers(len(X) - size + 1)
    return X[first : first + size], labels[first : first + size]


def other_generator(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    return reference.sample_minibatch(X, labels, size, np.random.default_rng())


def same_seed(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    return reference.sample_minibatch(X, labels, size, np.random.default_rng(0))


def rows_only(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    return X[rng.permutation(len(X))[:size]]


def all_rows(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    order = rng.permutation(len(X))
    return X[order], labels[order]


def one_row_less(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    return reference.sample_minibatch(X, labels, size - 1, rng)


def the_rest(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    order = rng.permutation(len(X))
    return X[order[size:]], labels[order[size:]]


def shuffles_data(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    order = rng.permutation(len(X))
    X[:], labels[:] = X[order], labels[order]
    return X[:size].copy(), labels[:size].copy()


def shuffles_rows_alone(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    rng.shuffle(X)
    return X[:size].copy(), labels[:size]


SAMPLE_MINIBATCH = Exercise(
    name="sample_minibatch",
    assignment="02_gradients",
    reference=reference.sample_minibatch,
    probe=probes.sample_minibatch,
    points={
        "rows with their labels": 0.25,
        "a random subset": 0.25,
        "drawn from rng": 0.25,
        "arguments untouched": 0.25,
    },
    examples=examples.sample_minibatch,
    misconceptions=(
        Misconception(
            "with_replacement",
            "The same row can come twice in one mini-batch: draw without putting back.",
            with_replacement,
        ),
        Misconception(
            "first_rows", "You always take the first rows: nothing is random here.", first_rows
        ),
        Misconception(
            "drawn_apart",
            "You draw rows and labels independently: they belong together.",
            drawn_apart,
        ),
        Misconception(
            "drawn_apart_with_replacement",
            "You draw rows and labels independently, and put back what you drew: they belong "
            "together, and no row comes twice.",
            drawn_apart_with_replacement,
        ),
        Misconception(
            "first_labels",
            "The rows are drawn, but the labels are always the first ones.",
            first_labels,
        ),
        Misconception(
            "one_slice",
            "You cut a slice at a random place: rows that stand far apart never come together.",
            one_slice,
        ),
        Misconception(
            "other_generator",
            "You do not draw from the rng that is given, so that nobody can repeat your draws.",
            other_generator,
        ),
        Misconception(
            "same_seed",
            "You make a generator of your own in every call: each mini-batch has the same rows.",
            same_seed,
        ),
        Misconception(
            "rows_only",
            "You return the rows without their labels.",
            rows_only,
        ),
        Misconception(
            "all_rows",
            "You shuffle all rows and return all of them; only as many as size says are wanted.",
            all_rows,
        ),
        Misconception(
            "one_row_less",
            "Your mini-batch has one row less than size says.",
            one_row_less,
        ),
        Misconception(
            "the_rest",
            "You return the rows that were not drawn.",
            the_rest,
        ),
        Misconception(
            "shuffles_data",
            "You shuffle the caller's own arrays; the data should stay in their order.",
            shuffles_data,
        ),
        Misconception(
            "shuffles_rows_alone",
            "You shuffle the caller's X, and not its labels: from then on all labels are wrong.",
            shuffles_rows_alone,
        ),
    ),
)
