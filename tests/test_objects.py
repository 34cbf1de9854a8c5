"""Objects of classes that both sides have cross whole, and nothing else crosses with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.client import StudentServer
from autograder.sandbox.examinee import Examinee
from autograder.sandbox.objects import LentObjects, OwnObjects
from autograder.sandbox.proxy import Remote
from autograder.sandbox.wire import WireError, encode
from course_lib.diagnosis.outcome import CandidateFailed
from course_lib.node import Node


class BothSides:
    """A test's objects and the student's copies of them, with only JSON in between."""

    def __init__(self) -> None:
        self.own, self.lent = OwnObjects(), LentObjects()

    def send(self, *nodes: Node) -> tuple[list[Node], list[int]]:
        """The student's copies of the nodes, and the numbers of all that came along."""
        references = [self.from_test(node) for node in nodes]
        table = json.loads(json.dumps(self.own.table(self.from_test)))
        numbers = self.lent.receive(table, self.find_lent)
        return [self.lent.find(reference["object"]) for reference in references], numbers

    def bring_back(self, numbers: list[int]) -> list[Any]:
        changes = json.loads(json.dumps(self.lent.changes(numbers, self.from_student)))
        self.own.apply(changes, numbers, self.find_own)
        return list(changes)

    def from_test(self, value: Any) -> dict[str, Any]:
        return self.own.reference(value) or refuse(value)

    def from_student(self, value: Any) -> dict[str, Any]:
        return self.lent.reference(value) or {"handle": type(value).__name__}

    def find_lent(self, name: str, content: Any) -> Any:
        return self.lent.find(content) if name == "object" else refuse(name)

    def find_own(self, name: str, content: Any) -> Any:
        return self.own.find(content) if name == "object" else (name, content)


def refuse(value: Any) -> Any:
    raise WireError(f"not plain: {value!r}")


@st.composite
def graphs(draw: st.DrawFn) -> list[Node]:
    """Nodes in an order in which inputs come first; some are used several times, some never."""
    values = st.floats(-10, 10)
    nodes = [Node(draw(values), label=draw(st.text(max_size=3))) for _ in range(2)]
    for _ in range(draw(st.integers(0, 8))):
        left, right = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        nodes.append(left * right if draw(st.booleans()) else left + right)
    return nodes


def shape_of(nodes: list[Node]) -> list[Any]:
    """All that can be seen of a graph, its references as places in the list."""
    place = {node: index for index, node in enumerate(nodes)}
    return [
        (n.value, n.grad, n.label, n.local_gradients, [place[i] for i in n.inputs]) for n in nodes
    ]


@given(graphs())
def test_a_graph_arrives_as_it_is_with_every_node_once(nodes: list[Node]) -> None:
    copies, _ = BothSides().send(*nodes)
    assert all(type(copy) is Node and copy not in nodes for copy in copies)
    assert shape_of(copies) == shape_of(nodes)


@given(graphs(), st.data())
def test_what_a_call_changes_comes_back_and_nothing_else(
    nodes: list[Node], data: st.DataObject
) -> None:
    sides = BothSides()
    copies, numbers = sides.send(*nodes)
    changed = data.draw(st.sets(st.integers(0, len(nodes) - 1)))
    for index in changed:
        copies[index].grad = 100.0 + index
        copies[index].inputs = (copies[0], copies[index])
    assert len(sides.bring_back(numbers)) == len(changed)
    assert shape_of(nodes) == shape_of(copies)
    assert sides.bring_back(numbers) == []


@given(graphs())
def test_objects_keep_their_identity_from_call_to_call(nodes: list[Node]) -> None:
    sides = BothSides()
    copies, _ = sides.send(*nodes)
    nodes[-1].value = 7.5
    again, _ = sides.send(*reversed(nodes))
    assert all(one is other for one, other in zip(copies, reversed(again), strict=True))
    assert copies[-1].value == 7.5


def test_a_cycle_and_a_long_chain_need_no_recursion() -> None:
    chain = [Node(0.5)]
    for _ in range(10_000):
        chain.append(-chain[-1])
    chain[0].inputs = (chain[-1],)
    sides = BothSides()
    [last], numbers = sides.send(chain[-1])
    for _ in range(10_001):
        [last] = last.inputs
    assert len(numbers) == 10_001
    assert last.value == chain[-1].value


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["object", "grad", "value", "inputs", "tuple", "list", "__class__"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=15,
)
rows = st.lists(st.tuples(st.integers(-2, 4), json_values).map(list), max_size=4)


@given(json_values | rows)
def test_forged_changes_are_plain_data_on_sent_objects_or_a_wire_error(changes: Any) -> None:
    sides = BothSides()
    nodes = [Node(1.0), Node(2.0)]
    _, numbers = sides.send(*nodes)
    before = shape_of(nodes)
    try:
        sides.own.apply(changes, numbers, sides.find_own)
    except WireError:
        assert shape_of(nodes) == before
    assert all(type(node) is Node for node in nodes)


@pytest.mark.parametrize(
    "changes",
    [
        [[2, {"grad": 1.0}]],
        [[-1, {"grad": 1.0}]],
        [[True, {"grad": 1.0}]],
        [[0.0, {"grad": 1.0}]],
        [[0, {"__class__": 1.0}]],
        [[0, {"backward": 1.0}]],
        [[0, {"grad": {"object": 9}}]],
        [[0, {"grad": {"object": "0"}}]],
        [[0, {"grad": {"array": ["O", [1], ""]}}]],
        [[0, [["grad", 1.0]]]],
        [[0]],
        {"0": {"grad": 1.0}},
        [[0, {}]] * 60_000,
    ],
)
def test_changes_of_anything_else_are_refused(changes: Any) -> None:
    sides = BothSides()
    _, numbers = sides.send(Node(1.0), Node(2.0))
    with pytest.raises(WireError):
        sides.own.apply(changes, numbers, sides.find_own)


