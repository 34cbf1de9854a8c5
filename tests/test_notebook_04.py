"""What is special to the notebook of assignment 04: the network's numbers, as the plan has them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np
import pytest

from course_lib import exercises
from course_lib.layers import (
    LinearSigmoidLayer,
    TwoLayerNet,
    binary_cross_entropy_gradient,
    overfit_one_example,
    sigmoid,
)

ASSIGNMENT = "04_backprop_by_hand"
PATH = Path(__file__).resolve().parent.parent / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
X = np.array([[5.0, 3.0]])
W = np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]])
V = np.array([0.1, 0.5, -0.1])


def test_the_way_forward() -> None:
    hidden = LinearSigmoidLayer(W)
    assert (X @ W).tolist() == [[11, 1, 12]]
    assert hidden.forward(X)[0] == pytest.approx([0.99998330, 0.73105858, 0.99999386], abs=5e-9)
    net = TwoLayerNet(W, V)
    assert net.predict(X)[0, 0] == pytest.approx(0.59037800, abs=5e-9)
    assert net.loss(X, [1]) == pytest.approx(0.52699227, abs=5e-9)


def test_the_way_back() -> None:
    net = TwoLayerNet(W, V)
    net.loss(X, [1])
    net.backward()
    by_prediction = binary_cross_entropy_gradient(net.predict(X), [[1]])
    assert by_prediction[0, 0] == pytest.approx(-1.69383, abs=5e-6)
    by_V = net.output.W_gradient[:, 0]
    assert by_V == pytest.approx([-0.40961516, -0.29945768, -0.40961948], abs=5e-9)
    by_hidden = net.output.backward(by_prediction)
    assert by_hidden[0] == pytest.approx([-0.040962, -0.204811, 0.040962], abs=5e-7)
    by_W = net.hidden.W_gradient
    assert by_W[0] == pytest.approx([-3.42058e-6, -0.20134143, 1.25839e-6], rel=3e-6)
    assert by_W[1] == pytest.approx([-2.05235e-6, -0.12080486, 7.55032e-7], rel=3e-6)


def test_entries_of_the_gradient_span_orders_of_magnitude() -> None:
    net = TwoLayerNet(W, V)
    net.loss(X, [1])
    net.backward()
    sizes = np.abs(net.hidden.W_gradient)
    assert sizes.max() / sizes.min() == pytest.approx(267_000, rel=0.005)
    assert np.floor(np.log10([sizes.max(), sizes.min()])).tolist() == [-1, -7]


@pytest.mark.parametrize(
    ("target", "first", "hundredth", "after"),
    [(1, 0.5270, 0.0345, 0.0341), (0, 0.8925, 0.0514, 0.0509)],
)
def test_overfitting(target: int, first: float, hundredth: float, after: float) -> None:
    net = TwoLayerNet(W, V)
    losses = overfit_one_example(net, X, target, 0.1, 100)
    assert losses[[0, 99]] == pytest.approx([first, hundredth], abs=5e-5)
    assert net.loss(X, [target]) == pytest.approx(after, abs=5e-5)
    saturated = np.abs(net.hidden.W - W)[:, [0, 2]]
    assert saturated.max() < 1e-4


def test_a_rounded_hidden_value_spoils_its_slope_by_a_fifth() -> None:
    exact = float(sigmoid(11))
    rounded = 0.99998
    assert rounded * (1 - rounded) / (exact * (1 - exact)) == pytest.approx(1.2, abs=0.01)


def test_the_prose_does_not_give_the_answers_by_hand_away() -> None:
    notebook = nbformat.read(PATH, as_version=nbformat.NO_CONVERT)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for name in ("hand_forward", "hand_backward", "index_erratum"):
        for key, answer in exercises.find(name).reference.items():
            for number in np.ravel(answer):
                if key == "h" or float(number).is_integer():
                    continue  # the first two are worked examples of one neuron
                assert f"{abs(number):.4f}" not in prose or abs(number) < 0.001
                assert f"{abs(number):.4e}".split("e")[0] not in prose
