"""Why recognition is hard: one simple cat, drawn eight ways."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.figures import shapes
from course_lib.figures.described import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    SKY,
    VERMILLION,
    YELLOW,
    DescribedFigure,
    described,
    drawing,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#222222"


@functools.cache  # nothing in it changes, and it has many shapes
@drawing
def recognition_is_hard() -> DescribedFigure:
    """Eight small drawings: a cat, and seven reasons why its pixels say little."""
    figure = new_figure(height=4.6)
    panels = {
        "A cat": _plain,
        "Pose": _pose,
        "Light": _light,
        "Deformation": _deformation,
        "Occlusion": _occlusion,
        "Clutter": _clutter,
        "Within a class": _within_a_class,
        "Between classes": _between_classes,
    }
    for axes, (title, draw) in zip(figure.subplots(2, 4).flat, panels.items(), strict=True):
        axes.set(xlim=(-2, 2), ylim=(-2, 2), xticks=[], yticks=[], aspect="equal", title=title)
        axes.grid(False)
        axes.spines[:].set_visible(True)
        axes.spines[:].set_color("#999999")
        draw(axes)
    return described(
        figure,
        "Eight drawings. A cat's face; then turned on its side, half in shadow, stretched, behind "
        "a fence, among many other shapes, three cats that look different, and beside it a fox "
        "that looks much the same.",
    )


def _plain(axes: Axes) -> None:
    _face(axes)


def _pose(axes: Axes) -> None:
    _face(axes, centre=(0.2, -0.3), size=0.8, angle=110)


def _light(axes: Axes) -> None:
    _face(axes)
    shadow = np.zeros((1, 256, 4))
    shadow[..., 3] = 0.88 / (1 + np.exp(-np.linspace(-9, 9, 256)))
    axes.imshow(shadow, extent=(-2, 2, -2, 2), aspect="equal", zorder=5)


def _deformation(axes: Axes) -> None:
    _face(axes, centre=(0, -0.4), stretch=1.38)


def _occlusion(axes: Axes) -> None:
    _face(axes)
    for left in (-1.9, -0.75, 0.4, 1.55):
        axes.add_artist(
            shapes.Rectangle((left, -2), 0.8, 4, facecolor="#B9A48A", edgecolor=INK, zorder=5)
        )


def _clutter(axes: Axes) -> None:
    rng = np.random.default_rng(3)
    colours = (ORANGE, SKY, GREEN, YELLOW, VERMILLION, "#F6D9A0")
    for index in range(60):
        x, y = rng.uniform(-1.9, 1.9, 2)
        size, colour = rng.uniform(0.15, 0.45), colours[index % len(colours)]
        corners = size * rng.uniform(-1, 1, (3, 2)) + (x, y)
        shape = shapes.Circle((x, y), size) if index % 2 else shapes.Polygon(corners)
        shape.set(facecolor=colour, edgecolor=INK, linewidth=0.8, clip_on=True)
        axes.add_artist(shape)
    _face(axes, centre=(0.5, -0.4), size=0.55)


def _within_a_class(axes: Axes) -> None:
    _face(axes, centre=(-1.0, 0.75), size=0.62, coat="#4D4D4D", eyes=YELLOW)
    _face(axes, centre=(1.0, 0.75), size=0.62, coat="#F7F3EA", ears=0.55)
    _face(axes, centre=(0, -1.05), size=0.7, stretch=1.2, coat="#A9B4BC", ears=1.35)


def _between_classes(axes: Axes) -> None:
    _face(axes, centre=(-0.98, 0), size=0.72)
    _face(axes, centre=(0.98, 0), size=0.72, coat=VERMILLION, ears=1.2, snout=True)
    axes.text(-0.98, -1.7, "cat", ha="center", fontsize=10)
    axes.text(0.98, -1.7, "fox", ha="center", fontsize=10)


def _face(
    axes: Axes,
    centre: tuple[float, float] = (0.0, -0.2),
    size: float = 1.15,
    angle: float = 0.0,
    stretch: float = 1.0,
    coat: str = ORANGE,
    eyes: str = BLUE,
    ears: float = 1.0,
    snout: bool = False,
) -> None:
    """A face made of few shapes. `stretch` widens and flattens it, `ears` is their length."""
    parts: list[Any] = []
    for side in (-1, 1):
        ear = [(0.95 * side, 0.3), (0.82 * side, 0.7 + 0.7 * ears), (0.2 * side, 0.9)]
        parts.append(shapes.Polygon(ear, facecolor=coat))
    parts.append(shapes.Circle((0, 0), 1, facecolor=coat))
    if snout:
        parts.append(shapes.Polygon([(-0.75, -0.3), (0.75, -0.3), (0, -1.3)], facecolor="white"))
    for side in (-1, 1):
        parts.append(shapes.Ellipse((0.4 * side, 0.2), 0.34, 0.42, facecolor=eyes))
        parts.append(shapes.Ellipse((0.4 * side, 0.2), 0.1, 0.36, facecolor=BLACK))
        for lift in (0.0, 0.18):
            start, end = (0.3 * side, -0.35), (1.25 * side, -0.5 + lift)
            parts.append(shapes.Polygon([start, end], closed=False, facecolor="none"))
    tip = -1.15 if snout else -0.4
    parts.append(shapes.Polygon([(-0.14, tip + 0.2), (0.14, tip + 0.2), (0, tip)], facecolor=BLACK))

    place = (
        shapes.Affine2D().scale(size * stretch, size / stretch).rotate_deg(angle).translate(*centre)
    )
    for order, shape in enumerate(parts):
        shape.set(edgecolor=INK, linewidth=1.0, transform=place + axes.transData)
        shape.set_zorder(2 + order / 100)
        axes.add_artist(shape)
