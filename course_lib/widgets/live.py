"""What every live figure is made of: the widget, its picture where nothing is live, its data."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import traitlets
from anywidget import AnyWidget
from IPython.core.getipython import get_ipython

from course_lib.figures.described import WORDS_ONLY, DescribedFigure
from course_lib.widgets.modules import joined_module, style_sheet

Function = Callable[..., Any]

KINDS = ("float32", "int32", "uint8")
"""The kinds of numbers that `unpacked` in numbers.js reads."""

FINISH = "Finish the exercise, then run this cell again."


class LiveFigure(AnyWidget):
    """A widget with an ES module of its own, and with words and a picture where it is not live.

    A subclass names its module, ``class Scores(LiveFigure, module="scores")``; computes with the
    student's functions in ``__init__``, puts what the module draws into `data` and what went wrong
    into `problem`, each as one sentence; and says in `describe` and `picture` what is shown where
    no kernel is.
    """

    data = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    _esm: ClassVar[str]
    _css: ClassVar[str]

    def __init_subclass__(cls, module: str = "", **keywords: Any) -> None:
        if module:
            cls._esm, cls._css = joined_module(module), style_sheet()
        super().__init_subclass__(**keywords)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        replace_former(self)

    def describe(self) -> str:
        """What the figure shows at first, in sentences: its text alternative."""
        raise NotImplementedError

    def picture(self) -> DescribedFigure:
        """The figure at first, drawn by matplotlib; made with `@drawing`."""
        raise NotImplementedError

    def recorded(self) -> dict[str, Any]:
        """The traits that the module reads, as JSON: what it draws where no kernel is."""
        ours = set(self.traits(sync=True)) - set(AnyWidget.class_traits(sync=True))
        names = sorted(name for name in ours if not name.startswith("_"))
        return {name: _as_json(getattr(self, name)) for name in names}

    def close(self) -> None:
        """Let the front end go. ipywidgets gives each widget a layout, and would leave it open."""
        self.layout.close()
        super().close()

    def _repr_mimebundle_(self, **keywords: Any) -> Any:
        """The widget, and a picture and words for where it can't live; in grading, the words."""
        if os.environ.get(WORDS_ONLY):
            return {"text/plain": self.describe()}
        widget: Any = super()._repr_mimebundle_(**keywords)
        words = {"text/plain": self.describe()}
        if widget is None:  # it is closed
            return {**self.picture().bundle(), **words}
        bundle, metadata = widget
        return {**bundle, **self.picture().bundle(), **words}, metadata


def is_shown() -> bool:
    """Whether anyone looks: while hundreds of notebooks are graded, only words are wanted."""
    return not os.environ.get(WORDS_ONLY)


def packed(array: Any, kind: str = "float32") -> dict[str, Any]:
    """An array as the front end's `unpacked` reads it: its bytes travel as they are."""
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; wanted one of {', '.join(KINDS)}")
    with np.errstate(over="ignore"):  # a path that diverges passes what float32 can hold
        values = np.ascontiguousarray(array, dtype=f"<{np.dtype(kind).str[1:]}")
    return {"dtype": kind, "shape": list(values.shape), "bytes": values.tobytes()}


def unready(sentence: object) -> str:
    """What the notice of a figure says while a function of the student's can't be drawn."""
    return f"{sentence} {FINISH}"


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


_of_cells: dict[str, tuple[str, list[LiveFigure]]] = {}


def replace_former(figure: LiveFigure) -> None:
    """Close the figures that an earlier run of the same notebook cell made.

    ipywidgets keeps every widget for as long as the kernel lives. A front end tells in each
    request which cell it comes from; without one there is nothing to replace.
    """
    shell: Any = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = (parent.get("metadata") or {}).get("cellId")
    request = (parent.get("header") or {}).get("msg_id", "")
    if not cell:
        return
    former, figures = _of_cells.get(cell, ("", []))
    if former != request:
        for old in figures:
            old.close()
        figures = []
    _of_cells[cell] = (request, [*figures, figure])
