"""`course site --pyodide`: what it refuses, what it takes along, and the notebooks in a browser."""

from __future__ import annotations

import base64
import csv
import functools
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_rig import CHROMIUM, OPTIONS
from bundle_contents import files
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course import Course, CourseError
from autograder.demo import make_course
from autograder.site import lite, write
from autograder.site.pyodide import CORE, LOCK, Distribution, opened
from autograder.site.wheels import pack

TIME_LIMIT = Path(lite.__file__).parents[2] / "course_lib" / "diagnosis" / "time_limit.py"
PACKAGES = {
    "micropip": [],
    "ipython": ["traitlets"],
    "traitlets": [],
    "jedi": [],
    "numpy": [],
    "matplotlib": ["numpy", "Pillow"],
    "pillow": [],
    "scipy": ["numpy"],
}


@pytest.fixture
def pyodide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution of empty files, as its archive unpacks, and a kernel that wants its Python."""
    folder = tmp_path / "unpacked" / "pyodide"
    folder.mkdir(parents=True)
    for name in (*CORE, *(f"{package}.whl" for package in PACKAGES)):
        (folder / name).touch()
    entries = {
        name: {"file_name": f"{name}.whl", "depends": needs} for name, needs in PACKAGES.items()
    }
    lock = {"info": {"python": "3.14.2"}, "packages": entries}
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    wanted = {"PYODIDE_PYTHON_VERSION": "3.14", "PYODIDE_VERSION": "314.0.6"}
    monkeypatch.setattr(lite, "_of_kernel", wanted.__getitem__)
    return folder


def refusal(path: Path) -> str:
    with pytest.raises(CourseError) as caught:
        lite.usable(path)
    return str(caught.value)


def test_a_full_distribution_is_taken_where_its_archive_unpacks(pyodide: Path) -> None:
    assert lite.usable(pyodide).folder == pyodide
    assert lite.usable(pyodide.parent).folder == pyodide


def test_without_the_extra_the_sentence_names_it(
    pyodide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite, "_of_kernel", lambda constant: "")
    assert "pip install 'backprop-course[lite]'" in refusal(pyodide)


def test_a_folder_without_pyodide_is_refused(pyodide: Path, tmp_path: Path) -> None:
    assert f"{tmp_path} is no Pyodide distribution: it has no pyodide.mjs." in refusal(tmp_path)
    (pyodide / LOCK).unlink()
    assert f"it has no {LOCK}." in refusal(pyodide)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"info": {"python": "3.14"}, "packages": []}'])
def test_a_lock_file_that_is_none_is_refused(pyodide: Path, text: str) -> None:
    (pyodide / LOCK).write_text(text, encoding="utf-8")
    assert f"{pyodide / LOCK} can't be read" in refusal(pyodide)


def test_a_distribution_for_another_python_is_refused(
    pyodide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite, "_of_kernel", {"PYODIDE_PYTHON_VERSION": "3.15"}.get)
    assert "Pyodide with Python 3.14; JupyterLite's kernel here wants one with" in refusal(pyodide)


def test_packages_that_are_not_there_are_named(pyodide: Path) -> None:
    for name in ("numpy", "pillow", "scipy"):
        (pyodide / f"{name}.whl").unlink()
    assert "lacks packages that the notebooks need: numpy, pillow. " in refusal(pyodide)


def test_the_command_says_it_in_a_sentence(tmp_path: Path) -> None:
    make_course(tmp_path / "course")
    site = ["site", "--course", str(tmp_path / "course"), "--pyodide", str(tmp_path)]
    done = CliRunner().invoke(app, site)
    assert isinstance(done.exception, CourseError)
    assert not (tmp_path / "course" / "site").exists()


def test_copied_is_what_is_needed_and_the_lock_tells_of_nothing_else(
    pyodide: Path, tmp_path: Path
) -> None:
    wheels = pack(["comm"], "3.14", PACKAGES, tmp_path)
    opened(pyodide).copy(["matplotlib"], wheels, tmp_path / "copy")
    lock = json.loads((tmp_path / "copy" / LOCK).read_text(encoding="utf-8"))
    assert lock["packages"].keys() == {"matplotlib", "numpy", "pillow", "comm"}
    named = {entry["file_name"] for entry in lock["packages"].values()}
    assert {path.name for path in files(tmp_path / "copy")} == {*CORE, *named}
    wheel = (tmp_path / "copy" / lock["packages"]["comm"]["file_name"]).read_bytes()
    assert lock["packages"]["comm"]["sha256"] == hashlib.sha256(wheel).hexdigest()


def test_wheels_of_what_is_installed_run_anywhere(tmp_path: Path) -> None:
    wheels = pack(lite.PURE, "3.14", ("ipython", "traitlets", "typing-extensions"), tmp_path)
    assert {wheel.name for wheel in wheels} == {"anywidget", "ipywidgets", "comm", "psygnal"}
    for wheel in wheels:
        with zipfile.ZipFile(wheel.path) as archive:
            assert not [name for name in archive.namelist() if name.endswith((".so", ".pyd"))]
            record = next(name for name in archive.namelist() if name.endswith("/RECORD"))
            rows = list(csv.reader(archive.read(record).decode().splitlines()))
            assert [row[0] for row in rows] == archive.namelist()
            for name, digest, _ in rows[:-1]:
                found = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest())
                assert digest == f"sha256={found.decode().rstrip('=')}"
    psygnal = next(wheel for wheel in wheels if wheel.name == "psygnal")
    assert psygnal.imports == ("psygnal",)
    code = f"import sys; sys.path[:0] = [{str(psygnal.path)!r}]; import psygnal._signal as signal"
    code += "; print(signal.__file__); signal.SignalInstance().emit()"
    said = subprocess.run([sys.executable, "-ISc", code], capture_output=True, text=True)
    assert said.stdout.startswith(str(psygnal.path)), said.stderr


def test_compiled_packages_are_not_packed(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"numpy has compiled parts .* distribution must have it"):
        pack(["numpy"], "3.14", (), tmp_path)
    with pytest.raises(CourseError, match="no-such-package is not installed here"):
        pack(["no_such_package"], "3.14", (), tmp_path)


def test_the_index_leads_to_the_lite_if_there_is_one() -> None:
    assert 'href="lite/lab/index.html"' in write._index([], [], has_lite=True)
    assert "lite/" not in write._index([], [], has_lite=False)


STUDENTS = """
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location("time_limit", sys.argv[1])
time_limit = importlib.util.module_from_spec(spec)
spec.loader.exec_module(time_limit)
sys.platform = "emscripten"
def loop():
    while True: pass
