"""Right solutions to assignment 03, written in many ways; the checks must accept them all."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable
from graphlib import TopologicalSorter
from typing import Any

import numpy as np

from course_lib.node import Node


def expression_plain(x: Any, y: Any, z: Any) -> Any:
    q = x + y
    return {"q": q, "f": q * z, "dq": z, "dx": z, "dy": z, "dz": q}


def expression_numpy_scalars(x: Any, y: Any, z: Any) -> Any:
    x, y, z = np.float64(x), np.float64(y), np.float64(z)
    answers = {"q": x + y, "f": (x + y) * z, "dq": z, "dz": x + y}
    answers["dx"] = answers["dy"] = answers["dq"] * np.float64(1)
    return answers


def expression_arrays(x: Any, y: Any, z: Any) -> Any:
    q = np.array(x) + np.array(y)
    f = q * z
    return {"f": f, "dz": q, "dq": np.array(z), "dy": np.array(z), "dx": np.array(z), "q": q}


def expression_by_nodes(x: Any, y: Any, z: Any) -> Any:
    a, b, c = Node(x), Node(y), Node(z)
    q = a + b
    f = q * c
    backward_by_sorter(f)
    return {"q": q.value, "f": f.value, "dq": q.grad, "dx": a.grad, "dy": b.grad, "dz": c.grad}


def expression_with_more_keys(x: Any, y: Any, z: Any) -> Any:
    return {**expression_plain(x, y, z), "df": 1.0}


class MultiplyPlain:
    def forward(self, a: Any, b: Any) -> Any:
        self.a, self.b = a, b
        return a * b

    def backward(self, upstream: Any) -> Any:
        return upstream * self.b, upstream * self.a


class MultiplySavesLocalGradients:
    def forward(self, a: Any, b: Any) -> Any:
        self.local = (b, a)
        return np.multiply(a, b)

    def backward(self, upstream: Any) -> Any:
        return [np.multiply(upstream, slope) for slope in self.local]


class MultiplyCopies:
    def __init__(self) -> None:
        self.saved: list[np.ndarray] = []

    def forward(self, a: Any, b: Any) -> Any:
        self.saved = [np.array(a), np.array(b)]
        return self.saved[0] * self.saved[1]

    def backward(self, upstream: Any) -> Any:
        a, b = self.saved
        return np.array([upstream * b, upstream * a])


class MultiplySlots:
    __slots__ = ("a", "b")

    def forward(self, a: Any, b: Any) -> Any:
        self.a, self.b = np.asarray(a), np.asarray(b)
        return np.einsum("...,...->...", self.a, self.b)

    def backward(self, upstream: Any) -> Any:
        da = np.einsum("...,...->...", upstream, self.b)
        db = np.einsum("...,...->...", upstream, self.a)
        return da, db


class MultiplyByNames:
    a = b = 0.0

    def forward(self, a: Any, b: Any) -> Any:
        for name, value in (("a", a), ("b", b)):
            setattr(self, name, value)
        return b * a

    def backward(self, upstream: Any = 1.0) -> Any:
        return self.b * upstream, self.a * upstream


class AddPlain:
    def forward(self, a: Any, b: Any) -> Any:
        return a + b

    def backward(self, upstream: Any) -> Any:
        return upstream, upstream


class AddOnes:
    def forward(self, a: Any, b: Any) -> Any:
        self.ones = np.ones_like(a, dtype=float)
        return np.add(a, b)

    def backward(self, upstream: Any) -> Any:
        return upstream * self.ones, upstream * self.ones


class AddList:
    def forward(self, a: Any, b: Any) -> Any:
        return np.asarray(a) + np.asarray(b)

    def backward(self, upstream: Any) -> Any:
        return [1.0 * upstream] * 2


class AddStatic:
    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return sum((a, b))

    @staticmethod
    def backward(upstream: Any) -> Any:
        return (upstream, upstream)


class AddStack:
    def forward(self, a: Any, b: Any) -> Any:
        return np.sum([a, b], axis=0)

    def backward(self, upstream: Any) -> Any:
        return np.stack([np.asarray(upstream)] * 2)


class MaxWhere:
    def forward(self, a: Any, b: Any) -> Any:
        self.a, self.b = np.asarray(a), np.asarray(b)
        return np.where(self.a >= self.b, self.a, self.b)

    def backward(self, upstream: Any) -> Any:
        wins = self.a >= self.b
        return np.where(wins, upstream, 0.0), np.where(wins, 0.0, upstream)


class MaxMask:
    def forward(self, a: Any, b: Any) -> Any:
        self.mask = np.asarray(a >= b)
        return np.maximum(a, b)

    def backward(self, upstream: Any) -> Any:
        return upstream * self.mask, upstream * (1 - self.mask)


class MaxByResult:
    def forward(self, a: Any, b: Any) -> Any:
        self.a, self.result = a, np.maximum(a, b)
        return self.result

    def backward(self, upstream: Any) -> Any:
        to_a = upstream * (self.a == self.result)
        return to_a, upstream - to_a


class MaxTiesToSecond:
    """On a tie either is right."""

    def forward(self, a: Any, b: Any) -> Any:
        self.first = np.greater(a, b)
        return np.maximum(a, b)

    def backward(self, upstream: Any) -> Any:
        return np.where(self.first, upstream, 0), np.where(self.first, 0, upstream)


class MaxLoop:
    def forward(self, a: Any, b: Any) -> Any:
        self.shape = np.shape(a)
        pairs = list(zip(np.ravel(a), np.ravel(b), strict=True))
        self.wins = [x >= y for x, y in pairs]
        return np.array([x if x >= y else y for x, y in pairs]).reshape(self.shape)

    def backward(self, upstream: Any) -> Any:
        flat = np.ravel(upstream)
        da = [u if wins else 0.0 for u, wins in zip(flat, self.wins, strict=True)]
        db = [0.0 if wins else u for u, wins in zip(flat, self.wins, strict=True)]
        return np.reshape(da, self.shape), np.reshape(db, self.shape)


class MaxByDifference:
    def forward(self, a: Any, b: Any) -> Any:
        self.step = np.heaviside(np.subtract(a, b), 1.0)
        return self.step * a + (1 - self.step) * b

    def backward(self, upstream: Any) -> Any:
        return self.step * upstream, (1 - self.step) * upstream


class SigmoidPlain:
    """Warns of an overflow at −1000, and is right."""

    def forward(self, a: Any) -> Any:
        self.result = 1 / (1 + np.exp(-a))
        return self.result

    def backward(self, upstream: Any) -> Any:
        return upstream * self.result * (1 - self.result)


class SigmoidByTanh:
    def forward(self, a: Any) -> Any:
        self.result = 0.5 * (1 + np.tanh(np.asarray(a) / 2))
        return self.result

    def backward(self, upstream: Any) -> Any:
        return np.asarray(upstream) * (self.result - self.result**2)


class SigmoidTwoCases:
    def forward(self, a: Any) -> Any:
        a = np.asarray(a, dtype=float)
        result = np.empty_like(a)
        up = a >= 0
        result[up] = 1 / (1 + np.exp(-a[up]))
        result[~up] = np.exp(a[~up]) / (1 + np.exp(a[~up]))
        self.s = result
        return result.copy()

    def backward(self, upstream: Any) -> Any:
        return self.s * (1 - self.s) * upstream


class SigmoidByLogaddexp:
    def forward(self, a: Any) -> Any:
        self.a = a
        return np.exp(-np.logaddexp(0, -np.asarray(a)))

    def backward(self, upstream: Any) -> Any:
        s = self.forward(self.a)
        return upstream * s * (1 - s)


class SigmoidClipped:
    def forward(self, a: Any) -> Any:
        self.s = 1 / (1 + np.exp(-np.clip(a, -500, 500)))
        return self.s

    def backward(self, upstream: Any) -> Any:
        return upstream * self.s * (1 - self.s)


class SigmoidVectorized:
    def forward(self, a: Any) -> Any:
        def one(number: float) -> float:
            if number < 0:
                return math.exp(number) / (1 + math.exp(number))
            return 1 / (1 + math.exp(-number))

        self.s = np.vectorize(one)(a)
        return self.s

    def backward(self, upstream: Any) -> Any:
        return (1 - self.s) * upstream * self.s


def neuron_plain(w: Any, x: Any) -> Any:
    f = 1 / (1 + math.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    ds = f * (1 - f)
    return f, [ds * x[0], ds * x[1], ds], [ds * w[0], ds * w[1]]


def neuron_vectors(w: Any, x: Any) -> Any:
    with_one = np.append(x, 1.0)
    f = 1 / (1 + np.exp(-(w @ with_one)))
    return f, f * (1 - f) * with_one, f * (1 - f) * w[:2]


def neuron_by_gates(w: Any, x: Any) -> Any:
    products = [MultiplyPlain(), MultiplyPlain()]
    z = sum(gate.forward(a, b) for gate, a, b in zip(products, w[:2], x, strict=True)) + w[2]
    sigmoid = SigmoidPlain()
    f = sigmoid.forward(z)
    upstream = sigmoid.backward(1.0)
    pairs = [gate.backward(upstream) for gate in products]
    return [f, np.array([pairs[0][0], pairs[1][0], upstream]), np.array([p[1] for p in pairs])]


def neuron_by_nodes(w: Any, x: Any) -> Any:
    weights, inputs = [Node(value) for value in w], [Node(value) for value in x]
    z = weights[0] * inputs[0] + weights[1] * inputs[1] + weights[2]
    f = 1.0 / ((-z).exp() + 1.0)
    backward_by_counts(f)
    return f.value, tuple(n.grad for n in weights), tuple(n.grad for n in inputs)


def neuron_numerically_small_steps(w: Any, x: Any) -> Any:
    """A complex step has no cancellation, so it is exact."""

    def value(w: Any, x: Any) -> Any:
        return 1 / (1 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))

    step = 1e-30j
    dw = [value(w + step * row, x).imag / 1e-30 for row in np.eye(3)]
    dx = [value(w, x + step * row).imag / 1e-30 for row in np.eye(2)]
    return value(w, x), np.array(dw), np.array(dx)


def order_by_iterators(output: Any) -> Any:
    order, seen, stack = [], {output}, [(output, iter(output.inputs))]
    while stack:
        node, rest = stack[-1]
        for source in rest:
            if source not in seen:
                seen.add(source)
                stack.append((source, iter(source.inputs)))
                break
        else:
            order.append(node)
            stack.pop()
    return order


def order_by_two_visits(output: Any) -> Any:
    order, done, stack = [], set(), [output]
    while stack:
        node = stack[-1]
        if node in done:
            stack.pop()
            continue
        left = [source for source in node.inputs if source not in done]
        if left:
            stack.extend(left)
        else:
            order.append(node)
            done.add(node)
            stack.pop()
    return order


def order_by_counts(output: Any) -> Any:
    """From the output: a node goes when all that use it have gone."""
    uses: Counter[Any] = Counter()
    found, seen = [output], {output}
    for node in found:
        for source in node.inputs:
            uses[source] += 1
            if source not in seen:
                seen.add(source)
                found.append(source)
    order, ready = deque(), [output]
    while ready:
        node = ready.pop()
        order.appendleft(node)
        for source in node.inputs:
            uses[source] -= 1
            if not uses[source]:
                ready.append(source)
    return order


def order_by_levels(output: Any) -> Any:
    """Sorted by the longest way to a leaf."""
    level: dict[Any, int] = {}
    stack = [output]
    while stack:
        node = stack[-1]
        missing = [source for source in node.inputs if source not in level]
        if missing:
            stack += missing
        else:
            level[node] = 1 + max((level[source] for source in node.inputs), default=0)
            stack.pop()
    return sorted(level, key=lambda node: level[node])


def order_by_sorter(output: Any) -> Any:
    found, waiting = {output: output.inputs}, [output]
    for node in waiting:
        for source in node.inputs:
            if source not in found:
                found[source] = source.inputs
                waiting.append(source)
    return tuple(TopologicalSorter(found).static_order())


def order_by_identities(output: Any) -> Any:
    """With id() in place of hashing, and a flag beside each node."""
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, inputs_done = stack.pop()
        if inputs_done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((source, False) for source in node.inputs)
    return order


def backward_over(order_of: Callable[[Any], Any]) -> Callable[[Any], None]:
    def backward(output: Any) -> None:
        order = list(order_of(output))
        for node in order:
            node.grad = 0.0
        output.grad = 1.0
        for node in order[::-1]:
            for i in range(len(node.inputs)):
                node.inputs[i].grad += node.local_gradients[i] * node.grad

    return backward


def backward_by_sorter(output: Any) -> Any:
    return backward_over(order_by_sorter)(output)


def backward_by_levels(output: Any) -> Any:
    return backward_over(order_by_levels)(output)


def backward_by_identities(output: Any) -> Any:
    """Returns the order, which does no harm."""
    backward_over(order_by_identities)(output)
    return order_by_identities(output)


def backward_by_counts(output: Any) -> None:
    """Without an order: a node hands on when its last use has added its share."""
    uses: Counter[Any] = Counter()
    found, seen = [output], {output}
    for node in found:
        for source in node.inputs:
            uses[source] += 1
            if source not in seen:
                seen.add(source)
                found.append(source)
    for node in found:
        node.grad = 0
    output.grad = 1
    ready = [output]
    while ready:
        node = ready.pop()
        for source, slope in zip(node.inputs, node.local_gradients, strict=True):
            source.grad = source.grad + node.grad * slope
            uses[source] -= 1
            if uses[source] == 0:
                ready.append(source)


def backward_by_a_dict(output: Any) -> None:
    gradients = {output: np.float64(1.0)}
    order = order_by_two_visits(output)
    for node in reversed(order):
        for source, slope in zip(node.inputs, node.local_gradients, strict=True):
            gradients[source] = gradients.get(source, 0.0) + gradients[node] * slope
    for node in order:
        node.grad = gradients[node]


def backward_from_users(output: Any) -> None:
    """Each node collects from all that use it."""
    order = order_by_iterators(output)
    users: dict[Any, list[Any]] = {node: [] for node in order}
    for node in order:
        for source, slope in zip(node.inputs, node.local_gradients, strict=True):
            users[source].append((node, slope))
    for node in reversed(order):
        node.grad = 1.0 if node is output else sum(u.grad * slope for u, slope in users[node])


def relu_where(upstream: Any, x: Any) -> Any:
    return np.where(x > 0, upstream, 0)


def relu_mask(upstream: Any, x: Any) -> Any:
    return upstream * (x > 0)


def relu_copy(upstream: Any, x: Any) -> Any:
    result = upstream.copy()
    result[x <= 0] = 0
    return result


def relu_open_at_zero(upstream: Any, x: Any) -> Any:
    return np.multiply(upstream, np.heaviside(x, 1))


def relu_loop(upstream: Any, x: Any) -> Any:
    flat = [u if value > 0 else 0.0 for u, value in zip(upstream.flat, x.flat, strict=True)]
    return np.reshape(flat, x.shape).tolist()


def relu_by_jacobian(upstream: Any, x: Any) -> Any:
    """Builds what nobody builds, and is right."""
    return (np.diag((x.ravel() > 0).astype(float)) @ upstream.ravel()).reshape(x.shape)


def matmul_plain(upstream: Any, X: Any, W: Any) -> Any:
    return upstream @ W.T, X.T @ upstream


def matmul_einsum(upstream: Any, X: Any, W: Any) -> Any:
    dX = np.einsum("nc,dc->nd", upstream, W)
    return [dX, np.einsum("nd,nc->dc", X, upstream)]


def matmul_transposed(upstream: Any, X: Any, W: Any) -> Any:
    return (W @ upstream.T).T, (upstream.T @ X).T


def matmul_row_by_row(upstream: Any, X: Any, W: Any) -> Any:
    dX, dW = np.zeros(X.shape), np.zeros(W.shape)
    for n in range(len(X)):
        dX[n] = W @ upstream[n]
        dW += np.outer(X[n], upstream[n])
    return dX, dW


def matmul_loops(upstream: Any, X: Any, W: Any) -> Any:
    N, D, C = X.shape[0], X.shape[1], W.shape[1]
    dX = [[sum(upstream[n][c] * W[d][c] for c in range(C)) for d in range(D)] for n in range(N)]
    dW = [[sum(X[n][d] * upstream[n][c] for n in range(N)) for c in range(C)] for d in range(D)]
    return dX, dW


def matmul_tensordot(upstream: Any, X: Any, W: Any) -> Any:
    return np.tensordot(upstream, W, axes=(1, 1)), np.dot(np.swapaxes(X, 0, 1), upstream)


CORRECT: dict[str, tuple[Any, ...]] = {
    "expression_gradients": (
        expression_plain,
        expression_numpy_scalars,
        expression_arrays,
        expression_by_nodes,
        expression_with_more_keys,
    ),
    "MultiplyGate": (
        MultiplyPlain,
        MultiplySavesLocalGradients,
        MultiplyCopies,
        MultiplySlots,
        MultiplyByNames,
    ),
    "AddGate": (AddPlain, AddOnes, AddList, AddStatic, AddStack),
    "MaxGate": (MaxWhere, MaxMask, MaxByResult, MaxTiesToSecond, MaxLoop, MaxByDifference),
    "SigmoidGate": (
        SigmoidPlain,
        SigmoidByTanh,
        SigmoidTwoCases,
        SigmoidByLogaddexp,
        SigmoidClipped,
        SigmoidVectorized,
    ),
    "neuron_gradients": (
        neuron_plain,
        neuron_vectors,
        neuron_by_gates,
        neuron_by_nodes,
        neuron_numerically_small_steps,
    ),
    "topological_order": (
        order_by_iterators,
        order_by_two_visits,
        order_by_counts,
        order_by_levels,
        order_by_sorter,
        order_by_identities,
    ),
    "backward": (
        backward_by_sorter,
        backward_by_levels,
        backward_by_identities,
        backward_by_counts,
        backward_by_a_dict,
        backward_from_users,
    ),
    "relu_backward": (
        relu_where,
        relu_mask,
        relu_copy,
        relu_open_at_zero,
        relu_loop,
        relu_by_jacobian,
    ),
    "matmul_backward": (
        matmul_plain,
        matmul_einsum,
        matmul_transposed,
        matmul_row_by_row,
        matmul_loops,
        matmul_tensordot,
    ),
}
