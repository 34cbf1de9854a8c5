"""Mutants that get all points because they are right, and why: by exercise and changed line."""

from __future__ import annotations

FILLED = "every entry is set before it is read"
ITS_ZERO = "what is set was 0 before"
LIST = "a list of numbers is as good as an array"
ARRAY = "what is given is an array or a number already"
KINK = "on a kink or a tie either answer is right"
SYMMETRIC = "the order makes no difference here"
AT_ZERO = "both formulas give the same at 0"
NEW_ANYWAY = "the next step makes a new array of floats"
TRUTH = "True and False are as good as 1 and 0"
OWN = "the arrays are the function's own"
CLIP = "clip takes the larger of its first two, in any order"

EQUIVALENT: dict[str, dict[str, str]] = {
    "binary_cross_entropy": {
        "y = np.clip(predictions, 1e-12, 1 - 1e-12) → y = np.clip(1e-12, predictions, 1 - 1e-12)": (
            CLIP
        ),
    },
    "numerical_gradient": {
        "gradient = np.zeros(x.shape) → gradient = np.ones(x.shape)": FILLED,
        "gradient[index] = (ahead - behind) / (2 * h)"
        " → gradient[index] += (ahead - behind) / (2 * h)": ITS_ZERO,
    },
    "relative_error": {
        "larger = max(np.linalg.norm(a), np.linalg.norm(b))"
        " → larger = max(np.linalg.norm(b), np.linalg.norm(a))": SYMMETRIC,
        "return np.linalg.norm(a - b) / larger if larger > 0 else 0.0"
        " → return np.linalg.norm(b - a) / larger if larger > 0 else 0.0": SYMMETRIC,
    },
    "svm_gradient": {
        "slopes[rows, labels] = -violated.sum(axis=1)"
        " → slopes[rows, labels] += -violated.sum(axis=1)": ITS_ZERO,
        "violated = scores - scores[rows, labels][:, np.newaxis] + margin > 0"
        " → violated = scores - scores[rows, labels][:, np.newaxis] + margin >= 0": KINK,
    },
    "gradient_descent": {
        "return np.array(path) → return path": LIST,
        "path = [np.array(start, dtype=float)] → path = [np.array(start)]": NEW_ANYWAY,
        "path = [np.array(start, dtype=float)] → path = [start]": NEW_ANYWAY,
    },
    "minibatch_descent": {
        "losses = np.zeros(steps) → losses = np.ones(steps)": FILLED,
    },
    "MaxGate": {
        "self.a_wins = np.asarray(a >= b) → self.a_wins = np.asarray(a > b)": KINK,
    },
    "SigmoidGate": {
        "self.value = np.where(np.asarray(a) >= 0, 1, small) / (1 + small)"
        " → self.value = np.where(np.asarray(a) > 0, 1, small) / (1 + small)": AT_ZERO,
        "self.value = np.where(np.asarray(a) >= 0, 1, small) / (1 + small)"
        " → self.value = np.where(a >= 0, 1, small) / (1 + small)": ARRAY,
    },
    "backward": {"output.grad = 1 → output.grad += 1": ITS_ZERO},
    "relu_backward": {
        "return np.where(x > 0, upstream, 0.0) → return np.where(x >= 0, upstream, 0.0)": KINK,
    },
    "sigmoid": {
        "z = np.asarray(z, dtype=float) → pass": ARRAY,
        "z = np.asarray(z, dtype=float) → z = np.asarray(z)": ARRAY,
        "z = np.asarray(z, dtype=float) → z = z": ARRAY,
        "return np.where(z < 0, shrunk, 1.0) / (1.0 + shrunk)"
        " → return np.where(z <= 0, shrunk, 1.0) / (1.0 + shrunk)": AT_ZERO,
    },
    "LinearSigmoidLayer": {
        **{
            f"self.W_gradient = np.zeros(self.W.shape) → {other}": (
                "nobody may ask for a gradient before the first backward pass"
            )
            for other in (
                "pass",
                "self.W_gradient = np.ones(self.W.shape)",
                "self.W_gradient = self.W.shape",
            )
        },
        "self.W = np.array(W, dtype=float) → self.W = np.array(W)": "the layer only reads its W",
    },
    "binary_cross_entropy_gradient": {
        "y = np.clip(predictions, 1e-12, 1 - 1e-12) → y = np.clip(1e-12, predictions, 1 - 1e-12)": (
            CLIP
        ),
    },
    "TwoLayerNet": {
        "self.output = LinearSigmoidLayer(np.reshape(V, (-1, 1)))"
        " → self.output = LinearSigmoidLayer(np.reshape(V, (-2, 1)))": (
            "numpy takes any negative size for “as many as it takes”"
        ),
    },
    "overfit_one_example": {
        "return np.array(losses) → return losses": LIST,
        "losses.append(net.loss(x, np.array([target])))"
        " → losses.append(net.loss(x, [target]))": LIST,
    },
    "perceptron": {
        "return np.where(X @ theta > 0, 1, 0) → return np.where(1, X @ theta > 0, 0)": TRUTH,
        "return np.where(X @ theta > 0, 1, 0) → return X @ theta > 0": TRUTH,
        "return np.where(X @ theta > 0, 1, 0) → return np.where(X @ theta >= 0, 1, 0)": KINK,
    },
    "train_neuron": {
        "theta = theta - learning_rate * neuron_gradient(theta, X, targets)"
        " → theta -= learning_rate * neuron_gradient(theta, X, targets)": OWN,
        "return (theta, np.array(losses)) → return (theta, losses)": LIST,
    },
    "xor_network_step": {
        "delta_hidden = delta_out @ W1.T * hidden * (1 - hidden)"
        " → delta_hidden = delta_out * W1.T * hidden * (1 - hidden)": (
            "a column times a row is their matrix product"
        ),
        "loss = 0.5 * np.sum((Y - y) ** 2) → loss = 0.5 * np.sum((y - Y) ** 2)": SYMMETRIC,
    },
    "train": {
        "return (parameters, np.array(losses)) → return (parameters, losses)": LIST,
        "parameters[name] = parameters[name] - learning_rate * gradients[name]"
        " → parameters[name] -= learning_rate * gradients[name]": OWN,
    },
    "initialize": {
        "'W2': rng.normal(scale=np.sqrt(1 / hidden)"
        f" → 'W2': rng.normal(scale={scale}": "any spread above 0 and up to √(2/hidden) is allowed"
        for scale in ("np.square(1 / hidden)", "1 / hidden", "np.sqrt(2 / hidden)")
    },
}
