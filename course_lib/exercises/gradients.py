"""The exercises of assignment 02_gradients, in the notebook's order."""

from __future__ import annotations

from course_lib.exercises.exercise import Exercise
from course_lib.exercises.gradients_analytic import QUARTIC_DERIVATIVE, WEIGHTS_GRADIENT
from course_lib.exercises.gradients_cross_entropy import CROSS_ENTROPY_GRADIENT
from course_lib.exercises.gradients_descent import GRADIENT_DESCENT
from course_lib.exercises.gradients_differences import CENTRAL_DIFFERENCE, FORWARD_DIFFERENCE
from course_lib.exercises.gradients_minibatches import MINIBATCH_DESCENT
from course_lib.exercises.gradients_numerical import NUMERICAL_GRADIENT
from course_lib.exercises.gradients_quizzes import STEP_SIZE_QUIZ
from course_lib.exercises.gradients_relative_error import RELATIVE_ERROR
from course_lib.exercises.gradients_sampling import SAMPLE_MINIBATCH
from course_lib.exercises.gradients_svm import SVM_GRADIENT

EXERCISES: tuple[Exercise, ...] = (
    FORWARD_DIFFERENCE,
    CENTRAL_DIFFERENCE,
    NUMERICAL_GRADIENT,
    QUARTIC_DERIVATIVE,
    RELATIVE_ERROR,
    SVM_GRADIENT,
    CROSS_ENTROPY_GRADIENT,
    WEIGHTS_GRADIENT,
    GRADIENT_DESCENT,
    STEP_SIZE_QUIZ,
    SAMPLE_MINIBATCH,
    MINIBATCH_DESCENT,
)
