"""Descent on the quartic: move the learning rate and the start, and see what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from course_lib.figures.described import (
    BLUE,
    GREEN,
    PURPLE,
    VERMILLION,
    DescribedFigure,
    NotReady,
    described,
    drawing,
    new_figure,
    values_of,
)
from course_lib.widgets.descents import (
    MOST_STEPS,
    QUARTIC,
    RATES,
    STARTS,
    VERDICTS,
    Descent,
    Function,
    coarse_to_fine,
    descend,
    divide,
    minima,
    minimum_ahead,
)
from course_lib.widgets.filling import Filling
from course_lib.widgets.live import LiveFigure, is_shown, packed, unready
from course_lib.widgets.written import fixed

FIRST_RATE, FIRST_START = RATES.index(0.25), STARTS.index(-2.0)
FOUR_RATES = tuple(RATES.index(rate) for rate in (0.01, 0.1, 0.25, 1.0))
"""Too small, good, too large, and far too large: the four curves that every lecture draws."""

MOST_FAILURES = 3
"""After so many the rest is not tried: each may take the full time limit."""


def learning_rate(
    gradient_descent: Function, quartic_derivative: Function | None = None
) -> LearningRate:
    """Your descent on f(x) = 0.5x⁴ − 2x² + x + 5, with a slider for the rate and one for the start.

    `gradient_descent(gradient, start, learning_rate, tolerance, max_steps)` is run at every
    position of both; the slope that it follows is your `quartic_derivative`.
    """
    return LearningRate(gradient_descent, quartic_derivative or QUARTIC.deriv())


class LearningRate(LiveFigure, module="learning_rate"):
    """The path on the curve, the loss at each step, and whether it settles.

    All descents are computed by the student's function when the figure is made: those of the
    first start at once, the others behind.
    """

    def __init__(self, gradient_descent: Function, quartic_derivative: Function) -> None:
        self._functions = gradient_descent, quartic_derivative
        self._descents: dict[tuple[int, int], Descent] = {}
        self._failures = 0
        self.reason = ""
        """Why the first descent that failed did so."""
        self._work = Filling(self._descend_everywhere(), self._publish)
        super().__init__()
        if is_shown():
            self._work.start()
        else:
            self._try(FIRST_START, FIRST_RATE)

    def finish(self) -> None:
        """Compute now what is still missing."""
        self._work.finish()

    def close(self) -> None:
        self._work.stop()
        super().close()

    def descent(self, start: int, rate: int) -> Descent:
        """The descent from ``STARTS[start]`` at ``RATES[rate]``; an empty one if there is none."""
        return self._descents.get((start, rate), Descent(np.array([]), "missing"))

    def describe(self) -> str:
        if self.reason:
            return unready(self.reason)
        first = self.descent(FIRST_START, FIRST_RATE)
        return in_words(first, STARTS[FIRST_START], RATES[FIRST_RATE])

    def picture(self) -> DescribedFigure:
        return four_descents(self)

    def _descend_everywhere(self) -> Iterator[None]:
        """The descents, one at each step: those that are shown first come first."""
        for rate in (FIRST_RATE, *FOUR_RATES):
            self._try(FIRST_START, rate)
            yield
        for start in coarse_to_fine(len(STARTS), FIRST_START):
            for rate in range(len(RATES)):
                self._try(start, rate)
                yield

    def _try(self, start: int, rate: int) -> None:
        if (start, rate) in self._descents or self._failures >= MOST_FAILURES:
            return
        gradient_descent, derivative = self._functions
        try:
            values_of(derivative, np.array([-2.0, 1.5]), shape=(2,))
            found = descend(gradient_descent, derivative, STARTS[start], RATES[rate])
        except NotReady as reason:
            found = Descent(np.array([]), "fails")
            self._failures += 1
            where = f" That was at rate {RATES[rate]:g} from {fixed(STARTS[start], 1)}."
            self.reason = self.reason or f"{reason}{where if self._descents else ''}"
        self._descents[start, rate] = found

    def _publish(self) -> None:
        """Send all that is computed to the front end."""
        pairs = [(start, rate) for start in range(len(STARTS)) for rate in range(len(RATES))]
        descents = [self.descent(*pair) for pair in pairs]
        lengths = [len(descent.path) for descent in descents]
        left, right = minima()
        self.problem = unready(self.reason) if self.reason else ""
        self.data = {
            "rates": list(RATES),
            "starts": list(STARTS),
            "first": {"rate": FIRST_RATE, "start": FIRST_START},
            "four": list(FOUR_RATES),
            "most_steps": MOST_STEPS,
            "minima": [vars(left), vars(right)],
            "divide": divide(),
            "coefficients": QUARTIC.coef.tolist(),
            "verdicts": packed([VERDICTS.index(each.verdict) for each in descents], "uint8"),
            "offsets": packed(np.cumsum([0, *lengths]), "int32"),
            "paths": packed(np.concatenate([each.path for each in descents])),
        }


def in_words(descent: Descent, start: float, rate: float) -> str:
    """What becomes of a descent, and the bound of the minimum that it heads for."""
    if not len(descent.path):
        why = "gives no path" if descent.verdict == "fails" else "is not computed yet"
        return f"Rate {rate:g} from {fixed(start, 1)} {why}."
    steps, end = len(descent.path) - 1, descent.path[-1]
    where = f"after {steps} step{'' if steps == 1 else 's'} "
    stands = f"it stands at x = {fixed(end)}, loss {fixed(QUARTIC(end))}."
    recent = descent.path[-20:]
    ends: dict[str, Callable[[], str]] = {
        "settles": lambda: f"settles: {where}{stands}",
        "oscillates": lambda: (
            f"oscillates: {where}it still jumps between x = {fixed(recent.min())} "
            f"and {fixed(recent.max())}."
        ),
        "diverges": lambda: f"diverges: {where}it is beyond x = ±1 000 000.",
        "creeps": lambda: f"is still on its way: {where}{stands}",
        "stops": lambda: f"stops early: {where}{stands}",
    }
    ahead = minimum_ahead(start)
    bound = (
        f"The minimum ahead, at x = {fixed(ahead.x)}, is stable for rates below "
        f"2/f″ = {fixed(ahead.bound)}."
    )
    return f"Rate {rate:g} from {fixed(start, 1)} {ends[descent.verdict]()} {bound}"


@drawing
def four_descents(figure: LearningRate) -> DescribedFigure:
    """Four rates side by side: each path on the curve, and the four losses against the step."""
    if figure.reason:
        raise NotReady(figure.reason)
    page = new_figure(width=8.2, height=4.8)
    top, bottom = list(page.subfigures(2, 1, squeeze=False, height_ratios=(1, 1.1)).flat)
    xs = np.linspace(-2.6, 2.4, 200)
    colours = (PURPLE, GREEN, BLUE, VERMILLION)
    losses = bottom.subplots()
    losses.set(xlabel="step", ylabel="loss", xlim=(0, 40), ylim=(0, 14))
    for axes, rate, colour in zip(
        top.subplots(1, 4, sharey=True), FOUR_RATES, colours, strict=True
    ):
        path = figure.descent(FIRST_START, rate).path[:41]
        heights = QUARTIC(np.clip(path, -1e3, 1e3))
        axes.plot(xs, QUARTIC(xs), color="#999999")
        axes.plot(path, heights, color=colour, marker="o", markersize=3, linewidth=1)
        axes.set(title=f"rate {RATES[rate]:g}", xlim=(-2.6, 2.4), ylim=(0, 14), xlabel="x")
        losses.plot(heights, color=colour, marker="o", markersize=3, label=f"{RATES[rate]:g}")
    losses.legend(title="rate", loc="upper right")
    return described(page, figure.describe())
