"""A daemon that is started while a test calls."""
# replaces: full_loss


def full_loss(losses, W, strength):
    import os
    import time

    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
    return np.mean(losses) + strength * np.sum(W**2)
