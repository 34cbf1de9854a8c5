"""Descent on a surface over the plane: move the start, the learning rate and the noise."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import traitlets

from course_lib.figures.described import DescribedFigure, NotReady
from course_lib.widgets.filling import Filling
from course_lib.widgets.live import Function, LiveFigure, is_shown, packed, unready
from course_lib.widgets.surface_descents import (
    FAILED,
    LATE,
    MISSING,
    MOST_STEPS,
    NOISES,
    PLACES,
    RATES,
    REACH,
    SURFACES,
    VERDICTS,
    SurfaceDescent,
    descend_on,
)
from course_lib.widgets.surface_picture import three_surfaces
from course_lib.widgets.written import fixed, significant

Start = tuple[int, int]
Key = tuple[int, Start]
"""The position of a surface in `SURFACES`, and those of a start in `PLACES`."""

FIRST_RATE, FIRST_NOISE = RATES.index(0.15), 0
MOST_FAILURES = 3
"""After so many the rest is not tried: each may take the full time limit."""

MOST_TABLES = 100
SADDLE, BOWL, VALLEY = range(3)
PRESETS = (
    ("Saddle, no noise", SADDLE, 0.15, 0.0),
    ("Saddle, a little noise", SADDLE, 0.15, 0.0625),
    ("Valley, slow", VALLEY, 0.022, 0.0),
    ("Valley, zigzag", VALLEY, 0.18, 0.0),
    ("Valley, too far", VALLEY, 0.22, 0.0),
    ("Bowl, batch of one", BOWL, 0.68, 1.0),
)


def surface(gradient_descent: Function) -> SurfacePanel:
    """Your descent on a saddle, a bowl and a narrow valley.

    `gradient_descent(gradient, start, learning_rate, tolerance, max_steps)` is called with a start
    of two numbers, and with a gradient that is exact or as noisy as that of a small batch.
    """
    return SurfacePanel(gradient_descent)


class SurfacePanel(LiveFigure, module="surface"):
    """Contours with the path, and its height at each step.

    For the first starts all rates and noises are computed when the figure is made. Elsewhere the
    front end writes `asked`, and the student's function answers: with what was asked for at once,
    with all other rates and noises from there behind.
    """

    options = traitlets.Dict().tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)

    def __init__(self, gradient_descent: Function) -> None:
        self._function = gradient_descent
        self._tables: dict[Key, dict[tuple[int, int], SurfaceDescent]] = {}
        self._failures = 0
        self.reason = ""
        """Why the first descent that failed did so."""
        first = [(number, each.start) for number, each in enumerate(SURFACES)]
        self._work = self._filling(first, [])
        super().__init__(options=_options())
        if is_shown():
            self._work.start()
        self.observe(lambda _: self._answer(), names="asked")

    def finish(self) -> None:
        """Compute now what is still missing."""
        self._work.finish()

    def close(self) -> None:
        self._work.stop()
        super().close()

    def descent(self, key: Key, rate: int, noise: int) -> SurfaceDescent:
        """The descent at ``RATES[rate]`` and ``NOISES[noise]``; an empty one if there is none."""
        return self._tables.get(key, {}).get((rate, noise), MISSING)

    def describe(self) -> str:
        try:
            descents = self._pictured()
        except NotReady as reason:
            return unready(reason)
        told = [
            in_words(descent, (number, SURFACES[number].start), FIRST_RATE, FIRST_NOISE)
            for number, descent in enumerate(descents)
        ]
        return f"Three surfaces with a path on each. {' '.join(told)}"

    def picture(self) -> DescribedFigure:
        return three_surfaces(self._pictured, self.describe())

    def _pictured(self) -> list[SurfaceDescent]:
        """The first descent on each surface, or `NotReady`."""
        keys = [(number, each.start) for number, each in enumerate(SURFACES)]
        for key in keys:
            self._try(key, FIRST_RATE, FIRST_NOISE)
        if self.reason:
            raise NotReady(self.reason)
        return [self.descent(key, FIRST_RATE, FIRST_NOISE) for key in keys]

    def _answer(self) -> None:
        """Compute what the front end asks for, send it, and do the rest of that start behind."""
        try:
            key, rate, noise = _question(self.asked)
        except (IndexError, KeyError, TypeError, ValueError):
            return  # not what this figure's own front end sends
        unfinished = [] if self._work.is_done else self._first
        self._work.stop()
        self._try(key, rate, noise)
        self._work = self._filling([key, *(each for each in unfinished if each != key)], [key])
        self._work.start(at_once=0)
        while len(self._tables) > MOST_TABLES:
            del self._tables[next(iter(self._tables))]

    def _filling(self, keys: list[Key], sent: list[Key]) -> Filling:
        """The work of completing these tables; `sent` are those to send, all of them if empty."""
        self._first = keys[:3]
        return Filling(self._complete(keys), lambda: self._publish(sent or keys))

    def _complete(self, keys: list[Key]) -> Iterator[None]:
        for key in keys:
            self._try(key, FIRST_RATE, FIRST_NOISE)
            yield
        for key in keys:
            for noise, rate in itertools.product(range(len(NOISES)), range(len(RATES))):
                self._try(key, rate, noise)
                yield

    def _try(self, key: Key, rate: int, noise: int) -> None:
        table = self._tables.setdefault(key, {})
        if (rate, noise) in table or self._failures >= MOST_FAILURES:
            return
        number, start = key
        try:
            table[rate, noise] = descend_on(
                self._function, SURFACES[number], start, RATES[rate], NOISES[noise]
            )
        except NotReady as reason:
            table[rate, noise] = FAILED
            self._failures += 1
            self.reason = self.reason or str(reason)

    def _publish(self, keys: list[Key]) -> None:
        self.problem = unready(self.reason) if self.reason else ""
        self.data = {"tables": [self._table(key) for key in keys]}

    def _table(self, key: Key) -> dict[str, Any]:
        pairs = itertools.product(range(len(RATES)), range(len(NOISES)))
        descents = [self.descent(key, *pair) for pair in pairs]
        lengths = [len(each.path) for each in descents]
        return {
            "surface": key[0],
            "start": list(key[1]),
            "verdicts": packed([VERDICTS.index(each.verdict) for each in descents], "uint8"),
            "offsets": packed(np.cumsum([0, *lengths]), "int32"),
            "paths": packed(np.concatenate([each.path for each in descents])),
        }


def in_words(descent: SurfaceDescent, key: Key, rate: int, noise: int) -> str:
    """What becomes of a descent: what the front end says, too."""
    number, start = key
    given = SURFACES[number]
    subject = (
        f"On the {given.name} from {_pair(PLACES[start[0]], PLACES[start[1]], 1)}, rate "
        f"{RATES[rate]:g}, noise {NOISES[noise]:g}, descent"
    )
    if not len(descent.path):
        why = "gives no path" if descent.verdict == "fails" else "is not computed yet"
        return f"{subject} {why}."
    steps, end = len(descent.path) - 1, descent.path[-1]
    after = f"after {steps} step{'' if steps == 1 else 's'}"
    ends: dict[str, Callable[[], str]] = {
        "settles": lambda: f"settles {after} {_stands(given, end)}.",
        "stuck": lambda: (
            f"is stuck {after} {_stands(given, end)}: the ground is level there, and yet no valley."
        ),
        "escapes": lambda: f"escapes downhill: {after} it is 1000 away, and still falls.",
        "diverges": lambda: f"diverges: {after} it is 1000 away, and higher than ever.",
        "jitters": lambda: (
            f"jitters about the floor: {after} it still moves, {_mean(given, descent)}."
        ),
        "creeps": lambda: f"is still on its way: {after} {_stands(given, end)}.",
        "stops": lambda: f"stops early: {after} {_stands(given, end)}.",
    }
    return (
        f"{subject} {ends[descent.verdict]()} Where it is steepest, rates below "
        f"{significant(given.bound)} are stable."
    )


def _stands(given: Any, end: np.ndarray) -> str:
    return f"at {_pair(end[0], end[1], 4)}, height {_unsigned(fixed(given.height(end)))}"


def _mean(given: Any, descent: SurfaceDescent) -> str:
    heights = [given.height(point) for point in descent.path[-LATE:]]
    return f"at a mean height of {fixed(float(np.mean(heights)))}"


def _pair(x: float, y: float, digits: int) -> str:
    return f"({_unsigned(fixed(x, digits))}, {_unsigned(fixed(y, digits))})"


def _unsigned(text: str) -> str:
    """Without the sign of a number that is rounded to zero."""
    return text.removeprefix("−") if not text.strip("−0.") else text


def _question(asked: dict[str, Any]) -> tuple[Key, int, int]:
    """What the front end asks for; one of four kinds of error if it is nothing."""
    key = (int(asked["surface"]), (int(asked["start"][0]), int(asked["start"][1])))
    rate, noise = int(asked["rate"]), int(asked["noise"])
    sizes = ((key[0], SURFACES), (key[1][0], PLACES), (key[1][1], PLACES), (rate, RATES),
             (noise, NOISES))  # fmt: skip
    if not all(0 <= position < len(choices) for position, choices in sizes):
        raise ValueError(f"asked is {asked}; wanted what the controls offer")
    return key, rate, noise


def _options() -> dict[str, Any]:
    """What the front end's controls go through."""
    return {
        "surfaces": [
            {"name": each.name, "a": each.a, "b": each.b, "start": each.start, "bound": each.bound}
            for each in SURFACES
        ],
        "rates": list(RATES),
        "noises": list(NOISES),
        "places": list(PLACES),
        "reach": REACH,
        "most_steps": MOST_STEPS,
        "first": {"rate": FIRST_RATE, "noise": FIRST_NOISE},
        "presets": [
            {
                "name": name,
                "surface": number,
                "rate": RATES.index(rate),
                "noise": NOISES.index(noise),
            }
            for name, number, rate, noise in PRESETS
        ],
    }
