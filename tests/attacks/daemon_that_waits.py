"""A daemon waits until cells below have begun, and kills them all; one of them would be blamed."""

# expect: 3
import os
import time

if os.getpid() == 1:
    os._exit(0)  # so that each cell gets a process of its own

begun = os.getpid()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(0.001)
            try:
                os.kill(begun + 14, 0)
                os.kill(-1, 9)
            except OSError:
                pass
    os._exit(0)
time.sleep(0.02)


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
