"""A generator without an end."""


def softmax(scores):
    while True:
        yield scores
