"""Outside: a student's functions, classes and objects, as a test sees them.

A `Remote` stands for an object in the student's process. Calling it sends the arguments there
and brings plain data back. Its own comparison is by identity and never asks the student.
"""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np

from autograder.sandbox.objects import OwnObjects
from autograder.sandbox.wire import (
    Channel,
    WireClosed,
    WireError,
    WireTimeout,
    decode,
    encode,
    generator_from_data,
    generator_to_data,
)
from course_lib.diagnosis.outcome import CandidateFailed, Failure

SECONDS_AFTER_A_HANG = 0.5
"""What has hung once is not waited for as long again."""

SLOWER = 3
"""By the clock a call may take so many times its time limit, which is one of the processor."""

SECONDS_TO_STOP = 0.5
"""A call that has had its time is interrupted in its process. What does not stop then is killed."""

SECONDS_PER_OBJECT = 3e-4
"""To carry an object there and back on a busy machine: not the student's time."""

MAX_MESSAGES = 200_000
"""Calls back and forth within one call; a student's loop over a test's function ends here."""


SECONDS_IN_ALL = 30.0
"""For all calls of one go of a test together. No honest one needs a tenth of it."""


class ForkFailed(Exception):  # noqa: N818 - what happened, and always caught
    """The student's process can't fork any more: a cell before has left too much running."""


