"""The function returns a set of numbers that all have the same hash."""

# says: wrong_type, raises, does_not_stop


def softmax(scores):
    return {number * (2**61 - 1) for number in range(60)} | {
        complex(-1000003 * number, number) for number in range(20_000)
    }
