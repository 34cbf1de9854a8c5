"""The working folder is filled with empty files and folders."""

import os

try:
    for number in range(10**6):
        os.mkdir(f"folder{number}")
        open(f"file{number}", "w").close()
except OSError:
    pass
