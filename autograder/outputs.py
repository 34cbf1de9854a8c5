"""Outputs of a student's cells, made harmless: what goes into autograded notebooks.

They come from a process that the student controls, so they are anything that JSON can hold.
What leaves here is nbformat's, and of the few kinds that the course's pages show.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

from autograder.harmless import (
    LONGEST_TEXT,
    as_text,
    is_harmless_markdown,
    plain_text,
    safe_html,
    safe_image,
    safe_markdown,
    safe_text,
)
from autograder.svg import safe_svg

MOST_OUTPUTS = 60
MOST_LINES = 500
"""Entries of a traceback. Each may hold several lines."""


def safe_outputs(outputs: object) -> list[NotebookNode]:
    """The outputs that are one, each valid and harmless; of a flood the beginning and the end."""
    found = [output for output in _list(outputs) if isinstance(output, dict)]
    if len(found) > MOST_OUTPUTS:
        note = {"output_type": "stream", "text": f"[{len(found) - MOST_OUTPUTS} outputs left out]"}
        found = [*found[: MOST_OUTPUTS - 1], note, found[-1]]
    return [safe for output in found if (safe := _safe_output(output)) is not None]


def _safe_output(output: dict[str, Any]) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream":
        return _stream(output)
    if kind == "error":
        return _error(output)
    if kind in ("display_data", "execute_result"):
        return _result(str(kind), output)
    return None


def _stream(output: dict[str, Any]) -> NotebookNode | None:
    text = safe_text(_text(output.get("text")))
    name = "stderr" if output.get("name") == "stderr" else "stdout"
    return NotebookNode(output_type="stream", name=name, text=text) if text else None


def _error(output: dict[str, Any]) -> NotebookNode:
    name = plain_text(_text(output.get("ename"))[:200]) or "Error"
    value = plain_text(_text(output.get("evalue"))[:2_000])
    traceback = [line for line in _list(output.get("traceback")) if isinstance(line, str)]
    joined = "\n".join(traceback[:MOST_LINES])
    shown = safe_text(joined).split("\n") if joined else [f"{name}: {value}"]
    return NotebookNode(output_type="error", ename=name, evalue=value, traceback=shown)


def _result(kind: str, output: dict[str, Any]) -> NotebookNode | None:
    bundle = output.get("data")
    if not isinstance(bundle, dict) or not bundle:
        return None
    data = safe_bundle(bundle)
    node = NotebookNode(output_type=kind, data=NotebookNode(data), metadata=NotebookNode())
    if kind == "execute_result":
        node.execution_count = safe_count(output.get("execution_count"))
    return node


def safe_count(count: object) -> int | None:
    """A cell's execution count, if it can be one."""
    return count if type(count) is int and 0 <= count < 10**9 else None


def safe_bundle(bundle: dict[str, Any]) -> dict[str, str]:
    """Of one result's forms those that can be shown; a sentence where that is none of them."""
    data = {
        mime: safe
        for mime, make_safe in SHOWN.items()
        if mime in bundle and (safe := make_safe(_text(bundle[mime]))) is not None
    }
    if data:
        return data
    kinds = ", ".join(safe_text(str(mime)[:60]) for mime in list(bundle)[:5])
    return {"text/plain": f"[an output that can't be shown: {kinds}]"}


def _markdown(source: str) -> str | None:
    return source if is_harmless_markdown(source, {}) and source == safe_text(source) else None


def _latex(source: str) -> str | None:
    return safe_text(source) if len(source) <= LONGEST_TEXT else None


SHOWN = {
    "text/plain": safe_text,
    "text/html": safe_html,
    "text/markdown": _markdown,
    "text/latex": _latex,
    "image/png": lambda data: safe_image("image/png", data),
    "image/jpeg": lambda data: safe_image("image/jpeg", data),
    "image/svg+xml": safe_svg,
}
"""The kinds that are shown, and what makes each harmless: None where nothing can."""


def _text(value: object) -> str:
    """A text as notebooks keep it, whole or by lines; of anything else nothing."""
    lines = [value] if isinstance(value, str) else _list(value)
    return "".join(lines) if all(isinstance(line, str) for line in lines) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def safe_cells(notebook: NotebookNode, original: NotebookNode) -> None:
    """Make the texts between the code harmless, in place; those of the instructor stay.

    To be called when the results are there: whether an answer is still the one that was handed
    out is seen from its source. Code stays as it is, because every page shows it as text.
    """
    handed_out = {cell.source for cell in original.cells}
    for cell in notebook.cells:
        if cell.cell_type == "code" or cell.source in handed_out:
            continue
        if cell.cell_type == "raw":  # pages pass it on as HTML
            cell.cell_type = "markdown"
            cell.source = as_text(cell.source)
        cell.source = safe_markdown(cell.source, cell.get("attachments"))
