"""Small functions to walk about on: given code, for notebooks, figures and widgets.

`quartic` has one variable and two valleys. The others are surfaces over the plane: they take
points as an array whose last axis holds the two coordinates, and come with their gradients.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

NARROWNESS = 10.0
"""How many times steeper the narrow valley is across than along."""


def quartic(x: Any) -> Any:
    """0.5x⁴ − 2x² + x + 5: a deep valley on the left, a shallow one on the right."""
    return 0.5 * x**4 - 2 * x**2 + x + 5


def saddle(points: ArrayLike) -> FloatArray:
    """x² − y², the potato chip: up along x, down along y. Shapes: (..., 2) → (...)."""
    x, y = _coordinates(points)
    return x**2 - y**2


def saddle_gradient(points: ArrayLike) -> FloatArray:
    """(2x, −2y). Shapes: (..., 2) → (..., 2)."""
    x, y = _coordinates(points)
    return np.stack([2 * x, -2 * y], axis=-1)


def narrow_valley(points: ArrayLike) -> FloatArray:
    """½(x² + 10y²): gentle along x, steep along y. Shapes: (..., 2) → (...)."""
    x, y = _coordinates(points)
    return 0.5 * (x**2 + NARROWNESS * y**2)


def narrow_valley_gradient(points: ArrayLike) -> FloatArray:
    """(x, 10y). Shapes: (..., 2) → (..., 2)."""
    x, y = _coordinates(points)
    return np.stack([x, NARROWNESS * y], axis=-1)


def _coordinates(points: ArrayLike) -> tuple[FloatArray, FloatArray]:
    array = np.asarray(points, dtype=np.float64)
    if array.ndim == 0 or array.shape[-1] != 2:
        raise ValueError(f"points has shape {array.shape}; wanted (..., 2)")
    return array[..., 0], array[..., 1]
