"""A list in a list in a list."""


def softmax(scores):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested
