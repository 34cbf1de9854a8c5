"""The exercises of assignment 04_backprop_by_hand, in the notebook's order."""

from __future__ import annotations

from course_lib.exercises.backprop_by_hand_backward import HAND_BACKWARD
from course_lib.exercises.backprop_by_hand_forward import HAND_FORWARD
from course_lib.exercises.backprop_by_hand_index import INDEX_ERRATUM
from course_lib.exercises.backprop_by_hand_layer import LINEAR_SIGMOID_LAYER
from course_lib.exercises.backprop_by_hand_loss import BINARY_CROSS_ENTROPY_GRADIENT
from course_lib.exercises.backprop_by_hand_net import TWO_LAYER_NET
from course_lib.exercises.backprop_by_hand_overfit import OVERFIT_ONE_EXAMPLE
from course_lib.exercises.backprop_by_hand_sigmoid import SIGMOID
from course_lib.exercises.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = (
    SIGMOID,
    HAND_FORWARD,
    HAND_BACKWARD,
    INDEX_ERRATUM,
    LINEAR_SIGMOID_LAYER,
    BINARY_CROSS_ENTROPY_GRADIENT,
    TWO_LAYER_NET,
    OVERFIT_ONE_EXAMPLE,
)
