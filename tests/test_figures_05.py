"""The figures of assignment 05: their words tell the right numbers, and what is unfinished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from course_lib import datasets, figures, networks, neuron
from course_lib.figures.described import WORDS_ONLY, DescribedFigure
from course_lib.layers import sigmoid

FLOWERS = datasets.iris()
SEPALS = FLOWERS.features[:, :2]
X = np.column_stack([SEPALS, np.ones(150)])
IS_SETOSA = (FLOWERS.labels == 0).astype(int)
XOR = datasets.xor()
Y_XOR = XOR.labels[:, np.newaxis].astype(float)
STANDARD = (FLOWERS.features - FLOWERS.features.mean(axis=0)) / FLOWERS.features.std(axis=0)
THETA = np.array([-3.76, 6.12, 1.16])
W0 = np.array([[5.0, -5.0], [5.0, -5.0], [-2.0, 7.0]])
W1 = np.array([[8.0], [8.0]])
COMMON = {"hidden": 4, "learning_rate": 0.1, "batch_size": 30, "epochs": 3}
PARAMETERS, _ = networks.train(
    STANDARD[:, 2:], FLOWERS.labels, 6, 0.1, 30, 10, np.random.default_rng(0)
)


def setosa_answer(points: np.ndarray) -> np.ndarray:
    return neuron.neuron(np.column_stack([points, np.ones(len(points))]), THETA)


def hidden(points: np.ndarray) -> np.ndarray:
    return sigmoid(np.column_stack([points, np.ones(len(points))]) @ W0)


def petal_classes(points: np.ndarray) -> np.ndarray:
    return networks.predict(PARAMETERS, points)


Starts = Mapping[str, Any]
Draw = Callable[[Callable[[Any], Any]], DescribedFigure]
"""Draws with functions that its argument has wrapped, or put something else in the place of."""

FIGURES: dict[str, Draw] = {
    "activation_slopes": lambda wrap: figures.activation_slopes(
        {"step": wrap(lambda z: np.where(z > 0, 1.0, 0.0)), "sigmoid": wrap(sigmoid)}
    ),
    "yes_no_regions": lambda wrap: figures.yes_no_regions(
        wrap(setosa_answer), SEPALS, IS_SETOSA, ("length", "width"), ("not setosa", "setosa")
    ),
    "stopping_points": lambda wrap: figures.stopping_points(
        wrap(neuron.neuron_gradient), X, IS_SETOSA, rates=(0.01, 0.02)
    ),
    "hidden_unit_maps": lambda wrap: figures.hidden_unit_maps(
        wrap(hidden),
        wrap(lambda points: sigmoid(hidden(points) @ W1 - 12)[:, 0]),
        XOR.features[:, :2],
        XOR.labels,
        units=2,
    ),
    "xor_curves": lambda wrap: figures.xor_curves(
        wrap(networks.xor_network_step), XOR.features, Y_XOR, (W0, W1), rates=(0.1, 1), steps=20
    ),
    "rate_scan": lambda wrap: figures.rate_scan(
        wrap(networks.train),
        networks.predict,
        (STANDARD[::2], FLOWERS.labels[::2]),
        (STANDARD[1::2], FLOWERS.labels[1::2]),
        rates=(0.01, 0.1),
        common={"hidden": 4, "batch_size": 30, "epochs": 3},
    ),
    "training_curves": lambda wrap: figures.training_curves(
        wrap(networks.train),
        STANDARD,
        FLOWERS.labels,
        {"slow": {"learning_rate": 0.001}, "wild": {"learning_rate": 1e4}},
        COMMON,
    ),
    "start_curves": lambda wrap: figures.start_curves(
        wrap(networks.loss_and_gradients),
        {"zero": {name: np.zeros_like(array) for name, array in networks.initialize(
            4, 5, 3, np.random.default_rng(0)).items()}},
        STANDARD,
        FLOWERS.labels,
        steps=10,
    ),
    "class_regions": lambda wrap: figures.class_regions(
        wrap(petal_classes),
        STANDARD[:, 2:],
        FLOWERS.labels,
        ("petal length", "petal width"),
        FLOWERS.class_names,
    ),
}  # fmt: skip


def as_it_is(function: Any) -> Any:
    return function


@pytest.fixture(params=FIGURES)
def draw(request: pytest.FixtureRequest) -> Draw:
    return FIGURES[str(request.param)]


def test_a_figure_has_words_and_labelled_axes(draw: Draw) -> None:
    figure = draw(as_it_is)
    assert "not ready" not in figure.alt_text
    assert 60 < len(figure.alt_text) < 500
    assert figure.alt_text.endswith(".")
    panels = [axes for axes in figure.axes if axes.axison]
    assert all(axes.get_xlabel() or axes.get_title(loc="left") for axes in panels)
    figure.savefig("/dev/null", format="png", dpi=50)
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
    assert min(sizes) * 96 / 72 >= 12


def unfinished(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


def nothing(*_: Any, **__: Any) -> None:
    return None


@pytest.mark.parametrize("stub", [unfinished, nothing])
def test_an_unfinished_function_gives_a_sentence(draw: Draw, stub: Callable[..., Any]) -> None:
    figure = draw(lambda _: stub)
    assert f"Your {stub.__name__} is not ready yet" in figure.alt_text


def test_words_alone_are_the_same_words(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw(as_it_is).alt_text
    monkeypatch.setenv(WORDS_ONLY, "1")
    assert draw(as_it_is).bundle() == {"text/plain": drawn}


def test_words_tell_slopes() -> None:
    text = FIGURES["activation_slopes"](as_it_is).alt_text
    assert "step 0.00, sigmoid 0.25" in text


def test_words_count_the_flowers_on_their_own_side() -> None:
    assert "149 of the 150" in FIGURES["yes_no_regions"](as_it_is).alt_text
    no = figures.yes_no_regions(
        lambda points: np.full(len(points), 0.5), SEPALS, IS_SETOSA, ("a", "b"), ("no", "yes")
    )
    assert "100 of the 150" in no.alt_text
    assert "There is no boundary" in no.alt_text


def test_words_tell_where_the_neuron_stops() -> None:
    figure = figures.stopping_points(neuron.neuron_gradient, X, IS_SETOSA, rates=(0.01,))
    assert "with rate 0.01 after 823 steps, at ‖θ‖ = 1.48" in figure.alt_text


def test_words_tell_the_last_losses() -> None:
    assert "zero 1.0986" in FIGURES["start_curves"](as_it_is).alt_text
    rng = np.random.default_rng(0)
    _, losses = networks.train(
        STANDARD, FLOWERS.labels, **{**COMMON, "learning_rate": 0.001}, rng=rng
    )
    assert f"slow {losses[-1]:.4f}" in FIGURES["training_curves"](as_it_is).alt_text


def test_words_count_the_rows_of_xor() -> None:
    assert "gets 4 of the 4 rows right" in FIGURES["hidden_unit_maps"](as_it_is).alt_text


def test_the_diagram_names_sizes_and_the_largest_weight() -> None:
    figure = figures.network_diagram([W0, -W1 - 1], ["a", "b", "1"], ["y"])
    assert "layers of 3, 2 and 1 units" in figure.alt_text
    assert "largest in size is 9.00, in layer 2" in figure.alt_text


def test_an_endless_training_ends_with_a_sentence() -> None:
    def endless(*_: Any, **__: Any) -> Any:
        while True:
            pass

    figure = figures.training_curves(endless, STANDARD, FLOWERS.labels, {"one": {}}, COMMON)
    assert "Your endless does not stop" in figure.alt_text
