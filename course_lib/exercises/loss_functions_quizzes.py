"""`loss_quiz` and `slide_erratum`: answers in a dict, and known wrong ones."""

from __future__ import annotations

import math
from typing import Any

from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import loss_functions as probes

LOSS_QUIZ_ANSWERS: dict[str, Any] = {
    "smallest_softmax": 0.0,
    "largest_softmax": math.inf,
    "smallest_svm": 0.0,
    "largest_svm": math.inf,
    "equal_scores_softmax": math.log(10),
    "equal_scores_svm": 9.0,
    "perturbation_svm": [0.0, 0.0, 0.0],
    "perturbation_softmax": [9.17562e-4, 0.551445, 3.4e-48],
}

SLIDE_ERRATUM_ANSWERS: dict[str, Any] = {
    "wrong_value": 10.9,
    "right_value": 12.9,
    "dropped_term": 1.0,
}


def quiz_mistake(slug: str, key: str, answer: Any, message: str) -> Misconception:
    return Misconception(slug, message, {**LOSS_QUIZ_ANSWERS, key: answer})


def erratum_mistake(slug: str, key: str, answer: float, message: str) -> Misconception:
    return Misconception(slug, message, {**SLIDE_ERRATUM_ANSWERS, key: answer})


LOSS_QUIZ = Exercise(
    name="loss_quiz",
    assignment="01_loss_functions",
    reference=LOSS_QUIZ_ANSWERS,
    probe=probes.loss_quiz,
    points=dict.fromkeys(probes.LOSS_QUIZ, 0.25),
    tolerance=1e-3,
    answers_only=True,
    misconceptions=(
        quiz_mistake(
            "smallest_softmax_negative",
            "smallest_softmax",
            -math.inf,
            "Your smallest softmax loss is negative: that would need a probability above 1.",
        ),
        quiz_mistake(
            "smallest_softmax_is_probability",
            "smallest_softmax",
            1.0,
            "For the smallest softmax loss you give the probability; take its loss.",
        ),
        quiz_mistake(
            "largest_softmax_is_probability",
            "largest_softmax",
            1.0,
            "A probability cannot exceed 1, but its loss can: think of one close to 0.",
        ),
        quiz_mistake(
            "largest_softmax_is_equal_scores",
            "largest_softmax",
            math.log(10),
            "Your largest softmax loss is that of equal scores; a wrong and sure answer costs "
            "more.",
        ),
        quiz_mistake(
            "smallest_svm_negative",
            "smallest_svm",
            -math.inf,
            "Your smallest SVM loss is negative: look at what the max does to each rival.",
        ),
        quiz_mistake(
            "smallest_svm_counts_true_class",
            "smallest_svm",
            1.0,
            "Your smallest SVM loss counts the true class as a violated margin.",
        ),
        quiz_mistake(
            "largest_svm_is_equal_scores",
            "largest_svm",
            9.0,
            "Your largest SVM loss is that of equal scores; rivals can lead by any amount.",
        ),
        quiz_mistake(
            "largest_svm_is_margin",
            "largest_svm",
            1.0,
            "The margin does not bound the SVM loss: rivals can lead by any amount.",
        ),
        quiz_mistake(
            "equal_scores_softmax_log10",
            "equal_scores_softmax",
            1.0,
            "For equal scores you take the logarithm to base 10; the natural one is wanted.",
        ),
        quiz_mistake(
            "equal_scores_softmax_log2",
            "equal_scores_softmax",
            math.log2(10),
            "For equal scores you take the logarithm to base 2; the natural one is wanted.",
        ),
        quiz_mistake(
            "equal_scores_softmax_counts_rivals",
            "equal_scores_softmax",
            math.log(9),
            "For equal scores you share the probability among the rivals alone.",
        ),
        quiz_mistake(
            "equal_scores_softmax_is_probability",
            "equal_scores_softmax",
            0.1,
            "For equal scores you give the probability of each class; take its loss.",
        ),
        quiz_mistake(
            "equal_scores_softmax_forgets_minus",
            "equal_scores_softmax",
            -math.log(10),
            "For equal scores your softmax loss is negative: the minus is missing.",
        ),
        quiz_mistake(
            "equal_scores_softmax_free",
            "equal_scores_softmax",
            0.0,
            "Equal scores are not free: the softmax loss of a guess is not that of a sure answer.",
        ),
        quiz_mistake(
            "equal_scores_svm_counts_true_class",
            "equal_scores_svm",
            10.0,
            "For equal scores you count the true class as a violated margin.",
        ),
        quiz_mistake(
            "equal_scores_svm_drops_margin",
            "equal_scores_svm",
            0.0,
            "For equal scores you drop the margin: a rival that draws level costs something.",
        ),
        quiz_mistake(
            "equal_scores_svm_one_rival",
            "equal_scores_svm",
            1.0,
            "For equal scores you count one rival; all of them violate the margin.",
        ),
        quiz_mistake(
            "perturbation_svm_counts_true_class",
            "perturbation_svm",
            [1.0, 1.0, 1.0],
            "In the SVM column you count the true class as a violated margin.",
        ),
        quiz_mistake(
            "perturbation_svm_kink",
            "perturbation_svm",
            [0.0, 2.0, 0.0],
            "In the SVM column you count rivals that just keep the margin as violations.",
        ),
        quiz_mistake(
            "perturbation_svm_no_hinge",
            "perturbation_svm",
            [-17.0, 0.0, -218.0],
            "In the SVM column you leave the max with 0 out.",
        ),
        quiz_mistake(
            "perturbation_softmax_log10",
            "perturbation_softmax",
            [3.98492e-4, 0.239489, 0.0],
            "In the softmax column you take the logarithm to base 10; the natural one is wanted.",
        ),
        quiz_mistake(
            "perturbation_softmax_log2",
            "perturbation_softmax",
            [1.323762e-3, 0.795567, 0.0],
            "In the softmax column you take the logarithm to base 2; the natural one is wanted.",
        ),
        quiz_mistake(
            "perturbation_softmax_probabilities",
            "perturbation_softmax",
            [0.999083, 0.576117, 1.0],
            "In the softmax column you give the label's probabilities; take their losses.",
        ),
        quiz_mistake(
            "perturbation_softmax_forgets_minus",
            "perturbation_softmax",
            [-9.17562e-4, -0.551445, 0.0],
            "In the softmax column the minus is missing: no loss is negative.",
        ),
    ),
)

