"""The notebooks in a JupyterLite: JupyterLab and Python, both of them in the reader's browser.

Beside the pages, in ``lite/``, lie JupyterLab's files, a part of a Pyodide distribution, and the
student bundles as they are released. No server computes, and no other host is asked.
"""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.course import Course, CourseError
from autograder.lab import SETTINGS
from autograder.release import release
from autograder.site.pyodide import Distribution, opened
from autograder.site.wheels import pack

KERNEL = ("micropip", "ipython", "jedi")
"""What JupyterLite's Python kernel loads from the distribution before anything else."""

LIBRARY = ("numpy", "matplotlib")
"""What course_lib needs of the distribution: they are compiled."""

PURE = ("anywidget", "ipywidgets", "comm")
"""What course_lib and the kernel need that no distribution has: packed from what is installed."""

EXTENSIONS = (
    "@jupyterlite/pyodide-kernel-extension",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
)
"""Of the JupyterLab extensions installed here, those that go along; nbgrader's stay."""

KERNEL_PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"
NOT_FOR_THE_BROWSER = ("pyproject.toml", "README.md")
"""Files of a bundle that tell how to install and start what already runs."""


def usable(path: Path) -> Distribution:
    """The Pyodide distribution in `path`, if a JupyterLite of this course can be made with it.

    CourseError where the extra is not installed, or where the distribution is none, is for
    another version of the kernel, or lacks packages.
    """
    if not _kernel_python():
        raise CourseError(
            "--pyodide needs JupyterLite, which is not installed: pip install "
            "'backprop-course[lite]'."
        )
    distribution = opened(path)
    if distribution.python != _kernel_python():
        raise CourseError(
            f"{path} is a Pyodide with Python {distribution.python}; JupyterLite's kernel here "
            f"wants one with Python {_kernel_python()}, such as Pyodide {_kernel_pyodide()}."
        )
    distribution.require([*KERNEL, *LIBRARY])
    return distribution


def write_lite(course: Course, folder: Path, distribution: Distribution) -> Path:
    """Make the JupyterLite in `folder`, in the place of an earlier one, and return its first page.

    All assignments are released for it, as `course release` does, and lie in it as released.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".building-") as scratch:
        project, made = Path(scratch, "project"), Path(scratch, "made")
        _write_contents(course, project / "files")
        _write_python(distribution, project)
        _write_settings(project)
        _build(project, made)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
    return folder / "lab" / "index.html"


def _write_contents(course: Course, target: Path) -> None:
    for assignment in course.assignments():
        bundle = release(course, assignment).folder
        shutil.copytree(bundle, target / assignment)
        for name in NOT_FOR_THE_BROWSER:
            (target / assignment / name).unlink()


def _write_python(distribution: Distribution, project: Path) -> None:
    wheels = project / "wheels"
    wheels.mkdir(parents=True)
    chosen = [name for name in (*KERNEL, *LIBRARY) if name in distribution.packages]
    packed = pack(PURE, distribution.python, distribution.packages, wheels)
    needed = [name for wheel in packed for name in wheel.needs if name in distribution.packages]
    distribution.copy([*chosen, *needed], packed, project / "static" / "pyodide")
    # A notebook says `import course_lib`; from that Pyodide would not know what else to load.
    packages = [*chosen, *(wheel.name for wheel in packed)]
    settings = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": packages}}
    _write_json(
        project / "jupyter-lite.json",
        {
            "jupyter-lite-schema-version": 0,
            "jupyter-config-data": {
                "appName": "Backpropagation, step by step",
                "litePluginSettings": {KERNEL_PLUGIN: settings},
            },
        },
    )


def _write_settings(project: Path) -> None:
    shutil.copyfile(SETTINGS / "overrides.json", project / "overrides.json")
    installed = Path(sys.prefix, "share", "jupyter", "labextensions")
    _write_json(
        project / "jupyter_lite_config.json",
        {
            "LiteBuildConfig": {
                "apps": ["lab"],
                "contents": ["files"],
                "federated_extensions": [str(installed / name) for name in EXTENSIONS],
                "ignore_sys_prefix": ["federated_extensions"],
                "no_sourcemaps": True,
            }
        },
    )


def _build(project: Path, output: Path) -> None:
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--output-dir", str(output)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr + done.stdout).strip().splitlines() or ["it does not say why"]
        raise CourseError(f"JupyterLite could not be built: {lines[-1]}")


def _kernel_python() -> str:
    """The Python that the installed kernel is made for, "3.14"; empty if none is installed."""
    return _of_kernel("PYODIDE_PYTHON_VERSION")


def _kernel_pyodide() -> str:
    return _of_kernel("PYODIDE_VERSION")


def _of_kernel(constant: str) -> str:
    try:
        constants = importlib.import_module("jupyterlite_pyodide_kernel.constants")
    except ImportError:
        return ""
    return str(getattr(constants, constant, ""))


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
