"""What students of the sample class hand in for 04_backprop_by_hand, where it is not the solution.

"" is the cell as it was handed out.
"""

from __future__ import annotations

EXERCISES = (
    "sigmoid",
    "hand_forward",
    "hand_backward",
    "index_erratum",
    "LinearSigmoidLayer",
    "binary_cross_entropy_gradient",
    "TwoLayerNet",
    "overfit_one_example",
)

OVERFLOWS = """\
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))
"""

PLAIN_SIGMOID = """\
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""

ROUNDED_ON_THE_WAY = """\
hand_backward = {
    "dJ_dy": -1.69383,
    "dJ_dV": [-0.409615, -0.299458, -0.409619],
    "dJ_dh": [-0.0409622, -0.204811, 0.0409622],
    "dJ_dW": [[0, 0, 0], [0, 0, 0]],
}
error = 0.590378 - 1
for j, (h, v) in enumerate(zip([0.99998, 0.73106, 0.99999], [0.1, 0.5, -0.1])):
    for i, x in enumerate([5, 3]):
        hand_backward["dJ_dW"][i][j] = error * v * h * (1 - h) * x
"""

BOTH_SHORT_CUT_AND_SLOPE = """\
y = sigmoid(sigmoid(x_example @ W_example) @ V_example)
h = sigmoid(x_example @ W_example)
delta = (y - 1) * y * (1 - y)
hand_backward = {
    "dJ_dy": -1 / y,
    "dJ_dV": (delta * h)[0],
    "dJ_dh": delta * V_example,
    "dJ_dW": x_example.T @ (delta * V_example * h * (1 - h)),
}
"""

BELIEVES_THE_LECTURE = """\
index_erratum = {"row": 1, "column": 2, "value": 5.0104e-5, "as_written": 0}
"""

SLOPE_OF_SIGMOID_OF_H = """\
class LinearSigmoidLayer:
    def __init__(self, W):
        self.W = W.copy()

    def forward(self, x):
        self.x = x
        self.h = sigmoid(x @ self.W)
        return self.h

    def backward(self, upstream):
        slope = sigmoid(self.h) * (1 - sigmoid(self.h))
        dz = upstream * slope
        self.W_gradient = self.x.T @ dz
        return dz @ self.W.T
"""

ADDS_UP_GRADIENTS = """\
class LinearSigmoidLayer:
    def __init__(self, W):
        self.W = np.array(W)
        self.W_gradient = np.zeros_like(self.W)

    def forward(self, x):
        self.x = x
        self.h = sigmoid(x @ self.W)
        return self.h

    def backward(self, upstream):
        dz = upstream * self.h * (1 - self.h)
        self.W_gradient += self.x.T @ dz
        return dz @ self.W.T
"""

HALF_A_LAYER = """\
class LinearSigmoidLayer:
    def __init__(self, W):
        self.W = W.copy()
        self.W_gradient = np.zeros_like(W)

    def forward(self, x):
        self.x = x
        self.h = sigmoid(x @ self.W)
        return self.h

    def backward(self, upstream):
        raise NotImplementedError()
"""

NO_MEAN = """\
def binary_cross_entropy_gradient(predictions, targets):
    y = np.clip(predictions, 1e-9, 1 - 1e-9)
    return -targets / y + (1 - targets) / (1 - y)
"""

BROADCASTS_TARGETS = """\
class TwoLayerNet:
    def __init__(self, W, V):
        self.hidden = LinearSigmoidLayer(W)
        self.output = LinearSigmoidLayer(np.reshape(V, (-1, 1)))

    def predict(self, x):
        return self.output.forward(self.hidden.forward(x))

    def loss(self, x, targets):
        self.y, self.t = self.predict(x), targets
        return np.mean(-(targets * np.log(self.y) + (1 - targets) * np.log(1 - self.y)))

    def backward(self):
        upstream = binary_cross_entropy_gradient(self.y, self.t)
        return self.hidden.backward(self.output.backward(upstream))

    def step(self, learning_rate):
        for layer in (self.hidden, self.output):
            layer.W = layer.W - learning_rate * layer.W_gradient
"""

STEPS_UPHILL = """\
class TwoLayerNet:
    def __init__(self, W, V):
        self.hidden = LinearSigmoidLayer(W)
        self.output = LinearSigmoidLayer(np.reshape(V, (len(V), 1)))

    def predict(self, x):
        return self.output.forward(self.hidden.forward(x))

    def loss(self, x, targets):
        self.t = np.reshape(targets, (len(x), 1))
        self.y = self.predict(x)
        return binary_cross_entropy(self.y.ravel(), self.t.ravel()).mean()

    def backward(self):
        d = self.output.backward(binary_cross_entropy_gradient(self.y, self.t))
        return self.hidden.backward(d)

    def step(self, learning_rate):
        self.hidden.W += learning_rate * self.hidden.W_gradient
        self.output.W += learning_rate * self.output.W_gradient
"""

LOSS_AFTER_STEP = """\
def overfit_one_example(net, x, target, learning_rate, steps):
    losses = []
    net.loss(x, [target])
    for i in range(steps):
        net.backward()
        net.step(learning_rate)
        losses.append(net.loss(x, [target]))
    return losses
"""

ENDLESS = """\
def overfit_one_example(net, x, target, learning_rate, steps):
    losses = []
    step = 0
    while step < steps:
        losses.append(net.loss(x, [target]))
        net.backward()
        net.step(learning_rate)
    return losses
"""

SYNTAX_ERROR = """\
class LinearSigmoidLayer:
    def __init__(self, W)
        self.W = W.copy()
"""

ANSWERS: dict[str, dict[str, str]] = {
    "bela": {"sigmoid": PLAIN_SIGMOID},
    "chidi": {"TwoLayerNet": BROADCASTS_TARGETS},
    "dora": {"sigmoid": OVERFLOWS},
    "emil": {"LinearSigmoidLayer": SLOPE_OF_SIGMOID_OF_H},
    "farah": {"hand_backward": ROUNDED_ON_THE_WAY, "index_erratum": BELIEVES_THE_LECTURE},
    "goran": {"hand_backward": BOTH_SHORT_CUT_AND_SLOPE, "TwoLayerNet": BROADCASTS_TARGETS},
    "hana": {"binary_cross_entropy_gradient": NO_MEAN},
    "ines": {"LinearSigmoidLayer": ADDS_UP_GRADIENTS, "sigmoid": OVERFLOWS},
    "jonas": {"TwoLayerNet": STEPS_UPHILL},
    "kofi": {"overfit_one_example": LOSS_AFTER_STEP},
    "lena": {"LinearSigmoidLayer": HALF_A_LAYER, **dict.fromkeys(EXERCISES[5:], "")},
    "mateo": dict.fromkeys(EXERCISES, ""),
    "nora": {"LinearSigmoidLayer": SYNTAX_ERROR},
    "omar": {"overfit_one_example": ENDLESS},
}
