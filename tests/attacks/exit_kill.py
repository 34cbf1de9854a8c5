"""The cell kills its own process, its group and all others that it may."""

# says: cell_fails, not_defined
import os
import signal

for target in (os.getppid(), 1, -1, 0, os.getpid()):
    try:
        os.kill(target, signal.SIGKILL)
    except OSError:
        pass
