"""A list of a million lists."""
# slow


def softmax(scores):
    return [[0.0]] * 1_000_000
