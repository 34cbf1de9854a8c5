"""Runs a test cell outside the student's process, against proxies of the student's names."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.result import Finding
from autograder.sandbox.proxy import Examinee, ForkFailed
from course_lib.checking import CheckFailed, Settings, checks_use, find_case, score_candidate
from course_lib.diagnosis.case import PUBLIC_SEED
from course_lib.diagnosis.faults import is_not_started
from course_lib.diagnosis.outcome import CandidateFailed
from course_lib.diagnosis.score import Diagnosis, Score, panel_html

Output = dict[str, Any]

HIDDEN = "BEGIN HIDDEN TESTS"

SAYS_NOTHING = ("not_started", "does_not_stop", "died")
"""Diagnoses whose sentences hold nothing of the inputs."""


@dataclass(frozen=True)
class TestRun:
    """Outputs in nbformat's form, from which nbgrader reads the points, and what went wrong."""

    outputs: list[Output]
    findings: tuple[Finding, ...]


def run_test_cell(
    source: str, exercise: str, names: dict[str, Any], examinee: Examinee, seed: int
) -> TestRun:
    """Run a test cell, unchanged, with `names` and the student's names as its globals."""
    hidden = HIDDEN in source
    printed = io.StringIO()

    def judge(name: str, candidate: Any) -> Score:
        return judged(name, candidate, examinee, seed)

    with checks_use(Settings(seed, None, judge)), contextlib.redirect_stdout(printed):
        try:
            cell = compiled(source)
            wanted = sorted(cell.reads - names.keys() - vars(builtins).keys())
            value = _execute(cell, {**names, **examinee.names(wanted)})
        except ForkFailed:
            raise
        except CheckFailed as failed:
            outputs, findings = _check_failed(failed)
        except Exception as error:
            outputs, findings = _test_failed(error, exercise, source if hidden else "")
        else:
            outputs, findings = _value(value, hidden)
    text = "" if hidden else printed.getvalue()
    stream = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
    return TestRun(stream + outputs, findings)


def judged(name: str, candidate: Any, examinee: Examinee, seed: int) -> Score:
    """Points on hidden inputs, sentences on published ones.

    What a student reads about a failure comes from inputs that he knows, computed in a fork that
    has not seen the hidden ones; so neither an exception's text nor a counterexample gives
    a hidden input away.
    """
    with checks_use(Settings(seed, None)):
        hidden = score_candidate(find_case(name), candidate)
    if hidden.passed:
        return hidden
    if all(found.id.partition("/")[2] in SAYS_NOTHING for found in hidden.diagnoses):
        return hidden
    examinee.renew()
    with checks_use(Settings(PUBLIC_SEED, None)):
        published = score_candidate(find_case(name), candidate)
    if not published.passed:
        return Score(name, hidden.parts, published.diagnoses)
    sentence = (
        "Your answer is right on the published inputs and wrong on others: "
        "it must work for any input, not only for those of the notebook."
    )
    return Score(name, hidden.parts, (Diagnosis(f"{name}/only_published", sentence),))


@dataclass(frozen=True)
class Compiled:
    """A test cell: its statements, its last expression if it has one, and the names it reads.

    Those that it sets itself are among them, which does no harm.
    """

    body: CodeType
    last: CodeType | None
    reads: frozenset[str]


@lru_cache(maxsize=1000)
def compiled(source: str) -> Compiled:
    """Compile a test cell, which is the same in every submission. SyntaxError where it is none."""
    body = ast.parse(source).body
    reads = {node.id for part in body for node in ast.walk(part) if isinstance(node, ast.Name)}
    last = body.pop().value if body and isinstance(body[-1], ast.Expr) else None  # type: ignore[attr-defined]
    return Compiled(
        compile(ast.Module(body, []), "<test cell>", "exec"),
        compile(ast.Expression(last), "<test cell>", "eval") if last else None,
        frozenset(reads),
    )


def _execute(cell: Compiled, namespace: dict[str, Any]) -> Any:
    """Run the cell; the value of its last expression, as a notebook shows it."""
    exec(cell.body, namespace)
    return eval(cell.last, namespace) if cell.last else None


def _value(value: Any, hidden: bool) -> tuple[list[Output], tuple[Finding, ...]]:
    """The cell's value as an output; of hidden tests only what can be points."""
    if value is None or (hidden and not isinstance(value, int | float)):
        return [], ()
    data = {"text/plain": repr(value)}
    findings: tuple[Finding, ...] = ()
    if isinstance(value, Score):
        data["text/html"] = panel_html(value)
        findings = _findings(value.diagnoses)
    result = {"output_type": "execute_result", "data": data, "metadata": {}}
    return [{**result, "execution_count": None}], findings


def _check_failed(failed: CheckFailed) -> tuple[list[Output], tuple[Finding, ...]]:
    panel = {"text/html": panel_html(failed.score), "text/plain": str(failed)}
    shown = {"output_type": "display_data", "data": panel, "metadata": {}}
    return [shown, _error("CheckFailed", str(failed))], _findings(failed.diagnoses)


def _test_failed(
    error: Exception, exercise: str, hidden: str
) -> tuple[list[Output], tuple[Finding, ...]]:
    """What an ordinary test says: its author's message, and nothing of its inputs.

    hidden: the source of a cell with hidden tests, else "".
    """
    name = type(error).__name__
    if isinstance(error, NameError) and not isinstance(error, CandidateFailed):
        slug, message = "not_defined", f"`{getattr(error, 'name', '')}` is not defined."
    elif isinstance(error, CandidateFailed) and is_not_started(error.failure):
        slug, message = "not_started", f"`{exercise}` is not written yet."
    elif isinstance(error, CandidateFailed):
        name = "StudentError"
        slug, message = "raises", "Your code raises an exception, or does not stop, in a test."
        if not hidden and error.failure.name:
            message = f"Your code raises {error.failure.name} in a test: {error.failure.message}"
    elif isinstance(error, SyntaxError):
        slug, message = "test_failed", "The test is not plain Python: ask your instructor."
    elif isinstance(error, AssertionError) and _is_authored(error, hidden):
        slug, message = "test_failed", str(error)
    elif hidden:
        slug, message = "test_failed", "A test whose inputs are not published fails."
    else:
        slug, message = "test_failed", f"A test of this exercise fails: {name}: {error}"
    finding = Finding(f"{exercise}/{slug}", message)
    return [_error(name, message)], (finding,)


def _is_authored(error: AssertionError, hidden: str) -> bool:
    """Whether the message stands in the test cell itself and not in a library's assertion.

    In a hidden test it must stand there word for word: one that is put together may hold what
    the student's code returned, and that may be the hidden input.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    raised_in = trace.tb_frame.f_code.co_filename if trace else ""
    if raised_in != "<test cell>" or not str(error):
        return False
    constants = {
        node.value for node in ast.walk(ast.parse(hidden)) if isinstance(node, ast.Constant)
    }
    return not hidden or str(error) in constants


def _error(name: str, message: str) -> Output:
    line = f"{name}: {message}"
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": [line]}


def _findings(diagnoses: tuple[Diagnosis, ...]) -> tuple[Finding, ...]:
    return tuple(Finding(diagnosis.id, diagnosis.message) for diagnosis in diagnoses)
