"""Figures of assignment 02 about slopes: secants, tangents, and how wrong a difference is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.figures.described import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    VERMILLION,
    DescribedFigure,
    described,
    drawing,
    new_figure,
    values_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Function = Callable[..., Any]
CENTRE = 1.5
SECANTS = ((0.8, PURPLE, ":"), (0.4, ORANGE, "-."), (0.001, VERMILLION, "--"))
TANGENTS = (-2.0, -1.5257, -0.8, 0.2587, 0.8, 1.2670, 1.8)
FLAT = 1e-2
"""A slope below this is level, to the eye."""

STEPS = np.logspace(-15, 0, 61)


@drawing
def secants(forward_difference: Function, f: Function) -> DescribedFigure:
    """Secants of f from x = 1.5 to x + h, for three h, with the student's slopes."""
    figure = new_figure(height=3.9)
    axes = figure.subplots()
    _curve(axes, f, -0.3, 2.6)
    height = float(f(CENTRE))
    across = np.array([CENTRE - 1.0, CENTRE + 1.0])
    said = []
    for h, colour, line in SECANTS:
        slope = float(values_of(forward_difference, f, CENTRE, h, shape=()))
        label = f"h = {h:g}: slope {slope:.3f}"
        axes.plot(across, height + slope * (across - CENTRE), line, color=colour, label=label)
        axes.plot(CENTRE + h, f(CENTRE + h), "o", color=colour, markersize=8)
        said.append(f"{slope:.3f} for h = {h:g}")
    axes.plot(CENTRE, height, "o", color=BLACK, markersize=8, zorder=4)
    axes.annotate("x = 1.5", (CENTRE, height), (6, -16), textcoords="offset points")
    axes.set(xlabel="x", ylabel="f(x)", xlim=(-0.3, 2.6), ylim=(3, 11))
    axes.legend(loc="upper left")
    return described(
        figure,
        "The curve of f, and three straight lines through its point at x = 1.5 and a second point "
        f"h further to the right. Their slopes are {', '.join(said)}: the nearer the second "
        "point, the more the line becomes a tangent.",
    )


@drawing
def tangents(f: Function, derivative: Function) -> DescribedFigure:
    """f with short tangents, whose slopes are the student's derivative."""
    points = np.array(TANGENTS)
    slopes = values_of(derivative, points, shape=points.shape)
    figure = new_figure(height=4.0)
    axes = figure.subplots()
    _curve(axes, f, -2.35, 2.15)
    for x, slope in zip(points, slopes, strict=True):
        reach = 0.42 / np.hypot(1.0, slope / 3)  # all of much the same length on the page
        ends = np.array([x - reach, x + reach])
        colour, sign = _by_sign(slope)
        axes.plot(ends, f(x) + slope * (ends - x), color=colour, linewidth=3, zorder=3)
        axes.plot(x, f(x), "o", color=colour, markersize=6, zorder=4)
        _label(axes, x, f(x), slope, sign)
    for colour, text in ((BLUE, "falls"), (GREEN, "level"), (VERMILLION, "rises")):
        axes.plot([], [], color=colour, linewidth=3, label=f"f {text}, as you say")
    axes.set(xlabel="x", ylabel="f(x)", xlim=(-2.35, 2.3), ylim=(0.3, 9.5))
    axes.legend(loc="upper center")
    listed = ", ".join(f"{_signed(s)} at {_signed(x)}" for x, s in zip(points, slopes, strict=True))
    return described(
        figure,
        "The curve of f with a deep valley on the left, a shallow one on the right and a hill "
        f"between them, and your tangents at seven points. Their slopes: {listed}.",
    )


@drawing
def difference_errors(
    forward_difference: Function,
    central_difference: Function,
    f: Function,
    x: float,
    slope: float,
) -> DescribedFigure:
    """How far both differences are from the true slope, for steps h from 1 to 1e-15."""
    figure = new_figure(height=4.2)
    axes = figure.subplots()
    said = []
    styles = (
        (forward_difference, "forward", 1, BLUE, "o"),
        (central_difference, "central", 2, VERMILLION, "s"),
    )
    for difference, name, order, colour, marker in styles:
        found = [float(values_of(difference, f, x, float(h), shape=())) for h in STEPS]
        errors = np.abs(np.array(found) - slope)
        shown = np.where(errors > 0, errors, np.nan)
        axes.loglog(STEPS, shown, marker, color=colour, markersize=5, label=f"{name}, yours")
        theory = errors[-9] * (STEPS / STEPS[-9]) ** order
        line = "--" if order == 1 else "-."
        axes.loglog(STEPS, theory, line, color=colour, linewidth=1.4, label=_falls(order))
        best = int(np.argmin(np.where(errors > 0, errors, np.inf)))
        said.append(f"the {name} one with {errors[best]:.0e} at h = {STEPS[best]:.0e}")
    rounding = np.finfo(float).eps * abs(float(f(x)))
    axes.loglog(
        STEPS, rounding / STEPS, ":", color=BLACK, linewidth=1.6, label="rounding, ε f(x)/h"
    )
    axes.set(xlabel="step h", ylabel="error of the slope at x = 1.5")
    axes.set(xlim=(5e-16, 2), ylim=(1e-14, 30))
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return described(
        figure,
        "The errors of your two differences against the step h, on logarithmic scales: two "
        "valleys. From the right they fall with h, and with h squared for the central one, until "
        f"rounding lifts them again along 1/h. Smallest are {' and '.join(said)}.",
    )


def _falls(order: int) -> str:
    return "falls as h" if order == 1 else "falls as h²"


def _curve(axes: Axes, f: Function, low: float, high: float) -> None:
    x = np.linspace(low, high, 241)
    axes.plot(x, f(x), color=BLACK, linewidth=1.8)


def _by_sign(slope: float) -> tuple[str, str]:
    if abs(slope) < FLAT:
        return GREEN, "level"
    return (BLUE, "falls") if slope < 0 else (VERMILLION, "rises")


def _label(axes: Axes, x: float, height: float, slope: float, sign: str) -> None:
    """The slope beside its point, on the side where the curve is not."""
    place = {"level": (0.0, -0.35), "falls": (0.12, 0.2), "rises": (-0.12, 0.2)}[sign]
    across = {"level": "center", "falls": "left", "rises": "right"}[sign]
    up = "top" if sign == "level" else "bottom"
    axes.text(x + place[0], height + place[1], _signed(slope), ha=across, va=up)


def _signed(number: float) -> str:
    return f"{number + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")