class Examinee:
    """A fork of the student's state that answers one test.

    A fork that dies, or hangs and can't be interrupted, is `lost`. Where `fork` gives another one,
    the same names have the same handles there; objects that the test had made are gone.

    seconds: time limit of a call, of the processor's time. tells: whether the fork says unasked what the names are.
    """

    def __init__(
        self, fork: Callable[[], Channel | None], seconds: float, tells: bool = False
    ) -> None:
        self._fork = fork
        self._seconds = seconds
        self._tells = tells
        self._told: Any = None
        self._left = SECONDS_IN_ALL
        self._depth = 0
        self.lost = False
        self._names: list[str] = []
        self._channel: Channel | None = None
        self._callbacks: list[Callable[..., Any]] = []
        self._objects = OwnObjects()

    def names(self, wanted: list[str]) -> dict[str, Any]:
        """Those of the names that the notebook has defined, as values or as Remotes."""
        self._names, self._left = wanted, SECONDS_IN_ALL
        found = self._request_names()
        if not isinstance(found, dict):
            raise CandidateFailed(Failure("died"))
        # no others: a forged answer could bring a `check` or an `np` of its own into the test
        return {name: found[name] for name in wanted if name in found}

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
            self._objects = OwnObjects()

    def request(self, request: str, *values: Any) -> Any:
        """What the student's side answers; CandidateFailed when it raises, hangs or dies."""
        if self._channel is None:
            self._request_names()
        return self._exchange(request, values)

    def _request_names(self) -> Any:
        if self._told is not None:
            return decode(self._told, self._from_handle)
        if self._channel is None:
            self._channel = self._fork()
        return self._exchange("names", self._names)

    def _exchange(self, request: str, values: Any) -> Any:
        channel = self._channel
        if channel is None:
            self.lost = True
            raise CandidateFailed(Failure("died"))
        try:
            content = self._content("values", values)
        except WireError as error:
            raise TypeError(f"a test passes something that cannot cross: {error}") from error
        started = time.monotonic()
        moving = SECONDS_PER_OBJECT * len(content.get("objects", ()))
        seconds = min(self._seconds, max(0.01, self._left))
        deadline = started + SLOWER * seconds + SECONDS_TO_STOP + moving
        if not self._depth:  # within a call back the call's own limit goes on
            content["seconds"] = seconds + moving
        self._depth += 1
        try:
            channel.connection.settimeout(self._seconds)
            if not self._tells or self._told is not None:
                channel.send({"request": request, **content})
            message = self._answer(channel, deadline)
            if self._tells and self._told is None:
                self._told = message["value"]
            if "changes" in message and request == "call":
                sent = {row[0] for row in content.get("objects", ())}
                self._objects.apply(message["changes"], sent, self._from_handle)
            if "after" in message and request == "call":
                restore(values, decode(message["after"], self._from_handle))
            return decode(message["value"], self._from_handle)
        except WireTimeout:
            self._lose()
            raise CandidateFailed(self._out_of_time()) from None
        except (WireClosed, WireError):
            self._lose()
            raise CandidateFailed(Failure("died")) from None
        finally:
            self._depth -= 1
            self._left -= time.monotonic() - started

    def _lose(self) -> None:
        self.lost = True
        self.close()

    def _out_of_time(self) -> Failure:
        failure = Failure("time", message=f"{self._seconds:g}")
        self._seconds = min(self._seconds, SECONDS_AFTER_A_HANG)
        return failure

    def _answer(self, channel: Channel, deadline: float) -> dict[str, Any]:
        for _ in range(MAX_MESSAGES):
            message = channel.receive(deadline)
            if "callback" in message:
                channel.send(self._call_back(message))
            elif message.get("error") == {"kind": "time"}:
                raise CandidateFailed(self._out_of_time())
            elif "error" in message:
                raise student_exception(_failure(message["error"]))
            elif "value" in message:
                return message
            elif "no_fork" in message:
                raise ForkFailed
            else:
                raise WireError("neither a value nor an error")
        raise WireTimeout

    def _call_back(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run a function of the test's that the student's code calls."""
        number = message["callback"]
        if not isinstance(number, int) or not 0 <= number < len(self._callbacks):
            raise WireError("no such function")
        arguments, keywords = decode(message.get("values"), self._from_handle)
        if not isinstance(arguments, tuple) or not isinstance(keywords, dict):
            raise WireError("not arguments")
        try:
            result = self._callbacks[number](*arguments, **keywords)
            return self._content("value", result)
        except CandidateFailed:
            raise
        except Exception:  # the student's arguments do not suit the test's function
            return {"error": True}

    def _content(self, name: str, value: Any) -> dict[str, Any]:
        """A value for a message, under `name`, and the table of the objects in it."""
        content = {name: encode(value, self._to_handle)}
        objects = self._objects.table(self._to_handle)
        return content | {"objects": objects} if objects else content

    def _to_handle(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Remote):
            return {"handle": [value._number, value._type_name, isinstance(value, RemoteCallable)]}
        if isinstance(value, np.random.Generator):
            return generator_to_data(value)
        if reference := self._objects.reference(value):
            return reference
        if callable(value):
            self._callbacks.append(value)
            return {"callback": len(self._callbacks) - 1}
        raise WireError(f"an object of type {type(value).__name__}")

    def _from_handle(self, name: str, content: Any) -> Any:
        if name == "callback":
            return self._callbacks[content]
        if name == "generator":
            return generator_from_data(content)
        if name == "object":
            return self._objects.find(content)
        if name != "handle":
            raise WireError(f"unknown object {name!r}")
        number, type_name, is_callable = content
        if not isinstance(number, int) or not isinstance(type_name, str):
            raise WireError("not a handle")
        kind = RemoteCallable if is_callable is True else Remote
        return kind(self, number, type_name)


class Remote:
    """An object in the student's process."""

    __slots__ = ("_examinee", "_number", "_type_name")
    _examinee: Examinee
    _number: int
    _type_name: str

    def __init__(self, examinee: Examinee, number: int, type_name: str) -> None:
        object.__setattr__(self, "_examinee", examinee)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_type_name", type_name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # numpy and copy look for protocols that are not offered
        return self._examinee.request("getattr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._examinee.request("setattr", self, name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._operator("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._operator("setitem", self, key, value)

    def __contains__(self, value: Any) -> bool:
        return bool(self._operator("contains", self, value))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._examinee.request("iterate", self))

    def __len__(self) -> int:
        return int(self._examinee.request("length", self))

    def __bool__(self) -> bool:
        return True

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self._examinee.request("array", self)
        if not isinstance(array, np.ndarray):
            raise CandidateFailed(Failure("type", self._type_name))
        return array if dtype is None else array.astype(dtype)

    def __float__(self) -> float:
        return float(np.asarray(self))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Remote)
            and other._examinee is self._examinee
            and other._number == self._number
        )

    def __hash__(self) -> int:
        return hash((id(self._examinee), self._number))

    def __repr__(self) -> str:
        return f"<{self._type_name} of the student's>"

    def _operator(self, name: str, *values: Any) -> Any:
        return self._examinee.request("operator", name, list(values))


