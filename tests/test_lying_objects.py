"""Objects of the student's in an ordinary test: none can say itself that it is right."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from autograder.sandbox.client import StudentServer
from autograder.sandbox.process import StudentProcess
from course_lib.diagnosis.outcome import CandidateFailed


@pytest.fixture
def student(server: StudentServer) -> Iterator[StudentProcess]:
    with server.submission() as process:
        yield process


LIARS = """
import numpy as np
from collections import OrderedDict, defaultdict, deque

class Yes(float):
    __sub__ = __rsub__ = __add__ = __abs__ = lambda self, *other: 0.0
    __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    def __getattr__(self, name): return lambda *a, **k: 0.0

class Changing:
    def __init__(self): self.asked = 0
    def __sub__(self, other): return Changing.made(0.0)
    def __array__(self, dtype=None, copy=None):
        self.asked += 1
        if self.asked == 1: raise TypeError
        return np.zeros(())
    @staticmethod
    def made(value):
        other = Changing(); other.asked = 1
        return other

class Array(np.ndarray):
    def __sub__(self, other): return np.zeros(3)
    def __lt__(self, other): return True
    @property
    def shape(self): return (7,)

class All(list):
    def __contains__(self, other): return True

class Vector:
    def __init__(self, x): self.x = x
    def __add__(self, other): return Vector(self.x + getattr(other, "x", other))
    def __matmul__(self, other): return self.x * other.x

class Stack(list):
    def push(self, value): self.append(value)

def number(x): return Yes(1)
def changing(x): return Changing()
def array(x): return np.zeros(3).view(Array)
def members(x): return All([1, 2])
def counts(): return defaultdict(int, a=1)
def queue(): return deque([1, 2])
"""


@pytest.mark.parametrize(
    "test",
    [
        "abs(number(3.0) - 9.0) < 1e-9",
        "8.9 < number(3.0) < 9.1",
        "number(3.0) == 9.0",
        "np.isclose(number(3.0), 9.0)",
        "round(abs(number(3.0) - 9.0), 7) == 0",
        "round(number(9.0)) == 9",
        "number(3.0).max() == 0.0",
        "abs(float(changing(3.0) - 9.0)) < 1e-9",
        "changing(3.0) - 9.0 < 1e-9",
        "(changing(3.0) - 9.0).max() < 1e-9",
        "np.abs(array(x) - x**2).max() < 1e-9",
        "np.all(array(x) > 0.5)",
        "np.linalg.norm(array(x) - x**2) < 1e-9",
        "np.shape(array(x)) == (7,)",
        "7 in members(3)",
    ],
)
def test_an_object_can_not_say_itself_that_it_is_right(student: StudentProcess, test: str) -> None:
    student.run_cell(LIARS)
    x = np.array([1.0, 2.0, 3.0])
    with student.examine(seconds=2.0) as examinee:
        names = examinee.names(["number", "changing", "array", "members"])
        try:
            passes = bool(eval(test, {"np": np, "x": x, **names}))
        except (TypeError, CandidateFailed):
            passes = False
    assert not passes


def test_objects_of_honest_classes_answer_as_ever(student: StudentProcess) -> None:
    student.run_cell(LIARS)
    with student.examine(seconds=2.0) as examinee:
        names = examinee.names(["Vector", "Stack", "counts", "queue", "members", "number"])
        vector, stack = names["Vector"](2.0), names["Stack"]()
        assert (vector + names["Vector"](3.0)).x == 5.0
        assert (vector + 1.0).x == 3.0
        assert vector @ vector == 4.0
        for count in (1, 2):
            stack.push(count)
            assert len(stack) == count
        assert 2 in stack
        assert stack[0] == 1
        assert names["counts"]() == {"a": 1}
        assert names["queue"]() == [1, 2]
        assert [*names["members"](3)] == [1, 2]
        assert float(names["number"](1.0)) == 1.0
