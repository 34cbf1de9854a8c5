"""What the sample class hands in for 05_two_layer_net."""

from __future__ import annotations

NEGATIVE_GRADIENT = """\
def neuron_gradient(theta, X, targets):
    y = sigmoid(X @ theta)
    return X.T @ (targets - y) / len(X)
"""

SLOPE_TWICE = """\
def neuron_gradient(theta, X, targets):
    y = neuron(X, theta)
    error = (y - targets) * y * (1 - y)
    return X.T @ error / len(X)
"""

LOSS_AFTERWARDS = """\
def train_neuron(X, targets, learning_rate, steps):
    theta = np.zeros(X.shape[1])
    losses = []
    for i in range(steps):
        theta = theta - learning_rate * neuron_gradient(theta, X, targets)
        losses.append(np.mean(binary_cross_entropy(neuron(X, theta), targets)))
    return theta, losses
"""

ENDLESS = """\
def train_neuron(X, targets, learning_rate, steps):
    theta = np.zeros(X.shape[1])
    losses = []
    while True:
        gradient = neuron_gradient(theta, X, targets)
        losses.append(np.mean(binary_cross_entropy(neuron(X, theta), targets)))
        theta = theta - learning_rate * gradient
        if np.abs(gradient).max() == 0:
            break
    return theta, np.array(losses)
"""

UPDATE_FIRST = """\
def xor_network_step(X, Y, W0, W1, learning_rate):
    l1 = sigmoid(X @ W0)
    l2 = sigmoid(l1 @ W1)
    loss = 0.5 * np.sum((Y - l2) ** 2)
    l2_delta = (l2 - Y) * l2 * (1 - l2)
    W1 = W1 - learning_rate * l1.T @ l2_delta
    l1_delta = l2_delta @ W1.T * l1 * (1 - l1)
    W0 = W0 - learning_rate * X.T @ l1_delta
    return W0, W1, loss
"""

IN_PLACE = """\
def xor_network_step(X, Y, W0, W1, learning_rate):
    l1 = sigmoid(X @ W0)
    l2 = sigmoid(l1 @ W1)
    l2_delta = (l2 - Y) * l2 * (1 - l2)
    l1_delta = l2_delta @ W1.T * l1 * (1 - l1)
    W1 -= learning_rate * l1.T @ l2_delta
    W0 -= learning_rate * X.T @ l1_delta
    return W0, W1, 0.5 * np.sum((Y - l2) ** 2)
"""

AS_IN_THE_LISTING = """\
def xor_network_step(X, Y, W0, W1, learning_rate):
    l1 = 1 / (1 + np.exp(-(np.dot(X, W0))))
    l2 = 1 / (1 + np.exp(-(np.dot(l1, W1))))
    l2_delta = (Y - l2) * (l2 * (1 - l2))
    l1_delta = l2_delta.dot(W1.T) * (l1 * (1 - l1))
    loss = ((Y - l2) ** 2).sum() / 2
    return W0 + learning_rate * X.T.dot(l1_delta), W1 + learning_rate * l1.T.dot(l2_delta), loss
"""

ZEROS = """\
def initialize(inputs, hidden, classes, rng):
    return {
        "W1": np.zeros((inputs, hidden)),
        "b1": np.zeros(hidden),
        "W2": np.zeros((hidden, classes)),
        "b2": np.zeros(classes),
    }
"""

STANDARD_NORMAL = """\
def initialize(inputs, hidden, classes, rng):
    return {
        "W1": rng.normal(size=(inputs, hidden)),
        "b1": np.zeros(hidden),
        "W2": rng.normal(size=(hidden, classes)) * np.sqrt(2 / hidden),
        "b2": np.zeros(classes),
    }
"""

RELU_AT_THE_END = """\
def forward(parameters, X):
    h = np.maximum(0, X @ parameters["W1"] + parameters["b1"])
    scores = np.maximum(0, h @ parameters["W2"] + parameters["b2"])
    return scores, h
"""

