"""An integer of a million bits, and one that is just short enough for the wire."""
# replaces: full_loss


def full_loss(losses, W, strength):
    return 2**1023 if strength == 0 else 2**1_000_000
