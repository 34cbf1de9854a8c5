"""The wire: a closed set of plain values, framed and bounded, between a test and student code.

Nothing that arrives is unpickled or evaluated. What is not of exactly one of the types below
crosses as an opaque handle, or not at all. So a value that has arrived is Python's or numpy's
own, and a student's ``__eq__``, ``__array__`` or ``__reduce__`` stays where it was written.

Frames are a length of 4 bytes, big endian, and that many bytes of JSON. Containers, arrays and
handles are JSON objects with a single key that says what they are.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import numpy as np

MAX_FRAME = 32 * 2**20
MAX_BYTES = 16 * 2**20
MAX_DEPTH = 24
MAX_ITEMS = 200_000
MAX_INTEGER_BITS = 1024
MAX_MARKS = 2_000_000
"""Brackets and commas in a message: each may become an object of Python's."""

MAX_ODD_KEYS = 2_000
"""Keys whose hashes can be chosen to be equal: to tell many apart takes long."""

LAST_POSITION = {"MT19937": ("pos", 624), "Philox": ("buffer_pos", 4)}
"""Of generators that keep numbers in stock: where they look for the next one."""

DTYPE = re.compile(r"[<>|]?[biufcSU][0-9]{1,5}")
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")

ToHandle = Callable[[Any], dict[str, Any]]
FromHandle = Callable[[str, Any], Any]


class WireError(Exception):
    """A value that may not cross, or bytes that are not of the wire's language."""


class WireClosed(Exception):  # noqa: N818 - it is not always an error
    """The other side has gone."""


class WireTimeout(Exception):  # noqa: N818
    """The other side did not answer in time."""


