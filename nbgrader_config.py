"""nbgrader's own commands and its JupyterLab pages, run from this folder."""

from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "backprop"
c.CourseDirectory.source_directory = "notebooks"
c.Exchange.root = str(Path("exchange").absolute())
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
# Prefer text alternatives and static pictures to live widgets, which need a kernel.
c.NbConvertBase.display_data_priority = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "text/latex",
    "text/markdown",
    "text/plain",
]
