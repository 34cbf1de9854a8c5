"""Runs a test cell outside the student's process, against proxies of the student's names."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.cells import HIDDEN_TESTS, handed_out
from autograder.result import Finding
from autograder.sandbox.examinee import Examinee, ForkFailed
from course_lib.checking import CheckFailed, Settings, checks_use, find_case, score_candidate
from course_lib.diagnosis.case import PUBLIC_SEED
from course_lib.diagnosis.faults import is_not_started
from course_lib.diagnosis.outcome import CandidateFailed
from course_lib.diagnosis.score import Diagnosis, Score, panel_html

Output = dict[str, Any]

SAYS_NOTHING = ("not_started", "does_not_stop", "died")
"""Diagnoses whose sentences hold nothing of the inputs."""

RAISES = "Your code raises an exception, or does not stop, in a test."
FAILS = "A test whose inputs are not published fails."
"""What is said of hidden tests, where the test itself says nothing."""

ONLY_PUBLISHED = (
    "Your answer is right on the published inputs and wrong on others: "
    "it must work for any input, not only for those of the notebook."
)
NOT_PUBLISHED = "Your answer is wrong on inputs that are not published."


@dataclass(frozen=True)
class TestRun:
    """Outputs in nbformat's form, from which nbgrader reads the points, and what went wrong."""

    outputs: list[Output]
    findings: tuple[Finding, ...]


class Examination:
    """One test cell of one submission, in two goes.

    `show` runs the cell as it was handed out, on published inputs, and from there come the
    sentences that a student reads. `judge` runs all of it on hidden inputs, and gives the points.
    Every `show` of a submission comes before its first `judge`: whatever student code does with
    the hidden inputs that it then meets, nothing of it is read any more.

    shown, judged: what came of it.

    source: of the cell. exercise: that its findings are about. names: its globals beside the
    student's names. seed: of the hidden inputs.
    """

    def __init__(self, source: str, exercise: str, names: dict[str, Any], seed: int) -> None:
        self.source, self.exercise, self.names, self.seed = source, exercise, names, seed
        self.shown = TestRun([], ())
        self.judged: TestRun | None = None
        self.scores: dict[str, Score] = {}

    def names_read(self) -> list[str]:
        """The student's names that the cell reads; none where it is no Python."""
        try:
            reads = compiled(self.source).reads
        except SyntaxError:
            return []
        return sorted(reads - self.names.keys() - vars(builtins).keys())

    def show(self, examinee: Examinee) -> None:
        """Run what is published of the cell."""
        self.scores = {}
        self.shown = self._run(handed_out(self.source), "", self._show_score, examinee)

    def judge(self, examinee: Examinee) -> None:
        """Run all of the cell."""
        self.judged = self.run_on_hidden(examinee)

    def run_on_hidden(self, examinee: Examinee) -> TestRun:
        """The cell's result: from hidden inputs, where it has any."""
        if HIDDEN_TESTS not in self.source and not self.scores:
            return self.shown
        run = self._run(self.source, self.source, self._judge_score, examinee)
        says_little = any(found.message in (RAISES, FAILS) for found in run.findings)
        printed = [output for output in self.shown.outputs if output["output_type"] == "stream"]
        return TestRun(
            printed + run.outputs,
            self.shown.findings if says_little and self.shown.findings else run.findings,
        )

    def _show_score(self, name: str, candidate: Any) -> Score:
        with checks_use(Settings(PUBLIC_SEED, None)):
            self.scores[name] = score_candidate(find_case(name), candidate)
        return self.scores[name]

    def _judge_score(self, name: str, candidate: Any) -> Score:
        """Points on hidden inputs, sentences on published ones."""
        shown = self.scores.get(name)
        explained = shown is not None and not shown.passed
        with checks_use(Settings(self.seed, None)):
            case = find_case(name)
            if shown is not None and case.answers_only:
                return shown  # a quiz has no inputs that could be hidden
            score = score_candidate(case, candidate, explain=not explained)
        if score.passed:
            return score
        if shown is not None and explained:
            return Score(name, score.parts, shown.diagnoses)
        slug, sentence = "only_published", ONLY_PUBLISHED
        if shown is None:
            if all(found.id.partition("/")[2] in SAYS_NOTHING for found in score.diagnoses):
                return score
            slug, sentence = "not_published", NOT_PUBLISHED
        return Score(name, score.parts, (Diagnosis(f"{name}/{slug}", sentence),))

    def _run(
        self, source: str, hidden: str, judge: Callable[[str, Any], Score], examinee: Examinee
    ) -> TestRun:
        """Run a test cell's source, with the student's names among its globals.

        hidden: the source that only the grader knows, "" if it is published.
        """
        printed = io.StringIO()
        settings = Settings(self.seed, None, judge)
        with checks_use(settings), contextlib.redirect_stdout(printed):
            try:
                cell = compiled(source)
                value = _execute(cell, {**self.names, **examinee.names(self.names_read())})
            except ForkFailed:
                raise
            except CheckFailed as failed:
                outputs, findings = _check_failed(failed)
            except Exception as error:
                outputs, findings = _test_failed(error, self.exercise, hidden)
            else:
                outputs, findings = _value(value, bool(hidden))
        text = "" if hidden else printed.getvalue()
        stream = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
        return TestRun(stream + outputs, findings)


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
        slug, message = "raises", RAISES
        if not hidden and error.failure.name:
            message = f"Your code raises {error.failure.name} in a test: {error.failure.message}"
    elif isinstance(error, SyntaxError):
        slug, message = "test_failed", "The test is not plain Python: ask your instructor."
    elif isinstance(error, AssertionError) and _is_authored(error, hidden):
        slug, message = "test_failed", str(error)
    elif hidden:
        slug, message = "test_failed", FAILS
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
