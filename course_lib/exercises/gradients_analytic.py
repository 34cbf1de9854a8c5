"""`quartic_derivative` and `weights_gradient`: the exercises and their known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import gradients as reference
from course_lib.exercises import gradients_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.landscapes import quartic
from course_lib.probes import gradients as probes


def keeps_constant(x: Any) -> Any:
    return 2 * x**3 - 4 * x + 1 + 5


def drops_linear_term(x: Any) -> Any:
    return 2 * x**3 - 4 * x


def keeps_linear_term(x: Any) -> Any:
    return 2 * x**3 - 4 * x + x


def loses_minus(x: Any) -> Any:
    return 2 * x**3 + 4 * x + 1


def keeps_exponents(x: Any) -> Any:
    return 2 * x**4 - 4 * x**2 + x


def forgets_factors(x: Any) -> Any:
    return 0.5 * x**3 - 2 * x + 1


def forgets_half(x: Any) -> Any:
    return 4 * x**3 - 4 * x + 1


def square_undone(x: Any) -> Any:
    return 2 * x**3 - 2 * x + 1


def function_itself(x: Any) -> Any:
    return quartic(x)


def second_derivative(x: Any) -> Any:
    return 6 * x**2 - 4


def integral(x: Any) -> Any:
    return x**5 / 10 - 2 * x**3 / 3 + x**2 / 2 + 5 * x


def numerical(x: Any) -> Any:
    return (quartic(x + 1e-5) - quartic(x - 1e-5)) / 2e-5


def cube_missing(x: Any) -> Any:
    return 2 * x**2 - 4 * x + 1


QUARTIC_DERIVATIVE = Exercise(
    name="quartic_derivative",
    assignment="02_gradients",
    reference=reference.quartic_derivative,
    probe=probes.quartic_derivative,
    points={
        "an array": 0.5,
        "a single number": 0.25,
        "x of ±1000000": 0.25,
    },
    examples=examples.quartic_derivative,
    misconceptions=(
        Misconception(
            "keeps_constant",
            "You keep the constant 5: lifting a curve does not change its slope.",
            keeps_constant,
        ),
        Misconception(
            "drops_linear_term",
            "You treat the term x as a constant: it has a slope, too.",
            drops_linear_term,
        ),
        Misconception(
            "keeps_linear_term",
            "You keep the term x as it is: its slope is the same everywhere.",
            keeps_linear_term,
        ),
        Misconception("loses_minus", "You lose the minus of the middle term.", loses_minus),
        Misconception(
            "keeps_exponents",
            "You multiply by the exponents and forget to lower them.",
            keeps_exponents,
        ),
        Misconception(
            "forgets_factors",
            "You lower the exponents and forget to multiply by them.",
            forgets_factors,
        ),
        Misconception("forgets_half", "You lose the factor 0.5 of the first term.", forgets_half),
        Misconception(
            "square_undone",
            "The term with x² has lost a factor: its exponent comes down, too.",
            square_undone,
        ),
        Misconception(
            "cube_missing",
            "The exponent of the first term has gone down by two steps.",
            cube_missing,
        ),
        Misconception("function_itself", "You return f itself, not its slope.", function_itself),
        Misconception(
            "second_derivative", "You have taken the derivative twice.", second_derivative
        ),
        Misconception("integral", "You have integrated; the derivative is wanted.", integral),
        Misconception(
            "numerical",
            "You take a numerical difference, which is only nearly right: write the derivative "
            "down.",
            numerical,
        ),
    ),
)


def halves_penalty(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G + strength * W


def forgets_penalty(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G


def forgets_strength(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G + 2 * W


def penalty_itself(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G + strength * np.sum(W**2)


def squares_kept(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G + strength * W**2


def squares_doubled(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G + 2 * strength * W**2


def signs_for_weights(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G + strength * np.sign(W)


def subtracts_penalty(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G - 2 * strength * W


def averages_again(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G / len(X) + 2 * strength * W


def averages_everything(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return (X.T @ G + 2 * strength * W) / len(X)


def penalty_over_examples(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X.T @ G + 2 * strength * W / len(X)


def penalty_only(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return 2 * strength * W


def transposed(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return (X.T @ G + 2 * strength * W).T


def not_transposed(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return X @ G + 2 * strength * W


def gradient_first(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return G @ X.T + 2 * strength * W


def gradient_by_features(X: Any, G: Any, W: Any, strength: Any) -> Any:
    return G @ W.T + 2 * strength * W


WEIGHTS_GRADIENT = Exercise(
    name="weights_gradient",
    assignment="02_gradients",
    reference=reference.weights_gradient,
    probe=probes.weights_gradient,
    points={"values": 0.75, "arguments untouched": 0.25},
    sizes={"N": probes.N, "C": probes.C, "D": probes.D},
    examples=examples.weights_gradient,
    misconceptions=(
        Misconception(
            "halves_penalty",
            "The penalty's part lacks a factor: the square of a weight has another slope.",
            halves_penalty,
        ),
        Misconception("forgets_penalty", "You leave the penalty's part out.", forgets_penalty),
        Misconception(
            "forgets_strength",
            "You leave the strength out of the penalty's part.",
            forgets_strength,
        ),
        Misconception(
            "penalty_itself",
            "You add the penalty itself, the same number everywhere; its gradient is wanted.",
            penalty_itself,
        ),
        Misconception(
            "squares_kept",
            "You add the squared weights: the penalty's part is not differentiated.",
            squares_kept,
        ),
        Misconception(
            "squares_doubled",
            "You multiply by the exponent and forget to lower it: your weights are still squared.",
            squares_doubled,
        ),
        Misconception(
            "signs_for_weights",
            "You take the signs of the weights, as for a penalty of absolute values.",
            signs_for_weights,
        ),
        Misconception(
            "subtracts_penalty",
            "You subtract the penalty's part: descent would then make the weights grow.",
            subtracts_penalty,
        ),
        Misconception(
            "averages_again",
            "You divide by N once more; the gradient by the scores has it already.",
            averages_again,
        ),
        Misconception(
            "averages_everything",
            "You divide everything by N; the gradient by the scores has it already, and the "
            "penalty is no mean.",
            averages_everything,
        ),
        Misconception(
            "penalty_over_examples",
            "You divide the penalty's part by N; it does not depend on the examples.",
            penalty_over_examples,
        ),
        Misconception("penalty_only", "You return the penalty's part alone.", penalty_only),
        Misconception(
            "transposed",
            "Your result has rows and columns exchanged: a gradient has the shape of its weights.",
            transposed,
        ),
        Misconception(
            "not_transposed",
            "You multiply X as it stands: write the shapes below, and make the N's meet.",
            not_transposed,
        ),
        Misconception(
            "gradient_first",
            "Your factors stand the wrong way round: write the shapes below, and make the N's "
            "meet.",
            gradient_first,
        ),
        Misconception(
            "gradient_by_features",
            "You carry the gradient on to X; it is wanted for the weights.",
            gradient_by_features,
        ),
    ),
)
