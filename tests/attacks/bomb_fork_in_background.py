"""Daemons take every process that the sandbox may have, again and again; the cell ends well."""

import os
import time

if os.fork() == 0:
    os.setsid()
    while True:
        try:
            if os.fork() == 0:
                os.setsid()
                time.sleep(1000)
        except OSError:
            time.sleep(0.001)


time.sleep(0.9)
