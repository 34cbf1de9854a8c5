"""What came out of a candidate: arrays by name, or the way in which it failed."""

from __future__ import annotations

import contextlib
import io
import linecache
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

import numpy as np

from course_lib.diagnosis.time_limit import TimeLimitExceeded, time_limit

PLAIN_KINDS = "biufcSU"
MAX_LEAVES = 1000


@dataclass(frozen=True)
class Failure:
    """A call that brought nothing back.

    kind: ``exception``, ``time`` (did not stop), ``died`` (took its process with it),
        ``type`` (returned something that is not numbers), ``nothing`` (returned None), ``form``
        (returned results of another form than asked for; `message` is the sentence that says so).
    name: the exception's class, or the class of what was returned.
    message: the exception's text.
    line, line_number: the student's source line that raised, where known.
    """

    kind: str
    name: str = ""
    message: str = ""
    line: str = ""
    line_number: int = 0

    def same_mistake(self, other: Outcome) -> bool:
        if not isinstance(other, Failure) or (self.kind, self.name) != (other.kind, other.name):
            return False
        # how long was waited, and how a Python words "too deep", tell nothing of the mistake
        wordless = self.kind == "time" or self.name == "RecursionError"
        return wordless or self.message == other.message


Leaves = dict[str, np.ndarray]
"""Arrays by path: ``""`` for a single array, ``0``, ``1`` … for a tuple, keys for a dict."""

Outcome = Leaves | Failure


class CandidateFailed(Exception):  # noqa: N818 - names what happened, as CheckFailed does
    """Raised by a candidate that runs elsewhere, in place of the exception it met there."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.kind} {failure.name}".strip())
        self.failure = failure


def run_probe(
    probe: Callable[[Any, Any], Mapping[str, Any]], candidate: Any, rng: Any, seconds: float | None
) -> dict[str, Outcome]:
    """Every outcome of ``probe(candidate, rng)`` by name; a failing one does not stop the rest.

    seconds: time limit of each outcome; None where the candidate keeps its own.
    An exception outside any outcome is returned under the name ``""``.
    """
    with quiet():
        probed: dict[str, Any] = {}
        failure = guarded(lambda: probed.update(probe(candidate, rng)), seconds)
        if isinstance(failure, Failure):
            return {"": failure}
        outcomes: dict[str, Outcome] = {}
        for name, value in probed.items():
            outcome = observe(value if callable(value) else partial(_same, value), seconds)
            if isinstance(outcome, Failure) and outcome.kind == "time" and seconds:
                seconds = min(seconds, 0.5)  # it hangs: do not wait as long again
            outcomes[name] = outcome
    return outcomes


def observe(obtain: Callable[[], Any], seconds: float | None) -> Outcome:
    """What `obtain` returns, as arrays by path, or how it failed."""

    def arrays() -> Outcome:
        leaves: Leaves = {}
        failure = _flatten("", obtain(), leaves)
        return failure or leaves

    return guarded(arrays, seconds)


def guarded(run: Callable[[], Any], seconds: float | None) -> Any:
    """What `run` returns, or the `Failure` that its exception or its endless loop amounts to."""
    try:
        with time_limit(seconds):
            return run()
    except TimeLimitExceeded:
        return Failure("time", message=f"{seconds:g}")
    except CandidateFailed as error:
        return error.failure
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a student may raise anything, SystemExit too
        return failure_from_exception(error)


def failure_from_exception(error: BaseException) -> Failure:
    """The failure with the innermost line that is not a library's."""
    frames = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if not _is_library(frame.f_code.co_filename)
    ]
    line, number = "", 0
    if frames:
        frame, number = frames[-1]
        line = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
    return Failure("exception", type(error).__name__, _text(error), line, number)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What a candidate prints or warns of while it is checked costs nothing and shows nothing."""
    sink = io.StringIO()
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
    ):
        warnings.simplefilter("ignore")
        yield


def _same(value: Any) -> Any:
    return value


def _flatten(path: str, value: Any, leaves: Leaves) -> Failure | None:
    """Put the arrays of a nested `value` into `leaves`; a Failure where there is none."""
    if value is None:
        return Failure("nothing", message=path)
    if len(leaves) >= MAX_LEAVES:
        return Failure("type", "container", f"more than {MAX_LEAVES} entries")
    if isinstance(value, Mapping):
        items = [(str(key), entry) for key, entry in value.items()]
    elif isinstance(value, tuple):
        items = [(str(index), entry) for index, entry in enumerate(value)]
    else:
        return _leaf(path, value, leaves)
    for key, entry in items:
        failure = _flatten(f"{path}.{key}" if path else key, entry, leaves)
        if failure:
            return failure
    return None


def _leaf(path: str, value: Any, leaves: Leaves) -> Failure | None:
    try:
        array = np.asarray(value)
    except CandidateFailed as error:
        return error.failure
    except Exception:  # ragged lists, objects whose __array__ raises
        return Failure("type", type(value).__name__, path)
    if array.dtype.kind not in PLAIN_KINDS:
        return Failure("type", type(value).__name__, path)
    leaves[path] = np.array(array)  # a copy: the candidate may change its array later
    return None


def _is_library(filename: str) -> bool:
    parts = PurePath(filename).parts
    return filename.startswith("<") or "site-packages" in parts or "course_lib" in parts


def _text(error: BaseException) -> str:
    try:
        return str(error)[:500]
    except Exception:  # an exception whose __str__ raises
        return ""
