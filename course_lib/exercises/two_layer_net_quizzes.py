"""`xor_quiz` and `training_quiz`: answers in a dict, and known wrong ones."""

from __future__ import annotations

import math
from typing import Any

from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import two_layer_net as probes

XOR_QUIZ_ANSWERS: dict[str, Any] = {
    "best_accuracy": 3 / 4,
    "settled_loss": math.log(2),
    "why": "c",
}

TRAINING_QUIZ_ANSWERS: dict[str, Any] = {
    "zero_loss": math.log(3),
    "equal_units": 1,
    "parameters": 4 * 32 + 32 + 32 * 3 + 3,
    "middle_factor": 2**2,
}


def xor_mistake(slug: str, key: str, answer: Any, message: str) -> Misconception:
    return Misconception(slug, message, {**XOR_QUIZ_ANSWERS, key: answer})


def training_mistake(slug: str, key: str, answer: Any, message: str) -> Misconception:
    return Misconception(slug, message, {**TRAINING_QUIZ_ANSWERS, key: answer})


XOR_QUIZ = Exercise(
    name="xor_quiz",
    assignment="05_two_layer_net",
    reference=XOR_QUIZ_ANSWERS,
    probe=probes.xor_quiz,
    points={"best_accuracy": 0.25, "settled_loss": 0.25, "why": 0.5},
    tolerance=1e-3,
    answers_only=True,
    misconceptions=(
        xor_mistake(
            "line_solves_it",
            "best_accuracy",
            1.0,
            "You say that a straight line gets all four rows right: try to draw it.",
        ),
        xor_mistake(
            "as_good_as_guessing",
            "best_accuracy",
            0.5,
            "Half of the rows is what the trained neuron gets; some line does better.",
        ),
        xor_mistake(
            "accuracy_in_rows",
            "best_accuracy",
            3.0,
            "You count the rows; the accuracy is their share of all four.",
        ),
        xor_mistake(
            "accuracy_in_per_cent",
            "best_accuracy",
            75.0,
            "You give the accuracy in per cent; a share between 0 and 1 is wanted.",
        ),
        xor_mistake(
            "loss_reaches_zero",
            "settled_loss",
            0.0,
            "Your loss goes to 0, as if the rows could be separated.",
        ),
        xor_mistake(
            "loss_in_bits",
            "settled_loss",
            1.0,
            "You give the loss in bits, with the logarithm to base 2; here it is the natural one.",
        ),
        xor_mistake(
            "loss_is_prediction",
            "settled_loss",
            0.5,
            "You give the neuron's answer to every row; its loss is wanted.",
        ),
        xor_mistake(
            "loss_log_ten",
            "settled_loss",
            math.log10(2),
            "You take the logarithm to base 10; here it is the natural one.",
        ),
        xor_mistake(
            "blames_the_rate",
            "why",
            "a",
            "You blame the learning rate, but every other rate ends at the same loss.",
        ),
        xor_mistake(
            "blames_a_local_minimum",
            "why",
            "b",
            "You blame a local minimum, but this loss has one valley only, and training found "
            "its floor.",
        ),
        xor_mistake(
            "blames_the_data",
            "why",
            "d",
            "You blame the number of rows, but four rows of AND are learned without trouble.",
        ),
    ),
)

TRAINING_QUIZ = Exercise(
    name="training_quiz",
    assignment="05_two_layer_net",
    reference=TRAINING_QUIZ_ANSWERS,
    probe=probes.training_quiz,
    points=dict.fromkeys(probes.TRAINING_QUIZ, 0.25),
    tolerance=1e-3,
    answers_only=True,
    misconceptions=(
        training_mistake(
            "zero_weights_learn",
            "zero_loss",
            0.0,
            "With weights of 0 your loss goes to 0: look at the plot of the three starts.",
        ),
        training_mistake(
            "zero_loss_is_share",
            "zero_loss",
            1 / 3,
            "For the weights of 0 you give the probability of each class; take its loss.",
        ),
        training_mistake(
            "zero_loss_of_two_classes",
            "zero_loss",
            math.log(2),
            "For the weights of 0 you count two classes; the irises have three.",
        ),
        training_mistake(
            "zero_loss_log_ten",
            "zero_loss",
            math.log10(3),
            "For the weights of 0 you take the logarithm to base 10; here it is the natural one.",
        ),
        training_mistake(
            "equal_units_as_many",
            "equal_units",
            16,
            "Units that start alike get the same gradient in every step: count them again.",
        ),
        training_mistake(
            "equal_units_none",
            "equal_units",
            0,
            "Units that start alike do learn: they only learn all the same.",
        ),
        training_mistake(
            "parameters_twice",
            "parameters",
            262,
            "You double the number of parameters, but the biases of the scores stay as they are.",
        ),
        training_mistake(
            "parameters_of_sixteen",
            "parameters",
            131,
            "You count the parameters of the net with 16 hidden units; 32 are asked for.",
        ),
        training_mistake(
            "parameters_without_biases",
            "parameters",
            224,
            "You count the weights; the biases are parameters too.",
        ),
        training_mistake(
            "parameters_multiplied",
            "parameters",
            384,
            "You multiply all three sizes; each matrix joins two neighbouring layers only.",
        ),
        training_mistake(
            "middle_factor_two",
            "middle_factor",
            2,
            "Both sides of the matrix in the middle grow when both layers are doubled.",
        ),
        training_mistake(
            "middle_factor_eight",
            "middle_factor",
            8,
            "The matrix in the middle has two sides, not three.",
        ),
        training_mistake(
            "middle_factor_one",
            "middle_factor",
            1,
            "The matrix in the middle grows with the layers that it joins.",
        ),
    ),
)