class RemoteCallable(Remote):
    """A function or class in the student's process."""

    __slots__ = ()

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self._examinee.request("call", self, list(arguments), keywords)


def restore(mine: Any, after: Any) -> None:
    """Change a call's arguments as the student's code changed its copies of them."""
    if type(mine) is not type(after):
        return
    if isinstance(mine, np.ndarray):
        if mine.dtype == after.dtype and mine.shape == after.shape and mine.flags.writeable:
            mine[...] = after
    elif isinstance(mine, np.random.Generator):
        if type(mine.bit_generator) is type(after.bit_generator):
            mine.bit_generator.state = after.bit_generator.state
    elif isinstance(mine, dict):
        for key in mine.keys() - after.keys():
            del mine[key]
        for key, value in after.items():
            mine[key] = _restored(mine[key], value) if key in mine else value
    elif isinstance(mine, list):
        kept = [_restored(one, other) for one, other in zip(mine, after, strict=False)]
        mine[:] = kept + after[len(kept) :]
    elif isinstance(mine, tuple):
        for one, other in zip(mine, after, strict=False):
            restore(one, other)


def _restored(mine: Any, after: Any) -> Any:
    """The same object with its new content where it can be changed, else the new one."""
    if isinstance(mine, np.ndarray | np.random.Generator | dict | list | tuple | Remote):
        restore(mine, after)
        return mine
    return mine if callable(mine) else after


def _forward_operators() -> None:
    """Arithmetic and order on Remotes: computed in the student's process."""

    def forward(name: str) -> Callable[..., Any]:
        return lambda self, *others: self._operator(name, self, *others)

    def backward(name: str) -> Callable[..., Any]:
        return lambda self, other: self._operator(name, other, self)

    for name in ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"]:
        setattr(Remote, f"__{name}__", forward(name))
        setattr(Remote, f"__r{name}__", backward(name))
    for name in ["neg", "pos", "abs", "lt", "le", "gt", "ge", "invert"]:
        setattr(Remote, f"__{name}__", forward(name))


_forward_operators()


def _failure(data: Any) -> Failure:
    """A failure as the student's side describes it, reduced to what a failure may hold."""
    if not isinstance(data, dict):
        raise WireError("not a failure")

    def text(key: str) -> str:
        return str(data.get(key) or "")[:500] if isinstance(data.get(key), str) else ""

    kind = data.get("kind") if data.get("kind") in ("exception", "type") else "exception"
    number = data.get("number")
    line_number = number if isinstance(number, int) and 0 <= number < 10**6 else 0
    return Failure(str(kind), text("name"), text("message"), text("line"), line_number)


def student_exception(failure: Failure) -> CandidateFailed:
    """An exception of the student's, here: also a ValueError where it was a ValueError there."""
    return _exception_class(failure.name)(failure)


@cache
def _exception_class(name: str) -> type[CandidateFailed]:
    builtin = getattr(builtins, name, None)
    if not (isinstance(builtin, type) and issubclass(builtin, Exception)):
        return CandidateFailed
    try:
        return type(name, (CandidateFailed, builtin), {"__init__": CandidateFailed.__init__})
    except TypeError:  # an exception whose layout does not mix
        return CandidateFailed
