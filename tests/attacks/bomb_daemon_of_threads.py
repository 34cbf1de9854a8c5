"""A daemon takes every thread that the sandbox may have, and holds them; the cell ends well."""
# slow

import os
import threading
import time

full, say_full = os.pipe()
if os.fork() == 0:
    os.setsid()
    threading.stack_size(2**16)
    while True:
        try:
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        except RuntimeError:
            os.write(say_full, b"!")
            time.sleep(0.001)
os.read(full, 1)
