"""Probes of assignment 02_gradients: walks downhill, mini-batches, and the quiz on step sizes.

Functions that draw are judged in words, the same for every right answer: whether rows keep their
labels, whether every two rows meet sometimes, whether equal generators give equal draws.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.probes import Outcomes, arguments_after_call, call
from course_lib.probes.gradients import each
from course_lib.probes.loss_functions import C, D, N, every_label

SIZE = 3
"""Rows of a mini-batch; N is no multiple of it."""

DRAWS = 150
"""Mini-batches in which any two of the N rows meet, but for a chance of one in a million."""

STEP_SIZE_QUIZ = (
    "largest_step_left",
    "largest_step_right",
    "rate_of_a",
    "rate_of_b",
    "rate_of_c",
    "rate_of_d",
)

Array = NDArray[Any]
Batch = tuple[Array, Array]


def gradient_descent(candidate: Any, rng: np.random.Generator) -> Outcomes:
    # nearly the same: all parts of a step stay of one size, and how they are added up matters
    curvatures = rng.permutation(np.array([0.85, 0.9, 0.95]))
    centre = rng.normal(size=D)
    start = centre + rng.uniform(0.97, 1.03, size=D) * np.array([-3.2, 1.6, -1.0])
    number = float(rng.uniform(1, 2))

    def bowl(W: Any) -> Any:
        return curvatures * (W - centre)

    def parabola(x: Any) -> Any:
        return 1.3 * (x + number)

    return {
        "path": lambda: call(candidate, bowl, start, 0.3, 0.02, 30),
        "start is a number": lambda: call(candidate, parabola, number, 0.3, 0.02, 30),
        "number of points": lambda: count(call(candidate, bowl, start, 0.05, 0.08)),
        "at most max_steps": lambda: call(candidate, bowl, start, 0.2, 0.05, 5),
        "from a minimum": lambda: call(candidate, bowl, centre, 0.3, 0.0, 10),
        "arguments untouched": lambda: arguments_after_call(
            candidate, {"gradient": bowl, "start": start, "rate": 0.3, "tolerance": 0.1}
        ),
    }


def count(path: Any) -> str | None:
    """In words, so that no two lengths are taken for one times a factor."""
    return None if path is None else f"{len(np.atleast_1d(np.asarray(path)))} points"


def sample_minibatch(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X, labels = rng.normal(size=(N, D)), every_label(rng, N)
    seed = int(rng.integers(2**31))

    def batches(seed: int, draws: int) -> list[Any] | None:
        generator = np.random.default_rng(seed)
        return each([candidate(X.copy(), labels.copy(), SIZE, generator) for _ in range(draws)])

    def touched() -> Any:
        return arguments_after_call(
            candidate,
            {"X": X, "labels": labels, "size": SIZE, "rng": np.random.default_rng(seed)},
        )

    return {
        "rows with their labels": lambda: in_words(batches(seed, 20), X, labels),
        "a random subset": lambda: meetings(batches(seed, DRAWS), X),
        "drawn from rng": lambda: source_of_draws(lambda seed: batches(seed, 6), seed, X),
        "arguments untouched": touched,
        "first rows": lambda: are_first(batches(seed, 6), X, labels),
    }


def minibatch_descent(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X, labels = rng.normal(size=(N, D)), every_label(rng, N)
    W, centre = rng.normal(size=(D, C)), rng.normal(size=(D, C))
    seed = int(rng.integers(2**31))

    def bowl(W: Any, X_b: Any, labels_b: Any) -> tuple[float, Any]:
        return float(np.sum((W - centre) ** 2)), 2 * (W - centre)

    def batches(seed: int, steps: int) -> list[Batch] | None:
        """The mini-batches for which the candidate asks the gradient."""
        seen: list[Batch] = []

        def gradient(W: Any, X_b: Any, labels_b: Any) -> tuple[float, Any]:
            seen.append((np.array(X_b), np.array(labels_b)))
            return bowl(W, X_b, labels_b)

        generator = np.random.default_rng(seed)
        arguments = (W.copy(), X.copy(), labels.copy(), 0.1, SIZE, steps, generator)
        return None if candidate(gradient, *arguments) is None else seen

    def descend() -> Any:
        return call(candidate, bowl, W, X, labels, 0.1, SIZE, 6, np.random.default_rng(seed))

    def touched() -> Any:
        arguments = {"gradient": bowl, "W": W, "X": X, "labels": labels, "learning_rate": 0.1}
        arguments |= {"batch_size": SIZE, "steps": 6, "rng": np.random.default_rng(seed)}
        return arguments_after_call(candidate, arguments)

    return {
        "W and losses": descend,
        "batches with their labels": lambda: in_words(batches(seed, 20), X, labels),
        "random batches": lambda: meetings(batches(seed, DRAWS), X),
        "drawn from rng": lambda: source_of_draws(lambda seed: batches(seed, 6), seed, X),
        "arguments untouched": touched,
    }


def step_size_quiz(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return {key: lambda key=key: candidate[key] for key in STEP_SIZE_QUIZ}  # type: ignore[misc]


def in_words(batches: list[Any] | None, X: Array, labels: Array) -> str | None:
    """How many rows the batches have, whether any is there twice, and whose labels they carry."""
    if batches is None:
        return None
    sizes, twice, strange, mixed = set(), False, False, False
    for batch in batches:
        if not is_pair(batch):
            return "not a pair of rows and labels"
        rows = row_numbers(batch[0], X)
        own = np.asarray(batch[1])
        if rows is None or own.shape != (len(rows),):
            return "not as many labels as rows"
        sizes.add(len(rows))
        strange |= bool(np.any(rows < 0))
        twice |= len(set(rows.tolist())) < len(rows)
        mixed |= not np.array_equal(labels[rows], own)
    words = [f"{', '.join(map(str, sorted(sizes)))} rows"]
    words += ["rows that are not in X"] * strange + ["a row more than once"] * twice
    words += ["labels of other rows"] * mixed
    return "; ".join(words)


def meetings(batches: list[Any] | None, X: Array) -> str | None:
    """Whether every two rows are in one batch sometimes, and not in all."""
    if batches is None:
        return None
    drawn = [rows_of_batch(batch, X) for batch in batches]
    if len({frozenset(rows) for rows in drawn}) == 1:
        return "always the same rows"
    met = {pair for rows in drawn for pair in combinations(sorted(set(rows)), 2)}
    if not set(combinations(range(len(X)), 2)) <= met:
        return "some rows never come together"
    return "any rows come together"


def source_of_draws(draw: Callable[[int], list[Any] | None], seed: int, X: Array) -> str | None:
    """Whether equal generators give equal batches, and other generators other ones."""
    runs = [draw(seed), draw(seed), draw(seed + 1)]
    if any(run is None for run in runs):
        return None
    first, again, other = ([rows_of_batch(b, X) for b in run] for run in runs if run is not None)
    if first != again:
        return "equal generators give different rows"
    return "rows do not depend on the generator" if first == other else "rows depend on it alone"


def are_first(batches: list[Any] | None, X: Array, labels: Array) -> list[bool] | None:
    """Whether all batches have the first rows, and whether all have the first labels."""
    if batches is None:
        return None
    own = [np.asarray(batch[1]).tolist() if is_pair(batch) else [] for batch in batches]
    return [
        all(rows_of_batch(batch, X) == list(range(SIZE)) for batch in batches),
        all(drawn == labels[:SIZE].tolist() for drawn in own),
    ]


def rows_of_batch(batch: Any, X: Array) -> list[int]:
    """The numbers of a batch's rows in X; none of what is no batch."""
    rows = row_numbers(batch[0] if is_pair(batch) else batch, X)
    return [] if rows is None else rows.tolist()


def row_numbers(rows: Any, X: Array) -> NDArray[np.intp] | None:
    """Where each of the rows stands in X, −1 where it does not; None where these are no rows."""
    array = np.asarray(rows)
    if array.ndim != 2 or array.shape[1] != X.shape[1]:
        return None
    equal = (array[:, np.newaxis, :] == X).all(axis=2)
    return np.where(equal.any(axis=1), equal.argmax(axis=1), -1)


def is_pair(batch: Any) -> bool:
    return isinstance(batch, tuple | list) and len(batch) == 2
