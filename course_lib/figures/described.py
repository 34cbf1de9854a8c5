"""Figures with a text alternative, and what to show while a student's function is unfinished."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np

from course_lib.diagnosis.time_limit import TimeLimitExceeded, time_limit

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
"""The Okabe–Ito palette: told apart with every common kind of colour vision."""

STYLE: Any = {
    "font.size": 11,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "lines.linewidth": 2.2,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}
SECONDS = 1.0
"""How long a student's function may take for a figure."""

WORDS_ONLY = "COURSE_LIB_FIGURES_AS_TEXT"
"""Environment variable: show the text alternative alone. Drawing is most of the time that a
notebook takes, and nobody looks at the figures while hundreds of notebooks are graded."""

Parameters = ParamSpec("Parameters")


class NotReady(Exception):  # noqa: N818 - a state of the student's work and no error of the course
    """A student's function that cannot be drawn yet. Its text is a sentence that says why."""


class DescribedFigure:
    """A figure with a text alternative: drawn by matplotlib, or its words alone."""

    alt_text: str = ""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """All else is matplotlib's `Figure`'s."""

    def _ipython_display_(self) -> None:
        # with _repr_mimebundle_, IPython would draw the figure once more, as a plain image
        from IPython.display import display

        display(self.bundle(), raw=True)

    def bundle(self) -> dict[str, str]:
        """The figure by mime type: an image with its text alternative, and the text alone."""
        return {"text/plain": self.alt_text}


class UndrawnFigure(DescribedFigure):
    """A figure of which only the words are wanted: what is drawn on its axes goes nowhere.

    The student's functions are still called, and the text alternative is still theirs.
    """

    def __init__(self, size: tuple[float, float]) -> None:
        self._size = size

    def __getattr__(self, name: str) -> Nowhere:
        return getattr(Nowhere(), name)

    def __repr__(self) -> str:
        return self.alt_text

    def get_size_inches(self) -> np.ndarray:
        return np.array(self._size)

    def set_layout_engine(self, *_: Any, **__: Any) -> None:
        pass

    def subplots(self, nrows: int = 1, ncols: int = 1, **_: Any) -> Any:
        axes = np.array([[Nowhere() for _ in range(ncols)] for _ in range(nrows)], dtype=object)
        return axes.squeeze() if axes.size > 1 else axes.item()

    def add_subplot(self, *_: Any, **__: Any) -> Any:
        return Nowhere()


class Nowhere:
    """Stands for axes: takes any call, and anything that is asked of it is nowhere, too."""

    def __getattr__(self, name: str) -> Nowhere:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Nowhere:
        return self

    def __getitem__(self, _: Any) -> Nowhere:
        return self

    def __iter__(self) -> Iterator[Nowhere]:
        return iter(())

    def __add__(self, _: Any) -> Nowhere:
        return self

    __radd__ = __mul__ = __rmul__ = __sub__ = __add__


def words_only() -> bool:
    """Whether figures are to be text alternatives alone."""
    return bool(os.environ.get(WORDS_ONLY))


def in_style() -> contextlib.AbstractContextManager[None]:
    """The course's style for what is drawn inside."""
    if words_only():
        return contextlib.nullcontext()
    from matplotlib import rc_context

    return rc_context(STYLE)


def described(figure: DescribedFigure, text: str) -> DescribedFigure:
    """`figure` with `text` as its text alternative and caption."""
    figure.alt_text = text
    return figure


def new_figure(width: float = 8.2, height: float = 3.4) -> DescribedFigure:
    """An empty figure of so many inches. It never meets pyplot, so no window or state is left."""
    if words_only():
        return UndrawnFigure((width, height))
    from course_lib.figures.drawn import DrawnFigure

    return DrawnFigure(figsize=(width, height))


def drawing(
    draw: Callable[Parameters, DescribedFigure],
) -> Callable[Parameters, DescribedFigure]:
    """Decorate a figure function: the course's style; a sentence where a function is missing."""

    @functools.wraps(draw)
    def draw_or_explain(*args: Parameters.args, **kwargs: Parameters.kwargs) -> DescribedFigure:
        with in_style():
            try:
                return draw(*args, **kwargs)
            except NotReady as reason:
                return _waiting_for(str(reason))

    return draw_or_explain


def values_of(function: Callable[..., Any], *arguments: Any, shape: tuple[int, ...]) -> np.ndarray:
    """What a student's function returns, as a float array of `shape`; raises `NotReady` otherwise.

    The function gets copies, so that one which changes its arguments cannot spoil the figure.
    """
    name = getattr(function, "__name__", "function")
    copies = [np.copy(item) if isinstance(item, np.ndarray) else item for item in arguments]
    try:
        with np.errstate(all="ignore"), time_limit(SECONDS):
            answer = function(*copies)
            if answer is None:
                raise NotReady(f"Your {name} is not ready yet: it returns nothing.")
            values = np.asarray(answer, dtype=float)
    except NotReady:
        raise
    except TimeLimitExceeded:
        raise NotReady(f"Your {name} does not stop: no answer after {SECONDS:g} s.") from None
    except Exception as error:  # unfinished code may raise anything
        raise NotReady(f"Your {name} is not ready yet: {type(error).__name__}.") from error
    if values.shape != shape:
        raise NotReady(
            f"Your {name} is not ready yet: it returns shape {values.shape}, not {shape}."
        )
    return values


def _waiting_for(sentence: str) -> DescribedFigure:
    figure = new_figure(height=1.8)
    axes = figure.subplots()
    axes.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
    axes.text(0.5, 0.6, sentence, ha="center", va="center", fontsize=12)
    axes.text(0.5, 0.3, "Finish the exercise, then run this cell again.", ha="center", va="center")
    return described(figure, f"{sentence} Finish the exercise, then run this cell again.")
