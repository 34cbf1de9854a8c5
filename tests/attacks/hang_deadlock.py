"""A lock that is waited for by the one who holds it."""
# slow

# says: cell_fails
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
