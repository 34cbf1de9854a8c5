"""A student's code without what tells whose it is."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from autograder.pages import LONGEST_CODE
from autograder.similarity.shapes import is_idle, parsed, pieces

SHORTEST_NAME = 3
"""Letters; shorter names are parts of too many words."""

REPLACEMENT = "student"


def example_of(codes: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Of several students' codes, each with its author's names, one to show; "" where none is.

    It is one that names nobody, of the shape that most have, and of these the shortest.
    """
    by_shape: dict[frozenset[int], list[tuple[str, Sequence[str]]]] = defaultdict(list)
    for source, names in codes:
        by_shape[_shape(source)].append((source, names))
    usual_first = sorted(by_shape.values(), key=len, reverse=True)
    naming: list[str] = []
    for _, group in groupby(usual_first, key=len):  # as a rule the first one has what is wanted
        alike = [one for same in group for one in same]
        shown = [(anonymised(source, names), source, names) for source, names in alike]
        usable = [each for each in shown if each[0].strip()]
        clean = [text for text, source, names in usable if not _names_somebody(source, names)]
        if clean:
            return min(clean, key=_shortest)
        naming = naming or [text for text, _, _ in usable]
    return min(naming, key=_shortest, default="")


def _shortest(text: str) -> tuple[int, str]:
    return len(text), text


def anonymised(source: str, names: Sequence[str]) -> str:
    """The code in Python's own layout, without comments, docstrings and these names.

    names: of the author. Where it is not Python, comments and texts over several lines are cut out.
    """
    plain = _plain(source)
    for pattern in _patterns(names):
        plain = pattern.sub(REPLACEMENT, plain)
    return plain


def _plain(source: str) -> str:
    tree = parsed(source)
    if tree is not None:
        try:
            return ast.unparse(_WithoutDocstrings().visit(tree))
        except (RecursionError, ValueError):
            pass
    without_texts = re.sub(r"(\"\"\"|''')(?:.|\n)*?\1", '""', source[:LONGEST_CODE])
    lines = (re.sub(r"#.*", "", line).rstrip() for line in without_texts.splitlines())
    return "\n".join(line for line in lines if line)


class _WithoutDocstrings(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [each for each in body if not (is_idle(each) and isinstance(each, ast.Expr))]
            node.body = kept or ([] if isinstance(node, ast.Module) else [ast.Pass()])  # type: ignore[attr-defined]
        return node


def _names_somebody(source: str, names: Sequence[str]) -> bool:
    plain = _plain(source)
    return any(pattern.search(plain) for pattern in _patterns(names))


def _patterns(names: Sequence[str]) -> list[re.Pattern[str]]:
    """The names as whole words or as parts of a word between underscores."""
    words = {name for name in names if len(name) >= SHORTEST_NAME}
    words |= {part for name in names for part in re.split(r"[\W_]+", name) if len(part) > 3}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return [
        re.compile(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", re.IGNORECASE)
        for word in longest_first
    ]


def _shape(source: str) -> frozenset[int]:
    return frozenset(piece.digest for piece in pieces(source))
