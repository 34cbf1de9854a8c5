"""Student code in a process of its own: its cells, and its functions seen from a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.library import prepared_library
from autograder.sandbox.client import StudentServer
from autograder.sandbox.process import StudentProcess
from autograder.sandbox.proxy import Remote, RemoteCallable
from course_lib.diagnosis.outcome import CandidateFailed


@pytest.fixture
def student(server: StudentServer) -> Iterator[StudentProcess]:
    with server.submission() as process:
        yield process


def text_of(student: StudentProcess, source: str) -> str:
    outputs = student.run_cell(source).outputs
    return "".join(output.get("text", "") for output in outputs)


def test_outputs_are_those_of_a_notebook(student: StudentProcess) -> None:
    run = student.run_cell("import sys\nprint('a')\nprint('b', file=sys.stderr)\n6 * 7")
    assert [output["output_type"] for output in run.outputs] == [
        "stream",
        "stream",
        "execute_result",
    ]
    assert run.outputs[0]["text"] == "a\n"
    assert run.outputs[2]["data"]["text/plain"] == "42"
    assert run.count == 1


def test_figures_magics_and_tracebacks_work(student: StudentProcess) -> None:
    figure = student.run_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2]);").outputs
    assert "image/png" in figure[-1]["data"]
    assert "loop each" in text_of(student, "%timeit -n 1 -r 1 pass")
    error = student.run_cell("def f(x):\n    return 1 / x\nf(0)").outputs[-1]
    assert error["ename"] == "ZeroDivisionError"
    assert any("return 1 / x" in line for line in error["traceback"])


def test_widgets_work_without_a_front_end(student: StudentProcess) -> None:
    run = student.run_cell("import ipywidgets as w\ns = w.IntSlider(value=3)\ndisplay(s)\ns.value")
    assert run.outputs[-1]["data"]["text/plain"] == "3"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("while True:\n    pass", "time"),
        ("import os\nos._exit(0)", "died"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "died"),
        (
            "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(99)",
            "time",
        ),
    ],
)
def test_a_cell_that_hangs_or_dies_costs_only_itself(
    student: StudentProcess, bad: str, why: str
) -> None:
    student.run_cell("x = 1")
    assert student.run_cell("x = 2\n" + bad, seconds=0.5).lost == why
    assert text_of(student, "print(x)") == "1\n"


def test_memory_is_limited(student: StudentProcess) -> None:
    run = student.run_cell("block = bytearray(8 * 2**30)")
    assert run.lost == "died" or run.outputs[-1]["ename"] == "MemoryError"
    assert text_of(student, "print('still here')") == "still here\n"


def test_output_is_cut_off(student: StudentProcess) -> None:
    assert len(text_of(student, "for _ in range(100):\n    print('x' * 100_000)")) < 5_000_000


def test_one_submission_does_not_see_another(server: StudentServer) -> None:
    with server.submission() as first:
        first.run_cell("secret = 1\nimport numpy as np\nnp.mean = None")
    with server.submission() as second:
        assert second.run_cell("secret").outputs[-1]["ename"] == "NameError"
        assert text_of(second, "import numpy as np\nprint(np.mean([1, 3]))") == "2.0\n"


def test_references_exercises_and_the_grader_are_not_importable(student: StudentProcess) -> None:
    for module in ("course_lib.losses", "course_lib.exercises.loss_functions", "autograder.grade"):
        assert student.run_cell(f"import {module}").outputs[-1]["ename"] == "ModuleNotFoundError"
    assert "softmax" in text_of(student, "import course_lib.recorded as r\nprint(r.names())")


FUNCTIONS = """
import numpy as np
def double(x): return 2 * x
def spoil(x): x += 1; return x
def apply(f, x): return f(x) + 1
def fail(x): raise ValueError(f"no {x}")
def hang():
    while True: pass
def draw(rng): return rng.normal()
class Layer:
    def __init__(self, W): self.W = W
    def forward(self, x): self.x = x; return x @ self.W
    def __add__(self, other): return Layer(self.W + other.W)
