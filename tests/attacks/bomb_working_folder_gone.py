"""The working folder is removed, or so deep that its name is too long."""
# slow

import os

for number in range(600):
    os.mkdir("folder" * 5)
    os.chdir("folder" * 5)
