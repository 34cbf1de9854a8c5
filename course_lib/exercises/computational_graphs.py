"""The exercises of assignment 03_computational_graphs, in the notebook's order."""

from __future__ import annotations

from course_lib.exercises.computational_graphs_arrays import MATMUL_BACKWARD, RELU_BACKWARD
from course_lib.exercises.computational_graphs_backward import BACKWARD
from course_lib.exercises.computational_graphs_gates import ADD_GATE, MULTIPLY_GATE
from course_lib.exercises.computational_graphs_max_sigmoid import MAX_GATE, SIGMOID_GATE
from course_lib.exercises.computational_graphs_neuron import (
    EXPRESSION_GRADIENTS,
    NEURON_GRADIENTS,
)
from course_lib.exercises.computational_graphs_nodes import TOPOLOGICAL_ORDER
from course_lib.exercises.computational_graphs_quiz import JACOBIAN_QUIZ
from course_lib.exercises.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = (
    EXPRESSION_GRADIENTS,
    MULTIPLY_GATE,
    ADD_GATE,
    MAX_GATE,
    SIGMOID_GATE,
    NEURON_GRADIENTS,
    TOPOLOGICAL_ORDER,
    BACKWARD,
    RELU_BACKWARD,
    MATMUL_BACKWARD,
    JACOBIAN_QUIZ,
)
