"""What went wrong, in five words: for a line of a table."""

from __future__ import annotations

from autograder.result import CellResult, SubmissionResult

WORDS = {
    "unreadable": "could not be read",
    "not_started": "not written yet",
    "not_defined": "not defined",
    "cell_fails": "its cell fails",
    "only_published": "right on published inputs only",
}


def in_five_words(result: SubmissionResult) -> str:
    """The first mistake and how many more there are; the whole sentence when unreadable."""
    if result.status == "unreadable":
        return result.problem
    wrong = [cell for cell in result.cells if cell.points is not None and cell.findings]
    if not wrong:
        return result.flags[0] if result.flags else "all right"
    if all(cell.points == 0 and _slug(cell.findings[0].id) == "not_started" for cell in wrong):
        return f"{len(wrong)} exercises not written yet" if len(wrong) > 1 else in_words(wrong[0])
    first = next((cell for cell in wrong if _slug(cell.findings[0].id) != "not_started"), wrong[0])
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return in_words(first) + more


def in_words(cell: CellResult) -> str:
    """The exercise and its first mistake."""
    finding = cell.findings[0]
    slug = _slug(finding.id)
    return f"{cell.exercise}: {WORDS.get(slug, slug.replace('_', ' '))}"


def _slug(finding_id: str) -> str:
    return finding_id.partition("/")[2].replace("/", " ") or finding_id
