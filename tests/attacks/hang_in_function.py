"""A function that does not return, whatever it is told."""
# replaces: full_loss
# says: does_not_stop
# slow


def full_loss(losses, W, strength):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
