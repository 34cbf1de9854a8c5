"""Wheels made anew of packages that are installed here, for a Python that runs in a browser."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path, PurePath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.course import CourseError
from autograder.release import ZIP_TIME

BROWSER = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "platform_machine": "wasm32",
    "os_name": "posix",
    "extra": "",
}
"""What a requirement's marker is asked about: not this machine."""

FRONT_END = {"jupyterlab-widgets", "widgetsnbextension"}
"""Requirements of ipywidgets that hold JavaScript alone; a JupyterLite brings that itself."""

LEFT_OUT = {"RECORD", "WHEEL", "INSTALLER", "REQUESTED", "direct_url.json"}
"""What of a package's metadata tells how it was installed here."""

WHEEL = "Wheel-Version: 1.0\nGenerator: course site\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@dataclass(frozen=True)
class Wheel:
    """A package in one file, and the packages that it needs, by their canonical names."""

    name: str
    version: str
    path: Path
    needs: tuple[str, ...]
    imports: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def pack(names: Collection[str], python: str, known: Collection[str], folder: Path) -> list[Wheel]:
    """Write wheels of installed packages, and of all that they need beyond `known`, to `folder`.

    python: the browser's Python, such as "3.14". CourseError where a package is not installed
    here, or has compiled parts that no Python source stands beside.
    """
    wheels: dict[str, Wheel] = {}
    due: list[str] = [canonicalize_name(name) for name in names]
    while due:
        name = due.pop()
        if name not in wheels and name not in known:
            wheels[name] = _packed(name, python, folder)
            due += wheels[name].needs
    return list(wheels.values())


def _packed(name: str, python: str, folder: Path) -> Wheel:
    try:
        installed = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise CourseError(f"{name} is not installed here: install it, for the browser.") from None
    files = sorted(_files(installed, name))
    stem = f"{name.replace('-', '_')}-{installed.version}"
    path = folder / f"{stem}-py3-none-any.whl"
    contents = {each.as_posix(): Path(str(installed.locate_file(each))) for each in files}
    _write(path, {target: source.read_bytes() for target, source in contents.items()}, files)
    tops = {each.parts[0].removesuffix(".py") for each in files}
    return Wheel(
        name,
        installed.version,
        path,
        tuple(_needs(installed, python)),
        tuple(sorted(top for top in tops if top.isidentifier())),
    )


def _files(installed: importlib.metadata.Distribution, name: str) -> Iterator[PurePath]:
    """The files of a package that run anywhere, relative to where packages lie."""
    files = [PurePath(str(path)) for path in installed.files or []]
    for path in files:
        ending = next((end for end in EXTENSION_SUFFIXES if path.name.endswith(end)), "")
        stem = path.name.removesuffix(ending)
        if ending:  # mypyc compiles beside the source, and adds one module that holds all of it
            if path.with_name(f"{stem}.py") not in files and not stem.endswith("__mypyc"):
                raise CourseError(
                    f"{name} has compiled parts ({path}), which do not run in a browser: the "
                    "Pyodide distribution must have it."
                )
        elif not {"..", "__pycache__"} & {*path.parts} and not path.is_absolute():
            is_of_install = path.parts[0].endswith(".dist-info") and path.name in LEFT_OUT
            if not is_of_install:
                yield path


def _needs(installed: importlib.metadata.Distribution, python: str) -> Iterator[str]:
    asked = BROWSER | {"python_version": python, "python_full_version": f"{python}.0"}
    for text in installed.requires or []:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        is_due = requirement.marker is None or requirement.marker.evaluate(asked)
        if is_due and name not in FRONT_END:
            yield name


def _write(path: Path, contents: dict[str, bytes], files: list[PurePath]) -> None:
    metadata = next(each.parts[0] for each in files if each.parts[0].endswith(".dist-info"))
    contents[f"{metadata}/WHEEL"] = WHEEL.encode()
    record = [f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in contents.items()]
    contents[f"{metadata}/RECORD"] = "".join([*record, f"{metadata}/RECORD,,\n"]).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            entry = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
