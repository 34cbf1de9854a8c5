"""An answer of half a gigabyte."""
# slow


def softmax(scores):
    return np.ones((2**26,))
