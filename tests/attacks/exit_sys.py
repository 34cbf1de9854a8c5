"""The cell leaves by sys.exit, and so does the function."""

# says: raises, exception
import sys


def softmax(scores):
    sys.exit(0)


sys.exit("3.0")