def stubborn():
    while True:
        try:
            for _ in iter(int, 1): pass
        except: pass
def generator(): return sum(1 for _ in iter(int, 1))
def fibonacci(n=60): return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
for function in (loop, stubborn, generator, fibonacci):
    try:
        with time_limit.time_limit(0.05): function()
    except time_limit.TimeLimitExceeded: print("stopped")
def slow():
    time.sleep(0.1)
    return 3
for late in (False, True):
    with time_limit.time_limit(0.05): answer = slow() if late else 3
    print(answer)
print(sum(sys.monitoring.get_tool(number) is not None for number in range(6)))
"""
SAID = [*["stopped"] * 4, "3", "3", "0"]


def test_without_signals_and_threads_a_time_limit_still_holds() -> None:
    uv = shutil.which("uv")
    python = sys.executable
    if sys.version_info < (3, 12):
        asked = [uv or "uv", "python", "find", "--no-python-downloads", ">=3.12"]
        found = subprocess.run(asked, capture_output=True, text=True) if uv else None
        if found is None or found.returncode:
            pytest.skip("no Python 3.12 or newer is here")
        python = found.stdout.strip()
    command = [python, "-c", STUDENTS, str(TIME_LIMIT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.stdout.split() == SAID, done.stderr


# -- in a browser ----------------------------------------------------------------------------------


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def distribution() -> Distribution:
    """The Pyodide that COURSE_PYODIDE names: a full one, or one of core_pyodide.py's."""
    pytest.importorskip("jupyterlite_pyodide_kernel", reason="the extra [lite] is not installed")
    path = os.environ.get("COURSE_PYODIDE")
    if not path:
        pytest.skip("COURSE_PYODIDE names no Pyodide distribution")
    return opened(Path(path))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("lite") / "course")


