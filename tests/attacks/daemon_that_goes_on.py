"""A child that goes on with the notebook beside its parent, and answers tests as well."""

# expect: 3
import os

os.fork()
os.fork()


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
