"""The cell stops all states below it, each of which the grader could wait for."""

# replaces: svm_losses
# says: cell_fails
# slow
import os
import signal
import time

if os.getpid() == 1:
    os._exit(0)
try:
    os.kill(-1, signal.SIGSTOP)
except OSError:
    pass
time.sleep(1000)
