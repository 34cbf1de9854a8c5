"""Replies with handles, functions and generators that were never given out."""
# replaces: full_loss


def full_loss(losses, W, strength):
    import sys

    servant = sys.modules["autograder.sandbox.servant"]
    replies = iter(
        [
            {"handle": [10**9, "x" * 10**6, True]},
            {"callback": -1},
            {"generator": ["PCG64", {"dict": []}]},
            {"array": ["<f8", [2**40, 0], ""]},
            {"handle": [[], {}, None]},
        ]
    )
    servant.encode = lambda value, to_handle: next(replies)
    return losses
