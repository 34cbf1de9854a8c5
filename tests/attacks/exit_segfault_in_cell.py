"""The cell reads address 0."""

# says: cell_fails
import ctypes

ctypes.string_at(0)
