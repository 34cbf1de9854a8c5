"""A Pyodide without numpy, of what npm and PyPI have: enough to try a JupyterLite's own parts.

    python tests/core_pyodide.py DIR
    COURSE_PYODIDE=DIR pytest -m slow tests/test_site_lite.py

npm's package holds the interpreter and the lock file, PyPI the packages that are pure Python. It
needs npm and pip. The full distribution has numpy and matplotlib, too; it is in no registry.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.site.lite import KERNEL
from autograder.site.pyodide import CORE, LOCK

VERSION = "314.0.7"
DOWNLOAD = ["pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--platform", "any"]
ALSO = ("typing-extensions", "packaging")


def make(folder: Path) -> None:
    """Write the distribution to `folder`."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        run(["npm", "pack", "--silent", f"pyodide@{VERSION}"], Path(scratch))
        shutil.unpack_archive(Path(scratch, f"pyodide-{VERSION}.tgz"), scratch)
        for name in CORE:
            shutil.copyfile(Path(scratch, "package", name), folder / name)
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    due, done = [*KERNEL, *ALSO], set()
    while due:
        name = due.pop().replace("_", "-")
        if name not in done:
            done.add(name)
            entry = lock["packages"][name]
            due += entry["depends"]
            python = ".".join(lock["info"]["python"].split(".")[:2])
            run([*DOWNLOAD, "--python-version", python, f"{name}=={entry['version']}"], folder)
            entry["sha256"] = hashlib.sha256((folder / entry["file_name"]).read_bytes()).hexdigest()
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")


def run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
