"""The exercises of assignment 05_two_layer_net, in the notebook's order."""

from __future__ import annotations

from course_lib.exercises.exercise import Exercise
from course_lib.exercises.two_layer_net_forward import FORWARD
from course_lib.exercises.two_layer_net_gradients import LOSS_AND_GRADIENTS
from course_lib.exercises.two_layer_net_initialize import INITIALIZE
from course_lib.exercises.two_layer_net_neuron import NEURON, PERCEPTRON
from course_lib.exercises.two_layer_net_neuron_gradient import NEURON_GRADIENT
from course_lib.exercises.two_layer_net_predict import PREDICT, THREE_LAYER_FORWARD
from course_lib.exercises.two_layer_net_quizzes import TRAINING_QUIZ, XOR_QUIZ
from course_lib.exercises.two_layer_net_train import TRAIN
from course_lib.exercises.two_layer_net_train_neuron import TRAIN_NEURON
from course_lib.exercises.two_layer_net_xor import XOR_NETWORK_STEP

EXERCISES: tuple[Exercise, ...] = (
    PERCEPTRON,
    NEURON,
    NEURON_GRADIENT,
    TRAIN_NEURON,
    XOR_QUIZ,
    XOR_NETWORK_STEP,
    INITIALIZE,
    FORWARD,
    LOSS_AND_GRADIENTS,
    TRAIN,
    PREDICT,
    THREE_LAYER_FORWARD,
    TRAINING_QUIZ,
)