SLIDE_ERRATUM = Exercise(
    name="slide_erratum",
    assignment="01_loss_functions",
    reference=SLIDE_ERRATUM_ANSWERS,
    probe=probes.slide_erratum,
    points={"wrong_value": 0.25, "right_value": 0.5, "dropped_term": 0.25},
    tolerance=1e-3,
    answers_only=True,
    misconceptions=(
        erratum_mistake(
            "wrong_value_is_mean",
            "wrong_value",
            4.6,
            "The slide's mean is wrong only as a consequence; find the image whose loss is wrong.",
        ),
        erratum_mistake(
            "wrong_value_is_first_image",
            "wrong_value",
            2.9,
            "The slide is right about the first image: recompute the other losses.",
        ),
        erratum_mistake(
            "wrong_value_is_not_printed",
            "wrong_value",
            12.9,
            "For the wrong value you give one that the slide does not print.",
        ),
        erratum_mistake(
            "right_value_is_slides",
            "right_value",
            10.9,
            "For the right value you repeat the slide's: compute both rivals' terms anew.",
        ),
        erratum_mistake(
            "right_value_one_rival",
            "right_value",
            11.9,
            "You repair one rival's term only; the other has the same slip.",
        ),
        erratum_mistake(
            "right_value_counts_true_class",
            "right_value",
            13.9,
            "Your right value counts the true class as a violated margin.",
        ),
        erratum_mistake(
            "right_value_is_mean",
            "right_value",
            5.2667,
            "You give the mean of the three images; the loss of the one image is wanted.",
        ),
        erratum_mistake(
            "right_value_is_slides_mean",
            "right_value",
            4.6,
            "You take the slide's mean for right; it is made with the wrong loss.",
        ),
        erratum_mistake(
            "dropped_term_of_both_rivals",
            "dropped_term",
            2.0,
            "You give what both rivals' terms lack together; the term that each drops is wanted.",
        ),
        erratum_mistake(
            "dropped_term_is_rival",
            "dropped_term",
            5.6,
            "You give a rival's whole difference, which the slide has; something was not added "
            "to it.",
        ),
        erratum_mistake(
            "dropped_term_negative",
            "dropped_term",
            -1.0,
            "Your dropped term has the wrong sign: it belongs to the loss with a plus.",
        ),
    ),
)
