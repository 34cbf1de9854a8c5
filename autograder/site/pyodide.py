"""A Pyodide distribution: CPython for the browser, and packages that are compiled for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from autograder.course import CourseError
from autograder.site.wheels import Wheel

LOCK = "pyodide-lock.json"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", LOCK)
"""What the interpreter itself consists of; the rest are packages."""


@dataclass(frozen=True)
class Distribution:
    """A folder with Pyodide in it, and what its lock file says of Python and of each package."""

    folder: Path
    lock: dict[str, Any]

    @property
    def python(self) -> str:
        """The version of its Python, without the last number: "3.14"."""
        return ".".join(str(self.lock["info"]["python"]).split(".")[:2])

    @property
    def packages(self) -> dict[str, dict[str, Any]]:
        """The lock file's entries of the packages whose files are there."""
        return {
            name: entry
            for name, entry in self.lock["packages"].items()
            if (self.folder / entry["file_name"]).is_file()
        }

    def require(self, names: Iterable[str]) -> None:
        """CourseError, which names them, where packages or what these need are not there."""
        missing = sorted(self._with_needs(names) - self.packages.keys())
        if missing:
            raise CourseError(
                f"{self.folder} lacks packages that the notebooks need: {', '.join(missing)}. "
                "Take the full Pyodide distribution, and not its core alone."
            )

    def copy(self, names: Iterable[str], wheels: list[Wheel], target: Path) -> None:
        """Copy the interpreter, these packages with what they need, and the wheels.

        The copy's lock file tells of these alone, so its Python asks for nothing else.
        """
        target.mkdir(parents=True)
        chosen = {name: self.packages[name] for name in sorted(self._with_needs(names))}
        for file in [*CORE, *(entry["file_name"] for entry in chosen.values())]:
            shutil.copyfile(self.folder / file, target / file)
        for wheel in wheels:
            shutil.copyfile(wheel.path, target / wheel.path.name)
        entries = chosen | {wheel.name: _entry(wheel) for wheel in wheels}
        lock = json.dumps(self.lock | {"packages": entries}, indent=1)
        (target / LOCK).write_text(lock, encoding="utf-8")

    def _with_needs(self, names: Iterable[str]) -> set[str]:
        found: set[str] = set()
        due = [str(name) for name in names]
        while due:
            name = canonicalize_name(due.pop())
            if name not in found:
                found.add(name)
                due += self.lock["packages"].get(name, {}).get("depends", [])
        return found


def opened(path: Path) -> Distribution:
    """The distribution in a folder, as its archive unpacks. CourseError where there is none."""
    folder = path / "pyodide" if (path / "pyodide" / LOCK).is_file() else path
    missing = [name for name in CORE if not (folder / name).is_file()]
    if missing:
        raise CourseError(
            f"{path} is no Pyodide distribution: it has no {missing[0]}. Name the folder into "
            "which you unpacked pyodide-VERSION.tar.bz2."
        )
    try:
        lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        distribution = Distribution(folder, lock)
        _ = distribution.python, distribution.packages
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"{folder / LOCK} can't be read ({type(error).__name__}): unpack the distribution anew."
        ) from error
    return distribution


def _entry(wheel: Wheel) -> dict[str, Any]:
    """What a lock file says of a package that is one wheel."""
    return {
        "name": wheel.name,
        "version": wheel.version,
        "file_name": wheel.path.name,
        "install_dir": "site",
        "sha256": wheel.sha256,
        "package_type": "package",
        "imports": list(wheel.imports),
        "depends": list(wheel.needs),
        "unvendored_tests": False,
    }
