"""What is in a download: renamed and broken notebooks, zip files in zip files, and tricks."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from collecting import (
    FILE,
    GRACE,
    OTHER,
    PAIR,
    entry,
    everything,
    notebook,
    reasons,
    statuses,
    submitted,
    two_assignments,
    zipped,
)
from lms_zips import (
    DOWNLOADED,
    Hand,
    moodle_entries,
    write_folder,
    write_zip,
)
from made_up_course import ASSIGNMENT

from autograder.collect import collect
from autograder.course import Course, CourseError


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return two_assignments(tmp_path / "course")


@pytest.mark.parametrize(
    "name", ["hw1 final (2).ipynb", "Untitled.ipynb.txt", "notebook", "a.json"]
)
def test_renamed_notebooks_are_recognised(course: Course, tmp_path: Path, name: str) -> None:
    hand = Hand("Ada", "Lovelace", 11, [(name, notebook("ada")), ("notes.ipynb", b"{}")])
    collected = collect(course, ASSIGNMENT, write_zip(tmp_path / "a", moodle_entries([hand])))
    assert submitted(course) == {f"ada-lovelace/{ASSIGNMENT}/{FILE}": notebook("ada")}
    assert collected.rows[0].notes == (f"was called {name}",)
    assert list(reasons(collected).values()) == [f"It has none of the exercises of {ASSIGNMENT}."]


def test_another_assignments_notebook_is_listed_or_taken(course: Course, tmp_path: Path) -> None:
    files = [(FILE, notebook("mixed up", OTHER))]
    path = write_zip(tmp_path / "a", moodle_entries([Hand("Ada", "Lovelace", 11, files)]))
    collected = collect(course, ASSIGNMENT, path)
    assert submitted(course) == {}
    assert list(reasons(collected).values()) == [
        f"It is a notebook of {OTHER}: collect that, or add --others."
    ]
    collect(course, ASSIGNMENT, path, with_others=True)
    assert list(submitted(course)) == [f"ada-lovelace/{OTHER}/{OTHER}.ipynb"]


@pytest.mark.parametrize("data", [b"", b"%PDF", b"{", b'{"cells": 3}', b"[" * 100_000])
def test_a_broken_notebook_is_a_hand_in_all_the_same(
    course: Course, tmp_path: Path, data: bytes
) -> None:
    path = write_zip(tmp_path / "a", moodle_entries([Hand("Ada", "Ek", 1, [("x.ipynb", data)])]))
    collected = collect(course, ASSIGNMENT, path)
    assert submitted(course) == {f"ada-ek/{ASSIGNMENT}/{FILE}": data}
    assert "has none of the assignment's marks" in collected.rows[0].notes


def test_what_is_no_notebook_is_listed_and_copied(course: Course, tmp_path: Path) -> None:
    hand = Hand("Ada", "Ek", 1, [("scan.pdf", b"%PDF"), (FILE, notebook())])
    entries = moodle_entries([hand])
    entries += moodle_entries([Hand("Bo", "Li", 2, [("onlinetext.html", b"<p>")])], "onlinetext")
    collected = collect(course, ASSIGNMENT, write_zip(tmp_path / "a", entries))
    assert set(reasons(collected).values()) == {"It is no notebook."}
    folder = course.private / "unmatched" / ASSIGNMENT
    assert {(folder / left.copy).read_bytes() for left in collected.unmatched} == {b"%PDF", b"<p>"}
    assert statuses(collected) == {"ada-ek": "new"}


def test_a_zip_inside_is_unpacked_once(course: Course, tmp_path: Path) -> None:
    bundle = zipped(("hw/course_lib/x.py", b"x"), (f"hw/{FILE}", notebook("in zip")))
    nested = zipped(("deeper.zip", bundle), ("y/.ipynb_checkpoints/a.ipynb", notebook()))
    hands = [
        Hand("Ada", "Ek", 1, [("hw.zip", bundle)]),
        Hand("Bo", "Li", 2, [("hw.zip", nested)]),
        Hand("Cy", "Re", 3, [("hw.zip", b"no zip")]),
        Hand("Di", "Do", 4, [("hw.zip", zipped(("a.py", b"x")))]),
        GRACE,
    ]
    collected = collect(course, ASSIGNMENT, write_zip(tmp_path / "a", moodle_entries(hands)))
    assert set(statuses(collected)) == {"ada-ek", "grace-hopper"}
    assert submitted(course)[f"ada-ek/{ASSIGNMENT}/{FILE}"] == notebook("in zip")
    assert list(reasons(collected).values()) == [
        "It is a zip file inside a zip file: not unpacked.",
        "The zip file is damaged: hand it in again.",
        "There is no notebook in it.",
    ]


PREFIX = "Eve Evil_66_assignsubmission_file"

TRICKS = {
    "zip-slip": (entry(f"../../{PREFIX}/x.ipynb"), notebook("e"), "leads elsewhere"),
    "absolute": (entry(f"/etc/{PREFIX}/x.ipynb"), notebook("e"), "leads elsewhere"),
    "drive": (entry(f"C:/{PREFIX}/x.ipynb"), notebook("e"), "leads elsewhere"),
    "link": (entry(f"{PREFIX}/x.ipynb", 0o120777), b"/etc/passwd", "is a link"),
    "pipe": (entry(f"{PREFIX}/x.ipynb", 0o010644), b"", "is a link or a special file"),
    "bomb": (entry(f"{PREFIX}/x.ipynb"), b"0" * 5_000_000, "unpacks to far more"),
    "long": (entry(f"{PREFIX}/{'x' * 2000}.ipynb"), notebook("e"), "a name of 2"),
    "odd packing": (
        entry(f"{PREFIX}/x.ipynb", compress_type=zipfile.ZIP_BZIP2),
        notebook("e"),
        "packed in an unusual way",
    ),
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
@pytest.mark.parametrize("is_inside", [False, True])
def test_a_trick_costs_only_itself(
    course: Course, tmp_path: Path, trick: tuple[zipfile.ZipInfo, bytes, str], is_inside: bool
) -> None:
    info, data, reason = trick
    good = (f"Ada Ek_1_assignsubmission_file/{FILE}", notebook("ada"))
    if is_inside:
        packed = zipped((info, data), (FILE, notebook("eve")))
        path = tmp_path / "a.zip"
        path.write_bytes(zipped(good, (f"{PREFIX}/hw.zip", packed)))
    else:
        path = tmp_path / "a.zip"
        path.write_bytes(zipped(good, (info, data)))
    before = sorted(tmp_path.iterdir())
    collected = collect(course, ASSIGNMENT, path)
    assert set(statuses(collected)) == {"ada-ek"} | ({"eve-evil"} if is_inside else set())
    [left] = collected.unmatched
    assert reason in left.reason
    assert sorted(tmp_path.iterdir()) == before


def test_odd_names_are_no_trick(course: Course, tmp_path: Path) -> None:
    names = ["a\\b.ipynb", "tail. ", "\u202ex.ipynb", "a" * 300 + ".ipynb", "new\nline.ipynb"]
    entries = [
        (entry(f"P {at}_{at}_assignsubmission_file/{name}"), notebook(name))
        for at, name in enumerate(names)
    ]
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(*entries))
    collected = collect(course, ASSIGNMENT, path)
    assert len(collected.rows) == len(names)
    assert collected.unmatched == []


def test_an_entry_twice_is_handed_in_twice(course: Course, tmp_path: Path) -> None:
    name = f"Ada Ek_1_assignsubmission_file/{FILE}"
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped((entry(name), notebook("1")), (entry(name), notebook("2")))
    (tmp_path / "a.zip").write_bytes(data)
    collected = collect(course, ASSIGNMENT, tmp_path / "a.zip")
    assert submitted(course) == {f"ada-ek/{ASSIGNMENT}/{FILE}": notebook("2")}
    assert collected.rows[0].notes == ("2 hand-ins",)
    before = everything(course.root)
    assert statuses(collect(course, ASSIGNMENT, tmp_path / "a.zip")) == {"ada-ek": "unchanged"}
    assert everything(course.root) == before


def test_names_in_utf_8_that_are_not_marked_as_such(course: Course, tmp_path: Path) -> None:
    data = zipped((f"JXrg WeiY_1_assignsubmission_file/{FILE}", notebook()))
    (tmp_path / "a.zip").write_bytes(
        data.replace(b"JXrg WeiY", "Jög Weß".encode())  # as long, in bytes
    )
    collected = collect(course, ASSIGNMENT, tmp_path / "a.zip")
    assert set(statuses(collected)) == {"jög-wess"}


def test_damage_to_one_entry_costs_only_itself(course: Course, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", moodle_entries(PAIR))
    with zipfile.ZipFile(path) as archive:
        place = archive.infolist()[0].header_offset
    data = bytearray(path.read_bytes())
    middle = place + 300
    data[middle : middle + 50] = b"\0" * 50
    path.write_bytes(data)
    collected = collect(course, ASSIGNMENT, path)
    assert set(statuses(collected)) == {"grace-hopper"}
    assert "is damaged: download it again" in collected.unmatched[0].reason


def test_an_empty_download_is_one_sentence(course: Course, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped())
    with pytest.raises(CourseError, match=r"a\.zip holds no file"):
        collect(course, ASSIGNMENT, path)


@pytest.mark.parametrize("data", [b"", b"<html>Log in first", b"PK\x03\x04 cut off"])
def test_what_was_meant_to_be_a_zip_is_listed(course: Course, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    collected = collect(course, ASSIGNMENT, path)
    assert list(reasons(collected).values()) == ["The zip file is damaged: hand it in again."]
    assert submitted(course) == {}


def test_paths_that_are_no_download(course: Course, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="There is nothing at"):
        collect(course, ASSIGNMENT, tmp_path / "nowhere.zip")
    with pytest.raises(CourseError, match="There is no assignment 'hw9'"):
        collect(course, "hw9", tmp_path)
    (course.submitted / "ada").mkdir(parents=True)
    for own in (course.submitted / "ada", course.submitted, course.private):
        with pytest.raises(CourseError, match="is where `course collect` puts things"):
            collect(course, ASSIGNMENT, own)
    (tmp_path / "empty").mkdir()
    with pytest.raises(CourseError, match="holds no file"):
        collect(course, ASSIGNMENT, tmp_path / "empty")


def test_links_and_pipes_in_a_folder_are_not_followed(course: Course, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", [("ada.ipynb", notebook(), DOWNLOADED)])
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(notebook("secret"))
    (folder / "bob.ipynb").symlink_to(secret)
    (folder / "cyd").symlink_to(tmp_path)
    (folder / "dan.ipynb").hardlink_to(secret)
    os.mkfifo(folder / "eve.ipynb")
    collected = collect(course, ASSIGNMENT, folder)
    assert list(statuses(collected)) == ["ada"]
    assert reasons(collected) == {
        "bob.ipynb": "It is a link: hand in the file itself.",
        "cyd": "It is a link: hand in the file itself.",
        "dan.ipynb": "It is a hard link to a file that is elsewhere, too: hand in a copy.",
        "eve.ipynb": "It is no plain file.",
    }
