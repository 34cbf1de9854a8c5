"""What the sample class hands in for 02_gradients."""

from __future__ import annotations

EXERCISES = (
    "forward_difference",
    "central_difference",
    "numerical_gradient",
    "quartic_derivative",
    "relative_error",
    "svm_gradient",
    "cross_entropy_gradient",
    "weights_gradient",
    "gradient_descent",
    "step_size_quiz",
    "sample_minibatch",
    "minibatch_descent",
)
WRITTEN = "explain-gradients-answer"
"""The id of the cell for the written answer, which has no mark of nbgrader's."""

SVM_BY_LOOPS = """\
def svm_gradient(scores, labels, margin=1.0):
    gradient = np.zeros(scores.shape)
    for i in range(len(labels)):
        for j in range(scores.shape[1]):
            if j != labels[i] and scores[i, j] - scores[i, labels[i]] + margin > 0:
                gradient[i, j] += 1
                gradient[i, labels[i]] -= 1
    return gradient / len(labels)
"""

MISSING_PARENTHESES = """\
def central_difference(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2 * h
"""

STEP_LOST_IN_INTEGERS = """\
def numerical_gradient(f, x, h=1e-5):
    x = x.copy()
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + h
        above = f(x)
        x[index] = old - h
        below = f(x)
        x[index] = old
        gradient[index] = (above - below) / (2 * h)
    return gradient
"""

NOT_RESTORED = """\
def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        gradient[index] = (above - f(x)) / (2 * h)
    return gradient
"""

MINUS_ONE = """\
def svm_gradient(scores, labels, margin=1.0):
    rows = np.arange(len(labels))
    gradient = (scores - scores[rows, labels][:, None] + margin > 0).astype(float)
    gradient[rows, labels] = -1
    return gradient / len(labels)
"""

COUNTS_TRUE_CLASS = """\
def svm_gradient(scores, labels, margin=1.0):
    rows = np.arange(len(labels))
    mask = scores - scores[rows, labels][:, None] + margin > 0
    gradient = mask.astype(float)
    gradient[rows, labels] = -mask.sum(axis=1)
    return gradient / len(labels)
"""

SUMMED = """\
def cross_entropy_gradient(scores, labels):
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[range(len(labels)), labels] -= 1
    return p
"""

WHOLE_COLUMNS = """\
def cross_entropy_gradient(scores, labels):
    p = softmax(scores)
    p[:, labels] -= 1
    return p / len(labels)
"""

HALF_PENALTY = """\
def weights_gradient(X, scores_gradient, W, strength):
    return X.T @ scores_gradient + strength * W
"""

ONE_ARRAY = """\
def gradient_descent(gradient, start, learning_rate, tolerance=1e-6, max_steps=1000):
    W = np.array(start, dtype=float)
    path = [W]
    for _ in range(max_steps):
        step = learning_rate * gradient(W)
        W -= step
        path.append(W)
        if np.sum(np.abs(step)) <= tolerance:
            break
    return np.array(path)
"""

CLIMBS = """\
def gradient_descent(gradient, start, learning_rate, tolerance=1e-6, max_steps=1000):
    path = [start]
    for _ in range(max_steps):
        step = learning_rate * gradient(path[-1])
        path.append(path[-1] + step)
        if np.sum(np.abs(step)) <= tolerance:
            break
    return np.array(path)
"""

ENDLESS = """\
def gradient_descent(gradient, start, learning_rate, tolerance=1e-6, max_steps=1000):
    path = [start]
    step = np.inf
    while np.sum(np.abs(step)) > tolerance:
        step = learning_rate * gradient(start)
        path.append(path[-1] - step)
    return np.array(path)
"""

SYNTAX_ERROR = """\
def relative_error(a, b):
    larger = max(np.linalg.norm(a), np.linalg.norm(b)
    return np.linalg.norm(a - b) / larger if larger > 0 else 0.0
"""

NAN_FOR_ZEROS = """\
def relative_error(a, b):
    return np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b))
"""

HALF_FINISHED = """\
def minibatch_descent(gradient, W, X, labels, learning_rate, batch_size, steps, rng):
    X_b, labels_b = sample_minibatch(X, labels, batch_size, rng)
    loss, slopes = gradient(W, X_b, labels_b)
    # TODO the loop
"""

WITH_REPLACEMENT = """\
def sample_minibatch(X, labels, size, rng):
    chosen = rng.choice(len(X), size)
    return X[chosen], labels[chosen]
"""

CHANGES_WEIGHTS = """\
def minibatch_descent(gradient, W, X, labels, learning_rate, batch_size, steps, rng):
    losses = []
    for _ in range(steps):
        chosen = rng.permutation(len(X))[:batch_size]
        loss, slopes = gradient(W, X[chosen], labels[chosen])
        losses.append(loss)
        W -= learning_rate * slopes
    return W, np.array(losses)
"""

IN_ONE_STEP = """\
step_size_quiz = {
    "largest_step_left": 0.1003,
    "largest_step_right": 0.1776,
    "rate_of_a": 0.25,
    "rate_of_b": 0.01,
    "rate_of_c": 1.0,
    "rate_of_d": 0.1,
}
"""

HALF = dict.fromkeys((*EXERCISES[6:], WRITTEN), "")
BLANK = dict.fromkeys((*EXERCISES, WRITTEN), "")

ANSWERS: dict[str, dict[str, str]] = {
    "bela": {"svm_gradient": SVM_BY_LOOPS},
    "chidi": {"svm_gradient": COUNTS_TRUE_CLASS},
    "dora": {"numerical_gradient": STEP_LOST_IN_INTEGERS, "step_size_quiz": IN_ONE_STEP},
    "emil": {"svm_gradient": MINUS_ONE, "central_difference": MISSING_PARENTHESES},
    "farah": {"gradient_descent": ONE_ARRAY},
    "goran": {"cross_entropy_gradient": SUMMED, "weights_gradient": HALF_PENALTY},
    "hana": {"weights_gradient": HALF_PENALTY},
    "ines": {"gradient_descent": CLIMBS, "step_size_quiz": IN_ONE_STEP},
    "jonas": {"cross_entropy_gradient": WHOLE_COLUMNS, "sample_minibatch": WITH_REPLACEMENT},
    "kofi": {"minibatch_descent": CHANGES_WEIGHTS, "numerical_gradient": NOT_RESTORED},
    "lena": HALF,
    "mateo": BLANK,
    "nora": {"relative_error": SYNTAX_ERROR},
    "omar": {"gradient_descent": ENDLESS},
    "petra": {"relative_error": NAN_FOR_ZEROS},
    "rosa": {"minibatch_descent": HALF_FINISHED},
    "yuki": {"gradient_descent": ONE_ARRAY},
}
