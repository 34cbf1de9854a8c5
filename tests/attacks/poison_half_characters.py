"""An exception's text, a cell's output and keys that come back hold halves of characters."""

# says: raises
print("\ud800 in an output")


def softmax(scores):
    raise ValueError("half \ud800 a character, and \udfff one more")
