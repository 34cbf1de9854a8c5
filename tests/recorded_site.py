"""Cases of the playground for its stand-in in JavaScript, computed by Python."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np

from autograder.site.needs import needs_of
from autograder.site.run import recorded
from course_lib.networks import forward, initialize, loss_and_gradients
from course_lib.widgets import playground
from course_lib.widgets.playground import FIRST, PRESETS, Settings, _thinned
from course_lib.widgets.playground_problems import problem
from course_lib.widgets.playground_training import POINTS_A_SIDE, Functions, Start, Training

PARTS = Functions(initialize, forward, loss_and_gradients)
TRAININGS = (
    (FIRST, 60),
    (replace(FIRST, hidden=2, batch=1, seed=30), 60),
    (replace(FIRST, scale=0.0), 20),
    (replace(FIRST, problem="iris", hidden=5, rate=0.1, batch=20), 30),
    (replace(FIRST, problem="iris", features=(0, 3), batch=200, seed=7), 30),
    (replace(FIRST, problem="iris", features=(1, 1), scale=3.0, batch=50, seed=12), 10),
    (replace(FIRST, problem="moons", hidden=8, batch=50, seed=21), 30),
    (replace(FIRST, problem="spiral", hidden=16, batch=20, seed=4), 30),
    (replace(FIRST, problem="spiral", hidden=1, batch=10, rate=0.01, seed=16), 20),
    (PRESETS["Rate too large"], 5),
)
"""Settings and epochs: each problem, batches that divide the examples and others, few and many."""

DIVERGING = replace(FIRST, problem="moons", hidden=16, rate=3.0, batch=1, seed=1)
"""In the second epoch, not in the first."""


def cases() -> dict[str, Any]:
    figure = playground(*vars(PARTS).values())
    before = recorded(figure).traits
    figure.command = {"do": "step", "count": 1}
    return {
        "needs": needs_of("playground"),
        "side": POINTS_A_SIDE,
        "figure": before,
        "after_a_step": figure.recorded(),
        "shuffles": [shuffled(*each) for each in ((0, 16, 4), (3, 80, 150), (30, 35, 160))],
        "trainings": [trained(*each) for each in TRAININGS],
        "diverging": {"settings": asdict(DIVERGING), "epochs": epochs_until_it_diverges()},
        "thinned": [{"count": n, "shown": _thinned(n).tolist()} for n in (1, 300, 301, 2400)],
    }


def begun(settings: Settings) -> Training:
    start = Start(settings.hidden, settings.scale, settings.seed)
    return Training(PARTS, problem(settings.problem, settings.features), start)


def trained(settings: Settings, epochs: int) -> dict[str, Any]:
    training = begun(settings)
    for _ in range(epochs):
        training.run_epoch(settings.rate, settings.batch)
    given = training.problem
    classes, certainty = training.regions()
    return {
        "settings": asdict(settings),
        "epochs": epochs,
        "losses": training.losses,
        "parameters": {name: each.ravel().tolist() for name, each in training.parameters.items()},
        "guesses": training.guesses().tolist(),
        "regions": classes.tolist(),
        "certainty": certainty.tolist(),
        "examples": {
            "low": given.low.tolist(),
            "high": given.high.tolist(),
            "mean": given.points.mean(axis=0).tolist(),
            "spread": given.points.std(axis=0).tolist(),
            "axes": list(given.axes),
            "classes": list(given.classes),
        },
    }


def epochs_until_it_diverges() -> int:
    training = begun(DIVERGING)
    while not training.has_diverged:
        training.run_epoch(DIVERGING.rate, DIVERGING.batch)
    return training.epoch


def shuffled(seed: int, normals: int, count: int) -> dict[str, Any]:
    """Orders that numpy shuffles after so many normal numbers."""
    rng = np.random.default_rng(seed)
    rng.standard_normal(normals)
    orders = [rng.permutation(count).tolist() for _ in range(3)]
    return {"seed": seed, "normals": normals, "count": count, "orders": orders}
