"""Recursion without an end, and without Python's limit to it."""
# slow

# replaces: full_loss
import sys

sys.setrecursionlimit(10**9)


def full_loss(losses, W, strength):
    return full_loss(losses, W, strength)
