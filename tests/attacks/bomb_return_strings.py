"""An array of very many texts."""
# slow


def softmax(scores):
    return np.full((7, 50_000), "nan" * 3)
