"""What students' code shows and what they write is harmless wherever it is looked at."""

from __future__ import annotations

import base64
import io
import json
import re
import time
from typing import Any

import nbformat
import pytest
from danger import Danger
from hostile_outputs import HTML, MARKDOWN, ODD, SVG, TEXT
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.harmless import (
    COLOUR_CODE,
    as_text,
    is_harmless_markdown,
    safe_html,
    safe_markdown,
    safe_style,
    safe_text,
)
from autograder.outputs import MOST_OUTPUTS, safe_cells, safe_outputs
from autograder.svg import safe_svg
from course_lib.diagnosis.score import Diagnosis, PartScore, Score, panel_html


def safe(outputs: list[Any]) -> list[NotebookNode]:
    """The outputs made harmless, as they come in parts, and valid in a notebook."""
    found = [output for each in outputs for output in safe_outputs([each])]
    cell = nbformat.v4.new_code_cell("x", outputs=found)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    json.dumps(found, ensure_ascii=False).encode("utf-8")
    return found


@pytest.mark.parametrize("payload", HTML)
def test_html_is_cleaned(payload: str) -> None:
    clean = safe_html(HTML[payload])
    assert clean is None or Danger(clean).found == []


@pytest.mark.parametrize("payload", MARKDOWN)
def test_markdown_is_shown_as_text_or_harmless(payload: str) -> None:
    shown = safe_markdown(MARKDOWN[payload])
    assert is_harmless_markdown(shown, {})
    assert shown == MARKDOWN[payload] or shown.startswith(("```", "*The text"))


@pytest.mark.parametrize("payload", SVG)
def test_svg_is_rebuilt_of_what_is_harmless(payload: str) -> None:
    clean = safe_svg(SVG[payload]) or ""
    assert not re.search(r"script|onload|evil|foreign|ENTITY|passwd|haha", clean)
    assert "use href" not in clean


@pytest.mark.parametrize("payload", TEXT)
def test_text_has_colours_and_no_other_control(payload: str) -> None:
    for output in safe([{"output_type": "stream", "text": TEXT[payload]}]):
        plain = COLOUR_CODE.sub("", output.text)
        assert all(line.isprintable() for line in plain.split("\n"))


@pytest.mark.parametrize("index", range(len(ODD)))
def test_outputs_of_odd_shapes_are_left_out_or_become_valid(index: int) -> None:
    for output in safe([ODD[index]]):
        assert len(json.dumps(output)) < 300_000
        assert output.get("metadata", {}) == {}
        assert "evil" not in output


@pytest.mark.parametrize("outputs", [None, {}, "x", 3, [[[]]]])
def test_what_is_no_list_of_outputs_is_none(outputs: Any) -> None:
    assert safe_outputs(outputs) == []


def test_of_a_flood_the_beginning_and_the_end_are_kept() -> None:
    flood = [{"output_type": "stream", "text": str(number)} for number in range(5_000)]
    found = safe_outputs([*flood, {"output_type": "error", "ename": "E"}])
    assert len(found) == MOST_OUTPUTS + 1
    assert found[0].text == "0"
    assert "outputs left out" in found[-2].text
    assert found[-1].ename == "E"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
MIMES = [
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
    "image/png",
    "image/svg+xml",
    "x",
]
OUTPUT = st.fixed_dictionaries(
    {"output_type": st.sampled_from(["stream", "error", "display_data", "execute_result"])},
    optional={
        "name": JSON,
        "text": JSON,
        "ename": JSON,
        "evalue": JSON,
        "traceback": JSON | st.lists(st.text()),
        "data": JSON | st.dictionaries(st.sampled_from(MIMES), JSON),
        "metadata": JSON,
        "execution_count": JSON,
    },
)


