"""As many sleeping processes as there may be, each in a session of its own; the cell ends well."""
# slow

import os
import time

for _ in range(1000):
    try:
        if os.fork() == 0:
            os.setsid()
            time.sleep(1000)
            os._exit(0)
    except OSError:
        break
