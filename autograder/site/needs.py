"""What the stand-ins in ``answers/`` need beside a figure's traits: above all, random numbers.

JavaScript has no numpy. What a stand-in draws at random is written down when the page is made.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.widgets.playground import MOST_HIDDEN, MOST_SEED
from course_lib.widgets.playground_problems import PROBLEMS, problem
from course_lib.widgets.surface_descents import MOST_STEPS

IRIS_PAIRS = ((0, 1), (2, 3))
"""Two pairs of features that are all four columns of Iris."""


def needs_of(module: str) -> dict[str, Any]:
    """What the stand-in of a figure reads, as JSON; nothing for most figures."""
    if module == "surface":
        return {"normals": np.random.default_rng(1).standard_normal((MOST_STEPS, 2)).tolist()}
    if module == "playground":
        return {
            "problems": {name: _columns(name) for name, _ in PROBLEMS},
            "streams": [stream(seed) for seed in range(MOST_SEED + 1)],
        }
    return {}


def stream(seed: int) -> dict[str, Any]:
    """The random numbers of one seed: the normal ones, and where PCG64 begins.

    A normal number takes one step of the generator, now and then two or more. `steps` counts them,
    summed up, so that JavaScript shuffles the batches where Python does.
    """
    rng, walker = np.random.default_rng(seed), np.random.PCG64(seed)
    start = walker.state["state"]
    most = MOST_HIDDEN * (2 + max(len(problem(name).classes) for name, _ in PROBLEMS))
    normals, steps = [], [0]
    for _ in range(most):
        normals.append(rng.standard_normal())
        taken = steps[-1]
        while walker.state["state"] != rng.bit_generator.state["state"]:
            walker.random_raw()
            taken += 1
        steps.append(taken)
    return {
        "state": str(start["state"]),  # of 128 bits: more than a number in JSON holds
        "increment": str(start["inc"]),
        "normals": normals,
        "steps": steps,
    }


def _columns(name: str) -> dict[str, Any]:
    """A problem with all columns that its plane may be made of."""
    planes = [problem(name, pair) for pair in (IRIS_PAIRS if name == "iris" else IRIS_PAIRS[:1])]
    return {
        "columns": [column.tolist() for plane in planes for column in plane.points.T],
        "axes": [axis for plane in planes for axis in plane.axes],
        "labels": planes[0].labels.tolist(),
        "classes": list(planes[0].classes),
    }
