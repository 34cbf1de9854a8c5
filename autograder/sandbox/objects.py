"""Objects of classes that both sides have, such as a graph of `Node`s, across the wire.

The test's side owns them. They cross as a table with a row for each object: its number, the key
of its class in `KINDS`, and the values of its attributes, in which another object is a reference
``{"object": number}``. So a cycle or a chain of any length needs no recursion, and what stands in
two places arrives as one object. The student's side makes objects of its own from the table,
keeps them under their numbers, and answers with the attributes that a call has changed.

What comes back is plain data for the attributes of objects that this side has sent. Nothing there
makes an object here, and a class is looked up by nothing but its key.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox.wire import FromHandle, ToHandle, WireError, decode, encode

MAX_OBJECTS = 50_000


@dataclass(frozen=True)
class Kind:
    """A class whose objects may cross: where it is, and the attributes that make an object up."""

    module: str
    name: str
    attributes: tuple[str, ...]

    def find(self) -> type:
        """The class; importing its module is for the student's side, which may not have it yet."""
        found = getattr(importlib.import_module(self.module), self.name)
        if not isinstance(found, type):
            raise WireError(f"{self.name} is not a class any more")
        return found


KINDS: dict[str, Kind] = {
    "node": Kind(
        "course_lib.node", "Node", ("value", "grad", "inputs", "local_gradients", "label")
    ),
    "net": Kind(
        "course_lib.probes.backprop_by_hand_practice", "PracticeNet", ("hidden", "output", "seen")
    ),
    "layer": Kind(
        "course_lib.probes.backprop_by_hand_practice", "PracticeLayer", ("W", "W_gradient")
    ),
}
"""The closed table of what may cross, besides plain data."""


def key_of(value: Any) -> str | None:
    """The key of an object's class, exactly; None for any other object.

    An object can only be of a class whose module has been imported, so none is imported here.
    """
    kind = type(value)
    for key, listed in KINDS.items():
        module = sys.modules.get(listed.module)
        if module is not None and getattr(module, listed.name, None) is kind:
            return key
    return None


class OwnObjects:
    """The test's side: which objects have been sent, under which numbers."""

    def __init__(self) -> None:
        self._sent: list[tuple[Any, Kind]] = []
        self._numbers: dict[int, int] = {}
        self._waiting: list[tuple[int, str]] = []
        self._mentioned: set[int] = set()

    def reference(self, value: Any) -> dict[str, Any] | None:
        """What stands for the object in a message; None if it is not of a kind that may cross.

        The table that is made next has a row for it.
        """
        key = key_of(value)
        if key is None:
            return None
        number = self._numbers.get(id(value))
        if number is None:
            number = len(self._sent)
            if number >= MAX_OBJECTS:
                raise WireError(f"more than {MAX_OBJECTS} objects")
            self._sent.append((value, KINDS[key]))  # kept alive, so that its id stays its own
            self._numbers[id(value)] = number
        if number not in self._mentioned:
            self._mentioned.add(number)
            self._waiting.append((number, key))
        return {"object": number}

    def table(self, to_handle: ToHandle) -> list[Any]:
        """A row for each object mentioned since the last table, and for all that these hold.

        to_handle: must ask `reference` first, as objects that are found on the way get rows too.
        """
        rows = []
        while self._waiting:
            number, key = self._waiting.pop()
            value, kind = self._sent[number]
            attributes = [getattr(value, name) for name in kind.attributes]
            rows.append([number, key, encode(attributes, to_handle)])
        self._mentioned.clear()
        return rows

    def find(self, number: Any) -> Any:
        """The object of that number; WireError for any other number."""
        if type(number) is not int or not 0 <= number < len(self._sent):
            raise WireError("no such object")
        return self._sent[number][0]

    def apply(self, changes: Any, numbers: Container[int], from_handle: FromHandle) -> None:
        """Set attributes as a call on the other side left them.

        changes: as `LentObjects.changes` makes them, or anything that a student forged:
        WireError unless it is attribute values for objects of these numbers, which are those
        that the call's table held. All are read before the first is set.
        """
        read: list[tuple[Any, str, Any]] = []
        for row in _rows(changes, 2):
            value = self.find(row[0])
            kind = self._sent[row[0]][1]
            if row[0] not in numbers or not isinstance(row[1], dict):
                raise WireError("not attributes of an object of this call")
            for name, data in row[1].items():
                if name not in kind.attributes:
                    raise WireError("no such attribute")
                read.append((value, name, decode(data, from_handle)))
        for value, name, after in read:
            setattr(value, name, after)


NOT_FIXED = object()


@dataclass
class Known:
    """The student's side: an object's attributes as the test's side knows them.

    data: as they crossed. fixed: those that can't have changed while they are the same object.
    """

    kind: Kind
    data: list[Any] = field(default_factory=list)
    fixed: list[Any] = field(default_factory=list)


class LentObjects:
    """The student's side: objects made from the tables that have arrived."""

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._known: dict[int, Known] = {}

    def reference(self, value: Any) -> dict[str, Any] | None:
        """What stands for the object in an answer; None for an object of the student's own."""
        number = self._numbers.get(id(value))
        return None if number is None else {"object": number}

    def find(self, number: Any) -> Any:
        return self._objects[number]

    def receive(self, table: Iterable[Any], from_handle: FromHandle) -> list[int]:
        """Make the objects of a table, or change those that are here; their numbers."""
        rows = list(table)
        for number, key, _ in rows:
            if number not in self._objects:
                made: Any = object.__new__(KINDS[key].find())
                self._objects[number] = made
                self._numbers[id(made)] = number
                self._known[number] = Known(KINDS[key])
        for number, _, data in rows:
            known, made = self._known[number], self._objects[number]
            values = decode(data, from_handle)
            for place, (name, value) in enumerate(zip(known.kind.attributes, values, strict=True)):
                if not known.data or known.data[place] != data["list"][place]:
                    setattr(made, name, value)
            known.data = data["list"]
            known.fixed = [
                value if self._is_fixed(value) else NOT_FIXED
                for value in (getattr(made, name, None) for name in known.kind.attributes)
            ]
        return [number for number, _, _ in rows]

    def _is_fixed(self, value: Any) -> bool:
        """Whether a value can only be replaced, not changed: then the same one says the same."""
        if type(value) is tuple:
            return all(
                type(entry) is float or id(entry) in self._numbers or entry is None
                for entry in value
            )
        return type(value) in (float, int, str, bool)

    def changes(self, numbers: Iterable[int], to_handle: ToHandle) -> list[Any]:
        """``[number, {attribute: data}]`` for each of these objects that is not as it came."""
        changed = []
        for number in numbers:
            known, made = self._known[number], self._objects[number]
            after: dict[str, Any] = {}
            for place, name in enumerate(known.kind.attributes):
                value = getattr(made, name, None)
                if value is known.fixed[place]:
                    continue
                data = encode(value, to_handle)
                if data != known.data[place]:
                    after[name] = known.data[place] = data
                known.fixed[place] = value if self._is_fixed(value) else NOT_FIXED
            if after:
                changed.append([number, after])
        return changed


def _rows(data: Any, length: int) -> list[Any]:
    if not isinstance(data, list) or len(data) > MAX_OBJECTS:
        raise WireError("not a table of objects")
    if any(not isinstance(row, list) or len(row) != length for row in data):
        raise WireError("not a row of a table of objects")
    return data
