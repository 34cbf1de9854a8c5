"""What the path of a handed-in file says: whose it is, since when, and whether it came late.

A pattern is a regular expression that the path inside the zip file or folder must match from end
to end, with these groups:

    name        the person as the platform shows it: "Ada Lovelace", "lovelaceada", a team's name
    lms_id      the number by which the platform knows the person, the same in every assignment
    participant a number that is the person's in this one assignment only
    student     the student id itself
    late        anything: the platform says that it came late
    file        the file's own name
    file_id     a number that grows with each hand-in
    timestamp   when it was handed in
    assignment  the assignment's name as it is in the course folder

One of name, lms_id, participant, student has to be there. ``{assignment}`` stands for the name of
the assignment that is collected. `collect.toml` in the course folder adds patterns, which go before
the built-in ones:

    timezone = "Europe/Berlin"    # of times without a zone; default: UTC
    times = "auto"                # or "zip", or "ignore": see collect_times

    [patterns]
    ilias = '(?P<name>[^/]+)_(?P<lms_id>\\d+)/(?P<file>.+)'
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from autograder.course import Course, CourseError

FILE_NAME = "collect.toml"
GROUPS = frozenset(
    ("name", "lms_id", "participant", "student", "late", "file", "file_id", "timestamp")
) | {"assignment"}
PERSON = ("student", "name", "lms_id", "participant")
TIMES = ("auto", "zip", "ignore")

BUILT_IN: Mapping[str, tuple[str, ...]] = {
    # nbgrader/exchange/default/submit.py: user+assignment+timestamp, and random letters behind it
    "exchange": (
        r"(?:.*/)?(?P<student>[^/]+)\+(?P<assignment>[^/+]+)"
        r"\+(?P<timestamp>\d{4}-\d\d-\d\d [^/+]*(?:\+\d{4})?)(?:\+[\w-]+)?/(?P<file>.+)",
    ),
    # moodle/moodle, mod/assign/classes/downloader.php: a folder for each person, or all files in
    # one; a team has the group's number, and "Default group" none. Before 4.1 with a last "_".
    "moodle": (
        r"(?:.*/)?(?P<name>[^/]+?)(?:_(?P<participant>\d+))?_assignsubmission_[a-z]+_?/(?P<file>.+)",
        r"(?:.*/)?(?P<name>[^/]+?)(?:_(?P<participant>\d+))?_assignsubmission_[a-z]+_(?P<file>[^/]+)",
    ),
    # instructure/canvas-lms, lib/content_zipper.rb: last and first name run together, small; LATE;
    # the person's number, the file's number, the file's name. Anonymous: "anon" and five letters.
    "canvas": (
        r"(?:.*/)?(?:(?P<late>LATE)_)?(?P<name>anon_\w+?)_(?P<file_id>\d+)_(?P<file>[^/]+)",
        r"(?:.*/)?(?P<name>[^/]+?)_(?:(?P<late>LATE)_)?(?P<lms_id>\d+)_(?P<file_id>\d+)_(?P<file>[^/]+)",
        r"(?:.*/)?(?P<name>[^/]+?)_(?:(?P<late>LATE)_)?(?P<lms_id>\d+)_(?P<file>(?:text|link)\.html)",
    ),
    # Blackboard, as nbgrader's user guide has it in "Managing assignment files manually"
    "blackboard": (
        r"(?:.*/)?[^/]*?_(?P<student>[^/_]+)_attempt_"
        r"(?P<timestamp>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)_(?P<file>[^/]+)",
    ),
    # nbgrader's own submitted/
    "submitted": (r"(?:.*/)?(?P<student>[^/]+)/(?P<assignment>{assignments})/(?P<file>[^/]+)",),
    # a folder, or a file, with the person's name on it
    "named": (
        r"(?P<student>[^/]+)/(?P<file>.+)",
        r"(?:{assignment}[ _-]+)?(?P<student>[^/]+?)(?:[ _-]+{assignment})?"
        r"(?: ?\((?P<file_id>\d+)\))?\.(?:ipynb(?:\.\w+)?|\w+)",
    ),
}
LAST = "named"
"""Nearly everything matches it, so it is tried when nothing else fits."""

STAMP_TIMES = frozenset(("moodle", "canvas"))
"""Platforms that give the entries of their zip files the time of the download."""


@dataclass(frozen=True, order=True)
class Identity:
    """Whose a file is, as far as its path says."""

    student: str = ""
    name: str = ""
    lms_id: str = ""
    participant: str = ""


@dataclass(frozen=True)
class Match:
    """What a path says."""

    identity: Identity
    file: str
    file_id: int = 0
    is_late: bool = False
    timestamp: str = ""
    assignment: str = ""


@dataclass(frozen=True)
class Pattern:
    """A way in which a platform names files: one of `expressions` matches."""

    name: str
    expressions: tuple[re.Pattern[str], ...]

    def match(self, path: str) -> Match | None:
        found = next(filter(None, (one.fullmatch(path) for one in self.expressions)), None)
        if found is None:
            return None
        parts = {group: text or "" for group, text in found.groupdict().items()}
        identity = Identity(**{part: parts.get(part, "").strip() for part in PERSON})
        if identity == Identity():
            return None
        return Match(
            identity,
            parts.get("file") or PurePosixPath(path).name,
            int(re.sub(r"\D", "", parts.get("file_id", ""))[:30] or 0),
            bool(parts.get("late")),
            parts.get("timestamp", ""),
            parts.get("assignment", ""),
        )


@dataclass(frozen=True)
class Rules:
    """How files are read: the patterns, the surest first, and what times without a zone mean."""

    patterns: tuple[Pattern, ...]
    zone: ZoneInfo
    times: str = "auto"

    def choose(self, paths: Iterable[str], wanted: str = "") -> Pattern:
        """The pattern that fits most of the files, if at least half of them; else the last one.

        wanted: the name of one to take instead; CourseError where there is none of that name.
        """
        known = {pattern.name: pattern for pattern in self.patterns}
        if wanted:
            if wanted not in known:
                raise CourseError(f"There is no pattern {wanted!r}. There are: {', '.join(known)}.")
            return known[wanted]
        all_paths = list(paths)
        notebooks = [path for path in all_paths if path.endswith((".ipynb", ".zip"))] or all_paths
        fits = {
            name: sum(pattern.match(path) is not None for path in notebooks)
            for name, pattern in known.items()
            if name != LAST
        }
        best = max(fits, key=lambda name: fits[name])  # of equals, the first
        return known[best] if 2 * fits[best] >= max(1, len(notebooks)) else known[LAST]


def read_rules(course: Course, assignment: str) -> Rules:
    """The built-in patterns with those of `collect.toml` before them. CourseError where it errs."""
    settings = _settings(course)
    unknown = sorted(set(settings) - {"timezone", "times", "patterns"})
    if unknown:
        raise CourseError(f"{FILE_NAME}: {unknown[0]!r} is no setting of it.")
    zone, times, own = (
        settings.get("timezone", "UTC"),
        settings.get("times", "auto"),
        settings.get("patterns", {}),
    )
    try:
        place = ZoneInfo(str(zone))
    except (ValueError, TypeError, OSError, KeyError):
        raise CourseError(
            f"{FILE_NAME}: there is no time zone {zone!r}; write one like “Europe/Berlin”."
        ) from None
    if times not in TIMES:
        raise CourseError(f"{FILE_NAME}: times is {times!r}; it can be {', '.join(TIMES)}.")
    if not isinstance(own, dict):
        raise CourseError(f"{FILE_NAME}: patterns is a table, name = 'regular expression'.")
    names = {
        "assignment": re.escape(assignment),
        "assignments": "|".join(map(re.escape, course.assignments())),
    }
    sources = {**own, **{name: value for name, value in BUILT_IN.items() if name not in own}}
    patterns = (_pattern(name, source, names) for name, source in sources.items())
    return Rules(tuple(patterns), place, times)


def _settings(course: Course) -> dict[str, object]:
    path = course.root / FILE_NAME
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CourseError(f"{FILE_NAME} can't be read: {error}.") from None


def _pattern(name: str, sources: object, names: Mapping[str, str]) -> Pattern:
    expressions = [sources] if isinstance(sources, str) else sources
    if not isinstance(expressions, list | tuple) or not expressions:
        raise CourseError(f"{FILE_NAME}: the pattern {name!r} is no regular expression in quotes.")
    compiled = []
    for source in expressions:
        try:
            text = str(source)
            for placeholder, value in names.items():
                text = text.replace(f"{{{placeholder}}}", value)
            expression = re.compile(text, re.DOTALL)
        except (re.error, OverflowError) as error:
            raise CourseError(
                f"{FILE_NAME}: the pattern {name!r} is no regular expression: {error}."
            ) from None
        unknown = sorted(set(expression.groupindex) - GROUPS)
        if unknown or not set(PERSON) & set(expression.groupindex):
            problem = f"has the group {unknown[0]!r}" if unknown else "says nowhere who it was"
            raise CourseError(
                f"{FILE_NAME}: the pattern {name!r} {problem}; its groups can be "
                f"{', '.join(sorted(GROUPS))}, and one of {', '.join(PERSON)} must be there."
            )
        compiled.append(expression)
    return Pattern(name, tuple(compiled))
