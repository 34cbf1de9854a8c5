"""The numbers in the prose of 01_loss_functions."""

from __future__ import annotations

import numpy as np

from course_lib import losses

SCORES = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
LABELS = np.array([0, 1, 2])
SVM = losses.svm_losses(SCORES, LABELS)
SOFTMAX = losses.cross_entropy_losses(SCORES, LABELS)
PERTURBED = np.array([[10.0, -2.0, 3.0], [10.0, 9.0, 9.0], [10.0, -100.0, -100.0]])
FIRST = np.zeros(3, dtype=int)
EQUAL = np.zeros((1, 3))

NUMBERS = [
    ("1.4 against −2.8 and 0.0", np.array([2.0, 1.0]) @ [[1, -1, -0.6], [-0.8, -0.7, 1.2]]
     + [0.2, -0.1, 0.0]),
    ("at most 3.2 − 1 = 2.2", 3.2 - 1),
    ("it costs 5.1 − 3.2 + 1 = **2.9**", SVM[0]),
    ("The loss of the image is 2.9", SVM[0]),
    ("the first loss is the 2.9", SVM[0]),
    ("should be 5.2667", SVM.mean()),
    ("5.3 + 5.6 = 10.9", [2.2 + 3.1, 2.5 + 3.1, 2.2 + 2.5 + 2 * 3.1]),
    ("mean of the three images 4.6", (SVM.sum() - 2) / 3),
    ("$e^{3.2} = 24.53$", np.exp(3.2)),
    ("$e^{5.1} = 164.02$", np.exp(5.1)),
    ("$e^{-1.7} = 0.18$", np.exp(-1.7)),
    ("The sum is 188.74", np.exp(SCORES[0]).sum()),
    ("24.53 / 188.74 = 0.1300",
     [np.exp(3.2), np.exp(SCORES[0]).sum(), losses.softmax(SCORES)[0, 0]]),
    ("it got 0.5, the loss is 0.6931", np.log(2)),
    (r"-\log 0.1300 = 2.0404", [losses.softmax(SCORES)[0, 0], SOFTMAX[0]]),
    ("prints 0.89", SOFTMAX[0] / np.log(10)),
    ("2.0404, 0.0791 and 6.1565", SOFTMAX),
    ("a mean of 2.7587", SOFTMAX.mean()),
    (r"9.176 \cdot 10^{-4}", losses.cross_entropy_losses(PERTURBED, FIRST)[0]),
    ("then 0.5514", losses.cross_entropy_losses(PERTURBED, FIRST)[1]),
    (r"then $3.4 \cdot 10^{-48}", 2 * np.exp(-110.0)),
    ("by 0.01 and the loss is 0.01", losses.svm_losses([[10, 9.01, 9]], [0])[0]),
    ("At −0.7 the frog", -1.7 + 1),
    ("at 6.1 the car", 5.1 + 1),
    (r"-\log 0.8 = 0.2231", losses.binary_cross_entropy([0.8], [1])[0]),
    (r"-\log 0.2 = 1.6094", [1 - 0.8, losses.binary_cross_entropy([0.8], [0])[0]]),
    (r"\log 2 = 0.6931", losses.binary_cross_entropy([0.5], [1])[0]),
    ("that is 3.0 + 0.1 · 14 = 4.4",
     [np.mean([2, 4]), 0.1, losses.full_loss([2, 4], [[1, -2, 3]], 0.1)]),
    ("height, 1.0986", losses.cross_entropy_losses(EQUAL, [0])[0]),
    ("factor of about 2.3", np.log(10)),
]  # fmt: skip

GIVEN = (
    *("3.2", "5.1", "−1.7", "4.9", "2.2", "2.5", "−3.1"),  # scores of the three images
    *("0.5", "0.8"),  # probabilities
    "0.01",  # by how much a rival is raised
    *("2.0", "4.0", "0.1"),  # losses and strength of the example of the full loss
)
