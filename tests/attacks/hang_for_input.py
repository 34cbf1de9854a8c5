"""The cell and the function ask for input."""

import sys


def softmax(scores):
    return input("points? ") or sys.stdin.read()


input("points? ")
