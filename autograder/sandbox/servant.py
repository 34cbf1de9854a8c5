"""Inside: answers what a test asks of the student's objects, and calls back into the test."""

from __future__ import annotations

import linecache
import operator
import signal
import traceback
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.sandbox.objects import LentObjects
from autograder.sandbox.wire import (
    Channel,
    WireClosed,
    WireError,
    decode,
    encode,
    generator_from_data,
    generator_to_data,
)
from course_lib.diagnosis.time_limit import TimeLimitExceeded, time_limit

MAX_ITERATED = 100_000
OPERATIONS = (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"),
    *("neg", "pos", "abs", "invert", "lt", "le", "gt", "ge"),
    *("contains", "getitem", "setitem"),
)
PLAIN_CONTAINERS: dict[type, type] = {
    OrderedDict: dict,
    defaultdict: dict,
    Counter: dict,
    deque: list,
}
"""Of the standard library: cross as what they hold."""

OPERATORS: dict[str, Callable[..., Any]] = {name: getattr(operator, name) for name in OPERATIONS}


class Servant:
    """Serves one channel until it closes.

    A handle is a number for an object of the student's; the same object keeps its number, so
    that a test can compare by identity.
    """

    def __init__(self, channel: Channel, namespace: Mapping[str, Any]) -> None:
        self.channel = channel
        self.namespace = namespace
        self.objects: list[Any] = []
        self.numbers: dict[int, int] = {}
        self.lent = LentObjects()

    def serve(self) -> None:
        while True:
            try:
                message = self.channel.receive()
            except WireClosed:
                return
            self.channel.send(self.answer(message))

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """The reply to a request: ``{"value": …}`` or ``{"error": …}``."""
        try:
            lent = self.lent.receive(message.get("objects", ()), self._from_handle)
            values = decode(message["values"], self._from_handle)
            with time_limit(message.get("seconds"), of_processor=True):
                value = self.perform(message["request"], values)
            reply = {"value": encode(value, self._to_handle)}
            if message["request"] == "call":
                after = encode(values, self._to_handle)
                if after != message["values"]:  # the call changed its arguments: so does the test's
                    reply["after"] = after
                if changes := self.lent.changes(lent, self._to_handle):
                    reply["changes"] = changes
            return reply
        except WireClosed:
            raise
        except WireError as error:
            return {"error": {"kind": "type", "name": "value", "message": str(error)}}
        except TimeLimitExceeded:
            return {"error": {"kind": "time"}}
        except BaseException as error:  # student code may raise anything
            return {"error": describe_exception(error)}

    def perform(self, request: str, values: Any) -> Any:
        if request == "names":
            return {name: self.namespace[name] for name in values if name in self.namespace}
        if request == "call":
            target, arguments, keywords = values
            return target(*arguments, **keywords)
        if request == "getattr":
            return getattr(*values)
        if request == "setattr":
            return setattr(*values)
        if request == "iterate":
            return [entry for entry, _ in zip(values[0], range(MAX_ITERATED), strict=False)]
        if request == "length":
            return len(values[0])
        if request == "array":
            return np.array(np.asarray(values[0]))
        if request == "text":
            return str(values[0])[:10_000]
        if request == "operator":
            return OPERATORS[values[0]](*values[1])
        raise WireError(f"unknown request {request!r}")

    def _to_handle(self, value: Any) -> dict[str, Any]:
        if reference := self.lent.reference(value):
            return reference
        if isinstance(value, Callback):
            return {"callback": value._number}
        if type(value) is np.random.Generator:
            return generator_to_data(value)
        if type(value) in PLAIN_CONTAINERS:
            plain: dict[str, Any] = encode(PLAIN_CONTAINERS[type(value)](value), self._to_handle)
            return plain
        number = self.numbers.get(id(value))
        if number is None:
            number = len(self.objects)
            self.objects.append(value)  # kept alive, so that its id stays its own
            self.numbers[id(value)] = number
        return {"handle": [number, type(value).__name__[:100], callable(value)]}

    def _from_handle(self, name: str, content: Any) -> Any:
        if name == "handle":
            return self.objects[content[0]]
        if name == "object":
            return self.lent.find(content)
        if name == "callback":
            return Callback(self, content)
        if name == "generator":
            return generator_from_data(content)
        raise WireError(f"unknown object {name!r}")


class Callback:
    """A function of the test's, as the student's code sees it."""

    def __init__(self, servant: Servant, number: int) -> None:
        self._servant = servant
        self._number = number

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        # the time limit does not cut a message in two: it is raised when the answer is there
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
        try:
            return self._call(arguments, keywords)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGPROF])

    def _call(self, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        servant = self._servant
        values = encode((arguments, keywords), servant._to_handle)
        servant.channel.send({"callback": self._number, "values": values})
        while True:
            message = servant.channel.receive()
            if "request" in message:  # the test's function uses the student's objects in turn
                servant.channel.send(servant.answer(message))
            elif "error" in message:
                raise RuntimeError("the function that was passed in raised an exception")
            else:
                servant.lent.receive(message.get("objects", ()), servant._from_handle)
                return decode(message["value"], servant._from_handle)


def describe_exception(error: BaseException) -> dict[str, Any]:
    """An exception as plain data, with the innermost line that stands in a notebook's cell."""
    line, number = "", 0
    for frame, frame_line in traceback.walk_tb(error.__traceback__):
        filename = frame.f_code.co_filename
        if "ipython-input" in filename or "ipykernel" in filename:
            line, number = linecache.getline(filename, frame_line).strip(), frame_line
    try:
        message = str(error)[:500]
    except BaseException:
        message = ""
    return {
        "kind": "exception",
        "name": type(error).__name__[:100],
        "message": message,
        "line": line[:200],
        "number": number,
    }
