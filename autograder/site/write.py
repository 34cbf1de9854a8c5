"""Make the site: a page for each notebook, and an index that leads to them."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from markupsafe import Markup, escape
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme
from pygments.formatters import HtmlFormatter

from autograder.cells import is_solution, is_task, is_test
from autograder.course import Course, CourseError
from autograder.pages import code, write_page
from autograder.site.contents import ENTRIES, SHOWPIECE
from autograder.site.figures import place_of, scripts_of
from autograder.site.prose import Heading, Prose
from autograder.site.run import NOTHING, RecordedFigure, Shown, outputs_of
from autograder.stubs import SolutionStubs
from course_lib.widgets.modules import style_sheet

COUNTS_POINTS = "points_so_far("
"""Nobody's points are counted on a page."""

PICTURE = re.compile(r'src="(data:image/png;base64,[^"]+)"')

MIMES = ("text/html", "image/svg+xml", "image/png", "text/plain")
"""Of the forms of one output the first that is there is shown."""


@dataclass(frozen=True)
class Site:
    """A folder of pages that can be opened from disk; `lite`, if there is one, from a server."""

    folder: Path
    index: Path
    pages: list[Path]
    lite: Path | None = None


@dataclass(frozen=True)
class Page:
    """A notebook as a page: its HTML, its headings and the scripts of its figures.

    words, picture: what the index says of it, and the address of an image; empty if it has none.
    """

    name: str
    title: Markup
    headings: list[Heading]
    cells: list[dict[str, Any]]
    scripts: list[Markup]
    words: str = ""
    picture: str = ""


def write_site(course: Course, folder: Path, pyodide: Path | None = None) -> Site:
    """Make the pages of all assignments in `folder`; with a Pyodide, a JupyterLite beside them.

    CourseError where a notebook can't be read, does not run, or has a formula that can't be drawn,
    and where no JupyterLite can be made with that Pyodide.
    """
    names = course.assignments()
    if not names:
        course.require([])
    write_lite = lite_writer(course, folder / "lite", pyodide) if pyodide else None
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        shown = list(pool.map(lambda name: outputs_of(course.source_notebook(name)), names))
    pages = [
        page_of(name, student_version(course, name), cells)
        for name, cells in zip(names, shown, strict=True)
    ]
    lite = write_lite() if write_lite else None
    written = []
    for number, page in enumerate(pages):
        path = folder / f"{page.name}.html"
        around = {
            "before": pages[number - 1] if number else None,
            "after": pages[number + 1] if number + 1 < len(pages) else None,
        }
        write_page(path, _rendered("site_page.html", page.scripts, page=page, **around))
        written.append(path)
    index = folder / "index.html"
    write_page(index, _index(pages, [cell for cells in shown for cell in cells], bool(lite)))
    return Site(folder, index, written, lite)


def lite_writer(course: Course, folder: Path, pyodide: Path) -> Callable[[], Path]:
    """What makes the JupyterLite; CourseError at once where it can't be made."""
    from autograder.site.lite import usable, write_lite  # the extra [lite] brings what it imports

    distribution = usable(pyodide)
    return lambda: write_lite(course, folder, distribution)


def student_version(course: Course, name: str) -> NotebookNode:
    """A notebook as students get it: without solutions, hidden tests and marking schemes."""
    path = course.source_notebook(name)
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise CourseError(f"{path} can't be read: {type(error).__name__}.") from error
    config = course.nbgrader_config()
    for step in (SolutionStubs, ClearHiddenTests, ClearMarkScheme):
        notebook, _ = step(config=config).preprocess(notebook, {})
    return notebook


def page_of(name: str, notebook: NotebookNode, shown: list[Shown]) -> Page:
    """The page of a notebook; `shown` is what its cells show, one by one."""
    prose = Prose()
    cells = list(_cells(notebook, shown, prose))
    title = next((each.text for each in prose.headings if each.level == 1), escape(name))
    figures = [each.figure for each in shown if each.figure]
    sections = [each for each in prose.headings if each.level == 2]
    entry = ENTRIES.get(name)
    return Page(
        name,
        title,
        sections,
        cells,
        scripts_of(figures),
        words=entry.words if entry else "",
        picture=_picture(notebook, shown, entry.figure) if entry else "",
    )


def _picture(notebook: NotebookNode, shown: list[Shown], function: str) -> str:
    """The last image that a figure function drew in a notebook, as an address."""
    found = [
        address
        for cell, seen in zip(notebook.cells, shown, strict=True)
        if f"figures.{function}(" in cell.source
        for output in _outputs(seen)
        for address in PICTURE.findall(output)
    ]
    return found[-1] if found else ""


def _index(pages: list[Page], shown: list[Shown], has_lite: bool) -> str:
    """The page that leads to all others, with one live figure to try."""
    values: dict[str, Any] = {"pages": pages, "has_lite": has_lite}
    for seen in shown:
        if seen.figure and seen.figure.module == SHOWPIECE:
            live = Markup("").join(_outputs(seen))
            return _rendered("site_index.html", scripts_of([seen.figure]), live=live, **values)
    return _rendered("site_index.html", [], live="", **values)


def _cells(notebook: NotebookNode, shown: list[Shown], prose: Prose) -> Iterator[dict[str, Any]]:
    after_task = False
    for cell, seen in zip(notebook.cells, shown, strict=True):
        is_room = after_task and "nbgrader" not in cell.metadata
        after_task = is_task(cell)
        if cell.cell_type == "markdown" and not is_room:
            yield {"kind": "prose", "html": prose.html(cell.source)}
        elif cell.cell_type == "code" and not cell.source.startswith(COUNTS_POINTS):
            yield {
                "kind": _kind(cell),
                "html": code(cell.source),
                "outputs": [] if _kind(cell) != "example" else list(_outputs(seen)),
            }


def _kind(cell: NotebookNode) -> str:
    if is_test(cell):
        return "check"
    return "exercise" if is_solution(cell) else "example"


def _outputs(shown: Shown) -> Iterator[Markup]:
    for output in (shown or NOTHING).outputs:
        kind = output["output_type"]
        if kind == "stream":
            yield _text(output["text"])
        elif kind == "error":
            yield _text(f"{output['ename']}: {output['evalue']}")
        elif shown.figure and kind == "execute_result":
            yield _live(shown.figure, output["data"])
        else:
            yield _bundle(output["data"])


def _live(figure: RecordedFigure, data: dict[str, str]) -> Markup:
    return place_of(figure, _bundle(data))


def _bundle(data: dict[str, str]) -> Markup:
    mime = next((mime for mime in MIMES if mime in data), None)
    if mime is None:
        return Markup("")
    if mime == "image/png":
        words = escape(data.get("text/plain", ""))
        return Markup(f'<img alt="{words}" src="data:image/png;base64,{data[mime].strip()}">')
    if mime == "text/plain":
        return _text(data[mime])
    return Markup(data[mime])


def _text(text: str) -> Markup:
    return Markup(f'<pre class="output">{escape(text.rstrip())}</pre>')


def _rendered(template: str, scripts: list[Markup], **values: Any) -> str:
    """A page that may run its own scripts and load nothing, from nowhere."""
    digests = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src {digests or chr(39) + 'none' + chr(39)}; base-uri 'none'; form-action 'none'"
    )
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = environment.get_template("site.css").render(
        code_light=_code_style("default"), code_dark=_code_style("github-dark")
    )
    return environment.get_template(template).render(
        policy=policy, style=Markup(style + style_sheet()), scripts=scripts, **values
    )


def _code_style(name: str) -> str:
    return str(HtmlFormatter(style=name, nobackground=True).get_style_defs(".highlight"))
