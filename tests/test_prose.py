"""Every number that the notebooks' prose states is what the library computes, or a choice."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from notebook_cells import ASSIGNMENTS, every_notebook, prose_of

from course_lib import exercises


class Number(NamedTuple):
    """A decimal number in a text: how it is spelt, where it stands, and what it says."""

    text: str
    start: int
    end: int

    @property
    def mantissa(self) -> str:
        return re.match(r"[−-]?\d+\.\d+", self.text).group()  # type: ignore[union-attr]

    @property
    def scale(self) -> float:
        exponent = self.text[len(self.mantissa) :].translate(SUPERSCRIPTS)
        found = re.search(r"(?:e|\^\{?|10)([−-]?\d+)\}?$", exponent)
        return 10.0 ** int(found.group(1).replace("−", "-")) if found else 1.0

    @property
    def value(self) -> float:
        return float(self.mantissa.replace("−", "-")) * self.scale

    @property
    def half_a_digit(self) -> float:
        """How far a value may be off that is rounded to this."""
        digits = len(self.mantissa.split(".")[1])
        return float(0.5000001 * 10.0**-digits * self.scale)


SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
DECIMAL = re.compile(
    r"(?:(?<![\w)}\]$])[−-])?(?<![\w.])\d+\.\d+"
    r"(?:e[−-]?\d+| ?(?:\\cdot|\\times|·|×) ?10(?:\^\{?[−-]?\d+\}?|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?"
)
"""A minus is a number's own where no other number, letter or bracket stands directly before it."""


def decimals(text: str) -> list[Number]:
    return [Number(found.group(), *found.span()) for found in DECIMAL.finditer(text)]


class Prose(NamedTuple):
    """What tests/prose says of a notebook's numbers."""

    numbers: list[tuple[str, float | np.ndarray]]
    given: tuple[str, ...]


@cache
def prose_numbers(assignment: str) -> Prose:
    module = importlib.import_module(f"tests.prose.{exercises.ASSIGNMENTS[assignment]}")
    return Prose(module.NUMBERS, module.GIVEN)


def claimed(phrase: str, values: float | np.ndarray) -> list[tuple[Number, float]]:
    """The numbers that a phrase ends with, and what they should be."""
    flat = np.ravel(values)
    last = decimals(phrase)[-len(flat) :]
    assert len(last) == len(flat), f"{phrase!r} has fewer decimal numbers than there are values"
    return list(zip(last, map(float, flat), strict=True))


PHRASES = [
    pytest.param(assignment, phrase, values, id=f"{assignment}-{phrase}")
    for assignment in ASSIGNMENTS
    for phrase, values in prose_numbers(assignment).numbers
]


@pytest.mark.parametrize(("assignment", "phrase", "values"), PHRASES)
def test_numbers_in_the_prose_are_what_the_library_computes(
    assignment: str, phrase: str, values: float | np.ndarray
) -> None:
    assert phrase in prose_of(assignment)
    for number, value in claimed(phrase, values):
        assert abs(number.value - value) <= number.half_a_digit, number.text


@every_notebook
def test_no_number_in_the_prose_is_left_unchecked(assignment: str) -> None:
    prose = prose_of(assignment)
    numbers, given = prose_numbers(assignment)
    checked = {
        (start.start() + number.start, start.start() + number.end)
        for phrase, values in numbers
        for start in re.finditer(re.escape(phrase), prose)
        for number, _ in claimed(phrase, values)
    }
    chosen = {text.lstrip("−-") for text in given}
    unchecked = [
        prose[max(0, number.start - 40) : number.end + 5]
        for number in decimals(prose)
        if (number.start, number.end) not in checked and number.text.lstrip("−-") not in chosen
    ]
    assert unchecked == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("costs −0.7 more", -0.7),
        ("$e^{-1.7}$", -1.7),
        ("5 − 3.2", 3.2),
        ("x-0.5", 0.5),
        ("(1-0.25)", 0.25),
        (r"$9.176 \cdot 10^{-4}$", 9.176e-4),
        ("1.5 · 10⁻³", 1.5e-3),
        ("2.5e-6", 2.5e-6),
        ("2.0 · 10", 2.0),
    ],
)
def test_decimal_numbers_are_read_as_they_are_meant(text: str, value: float) -> None:
    (number,) = decimals(text)
    assert number.value == pytest.approx(value)
