"""A function that takes nearly all of the time that it has, in each of very many calls."""
# replaces: full_loss
# slow


def full_loss(losses, W, strength):
    import time

    time.sleep(0.45)
    return 0.5
