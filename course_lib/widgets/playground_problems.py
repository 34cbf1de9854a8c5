"""Problems in the plane for the playground: a few points, each of one of two or three classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import datasets

PROBLEMS = (
    ("xor", "XOR"),
    ("iris", "Iris"),
    ("moons", "two moons"),
    ("spiral", "spiral"),
)
IRIS_FEATURES = (2, 3)
"""Petal length and width: the two features that tell most."""

MARGIN = 0.15
"""How far the plane reaches beyond the points, as a share of their spread."""


@dataclass(frozen=True)
class Problem:
    """Points (N, 2) in their own units, labels (N,), and the names of both axes and of the classes.

    Networks see the points standardised: to mean 0 and spread 1, each axis for itself.
    """

    points: np.ndarray
    labels: np.ndarray
    axes: tuple[str, str]
    classes: tuple[str, ...]

    @property
    def low(self) -> np.ndarray:
        return self.points.min(axis=0) - MARGIN * np.ptp(self.points, axis=0)

    @property
    def high(self) -> np.ndarray:
        return self.points.max(axis=0) + MARGIN * np.ptp(self.points, axis=0)

    def standardised(self, points: np.ndarray) -> np.ndarray:
        answer: np.ndarray = (points - self.points.mean(axis=0)) / self.points.std(axis=0)
        return answer


def problem(name: str, features: tuple[int, int] = IRIS_FEATURES) -> Problem:
    """One of `PROBLEMS`; `features` are the two columns of Iris. ValueError for another name."""
    if name == "xor":
        table = datasets.xor()
        return Problem(table.features[:, :2], table.labels, ("a", "b"), ("0", "1"))
    if name == "iris":
        table = datasets.iris()
        across, up = (f"{table.feature_names[index]} (cm)" for index in features)
        return Problem(
            table.features[:, list(features)], table.labels, (across, up), table.class_names
        )
    if name == "moons":
        return Problem(*two_moons(), ("x", "y"), ("upper", "lower"))
    if name == "spiral":
        return Problem(*spiral(), ("x", "y"), ("first arm", "second arm"))
    known = ", ".join(each for each, _ in PROBLEMS)
    raise ValueError(f"name is {name!r}; wanted one of {known}")


def two_moons(each: int = 60, noise: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Two half circles of radius 1, one turned over and moved into the other's hollow."""
    rng = np.random.default_rng(0)
    angles = np.linspace(0, np.pi, each)
    upper = np.column_stack([np.cos(angles), np.sin(angles)])
    lower = np.column_stack([1 - np.cos(angles), 0.5 - np.sin(angles)])
    points = np.vstack([upper, lower])
    return points + rng.normal(scale=noise, size=points.shape), np.repeat([0, 1], each)


def spiral(each: int = 80, turns: float = 1.25) -> tuple[np.ndarray, np.ndarray]:
    """Two arms that wind around each other, opposite to each other at every distance."""
    rng = np.random.default_rng(0)
    radii = np.linspace(0.12, 1, each)
    angles = 2 * np.pi * turns * radii
    arm = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    points = np.vstack([arm, -arm])
    return points + rng.normal(scale=0.02, size=points.shape), np.repeat([0, 1], each)
