"""The exercises of assignment 01_loss_functions, in the notebook's order."""

from __future__ import annotations

from course_lib.exercises.exercise import Exercise
from course_lib.exercises.loss_functions_binary import BINARY_CROSS_ENTROPY
from course_lib.exercises.loss_functions_cross_entropy import CROSS_ENTROPY_LOSSES
from course_lib.exercises.loss_functions_ends import FULL_LOSS, LINEAR_SCORES
from course_lib.exercises.loss_functions_quizzes import LOSS_QUIZ, SLIDE_ERRATUM
from course_lib.exercises.loss_functions_softmax import SOFTMAX
from course_lib.exercises.loss_functions_svm import SVM_LOSSES

EXERCISES: tuple[Exercise, ...] = (
    LINEAR_SCORES,
    SVM_LOSSES,
    SLIDE_ERRATUM,
    SOFTMAX,
    CROSS_ENTROPY_LOSSES,
    LOSS_QUIZ,
    BINARY_CROSS_ENTROPY,
    FULL_LOSS,
)
