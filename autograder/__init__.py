"""Grades notebooks: student code in a sandbox, tests outside, results in nbgrader's gradebook."""

import sys

from autograder.light_imports import import_pages_later

# jsonschema, which nbformat imports, would build a grammar for the "iri" format here, which takes
# 1.5 s; it does without where the module is missing. No notebook schema has that format.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
import_pages_later()
