"""Live figures. They are handed the student's own functions and import no reference."""

from course_lib.widgets.scores import ScoresPanel, scores_panel

__all__ = ["ScoresPanel", "scores_panel"]
