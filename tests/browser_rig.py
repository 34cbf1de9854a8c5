"""JupyterLab and Notebook 7 in a real browser, for tests and benchmarks of live figures.

One server serves both. `live_server` starts it, `open_notebook` writes a notebook, opens it and
runs it; a `LiveNotebook` then runs cells again and finds figures by their accessible names.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Locator, Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS_TO_START = 40.0
MILLISECONDS = 20_000
PATHS = {"lab": "lab/tree/{name}?reset", "notebook": "notebooks/{name}"}
"""The front ends, and where each of them shows a notebook."""

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "autograder" / "lab_settings"


@dataclass(frozen=True)
class LiveServer:
    """A Jupyter server with a folder for notebooks."""

    address: str
    folder: Path


@contextlib.contextmanager
def live_server(folder: Path) -> Iterator[LiveServer]:
    """Start a server with the settings of `course lab`, for notebooks in a folder of its own."""
    options = (
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
        f"--LabApp.app_settings_dir={SETTINGS}",
    )
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    with jupyter_server(folder, notebooks, options) as address:
        yield LiveServer(address, notebooks)


@contextlib.contextmanager
def jupyter_server(
    folder: Path, working: Path, options: tuple[str, ...], ready: str = "api"
) -> Iterator[str]:
    """Start JupyterLab in the folder `working`; its address, once `ready` can be fetched there.

    folder: for Jupyter's own files and its log; it sees nothing of this user's.
    """
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    own = {name: str(folder / name) for name in names} | {"PYTHONPATH": str(ROOT)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    everywhere = (
        "--no-browser",
        "--allow-root",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
    )
    log = folder / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *everywhere, *options],
            cwd=working,
            env=os.environ | own,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(f"{address}/{ready}", process, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Jupyter did not start: {log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield browser
        browser.close()


@dataclass
class LiveNotebook:
    """A notebook that is open in a front end, with its kernel running."""

    page: Page
    server: LiveServer
    outside: list[str] = field(default_factory=list)
    """Addresses outside the server that the page asked for."""
    errors: list[str] = field(default_factory=list)
    """Errors that the page's scripts did not catch, with their stacks: a figure's own code stands
    at an address that begins with ``blob:``."""

    def figure(self, label: str) -> Locator:
        """A live figure, by the beginning of its accessible name."""
        return self.page.locator(f'section.course-figure[aria-label^="{label}"]')

    def run_all(self) -> None:
        self._execute("notebook:run-all-cells")

    def run_cell(self, index: int, source: str | None = None) -> None:
        """Run a cell again, or with another source."""
        self.page.evaluate(
            """([index, source]) => {
                const notebook = window.jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = index;
                if (source !== null) notebook.widgets[index].model.sharedModel.setSource(source);
            }""",
            [index, source],
        )
        self._execute("notebook:run-cell")

    def value(self, expression: str) -> str:
        """What the kernel answers to an expression: it is run in a cell of its own at the end."""
        return str(
            self.page.evaluate(
                """async (code) => {
                    const panel = window.jupyterapp.shell.currentWidget;
                    const kernel = panel.sessionContext.session.kernel;
                    const asked = {code: '', user_expressions: {it: code}, silent: true};
                    const reply = await kernel.requestExecute(asked).done;
                    const it = reply.content.user_expressions.it;
                    return it.data ? it.data['text/plain'] : `${it.ename}: ${it.evalue}`;
                }""",
                expression,
            )
        )

    def close(self) -> None:
        """Shut the kernel down, and see to it that nothing asks whether to save."""
        self.page.evaluate(
            "async () => await window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
        )
        self.page.close(run_before_unload=False)

    def _execute(self, command: str) -> None:
        self.page.evaluate(
            """async ([command, milliseconds]) => {
                const late = new Promise((_, reject) => setTimeout(
                    () => reject(new Error(`${command} takes too long`)), milliseconds));
                await Promise.race([window.jupyterapp.commands.execute(command), late]);
            }""",
            [command, MILLISECONDS],
        )


def place(canvas: Locator, x: float, y: float) -> tuple[float, float]:
    """Where on the page the point (x, y) of a plot is; its axes must not be logarithmic."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    left, right, top, bottom = _numbers(canvas, "data-frame")
    low, high, least, most = _numbers(canvas, "data-axes")
    assert box is not None
    return (
        box["x"] + left + (x - low) / (high - low) * (right - left),
        box["y"] + bottom - (y - least) / (most - least) * (bottom - top),
    )


