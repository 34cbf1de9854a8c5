"""Cases of Surface and Playground for the JavaScript tests, computed by Python."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.descent import gradient_descent
from course_lib.networks import forward, initialize, loss_and_gradients
from course_lib.widgets import playground, surface
from course_lib.widgets.playground import Playground, in_words
from course_lib.widgets.surface import in_words as descent_in_words
from course_lib.widgets.surface_descents import NOISES, RATES, SURFACES

POINTS = np.random.default_rng(4).normal(size=(12, 2))


def unfinished(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


def cases() -> dict[str, Any]:
    panel = surface(gradient_descent)
    panel.finish()
    figure = trained(problem="iris", hidden=5, batch=20, rate=0.1, features=[0, 1])
    training = figure._training
    assert training is not None
    diverging = trained(problem="moons", hidden=8, batch=20, rate=30.0, scale=10.0, seed=2)
    assert diverging._training is not None
    hidden = np.maximum(0, training.X @ training.parameters["W1"] + training.parameters["b1"])
    return {
        "surface": panel.recorded(),
        "surface_unfinished": surface(unfinished).recorded(),
        "surface_sentences": [
            {
                "surface": number,
                "rate": rate,
                "noise": noise,
                "text": descent_in_words(
                    panel.descent((number, each.start), rate, noise),
                    (number, each.start),
                    rate,
                    noise,
                ),
            }
            for number, each in enumerate(SURFACES)
            for rate in range(len(RATES))
            for noise in range(len(NOISES))
        ],
        "heights": [
            {"surface": number, "point": point.tolist(), "height": each.height(point)}
            for number, each in enumerate(SURFACES)
            for point in POINTS
        ],
        "playground": figure.recorded(),
        "playground_words": in_words(training),
        "playground_on": (hidden > 0).sum(axis=0).tolist(),
        "playground_hidden": hidden[:10].tolist(),
        "playground_diverging": diverging.recorded(),
        "playground_diverged": in_words(diverging._training),
        "playground_unfinished": playground(initialize, forward, unfinished).recorded(),
    }


def trained(**settings: Any) -> Playground:
    """A playground with these settings, after two epochs."""
    figure = playground(initialize, forward, loss_and_gradients)
    figure.settings = {**figure.settings, **settings}
    for count in (1, 2):
        figure.command = {"do": "step", "count": count}
    return figure
