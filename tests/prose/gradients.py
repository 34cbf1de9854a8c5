"""The numbers in the prose of 02_gradients."""

from __future__ import annotations

import numpy as np

from course_lib import descent, gradients, losses
from course_lib.landscapes import quartic

H = 0.001
LEFT = descent.gradient_descent(gradients.quartic_derivative, -2.0, 0.1)[-1]
RIGHT = descent.gradient_descent(gradients.quartic_derivative, 1.5, 0.1)[-1]
TOP = np.sort(np.roots([2, 0, -4, 1]).real)[1]
SCORES, CAT = np.array([[3.2, 5.1, -1.7]]), np.array([0])
NEAR, FAR = np.array([3.0, 4.0]), np.array([3.0, 4.001])
SLOWEST = descent.gradient_descent(gradients.quartic_derivative, -2.0, 1e-5, max_steps=100_000)[-1]
FIRST = (1.25322 - 1.25347) / 1e-4
SECOND = (1.25353 - 1.25347) / 1e-4
SHARP = 4.0
"""f″ of the valley in which the largest stable step is explained."""

NUMBERS = [
    ("where the height is 4.53125", quartic(1.5)),
    ("The curve rises by 0.001755", quartic(1.5 + H) - quartic(1.5)),
    ("its slope is about 1.754753", gradients.forward_difference(quartic, 1.5, H)),
    (
        "height ahead is 4.533005 and the height behind is 4.529505",
        [quartic(1.5 + H), quartic(1.5 - H)],
    ),
    ("points are 0.002", 2 * H),
    ("the slope comes out as 1.750003", gradients.central_difference(quartic, 1.5, H)),
    ("The exact slope is 1.75", gradients.quartic_derivative(1.5)),
    ("and on both sides the mean of the two: 0.5",
     gradients.central_difference(lambda x: max(0.0, x), 0.0)),
    ("as it is | 0.34 | −1.11 | 1.25347", [0.34, -1.11, 1.25347]),
    ("| 0.3401 | −1.11 |", [0.34 + 1e-4, -1.11]),
    ("| 0.34 | −1.1099", -1.11 + 1e-4),
    ("The slope is −2.5 along the first weight and 0.6", [FIRST, SECOND]),
    ("yet the difference 0.00006", 1.25353 - 1.25347),
    ("to within 0.1", 1e-5 / 1e-4),
    ("formula gives 1.75", gradients.quartic_derivative(1.5)),
    ("left valley at −1.5257, where $f$ is 1.5280", [LEFT, quartic(LEFT)]),
    ("the right one at 1.2670, where it is 4.3449", [RIGHT, quartic(RIGHT)]),
    ("the hill between them at 0.2587", TOP),
    ("has the norm 0.001, the larger of the two has 5.0008",
     [np.linalg.norm(NEAR - FAR), np.linalg.norm(FAR)]),
    ("the relative error is 0.00020", gradients.relative_error(NEAR, FAR)),
    ("factor of 2 gives an error of 0.5", gradients.relative_error(2 * NEAR, NEAR)),
    ("+ 1) = 2.9", losses.svm_losses(SCORES, CAT)),
    ("probabilities are 0.1300, 0.8690 and 0.0010", losses.softmax(SCORES)),
    ("slopes are −0.8700, 0.8690 and 0.0010", gradients.cross_entropy_gradient(SCORES, CAT)),
    ("costs 0.9", losses.full_loss([0], [[3]], 0.1)),
    ("that cost is 0.6", gradients.weights_gradient([[0]], [[0]], [[3]], 0.1)),
    ("the slope is 1.75, so the step is −0.175, to 1.325",
     [gradients.quartic_derivative(1.5), -0.1 * gradients.quartic_derivative(1.5),
      1.5 - 0.1 * gradients.quartic_derivative(1.5)]),
    ("each step multiplies $y$ by 1.2, and $x$ by 0.8", [1 + 2 * 0.1, 1 - 2 * 0.1]),
    ("stops at −1.5356, where the slope is still −0.1",
     [SLOWEST, gradients.quartic_derivative(SLOWEST)]),
    ("At rate 0.4 it is −0.6", 1 - 0.4 * SHARP),
    ("At rate 0.6 it is −1.4", 1 - 0.6 * SHARP),
    ("$f'' = 4$ that is 0.5", 2 / SHARP),
    ("left valley, near −1.5257", LEFT),
    ("right valley, near 1.2670", RIGHT),
    ("has the loss 14.5", np.mean(np.array([2.0, 5.0]) ** 2)),
    ("$w$ becomes 0.7", 0.1 * 7),
    ("All three begin at 1.0986", losses.cross_entropy_losses(np.zeros((1, 3)), [0])),
]  # fmt: skip

GIVEN = (
    *("0.5", "1.5", "0.001", "0.8", "0.4"),  # the quartic, where its slope is taken, steps
    *("0.0001", "1.25347", "1.25322", "1.25353", "0.34", "1.11"),  # the table of two weights
    *("0.002", "4.001"),  # sizes of gradients that are compared
    *("5.1", "3.2", "1.7"),  # scores
    "0.1",  # strength and learning rate
    *("0.02", "0.15", "0.195", "0.00001", "0.01", "0.25", "1.0", "0.6"),  # learning rates
)
