"""An array without an entry, one of whose axes is a thousand million long."""


def softmax(scores):
    return np.zeros((2**30, 0, 5))