def drag(canvas: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press the pointer at one point of a plot, move it in a few steps, and release it."""
    mouse = canvas.page.mouse
    mouse.move(*place(canvas, *start))
    mouse.down()
    mouse.move(*place(canvas, *end), steps=6)
    mouse.up()


def is_painted(canvas: Locator) -> bool:
    """Whether a canvas shows more than one colour, or a drawing has words, within some frames."""
    return bool(
        canvas.evaluate(
            """async (canvas) => {
                const isPainted = () => {
                    if (canvas.tagName === 'svg') return canvas.querySelectorAll('text').length > 0;
                    const {width, height} = canvas;
                    const data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
                    const words = new Uint32Array(data.buffer);
                    return words.some((word) => word !== words[0]);
                };
                for (let frame = 0; frame < 30 && !isPainted(); frame += 1)
                    await new Promise(requestAnimationFrame);
                return isPainted();
            }"""
        )
    )


def axe_script(folder: Path) -> str | None:
    """The accessibility checker axe-core, installed by npm into `folder`; None without npm."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    try:
        subprocess.run([*command, "axe-core@4"], check=True, capture_output=True, timeout=60)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe_findings(figure: Locator, script: str) -> list[str]:
    """What axe-core finds serious or critical in a figure."""
    figure.page.evaluate(f"() => {{ if (!window.axe) {{ {script} }} }}")
    found = figure.evaluate(
        """async (section) => (await window.axe.run(section)).violations
            .filter(({impact}) => impact === 'serious' || impact === 'critical')
            .map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)"""
    )
    return [str(finding) for finding in found]


def _numbers(element: Locator, attribute: str) -> list[float]:
    return [float(text) for text in (element.get_attribute(attribute) or "").split()]


def set_theme(page: Page, theme: str) -> None:
    """Change the theme, "JupyterLab Light" or "JupyterLab Dark"; the server remembers it."""
    page.evaluate(
        "async (theme) => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        theme,
    )


def open_notebook(
    browser: Browser,
    server: LiveServer,
    front_end: str,
    cells: list[str],
    name: str = "live",
    width: int = 1200,
    dark: bool = False,
) -> LiveNotebook:
    """Write a notebook of these code cells, open it in "lab" or "notebook", and run it."""
    path = server.folder / f"{name}_{front_end}_{time.monotonic_ns()}.ipynb"
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(
        new_notebook(cells=[new_code_cell(source) for source in cells], metadata=spec), path
    )
    page = browser.new_page(viewport={"width": width, "height": 1000})
    page.set_default_timeout(MILLISECONDS)
    notebook = LiveNotebook(page, server)

    def note(request: Request) -> None:
        if not request.url.startswith((server.address, "data:", "blob:", "ws://127.0.0.1")):
            notebook.outside.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: notebook.errors.append(error.stack or str(error)))
    page.route(lambda url: not url.startswith(server.address), lambda route: route.abort())
    page.goto(f"{server.address}/{PATHS[front_end].format(name=path.name)}")
    page.wait_for_function("() => window.jupyterapp !== undefined")
    page.evaluate("async () => { await window.jupyterapp.restored; }")
    if dark:
        set_theme(page, "JupyterLab Dark")
    page.wait_for_function(
        """() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel
            ?.status === 'idle'"""
    )
    try:
        notebook.run_all()
    except Exception:  # a kernel that has just started sometimes swallows the first request
        notebook.run_all()
    return notebook
