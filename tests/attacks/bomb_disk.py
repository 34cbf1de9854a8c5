"""The working folder is filled with one large file."""

import os

kept = open("large", "wb")
try:
    while True:
        kept.write(b"x" * 2**20)
except OSError:
    pass
