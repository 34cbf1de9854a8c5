"""Every descriptor is taken; the cell ends well."""

import os

try:
    while True:
        os.dup(0)
except OSError:
    pass