@given(outputs=JSON | st.lists(JSON | OUTPUT, max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_json_becomes_valid_outputs(outputs: Any) -> None:
    safe(outputs if isinstance(outputs, list) else [outputs])


@given(source=st.text(alphabet="<>/=\"'abion srcef:;&#()[]!`*-\n$\\{}", max_size=60))
@settings(max_examples=300, deadline=None)
def test_cleaning_leaves_nothing_to_clean(source: str) -> None:
    clean = safe_html(source)
    assert clean is None or Danger(clean).found == []
    assert clean is None or safe_html(clean) == clean
    assert is_harmless_markdown(safe_markdown(source), {})


def test_the_courses_own_panels_and_figures_come_through_unchanged() -> None:
    from course_lib.figures.described import described, new_figure

    parts = (PartScore("values", 2.0, True), PartScore("stability", 1.0, False))
    score = Score("softmax", parts, (Diagnosis("softmax/x", "You compute `a < b` & more."),))
    assert safe_html(panel_html(score)) == panel_html(score)
    figure = described(new_figure(), "A figure of nothing & more.")._as_html()
    assert base64_of(safe_html(figure)) == base64_of(figure)
    assert styles_of(safe_html(figure)) == styles_of(figure)


def base64_of(source: str | None) -> list[str]:
    return re.findall('base64,([^"]+)', source or "")


def styles_of(source: str | None) -> list[str]:
    return re.findall('style="([^"]*)"', source or "")


def test_pictures_of_matplotlib_come_through() -> None:
    from matplotlib.figure import Figure

    figure, svg, png = Figure(), io.StringIO(), io.BytesIO()
    figure.subplots().plot([1, 2], [2, 1], marker="o")
    figure.savefig(svg, format="svg")
    figure.savefig(png, format="png")
    data = {
        "image/svg+xml": svg.getvalue(),
        "image/png": base64.encodebytes(png.getvalue()).decode(),
    }
    [output] = safe([{"output_type": "display_data", "data": data}])
    assert base64.b64decode(output.data["image/png"]) == png.getvalue()
    assert output.data["image/svg+xml"].count("<path") == svg.getvalue().count("<path")
    assert output.data["image/svg+xml"].count("href=") == svg.getvalue().count("<use")


@pytest.mark.parametrize(
    "style", ["color: red", "margin:.45em 0 0", "background: var(--x, #12e4ff)", "width:33.3%"]
)
def test_harmless_styles_stay_as_they_are(style: str) -> None:
    assert safe_style(style) == style


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color:red;position:fixed", "color:red"),
        ("width:99999px;color:red", "color:red"),
        ("width:1e9px", None),
        ("margin:-5px", None),
        ("background:URL(x)", None),
        ("background:u/**/rl(x)", None),
        ("content:'x'", None),
        ("--x:url(y)", None),
        (";;", ";;"),
    ],
)
def test_of_other_styles_the_harmless_part_stays(style: str, kept: str | None) -> None:
    assert safe_style(style) == kept


def test_colours_stay_and_progress_bars_become_lines() -> None:
    assert safe_text("\x1b[31mred\x1b[0m") == "\x1b[31mred\x1b[0m"
    assert safe_text("10 %\r20 %\r\n") == "10 %\n20 %\n"
    assert safe_text("\x1b]8;;http://x\x1b\\click\x1b]8;;\x1b\\") == "click"


@pytest.mark.parametrize(
    "source",
    [
        "# Heading\n\nThe loss is $a < b$ & *small*:\n\n$$x<y$$\n",
        "1. one\n2. two\n\n```python\nif a < b: pass\n```\n\n| a | b |\n|:-:|---|\n| 1 | 2 |",
        "[link](https://example.org/?a=1&b=2) and <b>bold</b><br>",
        "Zoë's “answer” 👩‍💻 – 3 < 4 & 5 > 4",
    ],
)
def test_honest_markdown_stays_as_it_is(source: str) -> None:
    assert safe_markdown(source) == source


def test_a_text_is_shown_character_by_character() -> None:
    assert as_text("a ``` b") == "````\na ``` b\n````"


def test_what_is_made_to_be_slow_is_not() -> None:
    started = time.monotonic()
    for source in ("<div>" * 700_000, "<a>" * 9_000, "[" * 19_000, "\x1b]" * 50_000, "<" * 10**6):
        safe_html(source)
        safe_markdown(source)
        safe_text(source)
    assert time.monotonic() - started < 15


def test_the_instructors_texts_and_the_students_code_stay() -> None:
    original = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(HTML["iframe"]), nbformat.v4.new_raw_cell("raw")]
    )
    notebook = nbformat.from_dict(original)
    notebook.cells.append(nbformat.v4.new_code_cell(HTML["script"] + "\u202e"))
    before = nbformat.writes(notebook)
    safe_cells(notebook, original)
    assert nbformat.writes(notebook) == before
