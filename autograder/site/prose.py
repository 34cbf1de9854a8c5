"""Notebook prose as HTML: formulas become MathML, which browsers draw by themselves."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.course import CourseError

UPRIGHT = re.compile(r"<mi>&#x000([46][1-9A-F]|[57][0-9A]);</mi>")
"""How latex2mathml writes a single upright letter. Browsers slant it unless they are told."""


@dataclass(frozen=True)
class Heading:
    """A heading that the list of contents leads to."""

    level: int
    anchor: str
    text: Markup


class Prose:
    """Turns the prose of one page into HTML, and notes its headings."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self._markdown = MarkdownWithMath(renderer=_Renderer(self.headings))

    def html(self, source: str) -> Markup:
        """A markdown cell as HTML; CourseError if a formula can't be read."""
        return Markup(self._markdown.render(source))


class _Renderer(IPythonRenderer):
    """nbconvert's own, with formulas drawn and headings that can be linked to."""

    def __init__(self, headings: list[Heading]) -> None:
        super().__init__(escape=False)
        self._headings = headings

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        words = re.sub(r"[^\w]+", "-", html.unescape(re.sub(r"<[^>]*>", "", text))).strip("-")
        taken = {heading.anchor for heading in self._headings}
        anchor = words.lower() or "section"
        while anchor in taken:
            anchor += "-again"
        self._headings.append(Heading(level, anchor, Markup(text)))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def table(self, text: str) -> str:
        return f'<div class="scroll"><table>\n{text}</table></div>\n'

    def block_math(self, body: str) -> str:
        return f'<div class="formula">{math(body, "block")}</div>'

    def inline_math(self, body: str) -> str:
        return math(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def math(formula: str, display: str) -> str:
    """A formula as MathML; CourseError if it can't be read."""
    try:
        drawn = convert(formula.strip(), display=display)
    except Exception as error:  # the library raises whatever it stumbles over
        reason = type(error).__name__
        raise CourseError(f"The formula ${formula}$ can't be drawn: {reason}.") from error
    if "\\" in re.sub(r"<[^>]*>", "", drawn):
        raise CourseError(f"The formula ${formula}$ has a command that can't be drawn.")
    return UPRIGHT.sub(_upright, str(drawn))


def _upright(letter: re.Match[str]) -> str:
    return f'<mi mathvariant="normal">{chr(int(letter[1], 16))}</mi>'