@pytest.fixture(scope="module")
def address(course: Course, distribution: Distribution) -> Iterator[str]:
    """Where a JupyterLite of the course is served."""
    site = course.root / "site"
    lite.write_lite(course, site / "lite", distribution)
    settings = site / "lite" / "jupyter-lite.json"
    told = json.loads(settings.read_text(encoding="utf-8"))
    told["jupyter-config-data"]["exposeAppInBrowser"] = True  # for this test to talk to it
    settings.write_text(json.dumps(told), encoding="utf-8")
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.slow
def test_a_lite_holds_the_bundles_as_released_and_nothing_else_of_the_course(
    course: Course, address: str
) -> None:
    held = course.root / "site" / "lite" / "files"
    released = [
        path.relative_to(course.release)
        for name in course.assignments()
        for path in files(course.release / name)
        if path.parent != course.release / name or path.name not in lite.NOT_FOR_THE_BROWSER
    ]
    assert sorted(released) == [path.relative_to(held) for path in files(held)]
    for path in released:
        assert (held / path).read_bytes() == (course.release / path).read_bytes()
    others = [path.name for path in files(held.parent) if held not in path.parents]
    assert not [name for name in others if name.endswith(".py") or "nbgrader" in name]


WIDGET = """
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
        const button = document.createElement("button");
        const show = () => { button.textContent = `count ${model.get("value")}`; };
        button.onclick = () => {
            model.set("value", model.get("value") + 1);
            model.save_changes();
        };
        model.on("change:value", show); show(); el.append(button);
    } }'''
    value = traitlets.Int(0).tag(sync=True)
counter = Counter()
counter
"""
RUN = """async (code) => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const asked = kernel.requestExecute({ code });
    let said = "";
    asked.onIOPub = ({ content }) => { said += content.text ?? content.evalue ?? ""; };
    await asked.done;
    return said.trim();
}"""
WRITE = """async (source) => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex(({ model }) => model.type === "code");
    notebook.activeCell.model.sharedModel.setSource(source);
    await window.jupyterapp.commands.execute("notebook:run-cell");
}"""


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium")
def test_a_notebook_opens_in_the_browser_and_asks_no_other_host(
    address: str, distribution: Distribution
) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    name = "01_loss_functions"
    outside: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        context = browser.new_context()
        context.on("request", lambda request: outside.append(request.url))
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/lite/lab/index.html?path={name}/{name}.ipynb")
        page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
            "?.status === 'idle'"
        )
        assert page.evaluate(RUN, "import sys, os; print(sys.platform, os.getcwd())") == (
            f"emscripten /drive/{name}"
        )
        path = f"/drive/{name}/course_lib/diagnosis/time_limit.py"
        said = page.evaluate(RUN, f"import sys; sys.argv = ['', {path!r}]\n{STUDENTS}")
        assert said.split() == SAID
        page.evaluate(WRITE, WIDGET)
        page.get_by_role("button", name="count 0").click()
        page.get_by_role("button", name="count 1").wait_for()
        assert page.evaluate(RUN, "print(counter.value)") == "1"
        said = page.evaluate(RUN, "import course_lib; print(course_lib.check)")
        if "numpy" in distribution.packages:
            assert said.startswith("<function check")
        else:
            assert said == "No module named 'numpy'"
        browser.close()
    ours = (f"{address}/", "data:", "blob:")
    assert [url for url in outside if not url.startswith(ours)] == []
