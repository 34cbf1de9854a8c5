"""Probe of `train`, which draws: it is judged by properties that every right answer has.

Three sets of data make these properties visible from outside, whatever is drawn, in which order:

- Inputs that are all 0: the network's scores are its last biases alone.
- One-hot rows: each example moves its own row of W1 and no other. With a tiny learning rate, all
  steps of a run add up, and an example in a batch of B moves its row by 1/B of what it would by
  itself. So the rows tell how often each example was taken, and in how large a batch.
- Rows that are all the same: batches of one and whole batches give the same gradient.

A run with learning rate 0 and else the same arguments gives the parameters at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.diagnosis.outcome import CandidateFailed, Failure
from course_lib.probes import Outcomes
from course_lib.probes.two_layer_net import entry, several

FloatArray = NDArray[np.float64]
Named = dict[str, FloatArray]
NAMES = ("W1", "b1", "W2", "b2")

ROWS = 9
COUNT, BATCH, EPOCHS = 11, 4, 4
"""Three batches, of which one is smaller; so it is too when they are cut as evenly as possible."""
TINY = 1e-6
"""A learning rate so small that the steps of a run add up."""

SEVERAL_SEEDS = 2

UNREPEATABLE = "cannot be told, as two runs with the same rng begin differently"


@dataclass(frozen=True)
class Run:
    """What a call of `train` returned."""

    parameters: Named
    losses: FloatArray


def train(candidate: Any, rng: np.random.Generator) -> Outcomes:
    seed, other = int(rng.integers(2**31)), int(rng.integers(2**31))
    X, labels = rng.normal(size=(ROWS, 2)), rng.permutation(np.array([0, 1, 2, 0, 1, 2, 0, 1, 2]))
    gap = rng.permutation(np.array([0, 2, 2, 3, 0, 3, 3, 2, 0]))  # no example of class 1
    one_hot_labels = rng.permutation(np.arange(COUNT) % 3)
    blank, blank_labels = np.zeros((6, 3)), rng.permutation(np.array([0, 1, 1, 3, 3, 3]))
    same, same_labels = np.tile(rng.normal(size=2), (4, 1)), np.ones(4, dtype=int)

    @cache
    def one_hot(rate: float, batch_size: int, epochs: int, seed: int) -> Run:
        data = np.eye(COUNT), one_hot_labels
        return run(candidate, *data, 30, rate, batch_size, epochs, seed)

    @cache
    def ordinary(rate: float, batch_size: int = ROWS, epochs: int = 1) -> Run:
        return run(candidate, X, labels, 8, rate, batch_size, epochs, seed)

    def repeated(seed: int) -> Named:
        return run(candidate, X, labels, 8, 0.1, 4, 3, seed).parameters

    def turned(rate: float) -> Named:
        data = np.roll(X, 4, axis=0), np.roll(labels, 4)
        return run(candidate, *data, 8, rate, ROWS, 1, seed).parameters

    def of_the_same(rate: float, batch_size: int, epochs: int) -> Named:
        return run(candidate, same, same_labels, 5, rate, batch_size, epochs, seed).parameters

    def of_blank(rate: float, batch_size: int = 6, epochs: int = 1) -> Run:
        return run(candidate, blank, blank_labels, 5, rate, batch_size, epochs, seed)

    def untouched() -> dict[str, Any]:
        given, given_labels = X.copy(), labels.copy()
        run(candidate, given, given_labels, 5, 0.1, 4, 2, seed, copy=False)
        return {"X": given, "labels": given_labels}

    @cache
    def starts_alike() -> bool:
        again = run(candidate, X, labels, 8, 0.0, ROWS, 1, seed)
        return alike(again.parameters, ordinary(0.0).parameters)

    def told(judge: Callable[[], Any]) -> Callable[[], Any]:
        """The judgement, where runs with the same seed can be compared."""
        return lambda: judge() if starts_alike() else UNREPEATABLE

    return {
        "parameters": lambda: shapes(run(candidate, X, gap, 5, 0.1, 4, 1, seed).parameters),
        "gradient step": told(
            lambda: {
                "what moves": what_moves(ordinary),
                "twice the learning rate": proportion(ordinary),
                "length of a step": length(lambda rate, epochs: ordinary(rate, ROWS, epochs), ROWS),
                "length of another": length(
                    lambda rate, epochs: one_hot(rate, COUNT, epochs, seed), COUNT
                ),
                "rows in another order": order_of_rows(ordinary(0.3).parameters, turned(0.3)),
                "batch after batch": succession(of_the_same),
            }
        ),
        "inputs of 0": told(lambda: moved(of_blank(0.6).parameters, of_blank(0.0).parameters)),
        "every example once": told(
            lambda: {
                f"{COUNT} examples, batch_size {size}": taken(one_hot, size, seed)
                for size in (BATCH, 20)
            }
        ),
        "fresh order": told(lambda: later_epochs(one_hot, seed)),
        "losses": told(
            lambda: {
                "inputs of 0": of_blank(0.0, 2, 3).losses,
                "batches of 1 and whole": ordinary(0.0, 1, 3).losses
                / ordinary(0.0, ROWS, 3).losses,
            }
        ),
        "rng": lambda: seeds(repeated, seed, other),
        "arguments untouched": untouched,
        "start": told(lambda: variety(ordinary(0.0).parameters["W1"].T)),
        "first epoch": told(lambda: first_epoch(one_hot, seed)),
        "sizes of a step": told(lambda: sizes(ordinary)),
        "batch_size": told(
            lambda: difference_made(ordinary(0.3, 1).parameters, ordinary(0.3).parameters)
        ),
    }


def run(
    candidate: Any,
    X: FloatArray,
    labels: NDArray[np.intp],
    hidden: int,
    rate: float,
    batch_size: int,
    epochs: int,
    seed: int,
    copy: bool = True,
) -> Run:
    """One call of a `train`; a failure with its sentence where it returns something else."""
    if copy:
        X, labels = X.copy(), labels.copy()
    generator = np.random.default_rng(seed)
    answer = several(2, candidate(X, labels, hidden, rate, batch_size, epochs, generator))
    if answer[1] is None:
        raise CandidateFailed(Failure("nothing", message="1"))
    return Run(parameters_of(answer[0]), np.asarray(answer[1], dtype=float))


def parameters_of(answer: Any) -> Named:
    """The four arrays of a dict, or a failure that says which is missing."""
    found = {}
    for name in NAMES:
        array = entry(answer, name).get(name)
        if array is None:
            message = f"The dict of parameters that you return lacks `{name}`."
            raise CandidateFailed(Failure("form", message=message))
        found[name] = np.asarray(array, dtype=float)
    return found


def shapes(parameters: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    return {f"shape of {name}": np.array(array.shape) for name, array in parameters.items()}


def variety(rows: FloatArray) -> str:
    different = len(np.unique(rows, axis=0))
    return (
        "all different" if different == len(rows) else "alike" if different == 1 else "some alike"
    )


def seeds(make: Callable[[int], Named], seed: int, other: int) -> dict[str, str]:
    """Whether the seed of the generator, and nothing else, decides the result."""

    def result(first: Named, second: Named) -> str:
        return "the same result" if alike(first, second) else "another result"

    one = make(seed)
    return {
        "the same seed again": result(one, make(seed)),
        "another seed": result(one, make(other)),
    }


def alike(first: Named, second: Named) -> bool:
    return bool(np.allclose(joined(first), joined(second), rtol=1e-7, atol=1e-12))


def difference_made(first: Named, second: Named) -> str:
    return "makes no difference" if alike(first, second) else "makes a difference"


def order_of_rows(as_given: Named, turned: Named) -> str:
    """Whether a step on all examples is the same when rows and labels come in another order."""
    return "the same step" if alike(as_given, turned) else "another step"


def moved(after: Named, before: Named) -> Named:
    """What training added to the parameters that do not sit on a kink."""
    return {name: after[name] - before[name] for name in ("W1", "W2", "b2")}


def what_moves(training: Callable[..., Run]) -> str:
    after, before = training(0.05).parameters, training(0.0).parameters
    still = [name for name in NAMES if np.array_equal(after[name], before[name])]
    return f"not {', '.join(still)}" if still else "all parameters"


def proportion(training: Callable[..., Run]) -> str:
    """Whether one step on all examples is proportional to the learning rate."""
    start = joined(training(0.0).parameters)
    once, twice = (joined(training(rate).parameters) - start for rate in (0.05, 0.1))
    if not np.any(once):
        return "no step"
    off = np.linalg.norm(twice - 2 * once) / np.linalg.norm(once)
    return "twice the step" if off < 1e-7 else "not twice the step"


def length(training: Callable[[float, int], Run], count: int) -> str:
    """Whether a step on all of `count` examples is as long as the slope of the loss says.

    training: takes learning rate and epochs. A step d = −rate · ∇ lowers the loss by |d|² / rate,
    to first order. The losses that the candidate reports may be those before the steps or after
    them.
    """
    start = training(0.0, 1)
    step = joined(training(TINY, 1).parameters) - joined(start.parameters)
    first, second = start.losses[0] - training(TINY, 2).losses
    drop = second if abs(first) < 0.01 * abs(second) else first
    expected = float(step @ step) / TINY
    if expected == 0:
        return "no step"
    times = expected / drop if drop else np.inf  # where the step is so many times too long
    known = {
        1.0: "the gradient times the learning rate",
        -1.0: "uphill",
        float(count): "the sum over the examples",
    }
    fitting = [words for value, words in known.items() if abs(times / value - 1) < 2e-3]
    return fitting[0] if fitting else "not along the slope of the loss"


def sizes(training: Callable[..., Run]) -> str:
    """Whether a step is equally long in every direction."""
    step = np.abs(joined(training(0.05).parameters) - joined(training(0.0).parameters))
    moving = step[step > 0]
    return "all alike" if moving.size and np.ptp(moving) < 1e-9 else "different"


def succession(training: Callable[[float, int, int], Named]) -> str:
    """Whether a batch starts from what the batch before has learned."""
    start, other = training(0.0, 1, 1), training(0.0, 4, 4)
    if not alike(start, other):
        return "each from the one before"  # draws in another order: nothing can be told
    if alike(training(0.3, 1, 1), training(0.3, 4, 4)):
        return "each from the one before"
    return "not each from the one before"


def taken(training: Callable[..., Run], batch_size: int, seed: int) -> str:
    """How often each example is taken in an epoch, and in batches of what size."""
    shares, belong = shares_of_examples(training, batch_size, 1, seed)
    if not belong:
        return "rows have lost their labels"
    if np.any(shares < 1e-3):
        repeated = np.any(shares > 1.01 / min(batch_size, COUNT))
        return "some left out, some repeated" if repeated else "some left out"
    sizes = 1 / shares
    whole = np.round(sizes)
    counts = {size: int(np.sum(whole == size)) for size in set(whole.tolist())}
    if np.any(np.abs(sizes - whole) > 0.01) or any(n % size for size, n in counts.items()):
        return "some count more than others"
    if max(counts) > batch_size:
        return "batches too large"
    batches = sum(n / size for size, n in counts.items())
    return "every one once" if batches == -(-COUNT // batch_size) else "more batches than needed"


def later_epochs(training: Callable[..., Run], seed: int) -> str:
    """Whether the examples meet anew in every epoch: in one order, an example keeps its batch."""
    shares, _ = shares_of_examples(training, BATCH, EPOCHS, seed)
    with np.errstate(divide="ignore"):
        sizes = EPOCHS / shares
    steady = (np.abs(sizes - np.round(sizes)) < 0.01) | ~np.isfinite(sizes)
    return "the same order in every epoch" if np.all(steady) else "a new order in every epoch"


def first_epoch(training: Callable[..., Run], seed: int) -> str:
    """Whether the smallest batch of the first epoch has the same examples with every seed."""
    smallest = set()
    for number in range(SEVERAL_SEEDS):
        shares, _ = shares_of_examples(training, BATCH, 1, seed + number)
        smallest.add(tuple(shares > 0.99 * shares.max()))
    return "the same order with every seed" if len(smallest) == 1 else "another order"


def shares_of_examples(
    training: Callable[..., Run], batch_size: int, epochs: int, seed: int
) -> tuple[FloatArray, bool]:
    """For each example the sum of 1 / B over the batches of B that had it.

    And whether every row of W1 moves in the direction in which it moves when all examples make
    one batch; where it does not, rows and labels have been mixed up.
    """
    whole = rows_moved(training, COUNT, 1, seed)
    some = rows_moved(training, batch_size, epochs, seed)
    squares = np.sum(whole**2, axis=1)
    if not np.all(squares):
        return np.zeros(COUNT), True
    shares = np.sum(some * whole, axis=1) / squares
    rest = np.linalg.norm(some - shares[:, np.newaxis] * whole)
    return shares / COUNT, bool(rest <= 0.01 * np.linalg.norm(some))


def rows_moved(training: Callable[..., Run], batch_size: int, epochs: int, seed: int) -> FloatArray:
    after = training(TINY, batch_size, epochs, seed).parameters["W1"]
    return after - training(0.0, batch_size, epochs, seed).parameters["W1"]


def joined(parameters: Named) -> FloatArray:
    """All parameters as one vector."""
    return np.concatenate([parameters[name].ravel() for name in NAMES])
