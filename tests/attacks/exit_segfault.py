"""The function reads address 0."""
# says: died


def softmax(scores):
    import ctypes

    ctypes.string_at(0)
