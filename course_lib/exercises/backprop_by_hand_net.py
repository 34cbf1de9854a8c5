"""`TwoLayerNet`: the exercise and its known wrong answers."""

from __future__ import annotations

from course_lib.exercises import backprop_by_hand_examples as examples
from course_lib.exercises import backprop_by_hand_net_mistakes as mistakes
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.layers import TwoLayerNet
from course_lib.probes import backprop_by_hand as probes

TARGETS = (
    "Your targets are (N,) where the predictions are (N, 1), so that every prediction meets every "
    "target, in an N × N table."
)

TWO_LAYER_NET = Exercise(
    name="TwoLayerNet",
    assignment="04_backprop_by_hand",
    reference=TwoLayerNet,
    probe=probes.two_layer_net,
    points={
        "predict": 0.25,
        "loss": 0.5,
        "gradients by W and V": 0.5,
        "gradient by x": 0.25,
        "step": 0.5,
        "targets of (N, 1)": 0.25,
        "V of (H,)": 0.25,
        "batch after batch": 0.25,
        "two nets": 0.25,
        "its own W and V": 0.25,
        "arguments untouched": 0.25,
    },
    sizes={"N": probes.N, "D": probes.D, "H": probes.H},
    examples=examples.two_layer_net,
    misconceptions=(
        Misconception("targets_broadcast", TARGETS, mistakes.TargetsBroadcast),
        Misconception("targets_broadcast_in_loss", TARGETS, mistakes.TargetsBroadcastInLoss),
        Misconception(
            "targets_broadcast_and_mean_over_rows",
            TARGETS,
            mistakes.TargetsBroadcastAndMeanOverRows,
        ),
        Misconception(
            "no_mean_in_gradient",
            "Your loss is a mean and your gradients belong to a sum: they are N times too large.",
            mistakes.NoMeanInGradient,
        ),
        Misconception(
            "mean_twice",
            "Your gradients are divided by N twice: once in the loss's gradient is enough.",
            mistakes.MeanTwice,
        ),
        Misconception(
            "sums_the_losses",
            "You add the losses up, and their gradients; the mean is wanted.",
            mistakes.SumsTheLosses,
        ),
        Misconception(
            "sums_the_losses_only",
            "You add the losses up, while your gradients belong to their mean.",
            mistakes.SumsTheLossesOnly,
        ),
        Misconception(
            "loss_of_each_example",
            "Your loss is a list of losses; their mean is wanted, one number.",
            mistakes.LossOfEachExample,
        ),
        Misconception(
            "output_slope_twice",
            "You start with y − t and then go through the output's sigmoid, whose slope y − t "
            "holds already.",
            mistakes.OutputSlopeTwice,
        ),
        Misconception(
            "squared_error_gradient",
            "You go back from a squared error; the loss is the binary cross-entropy.",
            mistakes.SquaredErrorGradient,
        ),
        Misconception(
            "squared_error",
            "Your loss is the squared error; the binary cross-entropy is wanted.",
            mistakes.SquaredError,
        ),
        Misconception(
            "targets_for_predictions",
            "In the loss's gradient predictions and targets have changed places.",
            mistakes.TargetsForPredictions,
        ),
        Misconception(
            "no_slope_at_output",
            "The slope of the output's sigmoid is missing on the way back.",
            mistakes.NoSlopeAtOutput,
        ),
        Misconception(
            "downhill",
            "All your gradients have their sign turned round; the step subtracts, the gradient "
            "does not.",
            mistakes.Downhill,
        ),
        Misconception(
            "climbs_uphill",
            "Your step adds the gradient: that way the loss grows.",
            mistakes.ClimbsUphill,
        ),
        Misconception(
            "hidden_climbs",
            "Your step goes downhill in the output layer and uphill in the hidden one.",
            mistakes.HiddenClimbs,
        ),
        Misconception(
            "output_climbs",
            "Your step goes downhill in the hidden layer and uphill in the output layer.",
            mistakes.OutputClimbs,
        ),
        Misconception(
            "subtracts_the_rate",
            "Your step subtracts the rate from every weight: the gradient is left out.",
            mistakes.SubtractsTheRate,
        ),
        Misconception(
            "moves_hidden_only",
            "Your step leaves the output layer as it was.",
            mistakes.MovesHiddenOnly,
        ),
        Misconception(
            "moves_output_only",
            "Your step leaves the hidden layer as it was.",
            mistakes.MovesOutputOnly,
        ),
        Misconception(
            "updated_v",
            "The hidden layer's gradient is made with a V that has been updated: measure both, "
            "then move both.",
            mistakes.UpdatedV,
        ),
        Misconception(
            "fixed_rate",
            "Your step takes a rate of its own, 0.1, whatever it is given.",
            mistakes.FixedRate,
        ),
        Misconception("no_rate", "Your step leaves the learning rate out.", mistakes.NoRate),
        Misconception(
            "never_moves",
            "Your step changes neither layer: new weights have to be stored in the layers.",
            mistakes.NeverMoves,
        ),
        Misconception(
            "linear_output",
            "Your predictions are weighted sums: the output neuron lacks its sigmoid.",
            mistakes.LinearOutput,
        ),
        Misconception(
            "two_sigmoids",
            "Your predictions go through a sigmoid twice: the output layer has one already.",
            mistakes.TwoSigmoids,
        ),
        Misconception(
            "decides",
            "You predict 0 or 1; the probability is wanted.",
            mistakes.Decides,
        ),
        Misconception(
            "predicts_a_vector",
            "Your predictions are (N,); the net gives a column, (N, 1).",
            mistakes.PredictsAVector,
        ),
        Misconception(
            "vector_stays_a_vector",
            "A V of shape (H,) has to become a column before the output layer gets it.",
            mistakes.VectorStaysAVector,
        ),
        Misconception(
            "returns_hidden_gradient",
            "Your backward returns the gradient by the hidden values; x lies one layer further "
            "back.",
            mistakes.ReturnsHiddenGradient,
        ),
        Misconception(
            "stops_at_output",
            "Your backward ends at the output layer: the hidden one gets no gradient.",
            mistakes.StopsAtOutput,
        ),
        Misconception(
            "returns_gradients",
            "Your backward returns the gradients by the weights; they stay in the layers, and the "
            "one by x is returned.",
            mistakes.ReturnsGradients,
        ),
        Misconception(
            "backward_moves",
            "Your backward moves the weights as well: that is what step is for.",
            mistakes.BackwardMoves,
        ),
        Misconception(
            "size_of_first_batch",
            "Your gradients are divided by the size of the first batch, whatever comes later.",
            mistakes.SizeOfFirstBatch,
        ),
        Misconception(
            "gradients_pile_up",
            "Your gradients add to those of the batch before; each backward starts afresh.",
            mistakes.GradientsPileUp,
        ),
        Misconception(
            "keeps_the_callers_weights",
            "Your net uses the caller's own arrays: what the caller does to them later changes "
            "your weights.",
            mistakes.KeepsTheCallersWeights,
        ),
        Misconception(
            "changes_the_callers_weights",
            "Your net works on the caller's own arrays, and its step changes them.",
            mistakes.ChangesTheCallersWeights,
        ),
        Misconception(
            "shared_layers",
            "Two nets share their layers: these belong to the class and not to `self`.",
            mistakes.SharedLayers,
        ),
        Misconception(
            "layers_without_slope",
            "Both layers leave out the slope of their sigmoid on the way back: repair the layer "
            "first.",
            mistakes.LayersWithoutSlope,
        ),
        Misconception(
            "layers_with_slope_of_activated_value",
            "Both layers apply the sigmoid a second time before they take its slope: repair the "
            "layer first.",
            mistakes.LayersWithSlopeOfActivatedValue,
        ),
        Misconception(
            "layers_with_slope_of_the_sum",
            "Both layers take the slope of the weighted sum for that of the value: repair the "
            "layer first.",
            mistakes.LayersWithSlopeOfTheSum,
        ),
        Misconception(
            "layers_that_average",
            "Each layer divides by the number of examples once more: the loss's gradient has done "
            "so, and a layer adds up.",
            mistakes.LayersThatAverage,
        ),
    ),
)