nodes = [Layer(1), Layer(2)]
def first(nodes): return nodes[0]
constant = 3
"""
NAMES = [
    *("double", "spoil", "apply", "fail", "hang", "draw"),
    *("Layer", "nodes", "first", "constant", "absent"),
]


def test_a_test_uses_the_students_functions_over_the_wire(student: StudentProcess) -> None:
    student.run_cell(FUNCTIONS)
    with student.examine(seconds=2.0) as examinee:
        names = examinee.names(NAMES)
        assert "absent" not in names
        assert names["constant"] == 3
        assert np.array_equal(names["double"](x=np.arange(3)), [0, 2, 4])
        assert names["apply"](lambda x: x**2, 3.0) == 10.0
        layer = names["Layer"](np.eye(2))
        layer.W = np.ones((2, 2))
        assert np.array_equal(layer.forward(np.ones((1, 2))), [[2.0, 2.0]])
        assert (layer + layer).W.sum() == 8.0


def test_objects_keep_their_identity(student: StudentProcess) -> None:
    student.run_cell(FUNCTIONS)
    with student.examine(seconds=2.0) as examinee:
        names = examinee.names(NAMES)
        first, second = names["nodes"]
        assert isinstance(first, Remote)
        assert names["first"](names["nodes"]) == first != second
        assert len({first, second, names["first"]([first])}) == 2


def test_changed_arguments_come_back_changed(student: StudentProcess) -> None:
    student.run_cell(FUNCTIONS)
    with student.examine(seconds=2.0) as examinee:
        names = examinee.names(NAMES)
        x, rng = np.zeros(3), np.random.default_rng(0)
        names["spoil"](x)
        drawn = names["draw"](rng)
        assert np.array_equal(x, np.ones(3))
        assert drawn == np.random.default_rng(0).normal() != rng.normal()


def test_a_students_exception_is_of_its_builtin_class_here(student: StudentProcess) -> None:
    student.run_cell(FUNCTIONS)
    with student.examine(seconds=2.0) as examinee:
        names = examinee.names(NAMES)
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text stays inside
            names["fail"](3)
        assert isinstance(caught.value, CandidateFailed)
        assert caught.value.failure.line == 'def fail(x): raise ValueError(f"no {x}")'


def test_a_function_that_hangs_leaves_the_others_standing(student: StudentProcess) -> None:
    student.run_cell(FUNCTIONS)
    with student.examine(seconds=0.3) as examinee:
        names = examinee.names(NAMES)
        with pytest.raises(CandidateFailed) as caught:
            names["hang"]()
        assert caught.value.failure.kind == "time"
        assert names["double"](4) == 8


HANGS = """\
calls = []
def sleep_on():
    calls.append(1)
    while True:
        pass
def call_back_on(f):
    while True:
        sum(range(10_000))
        f(1.0)
def refuse_to_stop():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
def count():
    return len(calls)
