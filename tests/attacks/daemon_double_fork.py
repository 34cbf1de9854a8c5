"""A daemon: forked twice, a session of its own, deaf to signals."""

# expect: 3
import os
import signal
import time

child = os.fork()
if child == 0:
    os.setsid()
    if os.fork() == 0:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        while True:
            time.sleep(1)
    os._exit(0)
try:
    os.waitpid(child, 0)
except ChildProcessError:
    pass


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
