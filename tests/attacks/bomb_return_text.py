"""An answer of a hundred million characters."""
# slow


def softmax(scores):
    return "3.0" * 10**8
