"""Outside: a student's functions, classes and objects, as a test sees them.

A `Remote` stands for an object in the student's process. Calling it sends the arguments there
and brings plain data back. Its own comparison is by identity and never asks the student.

Nor may an object say itself whether it is right. One that can be had as numbers is had once, and
all is computed here. Of any other, an operator that has met a value of the test's gives an object
that can't become a number any more: its answer to that value could be made to fit.
"""

from __future__ import annotations

import builtins
import operator
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.sandbox.wire import WireError
from course_lib.diagnosis.outcome import CandidateFailed, Failure

if TYPE_CHECKING:
    from autograder.sandbox.examinee import Examinee


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
        if name in OF_ARRAYS and self._is_data(f"`.{name}`"):
            return getattr(self._data(), name)
        return self._examinee.request("getattr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._examinee.request("setattr", self, name, value)

    def __getitem__(self, key: Any) -> Any:
        if self._is_data("`[…]`"):
            return self._data()[key]
        return self._operator("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._operator("setitem", self, key, value)

    def __contains__(self, value: Any) -> bool:
        return value in self._as_data("`in`")

    def __iter__(self) -> Iterator[Any]:
        if self._is_data("a loop"):
            return iter(self._data())
        return iter(self._examinee.request("iterate", self))

    def __len__(self) -> int:
        if self._is_data("`len`"):
            return len(self._data())
        return int(self._examinee.request("length", self))

    def __bool__(self) -> bool:
        array = self._examinee.array_of(self)
        if array is None or array.size != 1:
            return array is None or array.size > 0
        return bool(array.all())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self._examinee.array_of(self)
        if array is None:
            raise CandidateFailed(Failure("type", self._type_name))
        return array.copy() if dtype is None else array.astype(dtype)

    def __float__(self) -> float:
        return float(np.asarray(self))

    def __int__(self) -> int:
        return int(np.asarray(self))

    def __round__(self, digits: int | None = None) -> Any:
        return round(self._as_data("`round`"), digits)

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

    def _data(self) -> Any:
        array = self._examinee.array_of(self)
        assert array is not None
        return array[()]

    def _as_data(self, what: str) -> Any:
        """The object as a number, text or array. TypeError where it is none."""
        if not self._is_data(what):
            raise TypeError(f"{what} on {self!r}, which is no number, text, list or array")
        return self._data()

    def _is_data(self, what: str) -> bool:
        """Whether it can be had as data. TypeError where it may not be asked for any."""
        if self._examinee.has_answered(self):
            raise TypeError(f"{what} on what an operator of the student's has made")
        return self._examinee.array_of(self) is not None


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


OF_ARRAYS = {name for name in dir(np.ndarray) if not name.startswith("_")}
"""Attributes by which a test takes an object for an array."""

ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")


def _arithmetic(name: str, *values: Any) -> Any:
    """An operator on values of which some are Remotes: computed here where all are data."""
    arrays = [one._examinee.array_of(one) if isinstance(one, Remote) else one for one in values]
    if not any(array is None for array in arrays):
        known = [one[()] if isinstance(one, np.ndarray) else one for one in arrays]
        return getattr(operator, name)(*known)
    remotes = [one for one in values if isinstance(one, Remote)]
    examinee = remotes[0]._examinee
    result = remotes[0]._operator(name, *values)
    if len(remotes) < len(values) or any(map(examinee.has_answered, remotes)):
        if not isinstance(result, Remote):
            raise TypeError(f"an operator of {remotes[0]!r} gives a value and no object")
        examinee.note_answer(result)
    return result


def _compared(name: str, first: Remote, second: Any) -> Any:
    """An order is never the student's to say."""
    other = second._as_data("order") if isinstance(second, Remote) else second
    return getattr(operator, name)(first._as_data("order"), other)


def _offer_operators() -> None:
    def forward(name: str) -> Callable[..., Any]:
        return lambda self, *others: _arithmetic(name, self, *others)

    def backward(name: str) -> Callable[..., Any]:
        return lambda self, other: _arithmetic(name, other, self)

    def order(name: str) -> Callable[..., Any]:
        return lambda self, other: _compared(name, self, other)

    for name in ARITHMETIC:
        setattr(Remote, f"__{name}__", forward(name))
        setattr(Remote, f"__r{name}__", backward(name))
    for name in ["neg", "pos", "abs", "invert"]:
        setattr(Remote, f"__{name}__", forward(name))
    for name in ["lt", "le", "gt", "ge"]:
        setattr(Remote, f"__{name}__", order(name))


_offer_operators()


def failure_of(data: Any) -> Failure:
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
