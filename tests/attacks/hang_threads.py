"""Threads that never end, not even with the process."""

# expect: 3
import threading

stop = threading.Event()
for _ in range(20):
    threading.Thread(target=stop.wait, daemon=False).start()


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
