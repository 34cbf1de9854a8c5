"""Late penalties: by nbgrader's plugin, with what the folder's nbgrader_config.py says of it."""

from __future__ import annotations

import re

from nbgrader.plugins import BasePlugin, LateSubmissionPlugin
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader
from traitlets.utils.importstring import import_item

from autograder.course import Course, CourseError

SETTINGS = "nbgrader_config.py"
MENTIONED = re.compile(r"^\s*c\.(?:LateSubmissionPlugin|AssignLatePenalties)\b", re.MULTILINE)
"""Only then is the file run, which imports what it likes and may take a second."""


def late_plugin(course: Course) -> BasePlugin:
    """The plugin that `nbgrader autograde` would ask in this folder.

    CourseError where its settings can't be read or name no plugin.
    """
    config = course.nbgrader_config()
    chosen = LateSubmissionPlugin
    try:
        own = _own_settings(course)
        config.merge(own)
        named = own.AssignLatePenalties.get("plugin_class", chosen)
        chosen = import_item(named) if isinstance(named, str) else named
        plugin: BasePlugin = chosen(config=config)
    except Exception as error:  # the file is a program
        raise CourseError(
            f"{course.root / SETTINGS} does not give a plugin for late penalties: {error}"
        ) from None
    return plugin


def penalty(plugin: BasePlugin, student: str, score: float, seconds_late: float) -> float | None:
    """What is taken off a score, between nothing and all of it; None where the work was in time."""
    if seconds_late <= 0:
        return None
    asked = plugin.late_submission_penalty(student, score, seconds_late)
    return None if asked is None else min(max(asked, 0.0), score)


def _own_settings(course: Course) -> Config:
    path = course.root / SETTINGS
    if not path.is_file() or not MENTIONED.search(path.read_text(encoding="utf-8")):
        return Config()
    return PyFileConfigLoader(SETTINGS, path=str(course.root)).load_config()
