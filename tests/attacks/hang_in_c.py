"""A power that C computes for hours, where no signal handler of Python's runs."""

# says: cell_fails
9 ** (9**9)