def test_a_call_changes_only_what_it_was_given() -> None:
    sides = BothSides()
    earlier = Node(1.0)
    sides.send(earlier)
    _, numbers = sides.send(Node(2.0))
    with pytest.raises(WireError):
        sides.own.apply([[0, {"grad": 5.0}]], numbers, sides.find_own)
    assert earlier.grad == 0.0


def test_only_classes_of_the_table_are_objects() -> None:
    class Disguised(Node):
        pass

    own = OwnObjects()
    for value in (Disguised(1.0), Node, object(), refuse):
        assert own.reference(value) is None


def test_what_an_attribute_holds_is_bounded() -> None:
    deep: Any = []
    for _ in range(100):
        deep = [deep]
    sides = BothSides()
    for value in (deep, "x" * 20_000_000, 2**5000):
        with pytest.raises(WireError):
            encode([value], sides.from_student)
        sides.own.reference(Node(value))
        with pytest.raises(WireError):
            sides.own.table(sides.from_test)


SOURCE = """
from course_lib.node import Node

class Mine(Node):
    pass

def send_back(node):
    assert type(node) is Node
    for each in (node, *node.inputs):
        each.grad += 1.5
    return [node, *node.inputs]

def total(nodes):
    return sum(node.value for node in nodes)

def stranger(node):
    return [node, Node(3.0), Mine(4.0)]

def hold(node):
    node.label = Mine(1.0)
    node.inputs = (Node(2.0), *node.inputs)

def swap(nodes):
    nodes.reverse()

def same(first, second):
    return first is second

def remember(node):
    global kept
    kept = node

def is_kept(node):
    return node is kept

def use(f, node):
    return f(node) is node and f(None).value

def deep(node):
    count = 0
    while node.inputs:
        [node] = node.inputs
        node.grad = float(count)
        count += 1
    return count

def forge(node):
    from autograder.sandbox import objects
    objects.LentObjects.changes = lambda *_: [[999, {"grad": 1.0}], [0, {"grad": 2.0}]]

def forge_strangely(node):
    from autograder.sandbox import objects
    objects.LentObjects.changes = lambda *_: {"grad": [{"object": {}}]}

def deface(node):
    Node.__setattr__ = None
    Node.grad = property(lambda self: [[]] * 10**7)
    return 1.0
"""


@pytest.fixture(scope="module")
def examinee(server: StudentServer) -> Iterator[Examinee]:
    with server.submission() as student:
        assert student.run_cell(SOURCE).lost == ""
        with student.examine(5.0) as examined:
            yield examined


def student(examinee: Examinee, name: str) -> Any:
    return examinee.names([name])[name]


def test_a_student_changes_the_tests_own_nodes(examinee: Examinee) -> None:
    a, b = Node(2.0), Node(3.0)
    product = a * b
    returned = student(examinee, "send_back")(product)
    assert all(one is other for one, other in zip(returned, [product, a, b], strict=True))
    assert (product.grad, a.grad, b.grad) == (1.5, 1.5, 1.5)
    assert product.inputs == (a, b)


def test_nodes_in_lists_and_twice_are_the_same_objects(examinee: Examinee) -> None:
    nodes = [Node(1.0), Node(2.0)]
    first, last = nodes
    assert student(examinee, "total")(nodes) == 3.0
    student(examinee, "swap")(nodes)
    assert nodes == [last, first]
    same = student(examinee, "same")
    assert same(first, first) is True
    assert same(first, last) is False


def test_a_node_is_the_same_object_in_the_next_call(examinee: Examinee) -> None:
    remember = student(examinee, "remember")
    is_kept = examinee.request("getattr", remember, "__globals__")["is_kept"]
    node = Node(1.0)
    remember(node)
    assert is_kept(node) is True
    assert is_kept(Node(1.0)) is False


def test_a_students_own_nodes_are_handles(examinee: Examinee) -> None:
    node = Node(1.0)
    mine, new, other = student(examinee, "stranger")(node)
    assert mine is node
    assert type(new) is Remote
    assert type(other) is Remote
    assert new.value == 3.0


def test_an_attribute_can_hold_a_handle_and_be_sent_again(examinee: Examinee) -> None:
    node = Node(1.0) + Node(2.0)
    hold = student(examinee, "hold")
    hold(node)
    assert type(node.label) is Remote
    assert type(node.inputs[0]) is Remote
    hold(node)
    assert len(node.inputs) == 4


def test_nodes_reach_a_function_of_the_tests_and_come_from_it(examinee: Examinee) -> None:
    node, another = Node(1.0), Node(6.0)
    assert student(examinee, "use")(lambda given: given or another, node) == 6.0


def test_a_chain_of_ten_thousand_nodes_crosses(examinee: Examinee) -> None:
    chain = [Node(1.0)]
    for _ in range(10_000):
        chain.append(-chain[-1])
    assert student(examinee, "deep")(chain[-1]) == 10_000
    assert [node.grad for node in chain] == [float(9999 - i) for i in range(10_000)] + [0.0]


@pytest.mark.parametrize("name", ["forge", "forge_strangely"])
def test_forged_changes_are_a_verdict(examinee: Examinee, name: str) -> None:
    node = Node(1.0)
    with pytest.raises(CandidateFailed):
        student(examinee, name)(node)
    assert node.grad == 0.0


def test_defacing_the_class_is_a_verdict(examinee: Examinee) -> None:
    node = Node(1.0)
    with pytest.raises(CandidateFailed):
        student(examinee, "deface")(node)
    assert node.grad == 0.0
    examinee.close()
    assert student(examinee, "total")([node]) == 1.0  # in a fork of its own
