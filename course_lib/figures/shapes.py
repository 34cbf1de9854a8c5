"""matplotlib's shapes and transforms, imported when the first of them is asked for.

``shapes.Circle((0, 0), 1)`` is `matplotlib.patches.Circle`. Where only a figure's words are
wanted it is nowhere, and matplotlib is not needed.
"""

from __future__ import annotations

from typing import Any

from course_lib.figures.described import Nowhere, words_only


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    if words_only():
        return Nowhere()
    from matplotlib import patches, transforms

    return getattr(transforms if hasattr(transforms, name) else patches, name)
