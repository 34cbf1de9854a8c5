"""nbgrader's own commands and its JupyterLab pages, run from this folder."""

import os
from pathlib import Path

from autograder.course import with_driver
from autograder.stubs import STUDENT_VERSION

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "backprop"
c.CourseDirectory.source_directory = "notebooks"
if os.environ.get("COURSE_GRADEBOOK"):
    c.CourseDirectory.db_url = with_driver(os.environ["COURSE_GRADEBOOK"])
c.Exchange.root = str(Path("exchange").absolute())
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.GenerateAssignment.preprocessors = STUDENT_VERSION
# Prefer text alternatives and static pictures to live widgets, which need a kernel. (The filter
# alone: set for all of nbconvert, each of nbgrader's preprocessors would warn about it.)
c.WidgetsDataTypeFilter.display_data_priority = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "text/latex",
    "text/markdown",
    "text/plain",
]

# `nbgrader autograde` and formgrader's Autograde button run the engine of `course grade`.
# Its settings: c.RunEngine.seconds_per_cell and c.RunEngine.allow_no_sandbox.
c.Autograde.exporter_class = "autograder.preprocessors.EngineExporter"
c.Autograde.pre_convert_hook = "autograder.preprocessors.expect_one_notebook"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "autograder.preprocessors.RunEngine",
    "autograder.preprocessors.SaveEngineGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
