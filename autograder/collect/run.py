"""``course collect``: what a learning platform gives, into submitted/STUDENT/ASSIGNMENT/.

Whose a file is, its path says (`patterns`) and the roster (`people`); of which
assignment it is, what is in it (`notebooks`). One bad file costs only itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from autograder.collect.kept import HandIn, Kept, one_at_a_time
from autograder.collect.notebooks import Recogniser
from autograder.collect.patterns import Identity, read_rules
from autograder.collect.people import resolved
from autograder.collect.pieces import Left, Piece, read_pieces, unpacked
from autograder.collect.sources import Found, opened_download
from autograder.collect.unmatched import Unmatched, UnmatchedFolder
from autograder.course import Course, CourseError
from autograder.intake import Unreadable, id_problem, shortened
from autograder.roster import Roster, read_roster

Progress = Callable[[int, int], None]
"""Called with how many people are done and how many there are."""


@dataclass(frozen=True)
class Row:
    """What became of a student's work.

    status: ``new``, ``newer``, ``older``, ``unchanged`` (see `Kept.take`).
    time: of the newest in this download. notes: what is odd about it, a phrase each.
    """

    student: str
    assignment: str
    status: str
    time: datetime
    is_late: bool
    source: str
    notes: tuple[str, ...] = ()


@dataclass
class Collected:
    """What a download held. pattern: by which its names were read. notes: a sentence each."""

    pattern: str = ""
    rows: list[Row] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def collect(
    course: Course,
    assignment: str,
    path: Path,
    pattern: str = "",
    with_others: bool = False,
    progress: Progress = lambda *_: None,
) -> Collected:
    """Take in the hand-ins of a download. CourseError where the download as such is of no use.

    pattern: the name of the one to read names by, instead of the one that fits.
    with_others: put notebooks of other assignments under those, too.
    """
    course.require([assignment])
    _refuse_own_folders(course, path)
    try:
        with one_at_a_time(course):
            return _Collection(course, assignment, with_others).run(path, pattern, progress)
    except OSError as error:
        raise CourseError(
            f"{error.filename or course.root} can't be written to: {error.strerror}. What was "
            "collected is kept; put that right and run it again."
        ) from None


def _refuse_own_folders(course: Course, path: Path) -> None:
    place = path.resolve()
    for own in (course.submitted, course.private):
        if own.resolve() in (place, *place.parents):
            raise CourseError(f"{path} is where `course collect` puts things: name a download.")


class _Collection:
    """One run, and what it found so far."""

    def __init__(self, course: Course, assignment: str, with_others: bool) -> None:
        self.course, self.assignment, self.with_others = course, assignment, with_others
        self.rules = read_rules(course, assignment)
        self.recogniser = Recogniser(course)
        self.unmatched = UnmatchedFolder(course, assignment)
        self.report = Collected()
        self._seen: set[Unmatched] = set()

    def run(self, path: Path, wanted: str, progress: Progress) -> Collected:
        roster = read_roster(self.course)
        self.report.notes += roster.problems if roster else ()
        with opened_download(path, self.rules.zone) as files:
            usable = [found for found in files if not found.problem]
            self._leave(*((found, "") for found in files if found.problem))
            pattern = self.rules.choose([found.path for found in usable], wanted)
            self.report.pattern = pattern.name
            only = "" if self.with_others else self.assignment
            read = read_pieces(usable, pattern, self.rules, self.course, only)
            self.report.notes += read.notes
            self._leave(*read.left)
            if not read.pieces and not self.report.unmatched:
                raise CourseError(f"{path} holds no file for {self.assignment}.")
            by_student = self._by_student(read.pieces, roster)
            for done, student in enumerate(sorted(by_student), start=1):
                self._take(student, by_student[student])
                progress(done, len(by_student))
        return self.report

    def _by_student(self, pieces: list[Piece], roster: Roster | None) -> dict[str, list[Piece]]:
        """Whose each file is. Those of nobody are left; a team's files are each member's."""
        identities = [piece.match.identity for piece in pieces]
        people, unknown = resolved(identities, roster, self.course, self.assignment)
        by_student: dict[str, list[Piece]] = defaultdict(list)
        for piece in pieces:
            if piece.match.identity in unknown:
                self._leave((piece.found, unknown[piece.match.identity]))
            for student in people.get(piece.match.identity, ()):
                by_student[student].append(piece)
        if roster is None:
            self._note_namesakes(people)
        return by_student

    def _take(self, student: str, pieces: list[Piece]) -> None:
        """Sort a student's files by assignment, and keep them."""
        bad_id = id_problem(student)
        candidates: dict[str, list[HandIn]] = defaultdict(list)
        doubtful: list[tuple[Piece, bytes]] = []
        left: Left = [(piece.found, bad_id) for piece in pieces if bad_id]
        for piece in () if bad_id else unpacked(pieces, self.rules.zone, left):
            try:
                data = piece.found.read()
            except Unreadable as problem:
                left.append((piece.found, str(problem)))
                continue
            assignment = self.recogniser.assignment_of(data)
            if assignment == self.assignment or (assignment and self.with_others):
                candidates[assignment].append(_hand_in(piece, data))
            elif assignment:
                reason = f"It is a notebook of {assignment}: collect that, or add --others."
                left.append((piece.found, reason))
            elif piece.found.path.lower().endswith(".ipynb"):
                doubtful.append((piece, data))
            elif not piece.is_packed:
                left.append((piece.found, "It is no notebook."))
        if not candidates and doubtful:
            candidates[self.assignment] = [_hand_in(piece, data) for piece, data in doubtful]
        else:
            reason = f"It has none of the exercises of {self.assignment}."
            left += [(piece.found, reason) for piece, _ in doubtful if not piece.is_packed]
        if not candidates and not left:
            left = [(piece.found, "There is no notebook in it.") for piece in pieces]
        for assignment, hand_ins in candidates.items():
            self._keep(student, assignment, hand_ins, bool(doubtful), left)
        self._leave(*left)

    def _keep(
        self,
        student: str,
        assignment: str,
        hand_ins: list[HandIn],
        is_doubtful: bool,
        left: Left,
    ) -> None:
        """Keep a student's hand-ins for an assignment; they are left where that can't be done."""
        newest = sorted(hand_ins, key=lambda one: one.key)[-1]
        try:
            status = Kept(self.course, assignment, student).take(hand_ins)
        except (Unreadable, OSError) as problem:
            for one in hand_ins:
                reason = f"submitted/{student}/{assignment} can't be written to: {problem}"
                left.append((_again(one), reason))
            return
        for one in hand_ins:
            self.unmatched.matched(one.source, one.data)
        notes = []
        name = PurePosixPath(newest.source).name
        if not name.endswith(f"{assignment}.ipynb"):
            notes.append(f"was called {shortened(name)}")
        if is_doubtful and not self.recogniser.assignment_of(newest.data):
            notes.append("has none of the assignment's marks")
        if len(hand_ins) > 1:
            notes.append(f"{len(hand_ins)} hand-ins")
        self.report.rows.append(
            Row(
                student,
                assignment,
                status,
                newest.time,
                newest.is_late,
                newest.source,
                tuple(notes),
            )
        )

    def _leave(self, *files: tuple[Found, str]) -> None:
        """List files, once each though they be a whole team's."""
        for found, reason in files:
            unmatched = self.unmatched.add(found, reason)
            if unmatched not in self._seen:
                self._seen.add(unmatched)
                self.report.unmatched.append(unmatched)

    def _note_namesakes(self, people: dict[Identity, tuple[str, ...]]) -> None:
        """Ask for a roster where people have the same name and no number of their own."""
        names: dict[str, list[str]] = defaultdict(list)
        for identity, (student, *_) in people.items():
            if identity.name and not identity.lms_id:
                names[identity.name].append(student)
        self.report.notes += [
            f"{len(students)} people are called {shortened(name)}, here {', '.join(students)}: "
            "in another assignment these ids are others. Put them into roster.csv."
            for name, students in sorted(names.items())
            if len(students) > 1
        ]


def _hand_in(piece: Piece, data: bytes) -> HandIn:
    order = (piece.match.file_id, piece.position)
    return HandIn(data, piece.time, order, piece.is_timed, piece.match.is_late, piece.found.path)


def _again(one: HandIn) -> Found:
    """A hand-in as a file once more, to be left."""
    return Found(one.source, one.time, partial(getattr, one, "data"))
