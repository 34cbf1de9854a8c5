"""The JavaScript of a live figure: ES modules beside this file, joined into one text.

A kernel sends a widget's code as one text, and a page opened from disk may load no second file.
So a widget's module and the modules that it imports are put one after the other, without their
imports and exports. Each of them stays an ordinary module, for node and for the reader.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function|class|const)", re.MULTILINE)


@functools.cache
def joined_module(name: str) -> str:
    """The text of ``name.js`` with all that it imports: its own export is the only one left.

    Imports have the form ``import { a, b } from "./other.js";``. All top-level names share one
    scope, so no two modules may use the same one (tests/test_widgets.py sees to it).
    """
    *imported, own = _in_order(name, [])
    parts = [EXPORT.sub("", IMPORT.sub("", _source(other))) for other in imported]
    return "\n".join([*parts, IMPORT.sub("", _source(own))])


@functools.cache
def style_sheet() -> str:
    """The style sheet that all live figures share."""
    return (HERE / "figure.css").read_text(encoding="utf-8")


def _in_order(name: str, before: list[str]) -> list[str]:
    """The module after those which it imports, each once."""
    for other in IMPORT.findall(_source(name)):
        if other not in before:
            before = _in_order(other, before)
    return [*before, name]


def _source(name: str) -> str:
    return (HERE / f"{name}.js").read_text(encoding="utf-8")
