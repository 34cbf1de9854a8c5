"""A daemon takes every thread that the sandbox may have, and holds them; the cell ends well."""
# slow

import os
import threading
import time

if os.fork() == 0:
    os.setsid()
    threading.stack_size(2**16)
    while True:
        try:
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        except RuntimeError:
            time.sleep(0.001)
time.sleep(0.5)
