"""Live figures. They are handed the student's own functions and import no reference."""

from course_lib.widgets.graph_stepper import GraphStepper, graph_stepper
from course_lib.widgets.hand_backprop import HandBackprop, hand_backprop
from course_lib.widgets.learning_rate import LearningRate, learning_rate
from course_lib.widgets.playground import Playground, playground
from course_lib.widgets.scores import ScoresPanel, scores_panel
from course_lib.widgets.surface import SurfacePanel, surface

__all__ = [
    "GraphStepper",
    "HandBackprop",
    "LearningRate",
    "Playground",
    "ScoresPanel",
    "SurfacePanel",
    "graph_stepper",
    "hand_backprop",
    "learning_rate",
    "playground",
    "scores_panel",
    "surface",
]