"""


def test_a_call_that_hangs_is_interrupted_in_its_fork(student: StudentProcess) -> None:
    student.run_cell(HANGS)
    with student.examine(seconds=0.4) as examinee:
        names = examinee.names(["sleep_on", "call_back_on", "count"])
        for name, arguments in (("sleep_on", ()), ("call_back_on", (lambda x: x + 1,))):
            with pytest.raises(CandidateFailed) as caught:
                names[name](*arguments)
            assert caught.value.failure.kind == "time"
        assert names["count"]() == 1
        assert not examinee.lost


def test_a_call_that_waits_for_the_processor_may_take_longer(student: StudentProcess) -> None:
    student.run_cell("import time\ndef wait(seconds):\n    time.sleep(seconds)\n    return seconds")
    with student.examine(seconds=0.2) as examinee:
        assert examinee.names(["wait"])["wait"](0.4) == 0.4
        with pytest.raises(CandidateFailed) as caught:
            examinee.names(["wait"])["wait"](60)
    assert caught.value.failure.kind == "time"
    assert examinee.lost


def test_a_fork_in_which_a_call_refuses_to_stop_is_lost(student: StudentProcess) -> None:
    student.run_cell(HANGS)
    with student.examine(seconds=0.2) as examinee:
        names = examinee.names(["refuse_to_stop", "count"])
        with pytest.raises(CandidateFailed) as caught:
            names["refuse_to_stop"]()
        assert caught.value.failure.kind == "time"
        assert examinee.lost
        assert names["count"]() == 0  # another fork


def test_a_test_that_comes_later_meets_the_state_of_its_place(student: StudentProcess) -> None:
    def run(source: str) -> None:
        assert [run.lost for run in student.run_in_place([source])] == [""]

    run("def f():\n    return 1\nanswers = {'a': 1, 'b': [1.5, None]}")
    of_function = student.examine_later(["f", "answers", "missing"], seconds=2.0)
    of_answers = student.examine_later(["answers"], seconds=2.0)
    run("def f():\n    return 2\nanswers['a'] = 2")
    for _ in range(2):  # shown and judged
        names = of_function.names(["f", "answers"])
        assert names["f"]() == 1
        assert names["answers"] == {"a": 1, "b": [1.5, None]}
        assert of_answers.names(["answers"]) == {"answers": {"a": 1, "b": [1.5, None]}}


def test_plain_answers_need_no_process_of_their_own(student: StudentProcess) -> None:
    def ends_with(names: list[str]) -> bool:
        examinee = student.examine_later(names, seconds=2.0)
        known = examinee.names(names)
        with pytest.raises(CandidateFailed) as caught:  # asks the fork, if there is one
            RemoteCallable(examinee, 99, "function")()
        return bool(known) and caught.value.failure.kind == "died"

    assert list(student.run_in_place(["answers = {'a': 1}\nlong = [0.5] * 99_999\nf = print"]))
    assert ends_with(["answers"])
    assert not ends_with(["answers", "f"])
    assert not ends_with(["long"])  # would lie in the way of the cells that follow


def test_tests_do_not_disturb_each_other_or_the_notebook(student: StudentProcess) -> None:
    student.run_cell("calls = []\ndef count():\n    calls.append(1)\n    return len(calls)")
    for _ in range(2):
        with student.examine(seconds=2.0) as examinee:
            assert examinee.names(["count"])["count"]() == 1
    assert text_of(student, "print(calls)") == "[]\n"


def test_cells_in_one_go_answer_one_by_one_until_one_is_lost(server: StudentServer) -> None:
    sources = ["x = 1; print(x)", "x + 1", "while True: pass", "print('never')"]
    with server.submission() as student:
        runs = list(student.run_in_place(sources, seconds=0.5))
    assert [run.lost for run in runs] == ["", "", "time"]
    assert [run.outputs[0].get("text", run.outputs[0].get("data")) for run in runs[:2]] == [
        "1\n",
        {"text/plain": "2"},
    ]


def test_a_cell_cannot_answer_for_the_next_one(server: StudentServer) -> None:
    forged = (
        "import json, os, struct\n"
        'text = json.dumps({"outputs": [], "count": 1, "token": ""}).encode()\n'
        "for descriptor in range(3, 20):\n"
        "    try:\n"
        '        os.write(descriptor, struct.pack(">I", len(text)) + text)\n'
        "    except OSError:\n"
        "        pass\n"
    )
    with server.submission() as student:
        runs = list(student.run_in_place([forged, "1 + 1"], seconds=2.0))
    assert [run.lost for run in runs] == ["died"]


def test_a_figure_of_ones_own_is_kept_where_none_was_expected(tmp_path: Path) -> None:
    """matplotlib is imported beforehand only for notebooks that use it."""
    fonts, library = tmp_path / "fonts", prepared_library("01_loss_functions", tmp_path / "library")
    with StudentServer(library, fonts=fonts, plots=False) as first:
        assert first.plots  # to make the list of fonts
    with StudentServer(library, fonts=fonts, plots=False) as server, server.submission() as student:
        loaded = student.run_cell(
            "import sys\nfrom course_lib import figures\n'matplotlib' in sys.modules"
        )
        assert loaded.outputs[0]["data"]["text/plain"] == "False"
        run = student.run_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert [output["output_type"] for output in run.outputs] == ["display_data"]
    assert "image/png" in run.outputs[0]["data"]
