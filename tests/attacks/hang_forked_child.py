"""A child holds every descriptor open, and waits, when the cell has ended."""

# expect: 3
import os
import time

if os.fork() == 0:
    time.sleep(1000)
    os._exit(0)


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
