"""A hundred thousand objects, each of which the test has to ask about."""
# slow


def softmax(scores):
    return [object() for _ in range(100_000)]
