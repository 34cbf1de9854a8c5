"""What the sample class hands in for 03_computational_graphs, where it is not the solution.

"" is the cell as it was handed out.
"""

from __future__ import annotations

EXERCISES = (
    "expression_gradients",
    "MultiplyGate",
    "AddGate",
    "MaxGate",
    "SigmoidGate",
    "neuron_gradients",
    "topological_order",
    "backward",
    "relu_backward",
    "matmul_backward",
    "jacobian_quiz",
)
WRITTEN = "explain-order-answer"

NO_CHAIN = """\
def expression_gradients(x, y, z):
    q = x + y
    return {"q": q, "f": q * z, "dq": z, "dz": q, "dx": 1, "dy": 1}
"""

OWN_VALUE = """\
class MultiplyGate:
    def forward(self, a, b):
        self.a = a
        self.b = b
        return a * b

    def backward(self, upstream):
        return upstream * self.a, upstream * self.b
"""

SHARED_VALUES = """\
class MultiplyGate:
    saved = {}

    def forward(self, a, b):
        self.saved["a"] = a
        self.saved["b"] = b
        return a * b

    def backward(self, upstream):
        return upstream * self.saved["b"], upstream * self.saved["a"]
"""

TO_BOTH = """\
class MaxGate:
    def forward(self, a, b):
        return np.maximum(a, b)

    def backward(self, upstream):
        return upstream, upstream
"""

PYTHON_MAX = """\
class MaxGate:
    def forward(self, a, b):
        self.a_wins = a >= b
        return max(a, b)

    def backward(self, upstream):
        return upstream * self.a_wins, upstream * (1 - self.a_wins)
"""

SLOPE_OF_ARGUMENT = """\
class SigmoidGate:
    def forward(self, a):
        self.a = a
        return 1 / (1 + np.exp(-a))

    def backward(self, upstream):
        return upstream * self.a * (1 - self.a)
"""

OVERFLOWS = """\
class SigmoidGate:
    def forward(self, a):
        self.s = np.exp(a) / (1 + np.exp(a))
        return self.s

    def backward(self, upstream):
        return upstream * self.s * (1 - self.s)
"""

BY_HAND = """\
def neuron_gradients(w, x):
    f = 1 / (1 + math.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    s = f * (1 - f)
    return f, [s * x[0], s * x[1], s], [s * w[0], s * w[1]]
"""

FORGETS_SLOPE = """\
def neuron_gradients(w, x):
    f = 1 / (1 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return f, np.array([x[0], x[1], 1.0]), w[:2]
"""

RECURSION = """\
def topological_order(output):
    order = []
    seen = set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for child in node.inputs:
            visit(child)
        order.append(node)

    visit(output)
    return order
"""

ONCE_PER_PATH = """\
def topological_order(output):
    order = []

    def visit(node):
        for child in node.inputs:
            visit(child)
        if node not in order:
            order.append(node)

    visit(output)
    return order
"""

LEVEL_BY_LEVEL = """\
def topological_order(output):
    order = [output]
    seen = {output}
    for node in order:
        for child in node.inputs:
            if child not in seen:
                seen.add(child)
                order.append(child)
    return order[::-1]
"""

ENDLESS = """\
def topological_order(output):
    order = []
    todo = [output]
    while todo:
        node = todo[-1]
        for child in node.inputs:
            todo.append(child)
        order.append(node)
    return order
"""

SYNTAX_ERROR = """\
def topological_order(output):
    order, seen = [], set()
    def visit(node)
        if node not in seen:
            seen.add(node)
    visit(output)
    return order
"""

EQUALS_FOR_PLUS_EQUALS = """\
def backward(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for child, slope in zip(node.inputs, node.local_gradients):
            child.grad = node.grad * slope
"""

STALE = """\
def backward(output):
    output.grad = 1.0
    for node in reversed(topological_order(output)):
        for child, slope in zip(node.inputs, node.local_gradients):
            child.grad += node.grad * slope
"""

NO_ORDER = """\
def backward(output):
    def hand_on(node):
        for child, slope in zip(node.inputs, node.local_gradients):
            child.grad += node.grad * slope
            hand_on(child)

    for node in topological_order(output):
        node.grad = 0.0
    output.grad = 1.0
    hand_on(output)
"""

HALF_FINISHED = """\
def backward(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    # TODO: the loop
"""

IN_PLACE = """\
def relu_backward(upstream, x):
    upstream[x < 0] = 0
    return upstream
"""

TRANSPOSED = """\
def matmul_backward(upstream, X, W):
    return upstream @ W, X @ upstream
"""

SINGLE_PRECISION = """\
jacobian_quiz = {
    "entries_one": 4096 * 4096,
    "bytes_one": 4096 * 4096 * 4,
    "entries_batch": 100 * 4096 * 4096,
    "bytes_batch": 100 * 4096 * 4096 * 4,
    "relu_shape": "b",
    "instead": "c",
}
"""

ANSWERS: dict[str, dict[str, str]] = {
    "chidi": {"MultiplyGate": OWN_VALUE, "backward": EQUALS_FOR_PLUS_EQUALS},
    "dora": {"neuron_gradients": BY_HAND, "topological_order": RECURSION},
    "emil": {"topological_order": SYNTAX_ERROR},
    "farah": {"backward": STALE, "jacobian_quiz": SINGLE_PRECISION},
    "goran": {"topological_order": ENDLESS},
    "hana": {"MaxGate": TO_BOTH, "SigmoidGate": SLOPE_OF_ARGUMENT},
    "ines": {"topological_order": ONCE_PER_PATH, "relu_backward": IN_PLACE},
    "jonas": {"backward": HALF_FINISHED, "relu_backward": "", "matmul_backward": ""},
    "kofi": {"expression_gradients": NO_CHAIN, "neuron_gradients": FORGETS_SLOPE},
    "lena": {"MultiplyGate": SHARED_VALUES},
    "mateo": {"SigmoidGate": OVERFLOWS, "matmul_backward": TRANSPOSED},
    "nora": {"topological_order": LEVEL_BY_LEVEL},
    "omar": {"backward": NO_ORDER},
    "petra": {"MaxGate": PYTHON_MAX},
}
"""By student and exercise. Everybody else, and everything else, is the instructor's solution."""
