"""The course's static figures: functions that return a matplotlib Figure with a text alternative.

They take the student's own functions as arguments and import no reference implementation.
"""

from course_lib.figures.by_hand import layer_shapes, network_by_hand
from course_lib.figures.descents import (
    four_loss_curves,
    minibatch_noise,
    saddle_paths,
    valley_paths,
)
from course_lib.figures.described import DescribedFigure, NotReady, described, values_of
from course_lib.figures.differences import difference_errors, secants, tangents
from course_lib.figures.gates import gate_patterns, jacobian_sparsity, sigmoid_gate_curve
from course_lib.figures.graphs import (
    backward_steps,
    computational_graph,
    expression_graph,
    neuron_graph,
)
from course_lib.figures.losses import (
    binary_cross_entropy_curves,
    loss_against_rival,
    loss_against_true_score,
    penalty_against_scale,
    score_regions,
    softmax_steps,
)
from course_lib.figures.networks import (
    activation_slopes,
    network_diagram,
    rate_scan,
    start_curves,
    stopping_points,
    training_curves,
    xor_curves,
)
from course_lib.figures.planes import class_regions, hidden_unit_maps, yes_no_regions
from course_lib.figures.recognition import recognition_is_hard
from course_lib.figures.training_by_hand import (
    gradient_comparison,
    gradient_sizes,
    overfitting,
    sigmoid_and_slope,
)

__all__ = [
    "DescribedFigure",
    "NotReady",
    "activation_slopes",
    "backward_steps",
    "binary_cross_entropy_curves",
    "class_regions",
    "computational_graph",
    "described",
    "difference_errors",
    "expression_graph",
    "four_loss_curves",
    "gate_patterns",
    "gradient_comparison",
    "gradient_sizes",
    "hidden_unit_maps",
    "jacobian_sparsity",
    "layer_shapes",
    "loss_against_rival",
    "loss_against_true_score",
    "minibatch_noise",
    "network_by_hand",
    "network_diagram",
    "neuron_graph",
    "overfitting",
    "penalty_against_scale",
    "rate_scan",
    "recognition_is_hard",
    "saddle_paths",
    "score_regions",
    "secants",
    "sigmoid_and_slope",
    "sigmoid_gate_curve",
    "softmax_steps",
    "start_curves",
    "stopping_points",
    "tangents",
    "training_curves",
    "valley_paths",
    "values_of",
    "xor_curves",
    "yes_no_regions",
]
