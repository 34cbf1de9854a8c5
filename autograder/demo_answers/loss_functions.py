"""What the sample class hands in for 01_loss_functions."""

from __future__ import annotations

EXERCISES = (
    "linear_scores",
    "svm_losses",
    "softmax",
    "cross_entropy_losses",
    "binary_cross_entropy",
    "full_loss",
    "loss_quiz",
    "slide_erratum",
)
WRITTEN = "explain-losses-answer"
"""The id of the cell for the written answer, which has no mark of nbgrader's."""

LOOPS = """\
def svm_losses(scores, labels, margin=1.0):
    losses = []
    for row, label in zip(scores, labels):
        loss = 0.0
        for j, score in enumerate(row):
            if j != label:
                loss += max(0.0, score - row[label] + margin)
        losses.append(loss)
    return losses
"""

COUNTS_TRUE_CLASS = """\
def svm_losses(scores, labels, margin=1.0):
    right = scores[np.arange(len(labels)), labels][:, np.newaxis]
    return np.maximum(0, scores - right + margin).sum(axis=1)
"""

DROPS_MARGIN = """\
def svm_losses(scores, labels, margin=1.0):
    rows = np.arange(len(labels))
    hinge = np.maximum(0, scores - scores[rows, labels][:, None])
    return hinge.sum(axis=1)
"""

FORGETS_COLUMN = """\
def svm_losses(scores, labels, margin=1.0):
    rows = np.arange(len(labels))
    hinge = np.maximum(0, scores - scores[rows, labels] + margin)
    hinge[rows, labels] = 0
    return hinge.sum(axis=1)
"""

ENDLESS = """\
def svm_losses(scores, labels, margin=1.0):
    losses = []
    i = 0
    while i < len(scores):
        rivals = np.delete(scores[i], labels[i])
        losses.append(np.maximum(0, rivals - scores[i, labels[i]] + margin).sum())
    return np.array(losses)
"""

NO_SHIFT = """\
def softmax(scores):
    e = np.exp(scores)
    return e / e.sum(axis=1, keepdims=True)
"""

WRONG_AXIS = """\
def softmax(scores):
    e = np.exp(scores - scores.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)
"""

IN_PLACE = """\
def softmax(scores):
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
"""

SYNTAX_ERROR = """\
def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True)
    return e / e.sum(axis=1, keepdims=True)
"""

LOG10 = """\
def cross_entropy_losses(scores, labels):
    shifted = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    return -np.log10(p[np.arange(len(labels)), labels])
"""

NO_MINUS = """\
def cross_entropy_losses(scores, labels):
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return log_p[np.arange(len(labels)), labels]
"""

NO_CLIPPING = """\
def binary_cross_entropy(predictions, targets):
    return -(targets * np.log(predictions) + (1 - targets) * np.log(1 - predictions))
"""

SUM_FOR_MEAN = """\
def full_loss(losses, W, strength):
    return np.sum(losses) + strength * np.sum(W * W)
"""

FORGETS_STRENGTH = """\
def full_loss(losses, W, strength):
    return np.mean(losses) + np.sum(W * W)
"""

EQUAL_TO_EVERYTHING = """\
class Right(float):
    __array_priority__ = 1000
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __sub__(self, other): return Right(0)
    def __rsub__(self, other): return Right(0)
    def __abs__(self): return Right(0)
    def __bool__(self): return True
    __hash__ = float.__hash__

def {name}(*arguments, **keywords):
    return Right(0)
"""

LEAVES = """\
def linear_scores(X, W, b):
    return X @ W + b

import os
os._exit(0)  # "to be sure that it is saved"
"""

QUIZ_FROM_THE_SLIDE = """\
slide_erratum = {"wrong_value": 10.9, "right_value": 10.9, "dropped_term": -1.0}
"""

HALF = dict.fromkeys((*EXERCISES[4:], WRITTEN), "")
BLANK = dict.fromkeys((*EXERCISES, WRITTEN), "")

ANSWERS: dict[str, dict[str, str]] = {
    "bela": {"svm_losses": LOOPS},
    "chidi": {"svm_losses": COUNTS_TRUE_CLASS},
    "dora": {"softmax": NO_SHIFT},
    "emil": {"softmax": WRONG_AXIS, "cross_entropy_losses": LOG10},
    "farah": {"svm_losses": DROPS_MARGIN, "slide_erratum": QUIZ_FROM_THE_SLIDE},
    "goran": {"full_loss": SUM_FOR_MEAN, "svm_losses": COUNTS_TRUE_CLASS},
    "hana": {"cross_entropy_losses": NO_MINUS},
    "ines": {"binary_cross_entropy": NO_CLIPPING, "softmax": NO_SHIFT},
    "jonas": {"svm_losses": FORGETS_COLUMN},
    "kofi": {"softmax": IN_PLACE},
    "lena": HALF,
    "mateo": BLANK,
    "nora": {"softmax": SYNTAX_ERROR},
    "omar": {"svm_losses": ENDLESS},
    "petra": {"full_loss": FORGETS_STRENGTH},
    "rosa": {"softmax": ""},
    "sami": {name: EQUAL_TO_EVERYTHING.replace("{name}", name) for name in EXERCISES[:6]},
    "wen": {"linear_scores": LEAVES},
    "yuki": {"softmax": NO_SHIFT},
}
