"""A regular expression that needs longer than the sun shines."""
# slow

# says: cell_fails
import re

re.match(r"(a+)+$", "a" * 60 + "b")
