"""From what a path says of a person to the student id: by the roster, or without one."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from autograder.collect.patterns import Identity
from autograder.course import Course
from autograder.intake import id_problem, shortened
from autograder.roster import FILE_NAME, Person, Roster, name_keys, slug, squashed

LONGEST_SLUG = 60


class NobodyKnown(Exception):  # noqa: N818 - a verdict on the file, not an error of ours
    """It can't be said whose it is; the text is a sentence that says why."""


class RosterPeople:
    """Finds people in a roster: by number, id, e-mail and name, which may not contradict."""

    def __init__(self, roster: Roster) -> None:
        self._by_number: dict[str, list[Person]] = defaultdict(list)
        self._by_id: dict[str, list[Person]] = defaultdict(list)
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_group: dict[str, list[Person]] = defaultdict(list)
        for person in roster.people:
            self._by_number[person.lms_id].append(person)
            for key in {person.student, person.login, person.email, person.email.partition("@")[0]}:
                self._by_id[key.casefold()].append(person)
            for key in name_keys(person.name):
                self._by_name[key].append(person)
            self._by_group[squashed(person.group)].append(person)
        for index in (self._by_number, self._by_id, self._by_group):
            index.pop("", None)

    def students(self, identity: Identity) -> tuple[str, ...]:
        """The student ids of a person, or of a team's members. NobodyKnown where that is open."""
        shown = shortened(identity.student or identity.name or identity.lms_id)
        if identity.student:
            exact = [
                person
                for person in self._by_id.get(identity.student.casefold(), [])
                if person.student.casefold() == identity.student.casefold()
            ]
            found = exact or self._by_id.get(identity.student.casefold(), [])
            found = found or self._by_name.get(squashed(identity.student), [])
        else:
            found = self._by_number_and_name(identity, shown)
        if not found and identity.name:
            team = self._by_group.get(squashed(identity.name), [])
            if team:
                return tuple(sorted(person.student for person in team))
        if not found:
            raise NobodyKnown(f"{shown} is not in {FILE_NAME}.")
        if len(found) > 1:
            raise NobodyKnown(f"{shown} can be {len(found)} people of {FILE_NAME}.")
        return (found[0].student,)

    def _by_number_and_name(self, identity: Identity, shown: str) -> list[Person]:
        numbered = self._by_number.get(identity.lms_id, [])
        named = self._by_name.get(squashed(identity.name), []) if identity.name else []
        both = [person for person in named if person in numbered]
        if numbered and named and not both:
            raise NobodyKnown(
                f"The number {shortened(identity.lms_id)} is {numbered[0].student} in {FILE_NAME}, "
                f"but the name {shown} is {named[0].student}."
            )
        found = both or numbered or named
        if len(found) > 1 and identity.participant:
            found = [one for one in found if one.lms_id == identity.participant] or found
        return found


class DerivedPeople:
    """Makes ids of names and numbers where there is no roster, and remembers them.

    A name becomes "ada-lovelace"; a number that is the person's in every assignment goes behind it;
    an id that is given stays as it is. Two people never get the same id: of those with the same
    name in one download each gets the assignment's number behind it.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._path = course.private / "collected" / "people.json"
        self._assignment = assignment
        self._ids = _saved(self._path)

    def students(self, identities: Iterable[Identity]) -> dict[Identity, tuple[str, ...]]:
        """The id of each, in a tuple. What was given before is given again."""
        ordered = sorted(set(identities))
        numbers = defaultdict(set)
        for identity in ordered:
            numbers[squashed(identity.name)].add(identity.participant)
        made: dict[Identity, tuple[str, ...]] = {}
        for identity in ordered:
            is_shared = len(numbers[squashed(identity.name)]) > 1
            made[identity] = (self._student(identity, is_shared),)
        self._save()
        return made

    def _student(self, identity: Identity, is_shared: bool) -> str:
        """One person's id, noted under what will be known of the person next time."""
        name = slug(identity.name)[:LONGEST_SLUG].strip("-")
        if identity.student:
            key = f"student:{identity.student}"
            return self._given(key, identity.student)
        if identity.lms_id:
            return self._given(f"number:{identity.lms_id}", f"{name}-{identity.lms_id}".strip("-"))
        if not identity.participant:
            return self._given(f"name:{squashed(identity.name)}", name)
        here = f"{self._assignment}:{identity.participant}"
        known = self._ids.get(here)
        if known:
            return known
        common = f"name:{squashed(identity.name)}"
        others = {
            student
            for key, student in self._ids.items()
            if key.startswith(f"{self._assignment}:") and key != here
        }
        if is_shared or self._ids.get(common) in others or not name:
            student = self._given(here, f"{name}-{identity.participant}".strip("-"))
        else:
            student = self._given(common, name)
        self._ids[here] = student
        return student

    def _given(self, key: str, wish: str) -> str:
        """The id that belongs to a key: that of before, or the wish if nobody else has it."""
        if key not in self._ids:
            taken = {student.casefold() for student in self._ids.values()}
            base, number = _sound(wish, key), 1
            student = base
            while student.casefold() in taken:
                number += 1
                student = f"{base}-{number}"
            self._ids[key] = student
        return self._ids[key]

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        scratch = self._path.with_suffix(".new")
        scratch.write_text(json.dumps(self._ids, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(scratch, self._path)


def _sound(wish: str, key: str) -> str:
    """The wish where it can be a student id; else the like of it with letters of a checksum."""
    if not id_problem(wish):
        return wish
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{slug(wish)[:LONGEST_SLUG].strip('-') or 'student'}-{digest}"


def _saved(path: Path) -> dict[str, str]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in saved.items()} if isinstance(saved, dict) else {}


def platform_numbers(course: Course) -> dict[str, str]:
    """The platform's numbers of those whose ids were made of them, by student id."""
    saved = _saved(course.private / "collected" / "people.json")
    return {
        student: key.removeprefix("number:")
        for key, student in saved.items()
        if key.startswith("number:")
    }


def resolved(
    identities: Iterable[Identity], roster: Roster | None, course: Course, assignment: str
) -> tuple[dict[Identity, tuple[str, ...]], dict[Identity, str]]:
    """The student ids of each person, and of those who are not known the reason."""
    if roster is None:
        return DerivedPeople(course, assignment).students(identities), {}
    people, unknown = {}, {}
    index = RosterPeople(roster)
    for identity in sorted(set(identities)):
        try:
            people[identity] = index.students(identity)
        except NobodyKnown as reason:
            unknown[identity] = str(reason)
    return people, unknown
