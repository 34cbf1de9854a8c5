"""The people of a course: `roster.csv` in the course folder.

One line a person. The headings may be those of a list of one's own or of an export: Moodle's
participants, Moodle's grading worksheet, Canvas's gradebook. `HEADINGS` says which are understood,
whatever their case, spaces and punctuation. Commas, semicolons or tabs between the fields; UTF-8,
UTF-16 or, as Excel's older CSV has it, Windows-1252.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course import Course, CourseError
from autograder.intake import id_problem, shortened

FILE_NAME = "roster.csv"
MAX_BYTES = 20 * 2**20

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "student": (
        *("studentid", "sisuserid", "studentnumber", "matriculationnumber", "matrikelnummer"),
        *("idnumber", "universityid", "netid", "username", "sisloginid", "student", "id"),
    ),
    "lms_id": ("lmsid", "canvasid", "canvasuserid", "moodleid", "identifier", "userid", "id"),
    "name": ("fullname", "name", "studentname", "student"),
    "first": ("firstname", "givenname", "vorname"),
    "last": ("lastname", "surname", "familyname", "nachname"),
    "email": ("emailaddress", "email", "mail"),
    "login": ("sisloginid", "loginid", "login", "username"),
    "section": ("section", "sections", "tutorial", "class"),
    "group": ("group", "groups", "team"),
}
"""Fields and the headings under which they may stand, the surest first, as `squashed` has them.

A column is one field only; a user name may be both the student id and the login.
"""


@dataclass(frozen=True)
class Person:
    """A line of the roster.

    student: the id that names the folder in submitted/ and the row in the gradebook.
    name: as it is shown, "Ada Lovelace" or "Lovelace, Ada".
    lms_id: the number by which the learning platform knows the person.
    group: of a team that hands in together.
    """

    student: str
    name: str = ""
    email: str = ""
    section: str = ""
    lms_id: str = ""
    login: str = ""
    group: str = ""


@dataclass(frozen=True)
class Roster:
    """The people, and a sentence for each line that was left out."""

    people: tuple[Person, ...] = ()
    problems: tuple[str, ...] = ()

    def by_student(self) -> dict[str, Person]:
        return {person.student: person for person in self.people}


def read_roster(course: Course) -> Roster | None:
    """The course's roster; None where there is none. CourseError where nothing of it is usable."""
    path = course.root / FILE_NAME
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CourseError(f"{FILE_NAME} can't be read: {error.strerror}.") from None
    if data is None:
        raise CourseError(f"{FILE_NAME} has more than {MAX_BYTES // 2**20} MB: is it a roster?")
    return parse_roster(decoded(data))


def decoded(data: bytes) -> str:
    """The text of a file that a spreadsheet wrote."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def parse_roster(text: str) -> Roster:
    """The people in the text of a roster."""
    lines = text.splitlines() or [""]
    delimiter = max(",;\t", key=lines[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows = []
    try:
        for row in reader:
            rows.append((reader.line_num, [field.strip() for field in row]))
    except csv.Error as error:
        raise CourseError(
            f"{FILE_NAME}, line {reader.line_num}, can't be read: {error}. Save it as CSV again."
        ) from None
    if not rows:
        raise CourseError(f"{FILE_NAME} is empty: its first line holds the headings.")
    columns = _columns(rows[0][1])
    people: list[Person] = []
    problems: list[str] = []
    seen: set[tuple[str, str]] = set()
    for number, row in rows[1:]:
        if not any(row) or "Points Possible" in row[0]:
            continue  # the second line of Canvas's gradebook
        person = _person({field: row[at] for field, at in columns.items() if at < len(row)})
        problem = _problem(person, seen)
        if problem:
            problems.append(f"{FILE_NAME}, line {number}: {problem}")
        else:
            people.append(person)
            seen |= _identities(person)
    return Roster(tuple(people), tuple(problems))


def _columns(headings: list[str]) -> dict[str, int]:
    """The place of each field. CourseError where no column says who a line is about."""
    squashed_headings = [squashed(heading) for heading in headings]
    places: dict[str, int] = {}
    for field, known in HEADINGS.items():
        free = [
            name
            for name in known
            if name in squashed_headings
            and (field == "login" or squashed_headings.index(name) not in places.values())
        ]
        if field == "student" and "sisloginid" in squashed_headings and free[:1] == ["student"]:
            free = free[1:]  # in Canvas's gradebook that column holds the name
        if free:
            places[field] = squashed_headings.index(free[0])
    if not {"student", "name", "last", "email"} & set(places):
        raise CourseError(
            f"{FILE_NAME} has no column that says who is meant: name one of them “student id”, "
            f"“name” or “e-mail” (found: {shortened(', '.join(headings))})."
        )
    return places


def _person(fields: Mapping[str, str]) -> Person:
    name = fields.get("name") or f"{fields.get('first', '')} {fields.get('last', '')}".strip()
    lms_id = fields.get("lms_id", "").removeprefix("Participant").strip()
    email, login = fields.get("email", ""), fields.get("login", "")
    student = fields["student"] if "student" in fields else login or email or slug(name)
    return Person(
        unicodedata.normalize("NFC", student),
        name,
        email,
        fields.get("section", ""),
        lms_id,
        login,
        fields.get("group", ""),
    )


def _problem(person: Person, seen: set[tuple[str, str]]) -> str:
    """Why a line is left out, as the rest of a sentence; empty where it is not."""
    if not person.student:
        who = f" ({shortened(person.name)})" if person.name else ""
        return f"there is no student id{who}; the line is left out."
    if id_problem(person.student):
        return f"{id_problem(person.student).removesuffix(': rename the folder.')}; left out."
    for what, value in sorted(_identities(person) & seen):
        return f"the {what} {shortened(value)} is in an earlier line, too; left out."
    return ""


def _identities(person: Person) -> set[tuple[str, str]]:
    """What no two people may share, small letters and capitals being the same."""
    named = {"student id": person.student, "LMS id": person.lms_id, "e-mail": person.email}
    return {(what, value.casefold()) for what, value in named.items() if value}


def squashed(text: str) -> str:
    """Letters and digits only, small, without accents: by this names and headings are compared."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in plain if character.isalnum())


def name_keys(name: str) -> set[str]:
    """A person's name as platforms write it: "Ada Lovelace", "Lovelace, Ada", "lovelaceada"."""
    words = [word for word in map(squashed, name.replace(",", " ").split()) if word]
    return {"".join(words[at:] + words[:at]) for at in range(len(words))}


def slug(name: str) -> str:
    """A name as an id: small letters and digits of any script, with hyphens for all else."""
    plain = unicodedata.normalize("NFC", name).casefold()
    characters = [character if character.isalnum() else " " for character in plain]
    return "-".join("".join(characters).split())
