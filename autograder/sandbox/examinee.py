"""Outside: a fork of the student's state that a test asks, with time limits, over the wire."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.objects import OwnObjects
from autograder.sandbox.proxy import (
    Remote,
    RemoteCallable,
    failure_of,
    restore,
    student_exception,
)
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

    seconds: time limit of a call, of the processor's time.
    tells: whether the fork says unasked what the names are.
    in_all: seconds for all calls of one go of a test together.
    """

    def __init__(
        self,
        fork: Callable[[], Channel | None],
        seconds: float,
        tells: bool = False,
        in_all: float = SECONDS_IN_ALL,
    ) -> None:
        self._fork = fork
        self._seconds = seconds
        self._tells = tells
        self._told: Any = None
        self.in_all = self._left = in_all
        self._depth = 0
        self.lost = False
        self._names: list[str] = []
        self._channel: Channel | None = None
        self._callbacks: list[Callable[..., Any]] = []
        self._objects = OwnObjects()
        self._arrays: dict[int, np.ndarray | None] = {}
        self._answered: set[int] = set()

    def names(self, wanted: list[str]) -> dict[str, Any]:
        """Those of the names that the notebook has defined, as values or as Remotes."""
        self._names, self._left = wanted, self.in_all
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
        if request in ("call", "setattr") or values[:1] == ("setitem",):
            self._arrays.clear()
        if self._channel is None:
            self._request_names()
        return self._exchange(request, values)

    def array_of(self, remote: Remote) -> np.ndarray | None:
        """An object of the student's as an array; None where it is none.

        The same until a call or an assignment could have changed it.
        """
        number = remote._number
        if number not in self._arrays:
            array = None
            if not isinstance(remote, RemoteCallable) and number not in self._answered:
                with contextlib.suppress(CandidateFailed):
                    array = self.request("array", remote)
            self._arrays[number] = array if isinstance(array, np.ndarray) else None
        return self._arrays[number]

    def note_answer(self, remote: Remote) -> None:
        """This object has come of an operator that has met a value of the test's."""
        self._answered.add(remote._number)

    def has_answered(self, remote: Remote) -> bool:
        return remote._number in self._answered

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
                raise student_exception(failure_of(message["error"]))
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


def nobody() -> Examinee:
    """In place of a fork where none can be had: whatever a test asks, it gets no answer."""
    return Examinee(lambda: None, 0.0)