SYNTAX_ERROR = """\
def forward(parameters, X):
    h = np.maximum(0, X @ parameters["W1"] + parameters["b1"]
    return h @ parameters["W2"] + parameters["b2"], h
"""

NO_MASK = """\
def loss_and_gradients(parameters, X, labels, strength):
    W1, W2 = parameters["W1"], parameters["W2"]
    h = np.maximum(0, X @ W1 + parameters["b1"])
    s = h @ W2 + parameters["b2"]
    loss = cross_entropy_losses(s, labels).mean() + strength * (np.sum(W1**2) + np.sum(W2**2))
    ds = softmax(s)
    ds[np.arange(len(labels)), labels] -= 1
    ds /= len(labels)
    dh = ds @ W2.T
    return loss, {
        "W1": X.T @ dh + 2 * strength * W1,
        "b1": dh.sum(axis=0),
        "W2": h.T @ ds + 2 * strength * W2,
        "b2": ds.sum(axis=0),
    }
"""

NO_SHUFFLE = """\
def train(X, labels, hidden, learning_rate, batch_size, epochs, rng):
    parameters = initialize(X.shape[1], hidden, labels.max() + 1, rng)
    losses = []
    for epoch in range(epochs):
        total = 0
        for i in range(0, len(X), batch_size):
            xb, yb = X[i : i + batch_size], labels[i : i + batch_size]
            loss, g = loss_and_gradients(parameters, xb, yb, 0.0)
            total += loss * len(xb)
            for k in parameters:
                parameters[k] = parameters[k] - learning_rate * g[k]
        losses.append(total / len(X))
    return parameters, losses
"""

RANDOM_BATCHES = """\
def train(X, labels, hidden, learning_rate, batch_size, epochs, rng):
    parameters = initialize(X.shape[1], hidden, labels.max() + 1, rng)
    losses = []
    for epoch in range(epochs):
        found = []
        drawn = rng.integers(len(X), size=len(X))
        for i in range(0, len(X), batch_size):
            rows = drawn[i : i + batch_size]
            loss, g = loss_and_gradients(parameters, X[rows], labels[rows], 0.0)
            found.append(loss)
            for k in parameters:
                parameters[k] = parameters[k] - learning_rate * g[k]
        losses.append(np.mean(found))
    return parameters, np.array(losses)
"""

QUIZ_BLAMES_A_MINIMUM = """\
xor_quiz = {"best_accuracy": 0.5, "settled_loss": 0.693, "why": "b"}
"""

LATER_HALF = (
    "forward",
    "loss_and_gradients",
    "train",
    "predict",
    "three_layer_forward",
    "training_quiz",
    "explain-success-answer",
)

ANSWERS: dict[str, dict[str, str]] = {
    "bela": {"xor_network_step": AS_IN_THE_LISTING},
    "chidi": {"xor_network_step": UPDATE_FIRST},
    "dora": {"initialize": STANDARD_NORMAL},
    "emil": {"neuron_gradient": NEGATIVE_GRADIENT, "xor_quiz": QUIZ_BLAMES_A_MINIMUM},
    "farah": {"xor_network_step": UPDATE_FIRST, "train_neuron": LOSS_AFTERWARDS},
    "goran": {"loss_and_gradients": NO_MASK},
    "hana": {"neuron_gradient": SLOPE_TWICE},
    "ines": {"train": RANDOM_BATCHES},
    "jonas": {"initialize": ZEROS},
    "kofi": {"xor_network_step": IN_PLACE},
    "lena": dict.fromkeys(LATER_HALF, ""),
    "mateo": {"forward": RELU_AT_THE_END},
    "nora": {"forward": SYNTAX_ERROR},
    "omar": {"train_neuron": ENDLESS},
    "petra": {"train": NO_SHUFFLE},
}
