"""The course as pages to read: notebooks without their solutions, and figures that move.

The pages ask nobody for anything: no server, no kernel, no other host. Their figures show what the
instructor's own solutions gave when the pages were made.
"""

from autograder.site.write import Site, write_site

__all__ = ["Site", "write_site"]
