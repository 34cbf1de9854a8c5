"""`LinearSigmoidLayer`: the exercise and its known wrong answers."""

from __future__ import annotations

from course_lib.exercises import backprop_by_hand_examples as examples
from course_lib.exercises import backprop_by_hand_layer_mistakes as mistakes
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.layers import LinearSigmoidLayer
from course_lib.probes import backprop_by_hand as probes

LINEAR_SIGMOID_LAYER = Exercise(
    name="LinearSigmoidLayer",
    assignment="04_backprop_by_hand",
    reference=LinearSigmoidLayer,
    probe=probes.linear_sigmoid_layer,
    points={
        "forward": 0.5,
        "gradient by x": 0.75,
        "gradient by W": 0.75,
        "batch after batch": 0.25,
        "two layers": 0.25,
        "its own W": 0.25,
        "arguments untouched": 0.25,
    },
    sizes={"N": probes.N, "D": probes.D, "H": probes.H},
    examples=examples.linear_sigmoid_layer,
    misconceptions=(
        Misconception(
            "no_activation",
            "Your forward returns the weighted sums: they lack their sigmoid.",
            mistakes.NoActivation,
        ),
        Misconception(
            "no_slope",
            "Your backward leaves out the slope of the sigmoid.",
            mistakes.NoSlope,
        ),
        Misconception(
            "slope_of_activated_value",
            "Your slope applies the sigmoid to what is already its value.",
            mistakes.SlopeOfActivatedValue,
        ),
        Misconception(
            "slope_of_the_sum",
            "You put the weighted sum into a(1 − a), where the sigmoid's value belongs.",
            mistakes.SlopeOfTheSum,
        ),
        Misconception(
            "slope_of_tanh",
            "You take the slope of tanh; a sigmoid's is another.",
            mistakes.SlopeOfTanh,
        ),
        Misconception(
            "slope_is_the_value",
            "You multiply by the sigmoid's value alone, which is one factor of its slope.",
            mistakes.SlopeIsTheValue,
        ),
        Misconception(
            "slope_is_the_rest",
            "You multiply by what the sigmoid's value lacks to 1, which is one factor of its "
            "slope.",
            mistakes.SlopeIsTheRest,
        ),
        Misconception(
            "no_slope_in_weights",
            "The gradient by W lacks the slope of the sigmoid; the one by x has it.",
            mistakes.NoSlopeInWeights,
        ),
        Misconception(
            "no_slope_in_inputs",
            "The gradient by x lacks the slope of the sigmoid; the one by W has it.",
            mistakes.NoSlopeInInputs,
        ),
        Misconception(
            "no_upstream",
            "Your backward ignores what comes from above: upstream is a factor of every gradient.",
            mistakes.NoUpstream,
        ),
        Misconception(
            "accumulates",
            "You add to the gradient of the call before; each backward starts afresh.",
            mistakes.Accumulates,
        ),
        Misconception(
            "averages_over_rows",
            "You divide the gradient by W by the number of rows; the mean is the loss's business, "
            "and a layer adds up.",
            mistakes.AveragesOverRows,
        ),
        Misconception(
            "averages_both",
            "You divide by the number of rows; the mean is the loss's business, and a layer "
            "adds up.",
            mistakes.AveragesBoth,
        ),
        Misconception(
            "transposed",
            "Your gradient by W is transposed: it has the shape of W.",
            mistakes.Transposed,
        ),
        Misconception(
            "weights_not_transposed",
            "On the way back W has to be turned round: its columns are the neurons, and the "
            "result has a column for each input.",
            mistakes.WeightsNotTransposed,
        ),
        Misconception(
            "transposes_forward",
            "You transpose W on the way forward: here it is (in, out) already.",
            mistakes.TransposesForward,
        ),
        Misconception(
            "keeps_the_callers_weights",
            "Your layer uses the caller's own array: what the caller does to it later changes "
            "your weights.",
            mistakes.KeepsTheCallersWeights,
        ),
        Misconception(
            "shares_what_it_saves",
            "Two layers share what forward saves: it belongs to the class and not to `self`.",
            mistakes.SharesWhatItSaves,
        ),
        Misconception(
            "saves_the_first_batch_only",
            "Your backward still uses what the first forward saved; each forward saves anew.",
            mistakes.SavesTheFirstBatchOnly,
        ),
        Misconception(
            "returns_weight_gradient",
            "Your backward returns the gradient by W; that is kept, and the one by x is returned.",
            mistakes.ReturnsWeightGradient,
        ),
        Misconception(
            "returns_sum_gradient",
            "Your backward returns the gradient by the weighted sums: W is still to be passed.",
            mistakes.ReturnsSumGradient,
        ),
        Misconception(
            "never_sets_gradient",
            "Your `W_gradient` stays as it was at the start: backward has to fill it.",
            mistakes.NeverSetsGradient,
        ),
        Misconception(
            "lacks_gradient",
            "Your layer has no `W_gradient`: backward has to store it in `self`.",
            mistakes.LacksGradient,
        ),
        Misconception(
            "changes_upstream",
            "Your backward changes upstream, which belongs to the caller.",
            mistakes.ChangesUpstream,
        ),
        Misconception(
            "downhill",
            "Your gradient by W has its sign turned round; the step subtracts, the gradient does "
            "not.",
            mistakes.Downhill,
        ),
        Misconception(
            "learns_at_once",
            "Your backward changes W; it only measures, and a later step moves the weights.",
            mistakes.LearnsAtOnce,
        ),
        Misconception(
            "learns_before_inputs",
            "Your backward changes W before it goes on to x: it only measures, with the weights of "
            "the way forward.",
            mistakes.LearnsBeforeInputs,
        ),
    ),
)
