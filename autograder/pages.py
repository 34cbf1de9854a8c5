"""What the HTML pages share: templates, and text from students made safe to show."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_lib.diagnosis.score import inline_code

LONGEST_CODE = 20_000
"""Characters of a cell that are shown; what is longer was not typed by hand."""

HARMLESS = "\n\t\u200c\u200d"
"""Line ends, tabs, and the joiners that some scripts are written with."""

SHOWN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories whose characters do something instead of being seen."""


def render(
    template: str,
    style_sheets: Sequence[str] = ("style.css",),
    script: str = "",
    **values: Any,
) -> str:
    """A page from ``templates``, with its style sheets inside and everything else forbidden.

    script: a template too, and the only one that the page may run.
    """
    style = "\n".join(
        _environment.get_template(sheet).render(
            code_light=_code_style("default"), code_dark=_code_style("github-dark")
        )
        for sheet in style_sheets
    )
    code = _environment.get_template(script).render() if script else ""
    scripts = f"script-src {_digest(code)}; " if script else ""
    return _environment.get_template(template).render(
        style=Markup(style),
        script=Markup(code),
        policy=f"default-src 'none'; style-src {_digest(style)}; {scripts}base-uri 'none'; "
        "form-action 'none'",
        **values,
    )


def _digest(source: str) -> str:
    """How a content security policy names a style sheet or script in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def write_page(path: Path, page: str) -> None:
    """Write a page so that a reader meets the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=".new-", delete=False
    ) as file:
        file.write(page)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def visible(text: str) -> str:
    """Text with control, direction and other unseen characters shown as ``⟨U+202E⟩``."""
    plain = text.replace("\r\n", "\n")
    return "".join(
        f"⟨U+{ord(character):04X}⟩"
        if character not in HARMLESS and unicodedata.category(character) in SHOWN
        else character
        for character in plain
    )


def sentence(text: str) -> Markup:
    """A sentence as HTML, with `backticks` as code."""
    return Markup(inline_code(visible(text)))


def code(source: str) -> Markup:
    """A student's code as highlighted HTML, escaped, and cut where it is endless."""
    shown = visible(source[:LONGEST_CODE])
    if len(source) > LONGEST_CODE:
        shown += f"\n# … and {len(source) - LONGEST_CODE} more characters"
    return Markup(highlight(shown, PythonLexer(stripnl=False), _formatter))


def number(value: float) -> str:
    """Points as a person writes them: 2, 2.5, 1.33."""
    return f"{round(value, 2):g}"


def state(points: float | None, max_points: float) -> str:
    """Which of ``all``, ``part``, ``none`` of the points are reached, or ``open``."""
    if points is None:
        return "open"
    if points >= max_points:
        return "all"
    return "part" if points > 0 else "none"


def _code_style(name: str) -> str:
    return str(HtmlFormatter(style=name, nobackground=True).get_style_defs(".highlight"))


_formatter: HtmlFormatter[str] = HtmlFormatter(cssclass="highlight", wrapcode=True)
_environment = jinja2.Environment(
    loader=jinja2.PackageLoader("autograder"),
    autoescape=jinja2.select_autoescape(["html"]),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "visible": visible,
    "sentence": sentence,
    "code": code,
    "number": number,
}
