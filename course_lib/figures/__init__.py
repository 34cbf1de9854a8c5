"""The course's static figures: functions that return a matplotlib Figure with a text alternative.

They take the student's own functions as arguments and import no reference implementation.
"""

from course_lib.figures.described import DescribedFigure, NotReady, described, values_of
from course_lib.figures.losses import (
    binary_cross_entropy_curves,
    loss_against_rival,
    loss_against_true_score,
    penalty_against_scale,
    score_regions,
    softmax_steps,
)
from course_lib.figures.recognition import recognition_is_hard

__all__ = [
    "DescribedFigure",
    "NotReady",
    "binary_cross_entropy_curves",
    "described",
    "loss_against_rival",
    "loss_against_true_score",
    "penalty_against_scale",
    "recognition_is_hard",
    "score_regions",
    "softmax_steps",
    "values_of",
]
