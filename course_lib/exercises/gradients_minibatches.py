"""`minibatch_descent`: the exercise and its known wrong answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_lib import descent as reference
from course_lib.exercises import gradients_examples_descent as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.exercises.gradients_sampling import (
    drawn_apart,
    other_generator,
    same_seed,
    with_replacement,
)
from course_lib.probes import gradients_descent as probes

Draw = Callable[[Any, Any, Any, Any], Any]


def descend(gradient: Any, W: Any, batches: Iterator[Any], rate: Any, steps: Any) -> Any:
    """Steps downhill with the mini-batches that come along."""
    losses = []
    for _ in range(steps):
        loss, slope = gradient(W.copy(), *next(batches))
        losses.append(loss)
        W = W - rate * slope
    return W, losses


def drawn_by(draw: Draw, X: Any, labels: Any, size: Any, rng: Any) -> Iterator[Any]:
    while True:
        yield draw(X, labels, size, rng)


def right_batches(X: Any, labels: Any, size: Any, rng: Any) -> Iterator[Any]:
    return drawn_by(reference.sample_minibatch, X, labels, size, rng)


def slices(X: Any, labels: Any, size: Any, order: Any, last: int) -> Iterator[Any]:
    """Slices of the rows in an order, over and over; `last` is where the last may begin."""
    while True:
        for first in range(0, last, size):
            chosen = order[first : first + size]
            yield X[chosen], labels[chosen]


def climbs(g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any) -> Any:
    return descend(g, W, right_batches(X, labels, size, rng), -rate, steps)


def forgets_rate(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return descend(g, W, right_batches(X, labels, size, rng), 1.0, steps)


def averages_again(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return descend(g, W, right_batches(X, labels, size, rng), rate / size, steps)


def changes_weights(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    W[...], losses = descend(g, W, right_batches(X, labels, size, rng), rate, steps)
    return W, losses


def loss_after_update(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    losses = []
    for _ in range(steps):
        batch = reference.sample_minibatch(X, labels, size, rng)
        W = W - rate * g(W.copy(), *batch)[1]
        losses.append(g(W.copy(), *batch)[0])
    return W, losses


def first_slope_only(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    start = W.copy()
    batches = right_batches(X, labels, size, rng)
    return descend(lambda _, X_b, labels_b: g(start, X_b, labels_b), W, batches, rate, steps)


def one_batch(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    batch = reference.sample_minibatch(X, labels, size, rng)
    return descend(g, W, drawn_by(lambda *_: batch, X, labels, size, rng), rate, steps)


def in_order(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    batches = slices(X, labels, size, np.arange(len(X)), len(X) - size + 1)
    return descend(g, W, batches, rate, steps)


def shuffled_once(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    batches = slices(X, labels, size, rng.permutation(len(X)), len(X) - size + 1)
    return descend(g, W, batches, rate, steps)


def short_last_batch(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    def epochs() -> Iterator[Any]:
        while True:
            epoch = slices(X, labels, size, rng.permutation(len(X)), len(X))
            yield from (next(epoch) for _ in range(-(-len(X) // size)))

    return descend(g, W, epochs(), rate, steps)


def draws_with_replacement(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return descend(g, W, drawn_by(with_replacement, X, labels, size, rng), rate, steps)


def draws_apart(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return descend(g, W, drawn_by(drawn_apart, X, labels, size, rng), rate, steps)


def whole_data(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return descend(g, W, drawn_by(lambda *_: (X, labels), X, labels, size, rng), rate, steps)


def single_examples(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return descend(g, W, right_batches(X, labels, 1, rng), rate, steps)


def own_generator(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return descend(g, W, drawn_by(other_generator, X, labels, size, rng), rate, steps)


def same_seed_each_step(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return descend(g, W, drawn_by(same_seed, X, labels, size, rng), rate, steps)


def last_loss_only(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    W, losses = reference.minibatch_descent(g, W, X, labels, rate, size, steps, rng)
    return W, losses[-1]


def mean_loss_only(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    W, losses = reference.minibatch_descent(g, W, X, labels, rate, size, steps, rng)
    return W, losses.mean()


def weights_only(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return reference.minibatch_descent(g, W, X, labels, rate, size, steps, rng)[0]


def keeps_start(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    return W, reference.minibatch_descent(g, W, X, labels, rate, size, steps, rng)[1]


def epochs_for_steps(
    g: Any, W: Any, X: Any, labels: Any, rate: Any, size: Any, steps: Any, rng: Any
) -> Any:
    batches = right_batches(X, labels, size, rng)
    return descend(g, W, batches, rate, steps * (len(X) // size))


MINIBATCH_DESCENT = Exercise(
    name="minibatch_descent",
    assignment="02_gradients",
    reference=reference.minibatch_descent,
    probe=probes.minibatch_descent,
    points={
        "W and losses": 0.75,
        "batches with their labels": 0.5,
        "random batches": 0.25,
        "drawn from rng": 0.25,
        "arguments untouched": 0.25,
    },
    constants={"the learning rate": 0.1},
    examples=examples.minibatch_descent,
    misconceptions=(
        Misconception("climbs", "You add the gradient, and so climb: it points uphill.", climbs),
        Misconception(
            "forgets_rate", "You leave the learning rate out of your steps.", forgets_rate
        ),
        Misconception(
            "averages_again",
            "You divide the gradient by the size of the batch; it is that of the mean already.",
            averages_again,
        ),
        Misconception(
            "changes_weights",
            "You change the caller's W in place; return a new array.",
            changes_weights,
        ),
        Misconception(
            "loss_after_update",
            "Your losses are those after each update; the loss before it is wanted.",
            loss_after_update,
        ),
        Misconception(
            "first_slope_only",
            "You always ask for the gradient at the first W; it has moved since.",
            first_slope_only,
        ),
        Misconception(
            "one_batch",
            "You draw one mini-batch before the loop and use it in every step.",
            one_batch,
        ),
        Misconception(
            "in_order",
            "Your mini-batches are slices in the order of the data: nothing is random here.",
            in_order,
        ),
        Misconception(
            "shuffled_once",
            "You shuffle once and then repeat the same mini-batches in every round.",
            shuffled_once,
        ),
        Misconception(
            "short_last_batch",
            "At the end of a round your last mini-batch is too small; each has exactly "
            "batch_size rows.",
            short_last_batch,
        ),
        Misconception(
            "with_replacement",
            "The same row can come twice in one mini-batch: draw without putting back.",
            draws_with_replacement,
        ),
        Misconception(
            "drawn_apart",
            "You draw rows and labels independently: they belong together.",
            draws_apart,
        ),
        Misconception(
            "whole_data",
            "Every step looks at all the data: that is no mini-batch.",
            whole_data,
        ),
        Misconception(
            "single_examples",
            "Every step looks at one example, whatever the size of a mini-batch is to be.",
            single_examples,
        ),
        Misconception(
            "other_generator",
            "You do not draw from the rng that is given, so that nobody can repeat your draws.",
            own_generator,
        ),
        Misconception(
            "same_seed",
            "You make a generator of your own in every step: each mini-batch has the same rows.",
            same_seed_each_step,
        ),
        Misconception(
            "last_loss_only",
            "You return the last loss only; one loss for each step is wanted.",
            last_loss_only,
        ),
        Misconception(
            "mean_loss_only",
            "You return the mean of the losses; one loss for each step is wanted.",
            mean_loss_only,
        ),
        Misconception("weights_only", "You return W without the losses.", weights_only),
        Misconception(
            "keeps_start", "You return the W that you were given, not the one reached.", keeps_start
        ),
        Misconception(
            "epochs_for_steps",
            "You make as many rounds through the data as there should be steps.",
            epochs_for_steps,
        ),
    ),
)
