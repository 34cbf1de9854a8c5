"""Descents on surfaces where nothing is live, drawn by matplotlib."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.figures.described import (
    VERMILLION,
    DescribedFigure,
    described,
    drawing,
    new_figure,
)
from course_lib.widgets.surface_descents import REACH, SURFACES, SurfaceDescent


@drawing
def three_surfaces(descents: Callable[[], list[SurfaceDescent]], text: str) -> DescribedFigure:
    """A path on each surface, from a hollow dot."""
    paths = descents()
    figure = new_figure(width=8.2, height=3.0)
    side = np.linspace(-1.1 * REACH, 1.1 * REACH, 81)
    across, up = np.meshgrid(side, side)
    for axes, surface, descent in zip(figure.subplots(1, 3), SURFACES, paths, strict=True):
        heights = surface.a * across**2 + surface.b * up**2
        axes.contour(across, up, heights, levels=14, colors=["#999999"], linewidths=0.8)
        path = np.clip(descent.path, -10, 10)
        axes.plot(path[:, 0], path[:, 1], color=VERMILLION, marker="o", markersize=3, linewidth=1.2)
        axes.plot(*path[:1].T, marker="o", markersize=8, color="white", markeredgecolor="black")
        axes.set(title=surface.name, xlabel="x", xlim=side[[0, -1]], ylim=side[[0, -1]])
        axes.grid(False)
    return described(figure, text)
