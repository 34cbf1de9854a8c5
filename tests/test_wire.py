"""The wire carries plain values unchanged, and nothing else."""

from __future__ import annotations

import contextlib
import json
import math
import socket
import struct
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.wire import (
    MAX_FRAME,
    Channel,
    WireClosed,
    WireError,
    WireTimeout,
    decode,
    encode,
    generator_from_data,
    generator_to_data,
    parse,
)


def refuse(value: Any, *_: Any) -> Any:
    raise WireError(f"not plain: {value!r}")


def there_and_back(value: Any) -> Any:
    return decode(json.loads(json.dumps(encode(value, refuse))), refuse)


def same(left: Any, right: Any) -> bool:
    """Equality of type and value in which nan equals nan."""
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray | np.generic):
        return left.dtype == right.dtype and np.array_equal(left, right, equal_nan=_has_nan(left))
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, float):
        return left == right or (math.isnan(left) and math.isnan(right))
    return bool(left == right)


def _has_nan(array: Any) -> bool:
    return array.dtype.kind in "fc"


numbers = (
    st.none()
    | st.booleans()
    | st.integers(-(2**900), 2**900)
    | st.floats()
    | st.text(max_size=30)
    | st.binary(max_size=30)
)
dtypes = hnp.boolean_dtypes() | hnp.integer_dtypes() | hnp.floating_dtypes(sizes=(16, 32, 64))
arrays = hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
keys = st.text(max_size=5) | st.integers(-5, 5)
values = st.recursive(
    numbers | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=4)
        | st.frozensets(st.integers(), max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_plain_values_arrive_as_they_were_sent(value: Any) -> None:
    assert same(there_and_back(value), value)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_wire_error(payload: bytes) -> None:
    with contextlib.suppress(WireError):
        assert isinstance(parse(payload), dict)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["list", "dict", "array", "scalar", "complex", "bytes", "slice", "x"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=15,
)


@given(json_values)
def test_any_json_is_a_value_or_a_wire_error(data: Any) -> None:
    with contextlib.suppress(WireError):
        decode(data, refuse)


@pytest.mark.parametrize(
    "data",
    [
        {"array": ["<f8", [10**9, 10**9], ""]},
        {"array": ["O", [1], "AAAAAAAAAAA="]},
        {"array": ["<f8,<f8", [1], "AAAAAAAAAAA="]},
        {"array": ["<f8", [-1], ""]},
        {"array": ["<f8", [1], "not base64"]},
        {"scalar": ["<f8", [2], "AAAAAAAAAAAAAAAAAAAAAA=="]},
        {"dict": [[{"list": []}, 1]]},
        {"pickle": "gASVAAAA"},
        {"complex": ["a", "b"]},
        {"list": 5},
        {},
        {"list": [], "tuple": []},
    ],
)
def test_malformed_values_are_wire_errors(data: Any) -> None:
    with pytest.raises(WireError):
        decode(data, refuse)


class Sly(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class SlyArray(np.ndarray):
    pass


@pytest.mark.parametrize(
    "value",
    [
        Sly(1.0),
        np.zeros(3).view(SlyArray),
        np.array([object()]),
        np.array([("a", 1)], dtype=[("f", "U1"), ("g", "i4")]),
        lambda: None,
        object(),
        range(3),
        np.datetime64("2026-01-01"),
    ],
)
def test_what_is_not_exactly_plain_becomes_a_handle(value: Any) -> None:
    assert encode(value, lambda it: {"handle": type(it).__name__}) == {
        "handle": type(value).__name__
    }


def test_depth_size_and_integers_are_bounded() -> None:
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    circular: list[Any] = []
    circular.append(circular)
    for value in (deep, circular, 2**5000, np.zeros(3 * 2**20), [0] * 300_000, "x" * 20_000_000):
        with pytest.raises(WireError):
            encode(value, refuse)


def test_a_generator_arrives_in_the_same_state() -> None:
    rng = np.random.default_rng(3)
    rng.normal(size=5)
    copy = generator_from_data(json.loads(json.dumps(generator_to_data(rng)))["generator"])
    assert np.array_equal(copy.normal(size=4), rng.normal(size=4))


@pytest.fixture
def pair() -> Any:
    left, right = socket.socketpair()
    yield Channel(left), Channel(right)
    left.close()
    right.close()


def test_messages_cross_whole(pair: tuple[Channel, Channel]) -> None:
    pair[0].send({"text": "x" * 100_000})
    assert pair[1].receive(time.monotonic() + 5) == {"text": "x" * 100_000}


def test_a_silent_side_is_a_timeout_and_a_gone_one_is_closed(pair: tuple[Channel, Channel]) -> None:
    with pytest.raises(WireTimeout):
        pair[1].receive(time.monotonic() + 0.01)
    pair[0].close()
    with pytest.raises(WireClosed):
        pair[1].receive(time.monotonic() + 5)


def test_a_frame_over_the_limit_is_refused_before_it_is_read(pair: tuple[Channel, Channel]) -> None:
    pair[0].connection.sendall(struct.pack(">I", MAX_FRAME + 1))
    with pytest.raises(WireError):
        pair[1].receive(time.monotonic() + 5)


@given(st.binary(min_size=1, max_size=64))
def test_garbage_on_the_socket_is_an_error_of_the_wire(garbage: bytes) -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(garbage)
        left.shutdown(socket.SHUT_WR)
        with pytest.raises((WireError, WireClosed)):
            read_all(Channel(right))


def read_all(channel: Channel) -> None:
    while True:
        channel.receive(time.monotonic() + 5)


def test_half_characters_do_not_arrive() -> None:
    message = parse(b'{"key \\ud800": ["\\udc00 and \\ud83d\\ude00", "\\\\ud800"]}')
    assert message == {"key ?": ["? and \N{GRINNING FACE}", "\\ud800"]}
    with pytest.raises(WireError):
        decode(encode(np.array(["a\ud800"]), refuse), refuse)


def test_keys_of_one_hash_are_few() -> None:
    for keys in (
        [number * (2**61 - 1) for number in range(3_000)],
        [{"complex": [-1000003.0 * number, float(number)]} for number in range(3_000)],
    ):
        for data in ({"set": keys}, {"frozenset": keys}, {"dict": [[key, 0] for key in keys]}):
            with pytest.raises(WireError):
                decode(data, refuse)
    assert len(decode({"set": [*range(100_000)]}, refuse)) == 100_000


def test_a_message_of_too_many_parts_is_not_read() -> None:
    with pytest.raises(WireError):
        parse(b'{"a":[' + b"{}," * 1_100_000 + b"{}]}")


@pytest.mark.parametrize(("name", "last"), [("MT19937", 624), ("Philox", 4)])
def test_a_generator_looks_for_numbers_only_where_it_has_some(name: str, last: int) -> None:
    rng = np.random.Generator(getattr(np.random, name)(1))
    kind, data = generator_to_data(rng)["generator"]
    key = "pos" if name == "MT19937" else "buffer_pos"
    for position, is_sound in ((last, True), (last + 1, False), (-1, False), (10**8, False)):
        forged = json.loads(json.dumps(data))
        places = [forged["dict"], *[v["dict"] for k, v in forged["dict"] if k == "state"]]
        for pair in (pair for place in places for pair in place if pair[0] == key):
            pair[1] = position
        with contextlib.nullcontext() if is_sound else pytest.raises(WireError):
            generator_from_data([kind, forged])
