"""`gradient_descent`: the exercise; its wrong answers are in `gradients_descent_mistakes`."""

from __future__ import annotations

from course_lib import descent as reference
from course_lib.exercises import gradients_descent_mistakes as mistakes
from course_lib.exercises import gradients_examples_descent as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import gradients_descent as probes

GRADIENT_DESCENT = Exercise(
    name="gradient_descent",
    assignment="02_gradients",
    reference=reference.gradient_descent,
    probe=probes.gradient_descent,
    points={
        "path": 0.75,
        "start is a number": 0.25,
        "number of points": 0.25,
        "at most max_steps": 0.25,
        "from a minimum": 0.25,
        "arguments untouched": 0.25,
    },
    sizes={"D": probes.D},
    constants={"the learning rate": 0.3},
    examples=examples.gradient_descent,
    misconceptions=(
        Misconception(
            "climbs", "You add the gradient, and so climb: it points uphill.", mistakes.climbs
        ),
        Misconception(
            "forgets_rate", "You leave the learning rate out of your steps.", mistakes.forgets_rate
        ),
        Misconception(
            "end_only",
            "You return the last point only; the whole path is wanted.",
            mistakes.end_only,
        ),
        Misconception(
            "without_start",
            "Your path lacks its first point, the start itself.",
            mistakes.without_start,
        ),
        Misconception(
            "without_end",
            "Your path lacks its last point: you stop before you write the last step down.",
            mistakes.without_end,
        ),
        Misconception(
            "steps_for_points",
            "You return the steps; the points are wanted.",
            mistakes.steps_for_points,
        ),
        Misconception(
            "one_array",
            "All points of your path are one and the same array, moved in place: each has to be "
            "an array of its own.",
            mistakes.one_array,
        ),
        Misconception(
            "one_array_of_the_caller",
            "All points of your path are the caller's own start, moved in place: each has to be "
            "an array of its own.",
            mistakes.one_array_of_the_caller,
        ),
        Misconception(
            "one_array_after_start",
            "After the start, all points of your path are one and the same array, moved in place.",
            mistakes.one_array_after_start,
        ),
        Misconception(
            "moves_start",
            "Your path is right, but you have moved the caller's start along it.",
            mistakes.moves_start,
        ),
        Misconception(
            "first_slope_only",
            "You ask for the gradient once and keep it; it is different at each point.",
            mistakes.first_slope_only,
        ),
        Misconception(
            "signed_sum",
            "You add up the parts of a step with their signs, so that any step to the left counts "
            "as short.",
            mistakes.signed_sum,
        ),
        Misconception(
            "absolute_sum",
            "The parts of a step cancel before you take the absolute value.",
            mistakes.absolute_sum,
        ),
        Misconception(
            "norm_of_step",
            "You measure a step by the root of its squares; the sum of absolute values is wanted.",
            mistakes.norm_of_step,
        ),
        Misconception(
            "largest_part",
            "You measure a step by its largest part; the sum of absolute values is wanted.",
            mistakes.largest_part,
        ),
        Misconception(
            "mean_part",
            "You measure a step by the mean of its parts; the sum of absolute values is wanted.",
            mistakes.mean_part,
        ),
        Misconception(
            "any_part",
            "You stop as soon as one part of a step is short; all of them together have to be.",
            mistakes.any_part,
        ),
        Misconception(
            "slope_for_step",
            "You compare the gradient with the tolerance; the step is meant, which is shorter.",
            mistakes.slope_for_step,
        ),
        Misconception(
            "slope_before_step",
            "You stop before a step when the gradient is small; the step is what counts, and it "
            "is taken.",
            mistakes.slope_before_step,
        ),
        Misconception(
            "never_stops_early",
            "You always take all the steps: nothing compares a step with the tolerance.",
            mistakes.never_stops_early,
        ),
        Misconception(
            "one_step_less", "You take one step less than you may.", mistakes.one_step_less
        ),
        Misconception(
            "one_step_more", "You take one step more than you may.", mistakes.one_step_more
        ),
        Misconception(
            "ignores_max_steps",
            "You do not stop after the largest number of steps that is given.",
            mistakes.ignores_max_steps,
        ),
        Misconception(
            "ignores_tolerance",
            "You always use the same tolerance, whatever is given.",
            mistakes.ignores_tolerance,
        ),
        Misconception(
            "stops_at_long_steps",
            "You stop while the steps are still long: your comparison is the wrong way round.",
            mistakes.stops_at_long_steps,
        ),
        Misconception(
            "compares_with_itself",
            "You stop after the first step: your old point is the same array as the new one, and "
            "moves with it.",
            mistakes.compares_with_itself,
        ),
        Misconception(
            "unit_steps",
            "Your steps all have one length: you divide the gradient by its norm.",
            mistakes.unit_steps,
        ),
    ),
)
