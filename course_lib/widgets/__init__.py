"""Live figures. They are handed the student's own functions and import no reference."""

from course_lib.widgets.graph_stepper import GraphStepper, graph_stepper
from course_lib.widgets.hand_backprop import HandBackprop, hand_backprop
from course_lib.widgets.learning_rate import LearningRate, learning_rate
from course_lib.widgets.scores import ScoresPanel, scores_panel

__all__ = [
    "GraphStepper",
    "HandBackprop",
    "LearningRate",
    "ScoresPanel",
    "graph_stepper",
    "hand_backprop",
    "learning_rate",
    "scores_panel",
]
