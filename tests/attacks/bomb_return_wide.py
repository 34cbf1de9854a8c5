"""As large an array as may cross, of a shape that grows when it is compared with another."""
# slow


def softmax(scores):
    return np.ones((2**21 - 1, 1))