class Channel:
    """One end of a socket pair, sending and receiving messages (JSON objects)."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def send(self, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
        """Send a message and, with it, open file descriptors."""
        payload = json.dumps(message).encode("ascii")
        if len(payload) > MAX_FRAME:
            raise WireError(f"a message of {len(payload)} bytes is over the limit of {MAX_FRAME}")
        frame = struct.pack(">I", len(payload)) + payload
        try:
            if descriptors:
                sent = socket.send_fds(self.connection, [frame], list(descriptors))
                frame = frame[sent:]
            self.connection.sendall(frame)
        except TimeoutError:
            raise WireTimeout from None
        except OSError as error:
            raise WireClosed from error

    def receive(self, deadline: float | None = None, descriptors: int = 0) -> dict[str, Any]:
        """The next message; with `descriptors`, those that came along are under ``"fds"``.

        deadline: of `time.monotonic`; WireTimeout when it passes.
        """
        try:
            head, fds = self._receive_head(deadline, descriptors)
            size = struct.unpack(">I", head)[0]
            if size > MAX_FRAME:
                raise WireError(f"a frame of {size} bytes is over the limit of {MAX_FRAME}")
            payload = self._exactly(size, deadline)
        except TimeoutError:
            raise WireTimeout from None
        except OSError as error:
            raise WireClosed from error
        message = parse(payload)
        if fds:
            message["fds"] = fds
        return message

    def close(self) -> None:
        self.connection.close()

    def _receive_head(self, deadline: float | None, descriptors: int) -> tuple[bytes, list[int]]:
        if not descriptors:
            return self._exactly(4, deadline), []
        self._arm(deadline)
        first, fds, _, _ = socket.recv_fds(self.connection, 4, descriptors)
        if not first:
            raise WireClosed
        return first + self._exactly(4 - len(first), deadline), list(fds)

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        chunks: list[bytes] = []
        while size:
            self._arm(deadline)
            chunk = self.connection.recv(min(size, 1 << 20))
            if not chunk:
                raise WireClosed
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)

    def _arm(self, deadline: float | None) -> None:
        if deadline is None:
            self.connection.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise WireTimeout
        self.connection.settimeout(left)


def parse(payload: bytes) -> dict[str, Any]:
    """A frame's bytes as a message; WireError when they are anything but a JSON object.

    Half characters (lone surrogates), which no file can hold, become question marks.
    """
    if sum(map(payload.count, (b"{", b"[", b","))) > MAX_MARKS:
        raise WireError("a message of too many parts")
    try:
        message = json.loads(payload)
        if b"\\ud" in payload.lower():
            message = json.loads(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise WireError("not a message") from error
    if not isinstance(message, dict):
        raise WireError("not a message")
    return message


def encode(value: Any, to_handle: ToHandle) -> Any:
    """A value as JSON; what is not plain becomes what `to_handle` makes of it."""
    return _Encoder(to_handle).encode(value, 0)


class _Encoder:
    def __init__(self, to_handle: ToHandle) -> None:
        self.to_handle = to_handle
        self.items = 0

    def encode(self, value: Any, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("a value is nested too deeply or has too many entries")
        kind = type(value)  # exactly: a subclass may behave in any way it likes
        if value is None or kind is bool or kind is float:
            return value
        if kind is str or kind is bytes:
            return self._text(value)
        if kind is int:
            if value.bit_length() > MAX_INTEGER_BITS:
                raise WireError(f"an integer of {value.bit_length()} bits is too long")
            return value
        if kind in _CONTAINERS:
            return {_CONTAINERS[kind]: [self.encode(entry, depth + 1) for entry in value]}
        if kind is dict:
            pairs = value.items()
            return {
                "dict": [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in pairs]
            }
        if kind is complex:
            return {"complex": [value.real, value.imag]}
        if kind is slice:
            parts = (value.start, value.stop, value.step)
            return {"slice": [self.encode(part, depth + 1) for part in parts]}
        if value is Ellipsis:
            return {"ellipsis": None}
        if kind is np.ndarray or (isinstance(value, np.generic) and kind.__module__ == "numpy"):
            return self._array(value)
        return self.to_handle(value)

    def _text(self, value: str | bytes) -> Any:
        if len(value) > MAX_BYTES:
            raise WireError("a text is too long")
        return value if isinstance(value, str) else {"bytes": base64.b64encode(value).decode()}

    def _array(self, value: np.ndarray | np.generic) -> Any:
        array = np.asarray(value)
        if array.dtype.kind in "fc" and array.dtype.itemsize > (
            8 if array.dtype.kind == "f" else 16
        ):
            array = array.astype(np.float64 if array.dtype.kind == "f" else np.complex128)
        if not DTYPE.fullmatch(array.dtype.str):
            return self.to_handle(value)
        if array.nbytes > MAX_BYTES:
            raise WireError(f"an array of {array.nbytes} bytes is over the limit of {MAX_BYTES}")
        data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
        name = "array" if isinstance(value, np.ndarray) else "scalar"
        return {name: [array.dtype.str, list(array.shape), data]}


_CONTAINERS: dict[type, str] = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}


def decode(data: Any, from_handle: FromHandle) -> Any:
    """The value that `encode` wrote. WireError for anything that it could not have written.

    from_handle: called with the key and content of each object that is not plain.
    """
    try:
        return _Decoder(from_handle).decode(data, 0)
    except (
        TypeError,
        ValueError,
        KeyError,
        IndexError,
        OverflowError,
        RecursionError,
        binascii.Error,
        MemoryError,
    ) as error:
        raise WireError(f"not a value of the wire: {type(error).__name__}") from error


class _Decoder:
    def __init__(self, from_handle: FromHandle) -> None:
        self.from_handle = from_handle
        self.items = 0
        self.odd_keys = 0

    def decode(self, data: Any, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("a value is nested too deeply or has too many entries")
        if data is None or isinstance(data, bool | float | str):
            return data
        if isinstance(data, int):
            if data.bit_length() > MAX_INTEGER_BITS:
                raise WireError("an integer is too long")
            return data
        if not isinstance(data, dict) or len(data) != 1:
            raise WireError("not a value of the wire")
        [(name, content)] = data.items()
        if name in ("list", "tuple"):
            return _CONSTRUCTORS[name]([self.decode(entry, depth + 1) for entry in content])
        if name in ("set", "frozenset"):
            return _CONSTRUCTORS[name]([self._key(entry, depth + 1) for entry in content])
        if name == "dict":
            return {self._key(k, depth + 1): self.decode(v, depth + 1) for k, v in content}
        if name in ("array", "scalar"):
            return _decode_array(name, content)
        if name == "complex":
            return complex(float(content[0]), float(content[1]))
        if name == "bytes":
            return base64.b64decode(content, validate=True)
        if name == "slice":
            return slice(*[self.decode(part, depth + 1) for part in content])
        if name == "ellipsis":
            return Ellipsis
        return self.from_handle(name, content)

    def _key(self, data: Any, depth: int) -> Any:
        """A value that is going to be hashed."""
        key = self.decode(data, depth)
        if not (isinstance(key, str | bytes | float | None) or _is_short(key)):
            self.odd_keys += 1
            if self.odd_keys > MAX_ODD_KEYS:
                raise WireError("too many keys that are neither texts nor numbers")
        return key


def _is_short(key: Any) -> bool:
    """Whether it is an integer that is its own hash. Longer ones are taken modulo 2⁶¹ − 1."""
    return isinstance(key, int) and key.bit_length() < 61


_CONSTRUCTORS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


def _decode_array(name: str, content: Any) -> Any:
    dtype_text, shape, data = content
    if not isinstance(dtype_text, str) or not DTYPE.fullmatch(dtype_text):
        raise WireError("an array of a type that may not cross")
    if (
        not isinstance(shape, list)
        or len(shape) > 32
        or any(not isinstance(length, int) or length < 0 for length in shape)
    ):
        raise WireError("an array of an impossible shape")
    raw = base64.b64decode(data, validate=True)
    array = np.frombuffer(raw, dtype=np.dtype(dtype_text)).reshape(shape).copy()
    if array.dtype.kind == "b":
        array = np.asarray(array.view(np.uint8) != 0)  # any other byte than 0 and 1 is made 1
    if array.dtype.kind == "U" and not _are_characters(array):
        raise WireError("a text of numbers that are no characters")
    return array if name == "array" else array.reshape(())[()]


def _are_characters(array: np.ndarray) -> bool:
    order = array.dtype.byteorder
    codes = np.frombuffer(array.tobytes(), dtype=f"{'=' if order == '|' else order}u4")
    return bool(np.all((codes < 0xD800) | ((codes > 0xDFFF) & (codes < 0x110000))))


def generator_to_data(rng: np.random.Generator) -> dict[str, Any]:
    """A random generator's state, so that student code can draw from an equal one."""
    state = rng.bit_generator.state
    return {"generator": [type(rng.bit_generator).__name__, encode(state, _no_handle)]}


def generator_from_data(content: Any) -> np.random.Generator:
    name, state = content
    if name not in BIT_GENERATORS:
        raise WireError("an unknown random generator")
    decoded = decode(state, lambda kind, _: _no_handle(kind))
    bit_generator = getattr(np.random, name)()
    if name in LAST_POSITION and not _is_in_stock(name, decoded):
        raise WireError("a random generator that looks outside of its own numbers")
    bit_generator.state = decoded
    return np.random.Generator(bit_generator)


def _is_in_stock(name: str, state: Any) -> bool:
    """Whether a generator's position is one of its own: numpy does not look."""
    key, last = LAST_POSITION[name]
    position = state.get(key, state.get("state", {}).get(key))
    return type(position) is int and 0 <= position <= last


def _no_handle(value: Any) -> Any:
    raise WireError(f"{value!r} may not cross")
