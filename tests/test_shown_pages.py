"""On no page that shows a student's work does any of it run, load or pass for another's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
import pytest
from danger import Danger
from hostile_outputs import EVIL, HTML, MARKDOWN, TEXT, hostile_outputs
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.feedback import feedback_page
from autograder.grade import Grader, could_not_be_graded
from autograder.harmless import is_harmless_markdown
from autograder.marks import Marked
from autograder.outputs import safe_cells, safe_outputs
from autograder.result import CellResult, Finding, SubmissionResult


def hostile_notebook() -> NotebookNode:
    """All payloads as outputs, Markdown cells and raw cells, made harmless."""
    notebook = nbformat.v4.new_notebook()
    outputs = [output for each in hostile_outputs() for output in safe_outputs([each])]
    notebook.cells = [
        nbformat.v4.new_code_cell(f"'</pre>{HTML['script']}'  # \u202e", outputs=outputs),
        *(nbformat.v4.new_markdown_cell(source) for source in MARKDOWN.values()),
        *(nbformat.v4.new_raw_cell(source) for source in MARKDOWN.values()),
    ]
    for cell in notebook.cells:
        cell.source = cell.source.encode("utf-8", "replace").decode()
    safe_cells(notebook, nbformat.v4.new_notebook())
    nbformat.validate(notebook)
    return notebook


@pytest.fixture(scope="module", params=["feedback", "classic", "lab"])
def shown(request: pytest.FixtureRequest) -> str:
    """The hostile notebook as nbgrader's feedback and nbconvert's templates show it."""
    config = Config()
    config.HTMLExporter.template_name = request.param
    if request.param == "feedback":
        server = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
        css = server / "static" / "node_modules" / "bootstrap" / "dist" / "css"
        config.HTMLExporter.extra_template_basedirs = [str(server / "templates")]
        config.HTMLExporter.extra_template_paths = [str(css)]
    exporter = HTMLExporter(config=config)
    resources = {"nbgrader": {"notebook": "n", "score": 0, "max_score": 0, "late_penalty": 0}}
    return str(exporter.from_notebook_node(hostile_notebook(), resources)[0])


def body(page: str) -> str:
    """The page without the scripts and styles of its own, which are in front of its notebook."""
    return page[page.index("<body") :]


def test_nothing_runs_on_the_pages_that_nbconvert_makes(shown: str) -> None:
    assert Danger(body(shown)).found == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    path = Path("/usr/bin/chromium")
    if not path.exists():
        pytest.skip("no browser here")
    options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(path), args=options)
        yield browser
        browser.close()


def looked_at(page: str, browser: Any) -> tuple[Any, list[str]]:
    """What a browser's ``window.hit`` is after a page has loaded, and what it asked for."""
    tab = browser.new_page()
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.abort()

    def hit(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    tab.route("**/*", answer)
    tab.on("dialog", hit)
    tab.set_content(page, wait_until="load")
    for element in tab.query_selector_all("a[href^='javascript'], summary"):
        element.dispatch_event("click")
    tab.wait_for_timeout(200)
    result = tab.evaluate("window.hit")
    tab.close()
    # MathJax and require.js, which the templates themselves ask for, are not what is tested
    return result, [url for url in asked if not url.startswith("https://cdnjs.cloudflare.com/")]


@pytest.mark.browser
def test_a_browser_runs_and_loads_nothing(shown: str, chromium: Any) -> None:
    assert looked_at(shown, chromium) == (None, [])


@pytest.mark.browser
def test_the_same_payloads_do_run_where_nothing_cleans_them(chromium: Any) -> None:
    hit, asked = looked_at(HTML["onerror"] + HTML["remote picture"], chromium)
    assert hit == 1
    assert f"{EVIL}x.png" in asked


def test_the_feedback_page_shows_payloads_as_text() -> None:
    """All that a result holds of a student: messages, file names, code."""
    texts = [text[:5_000] for text in (*HTML.values(), *MARKDOWN.values(), *TEXT.values())]
    cells = tuple(
        CellResult(f"test_{index}", str(index), 0.0, 1.0, (Finding("x", text),), text)
        for index, text in enumerate(texts)
    )
    result = SubmissionResult("ada", "01", "graded", cells, problem=HTML["onerror"])
    page = feedback_page(Marked(result))
    assert Danger(body(page)).found == []
    assert "Content-Security-Policy" in page


def test_the_reason_why_nothing_could_be_graded_is_harmless(grader: Grader) -> None:
    graded = could_not_be_graded(grader.master, "ada", f"The file is called {HTML['onerror']}.")
    assert is_harmless_markdown(graded.notebook.cells[0].source, {})
    assert EVIL not in graded.notebook.cells[0].source
