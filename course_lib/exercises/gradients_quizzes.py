"""`step_size_quiz`: answers in a dict, and known wrong ones."""

from __future__ import annotations

from typing import Any

from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import gradients_descent as probes

LEFT, RIGHT, TOP = 9.96633, 5.63202, -3.59836
"""f″ = 6x² − 4 of the quartic at its two minima and at the maximum between them."""

STEP_SIZE_ANSWERS: dict[str, Any] = {
    "largest_step_left": 2 / LEFT,
    "largest_step_right": 2 / RIGHT,
    "rate_of_a": 0.25,
    "rate_of_b": 0.01,
    "rate_of_c": 1.0,
    "rate_of_d": 0.1,
}


def mistake(slug: str, key: str, answer: Any, message: str) -> Misconception:
    return Misconception(slug, message, {**STEP_SIZE_ANSWERS, key: answer})


def curve(slug: str, letter: str, answer: float, message: str) -> Misconception:
    return mistake(slug, f"rate_of_{letter}", answer, message)


STEP_SIZE_QUIZ = Exercise(
    name="step_size_quiz",
    assignment="02_gradients",
    reference=STEP_SIZE_ANSWERS,
    probe=probes.step_size_quiz,
    points=dict.fromkeys(probes.STEP_SIZE_QUIZ, 0.25),
    tolerance=5e-3,
    answers_only=True,
    misconceptions=(
        mistake(
            "left_lands_in_one_step",
            "largest_step_left",
            1 / LEFT,
            "For the left valley you give the step that lands on the floor at once; "
            "larger ones still settle.",
        ),
        mistake(
            "left_is_curvature",
            "largest_step_left",
            LEFT,
            "For the left valley you give the curvature itself; a step is no curvature.",
        ),
        mistake(
            "left_is_curvature_over_two",
            "largest_step_left",
            LEFT / 2,
            "For the left valley your fraction is upside down: a sharper valley needs smaller "
            "steps.",
        ),
        mistake(
            "left_is_right",
            "largest_step_left",
            2 / RIGHT,
            "For the left valley you give the step of the right one.",
        ),
        mistake(
            "left_is_tried",
            "largest_step_left",
            0.25,
            "For the left valley you give a rate that never settles there.",
        ),
        mistake(
            "left_is_place",
            "largest_step_left",
            -1.5257,
            "For the left valley you give the place of the minimum; the size of a step is wanted.",
        ),
        mistake(
            "right_lands_in_one_step",
            "largest_step_right",
            1 / RIGHT,
            "For the right valley you give the step that lands on the floor at once; "
            "larger ones still settle.",
        ),
        mistake(
            "right_is_curvature",
            "largest_step_right",
            RIGHT,
            "For the right valley you give the curvature itself; a step is no curvature.",
        ),
        mistake(
            "right_is_curvature_over_two",
            "largest_step_right",
            RIGHT / 2,
            "For the right valley your fraction is upside down: a sharper valley needs smaller "
            "steps.",
        ),
        mistake(
            "right_is_left",
            "largest_step_right",
            2 / LEFT,
            "For the right valley you give the step of the left one.",
        ),
        mistake(
            "right_is_place",
            "largest_step_right",
            1.2670,
            "For the right valley you give the place of the minimum; the size of a step is wanted.",
        ),
        mistake(
            "right_at_maximum",
            "largest_step_right",
            2 / TOP,
            "For the right valley you put the maximum between the valleys into the formula.",
        ),
        curve("a_is_slow", "a", 0.01, "Curve a does not creep, it jumps."),
        curve("a_is_good", "a", 0.1, "Curve a does not settle at all."),
        curve("a_diverges", "a", 1.0, "Curve a jumps about, yet stays within bounds."),
        curve("b_is_good", "b", 0.1, "Curve b creeps: another one is down after a few steps."),
        curve("b_jumps", "b", 0.25, "Curve b never jumps up: it settles, if slowly."),
        curve("b_diverges", "b", 1.0, "Curve b falls at every step: its steps are not too long."),
        curve("c_is_slow", "c", 0.01, "Curve c does not creep: one step carries it far up."),
        curve("c_is_good", "c", 0.1, "Curve c goes up, and nothing but too long a step does that."),
        curve("c_jumps", "c", 0.25, "Curve c does not stay within bounds: its steps are longer."),
        curve("d_is_slow", "d", 0.01, "Curve d is the quickest of the four: small rates creep."),
        curve("d_jumps", "d", 0.25, "Curve d settles after a few steps."),
        curve("d_diverges", "d", 1.0, "Curve d goes down and stays there."),
    ),
)
