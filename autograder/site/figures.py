"""Live figures on a page: their modules and their recorded data, inside the page.

A page that is opened from disk may load no module, so each figure's modules are joined into one
script in the page. Where a figure asks Python at each move, a stand-in from ``answers/`` answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from autograder.site.run import RecordedFigure
from course_lib.widgets.modules import EXPORT, IMPORT, joined_module

ANSWERS = Path(__file__).resolve().parent / "answers"
NO_ANSWERS = "function answer() {}"

MOUNT = """
const answer = (() => {{
{answers}
return answer;
}})();
for (const place of document.querySelectorAll('[data-module="{module}"]')) {{
  const traits = JSON.parse(place.querySelector("script").textContent);
  const model = recordedModel(traits);
  answer(model, traits);
  const el = document.createElement("div");
  place.replaceChildren(el);
  render({{ model, el }});
}}
"""


def place_of(figure: RecordedFigure, fallback: Markup) -> Markup:
    """Where a figure stands; the fallback is seen where no script runs."""
    traits = json.dumps(figure.traits, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(
        f'<div class="live" data-module="{figure.module}">'
        f'<script type="application/json">{traits}</script>{fallback}</div>'
    )


def scripts_of(figures: Iterable[RecordedFigure]) -> list[Markup]:
    """A module script for each kind of figure, which brings all of that kind to life."""
    return [Markup(_script(module)) for module in sorted({figure.module for figure in figures})]


def _script(module: str) -> str:
    answers = ANSWERS / f"{module}.js"
    text = _joined(answers) if answers.is_file() else NO_ANSWERS
    code = joined_module(module) + MOUNT.format(module=module, answers=text)
    return code.replace("</script", "<\\/script")


def _joined(path: Path) -> str:
    """A stand-in behind what it imports, all without imports and exports."""
    text = path.read_text(encoding="utf-8")
    imported = [_joined(ANSWERS / f"{name}.js") for name in IMPORT.findall(text)]
    return "\n".join([*imported, EXPORT.sub("", IMPORT.sub("", text))])
