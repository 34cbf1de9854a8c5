"""What `course collect` did, as a table for people and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from autograder.collect.kept import EPOCH
from autograder.collect.run import Collected
from autograder.pages import visible

WORDS = {
    "new": "new",
    "newer": "newer than before",
    "older": "older than what counts (kept)",
    "unchanged": "unchanged",
}


def summary(collected: Collected, assignment: str) -> str:
    """One line: how many, of which kind."""
    rows = collected.rows
    counts = Counter(row.status for row in rows)
    parts = [f"{counts[status]} {words}" for status, words in WORDS.items() if counts[status]]
    late = sum(row.is_late for row in rows)
    parts += [f"{late} marked as late"] if late else []
    left = len(collected.unmatched)
    parts += [f"{_number_of(left, 'file')} not matched"] if left else []
    people = _number_of(len(rows), "student")
    details = f" ({', '.join(parts)})" if parts else ""
    return f"{assignment}: {people}{details}; names read as {collected.pattern}."


def _number_of(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def tables(collected: Collected) -> Iterator[Table]:
    """What is odd about hand-ins, and what was not matched."""
    odd = [row for row in collected.rows if row.notes]
    if odd:
        table = _table("To look at", "student", "its file")
        for row in odd:
            table.add_row(Text(row.student), Text("; ".join(row.notes)))
        yield table
    if collected.unmatched:
        table = _table("Not matched", "file", "why")
        for left in collected.unmatched:
            table.add_row(Text(visible(left.path)), Text(visible(left.reason)))
        yield table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def lines(collected: Collected) -> Iterator[dict[str, Any]]:
    """An object for each student, each file that was not matched and each note."""
    for row in collected.rows:
        yield {
            "student": row.student,
            "assignment": row.assignment,
            "status": row.status,
            "time": None if row.time == EPOCH else row.time.isoformat(),
            "late": row.is_late,
            "file": row.source,
            "notes": list(row.notes),
        }
    for left in collected.unmatched:
        yield {"unmatched": left.path, "reason": left.reason, "copy": left.copy}
    for note in collected.notes:
        yield {"note": note}
