"""Submissions that are broken, or poisoned, as files; each function here hands one in."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]
Maker = Callable[[Path, Notebook, Path], None]
"""Writes into a student's folder; it is given the right notebook and the course's folder."""

NAME = "01_loss_functions.ipynb"
MARK = "planted" + "-4f1c9a07"
"""Lies where no student may read. Attacks look for it; in their sources it is in two pieces."""


@dataclass(frozen=True)
class Broken:
    """points: of the 17. says: part of the problem, or of a flag."""

    name: str
    make: Maker
    points: float
    says: str


BROKEN_FILES: list[Broken] = []


def broken(says: str, points: float = 0.0) -> Callable[[Maker], Maker]:
    def keep(make: Maker) -> Maker:
        BROKEN_FILES.append(Broken(make.__name__, make, points, says))
        return make

    return keep


def write(folder: Path, notebook: object) -> None:
    (folder / NAME).write_text(json.dumps(notebook), encoding="utf-8")


def grade_id(cell: Notebook) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


@broken("not JSON")
def not_json(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).write_bytes(b"%PDF-1.4 \x00\xff\xfe")


@broken("empty")
def an_empty_file(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).touch()


@broken("")
def nested_too_deeply(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).write_text('{"nbformat": 4, "cells": ' + "[" * 10**6 + "]" * 10**6 + "}")


@broken("", points=17.0)
def nested_metadata(folder: Path, notebook: Notebook, course: Path) -> None:
    deep = '{"a":' * 400 + "1" + "}" * 400
    for cell in notebook["cells"]:
        cell["metadata"]["deep"] = "DEEP"
    (folder / NAME).write_text(json.dumps(notebook).replace('"DEEP"', deep))


@broken("", points=0.0)
def a_million_cells(folder: Path, notebook: Notebook, course: Path) -> None:
    cell = '{"cell_type":"raw"}'
    (folder / NAME).write_text('{"nbformat":4,"cells":[' + ",".join([cell] * 10**6) + "]}")


@broken("MB")
def a_huge_file(folder: Path, notebook: Notebook, course: Path) -> None:
    with (folder / NAME).open("wb") as file:
        file.truncate(2 * 2**30)  # sparse: it takes no room


@broken("")
def a_list(folder: Path, notebook: Notebook, course: Path) -> None:
    write(folder, [notebook])


@broken("")
def numbers_for_cells(folder: Path, notebook: Notebook, course: Path) -> None:
    write(folder, {**notebook, "cells": 3})


@broken("format")
def a_format_to_come(folder: Path, notebook: Notebook, course: Path) -> None:
    write(folder, {**notebook, "nbformat": 10**30})


@broken("")
def an_endless_number(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).write_text('{"cells": [], "nbformat": ' + "9" * 10**6 + "}")


@broken("")
def a_link_to_the_seed(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).symlink_to(course / ".course" / "seed")


@broken("")
def a_link_to_the_passwords(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).symlink_to("/etc/passwd")


@broken("")
def a_link_to_itself(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).symlink_to(folder / NAME)


@broken("")
def a_link_to_another_students_work(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).symlink_to(course / "release" / "01_loss_functions" / NAME)


@broken("")
def a_fifo(folder: Path, notebook: Notebook, course: Path) -> None:
    os.mkfifo(folder / NAME)


@broken("folder")
def a_folder(folder: Path, notebook: Notebook, course: Path) -> None:
    (folder / NAME).mkdir()


@broken("", points=17.0)
def modules_beside_it(folder: Path, notebook: Notebook, course: Path) -> None:
    """Files that an import would find, were this folder where Python looks."""
    write(folder, notebook)
    for name in ("numpy", "sitecustomize", "course_lib", "autograder", "json"):
        (folder / f"{name}.py").write_text("raise SystemExit('imported')\n")


@broken("", points=17.0)
def ids_that_are_all_the_same(folder: Path, notebook: Notebook, course: Path) -> None:
    for cell in notebook["cells"]:
        cell["id"] = "same"
    write(folder, notebook)


@broken("twice", points=17.0)
def every_cell_twice(folder: Path, notebook: Notebook, course: Path) -> None:
    cells = [copy.deepcopy(cell) for cell in notebook["cells"] for _ in range(2)]
    write(folder, {**notebook, "cells": cells})


@broken("kind", points=17.0)
def cells_of_another_kind(folder: Path, notebook: Notebook, course: Path) -> None:
    for cell in notebook["cells"]:
        if grade_id(cell).startswith("test_"):
            cell["cell_type"] = "markdown"
    write(folder, notebook)


@broken("deleted", points=17.0)
def without_any_test(folder: Path, notebook: Notebook, course: Path) -> None:
    kept = [cell for cell in notebook["cells"] if not grade_id(cell).startswith("test_")]
    write(folder, {**notebook, "cells": kept})


@broken("edited", points=14.0)
def tests_that_say_yes(folder: Path, notebook: Notebook, course: Path) -> None:
    for cell in notebook["cells"]:
        if grade_id(cell).startswith("test_"):
            cell["source"] = "3.0"
        if grade_id(cell) == "softmax":
            cell["source"] = "def softmax(scores): return 3.0"
    write(folder, notebook)


@broken("points", points=14.0)
def points_raised(folder: Path, notebook: Notebook, course: Path) -> None:
    for cell in notebook["cells"]:
        if grade_id(cell) == "softmax":
            cell["source"] = ""
        if grade_id(cell).startswith("test_"):
            cell["metadata"]["nbgrader"]["points"] = 1e308
    write(folder, notebook)


@broken("", points=17.0)
def marks_of_another_type(folder: Path, notebook: Notebook, course: Path) -> None:
    """nbgrader's marks hold lists and objects where texts and numbers belong."""
    extra = [[], {}, 7, None, {"grade_id": []}, {"grade_id": "softmax\x00", "points": []}]
    for mark in extra:
        cell = {"cell_type": "code", "source": "1 / 0", "metadata": {"nbgrader": mark}}
        notebook["cells"].append(cell)
    notebook["cells"].append({"cell_type": "code", "source": [1], "outputs": 3})
    notebook["cells"].append(None)
    write(folder, notebook)


@broken("", points=17.0)
def another_kernel(folder: Path, notebook: Notebook, course: Path) -> None:
    kernel = {"name": "../../bin/sh", "language": "bash", "display_name": "sh"}
    write(folder, {**notebook, "metadata": {"kernelspec": kernel, "language_info": 3}})


@broken("", points=17.0)
def half_characters(folder: Path, notebook: Notebook, course: Path) -> None:
    notebook["cells"].append({"cell_type": "code", "source": "'\ud800\x00\u202e'", "metadata": {}})
    write(folder, notebook)


@broken("", points=17.0)
def magics_and_scripts(folder: Path, notebook: Notebook, course: Path) -> None:
    """Cells that would leave Python: shell lines, scripts, a debugger, a write to a file."""
    for source in (
        *("!cat /etc/passwd", "%%bash\nenv", "%run /etc/passwd", "%%script sh\nid"),
        *("%load_ext autograder", "%debug", "%pdb on", "%%writefile /tmp/written\nx", "%cd /"),
        *("input('points? ')", "exit", "quit()", "%reset -f"),
    ):
        notebook["cells"].append(
            {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
        )
    write(folder, notebook)
