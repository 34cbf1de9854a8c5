"""The cell aborts."""

# says: cell_fails
import os

os.abort()
