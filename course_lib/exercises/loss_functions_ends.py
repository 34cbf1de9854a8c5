"""Both ends of assignment 01: `linear_scores`, where it starts, and `full_loss`, where it ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import losses as reference
from course_lib.exercises import loss_functions_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import loss_functions as probes


def forgets_bias(X: Any, W: Any, b: Any) -> Any:
    return X @ W


def subtracts_bias(X: Any, W: Any, b: Any) -> Any:
    return X @ W - b


def adds_bias_for_every_feature(X: Any, W: Any, b: Any) -> Any:
    return (X[:, :, np.newaxis] * W + b).sum(axis=1)


def adds_bias_to_every_row_of_weights(X: Any, W: Any, b: Any) -> Any:
    return X @ (W + b)


def adds_bias_to_features(X: Any, W: Any, b: Any) -> Any:
    return (X + b) @ W


def sums_bias(X: Any, W: Any, b: Any) -> Any:
    return X @ W + np.sum(b)


def bias_by_example(X: Any, W: Any, b: Any) -> Any:
    return X @ W + b[:, np.newaxis]


def transposes_weights(X: Any, W: Any, b: Any) -> Any:
    return X @ W.T + b


def transposes_weights_with_dot(X: Any, W: Any, b: Any) -> Any:
    return np.dot(X, W.T) + b


def weights_first(X: Any, W: Any, b: Any) -> Any:
    return W @ X + b


def multiplies_entry_by_entry(X: Any, W: Any, b: Any) -> Any:
    return X * W + b


def first_example_only(X: Any, W: Any, b: Any) -> Any:
    return X[0] @ W + b


TRANSPOSED = "You transpose W: it is (D, C) here, and the columns already belong to the classes."

LINEAR_SCORES = Exercise(
    name="linear_scores",
    assignment="01_loss_functions",
    reference=reference.linear_scores,
    probe=probes.linear_scores,
    points={"values": 1.75, "arguments untouched": 0.25},
    sizes={"N": probes.N, "C": probes.C, "D": probes.D},
    examples=examples.linear_scores,
    misconceptions=(
        Misconception("forgets_bias", "You leave the bias b out.", forgets_bias),
        Misconception(
            "subtracts_bias", "You subtract the bias b; it belongs to the score.", subtracts_bias
        ),
        Misconception(
            "adds_bias_for_every_feature",
            "You add the bias once for every feature, inside the sum; a score has it once.",
            adds_bias_for_every_feature,
        ),
        Misconception(
            "adds_bias_to_every_row_of_weights",
            "You add the bias to the weights, so that the features multiply it; it stands alone.",
            adds_bias_to_every_row_of_weights,
        ),
        Misconception(
            "adds_bias_to_features",
            "You add the bias to the features; b has one entry for each class, not each feature.",
            adds_bias_to_features,
        ),
        Misconception(
            "sums_bias",
            "You add the sum of b to every score: each class has a bias of its own.",
            sums_bias,
        ),
        Misconception(
            "bias_by_example",
            "You lay b down the rows, an entry for each example; it has an entry for each class.",
            bias_by_example,
        ),
        Misconception("transposes_weights", TRANSPOSED, transposes_weights),
        Misconception("transposes_weights_with_dot", TRANSPOSED, transposes_weights_with_dot),
        Misconception(
            "weights_first",
            "You write W before X, as for examples in columns; here rows are examples.",
            weights_first,
        ),
        Misconception(
            "multiplies_entry_by_entry",
            "`*` multiplies entry by entry; a score is a sum of products over the features.",
            multiplies_entry_by_entry,
        ),
        Misconception(
            "first_example_only",
            "You return the scores of the first example only.",
            first_example_only,
        ),
    ),
)


def sums_losses(losses: Any, W: Any, strength: Any) -> Any:
    return np.sum(losses) + strength * np.sum(W**2)


def forgets_strength(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + np.sum(W**2)


def forgets_penalty(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses)


def norm_not_squared(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + strength * np.sqrt(np.sum(W**2))


def spectral_norm(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + strength * np.linalg.norm(W, 2) ** 2


def sums_absolute_weights(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + strength * np.sum(np.abs(W))


def sums_plain_weights(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + strength * np.sum(W)


def squares_the_sum(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + strength * np.sum(W) ** 2


def halves_penalty(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + 0.5 * strength * np.sum(W**2)


def averages_penalty(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + strength * np.mean(W**2)


def divides_penalty_by_examples(losses: Any, W: Any, strength: Any) -> Any:
    return (np.sum(losses) + strength * np.sum(W**2)) / len(losses)


def scales_both(losses: Any, W: Any, strength: Any) -> Any:
    return strength * (np.mean(losses) + np.sum(W**2))


def subtracts_penalty(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) - strength * np.sum(W**2)


def penalty_not_summed(losses: Any, W: Any, strength: Any) -> Any:
    return np.mean(losses) + strength * W**2


FULL_LOSS = Exercise(
    name="full_loss",
    assignment="01_loss_functions",
    reference=reference.full_loss,
    probe=probes.full_loss,
    points={"value": 0.75, "arguments untouched": 0.25},
    sizes={"N": probes.N, "C": probes.C, "D": probes.D},
    examples=examples.full_loss,
    misconceptions=(
        Misconception(
            "sums_losses",
            "You add the losses up; their mean is due, or the loss grows with the data.",
            sums_losses,
        ),
        Misconception(
            "forgets_strength", "You leave the penalty's strength out.", forgets_strength
        ),
        Misconception("forgets_penalty", "You leave the penalty out.", forgets_penalty),
        Misconception(
            "norm_not_squared",
            "You take the root: the penalty is ‖W‖², not ‖W‖.",
            norm_not_squared,
        ),
        Misconception(
            "spectral_norm",
            "Your norm of W is the largest singular value, not the one made of all entries.",
            spectral_norm,
        ),
        Misconception(
            "sums_absolute_weights",
            "Your penalty adds absolute values (L1); squares are wanted (L2).",
            sums_absolute_weights,
        ),
        Misconception(
            "sums_plain_weights",
            "Your penalty adds the weights unsquared, so that opposite signs cancel.",
            sums_plain_weights,
        ),
        Misconception(
            "squares_the_sum",
            "You square the sum of the weights; every weight is squared by itself.",
            squares_the_sum,
        ),
        Misconception(
            "halves_penalty",
            "Your penalty has a factor ½, as in other texts; this course's has none.",
            halves_penalty,
        ),
        Misconception(
            "averages_penalty",
            "You average the squared weights; the mean is over the examples only.",
            averages_penalty,
        ),
        Misconception(
            "divides_penalty_by_examples",
            "You divide the penalty by N too; the mean is over the losses only.",
            divides_penalty_by_examples,
        ),
        Misconception(
            "scales_both",
            "You multiply the losses by the strength too; it belongs to the penalty alone.",
            scales_both,
        ),
        Misconception(
            "subtracts_penalty",
            "You subtract the penalty, which rewards large weights.",
            subtracts_penalty,
        ),
        Misconception(
            "penalty_not_summed",
            "You return a matrix: the squared weights are not added up.",
            penalty_not_summed,
        ),
    ),
)
