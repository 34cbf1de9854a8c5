"""Both sides: matplotlib's list of this machine's fonts, kept from one server to the next.

To make it takes a quarter of a second, and many where there are many fonts. What a server writes
is gone with its sandbox, so the list crosses the channel before and after matplotlib is imported.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

NAME = re.compile(r"fontlist-v[\w.-]{1,40}\.json")


def read_lists(folder: Path | None) -> dict[str, str]:
    """The lists in a folder, by their file names, which say what version they are for."""
    if folder is None or not folder.is_dir():
        return {}
    return {path.name: path.read_text() for path in folder.iterdir() if NAME.fullmatch(path.name)}


def link_lists(source: Path, folder: Path) -> None:
    """Make a folder for matplotlib, which wants to write there, with the lists of another one."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.glob("fontlist-*.json"):
        (folder / path.name).symlink_to(path)


def write_lists(folder: Path | None, lists: Any) -> None:
    """Write lists that are not in the folder yet."""
    if folder is None or not isinstance(lists, dict):
        return
    for name, text in lists.items():
        path = folder / name
        if NAME.fullmatch(name) and isinstance(text, str) and not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
