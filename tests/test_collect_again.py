"""Collected again, later, or after a kill: nothing is lost, and the newest counts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from collecting import (
    FILE,
    PAIR,
    entry,
    everything,
    notebook,
    stamp,
    statuses,
    submitted,
    two_assignments,
    zipped,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from lms_zips import (
    DOWNLOADED,
    Hand,
    days_apart,
    moodle_entries,
    write_folder,
    write_zip,
)
from made_up_course import ASSIGNMENT

from autograder.collect import collect
from autograder.collect import kept as collect_kept
from autograder.collect.kept import Kept
from autograder.course import Course, CourseError


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return two_assignments(tmp_path / "course")


def versions(course: Course, student: str = "ada-lovelace") -> list[bytes]:
    kept = Kept(course, ASSIGNMENT, student).all()
    return [(one.folder / FILE).read_bytes() for one in kept]


def zip_of(path: Path, text: str, days: int = 0) -> Path:
    time = DOWNLOADED + timedelta(days=days)
    hand = Hand("Ada", "Lovelace", 11, [(FILE, notebook(text))], time)
    return write_zip(path / f"{text}{days}.zip", moodle_entries([hand]))


def test_collecting_again_changes_nothing(course: Course, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", moodle_entries(PAIR))
    collect(course, ASSIGNMENT, path)
    before = everything(course.root)
    assert set(statuses(collect(course, ASSIGNMENT, path)).values()) == {"unchanged"}
    assert everything(course.root) == before


def test_the_same_work_in_a_later_download_is_unchanged(course: Course, tmp_path: Path) -> None:
    collect(course, ASSIGNMENT, zip_of(tmp_path, "a"))
    collected = collect(course, ASSIGNMENT, zip_of(tmp_path, "a", days=3))
    assert statuses(collected) == {"ada-lovelace": "unchanged"}
    assert versions(course) == [notebook("a")]


def test_the_newest_counts_and_all_are_kept(course: Course, tmp_path: Path) -> None:
    first, second = zip_of(tmp_path, "a"), zip_of(tmp_path, "b", days=1)
    place = f"ada-lovelace/{ASSIGNMENT}/{FILE}"
    collect(course, ASSIGNMENT, first)
    assert statuses(collect(course, ASSIGNMENT, second)) == {"ada-lovelace": "newer"}
    assert submitted(course) == {place: notebook("b")}
    assert statuses(collect(course, ASSIGNMENT, first)) == {"ada-lovelace": "unchanged"}
    assert submitted(course) == {place: notebook("b")}
    back = zip_of(tmp_path, "a", days=2)  # handed in the earlier one once more
    assert statuses(collect(course, ASSIGNMENT, back)) == {"ada-lovelace": "newer"}
    assert versions(course) == [notebook("a"), notebook("b"), notebook("a")]


def test_an_older_download_after_a_newer_one_is_kept_but_does_not_count(
    course: Course, tmp_path: Path
) -> None:
    collect(course, ASSIGNMENT, zip_of(tmp_path, "b", days=1))
    assert statuses(collect(course, ASSIGNMENT, zip_of(tmp_path, "a"))) == {"ada-lovelace": "older"}
    assert submitted(course) == {f"ada-lovelace/{ASSIGNMENT}/{FILE}": notebook("b")}


def test_work_in_submitted_that_was_put_there_by_hand_is_kept(
    course: Course, tmp_path: Path
) -> None:
    place = course.submitted / "ada-lovelace" / ASSIGNMENT
    write_folder(place, [(FILE, notebook("by hand"), DOWNLOADED - timedelta(days=9))])
    collect(course, ASSIGNMENT, zip_of(tmp_path, "a"))
    assert versions(course) == [notebook("by hand"), notebook("a")]
    (place / FILE).write_bytes(notebook("mended by the teacher"))
    before = everything(course.submitted)
    assert statuses(collect(course, ASSIGNMENT, zip_of(tmp_path, "a"))) != {"ada-lovelace": "newer"}
    assert everything(course.submitted).keys() == before.keys()
    assert (place / FILE).read_bytes() == notebook("mended by the teacher")
    collect(course, ASSIGNMENT, zip_of(tmp_path, "b", days=1))
    assert (place / FILE).read_bytes() == notebook("b")
    assert notebook("mended by the teacher") in versions(course)


def test_a_link_in_submitted_is_not_written_through(course: Course, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (course.submitted).mkdir()
    (course.submitted / "ada-lovelace").symlink_to(outside)
    collected = collect(course, ASSIGNMENT, write_zip(tmp_path / "a", moodle_entries(PAIR)))
    assert set(statuses(collected)) == {"grace-hopper"}
    assert "can't be written to: it is a link" in collected.unmatched[0].reason
    assert list(outside.iterdir()) == []


def test_times_of_an_old_moodle_are_times_of_hand_ins(course: Course, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a", moodle_entries(days_apart(PAIR)))
    assert collect(course, ASSIGNMENT, path).notes == []
    assert stamp(course, "ada-lovelace") == "2026-02-10 08:00:00.000000 UTC"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('times = "zip"', "2026-03-02 08:00:00.000000 UTC"),
        ('times = "zip"\ntimezone = "Europe/Berlin"', "2026-03-02 07:00:00.000000 UTC"),
        ('times = "ignore"', ""),
        ("", ""),
    ],
)
def test_the_times_of_a_zip_file_are_read_as_the_settings_say(
    course: Course, tmp_path: Path, settings: str, expected: str
) -> None:
    (course.root / "collect.toml").write_text(settings)
    collect(course, ASSIGNMENT, write_zip(tmp_path / "a", moodle_entries(PAIR)))
    assert stamp(course, "ada-lovelace") == expected


def test_seconds_since_1970_in_an_entry_go_before_its_time(course: Course, tmp_path: Path) -> None:
    info = entry("ada.ipynb")
    seconds = int(datetime(2026, 1, 5, 12, tzinfo=UTC).timestamp())
    info.extra = b"UT\x05\x00\x01" + seconds.to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(zipped((info, notebook())))
    collect(course, ASSIGNMENT, tmp_path / "a.zip")
    assert stamp(course, "ada") == "2026-01-05 12:00:00.000000 UTC"


class Killed(BaseException):
    """As if the process ended here."""


def test_killed_at_any_moment_the_next_run_completes(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_zip(tmp_path / "a.zip", moodle_entries(PAIR))
    newer = [
        Hand(h.first, h.last, h.number, [(FILE, notebook("new"))], DOWNLOADED + timedelta(1))
        for h in PAIR
    ]
    second = write_zip(tmp_path / "b.zip", moodle_entries(newer))
    collect(course, ASSIGNMENT, first)
    untouched = tmp_path / "untouched"
    shutil.copytree(course.root, untouched)
    collect(course, ASSIGNMENT, second)
    wanted = {path: data for path, (data, _) in everything(course.root).items()}
    steps = 0
    while True:
        shutil.rmtree(course.root)
        shutil.copytree(untouched, course.root)
        left = steps

        def stop(step: Callable[..., object]) -> Callable[..., object]:
            def wrapped(*arguments: object, **named: object) -> object:
                nonlocal left
                if left == 0:
                    raise Killed
                left -= 1
                return step(*arguments, **named)

            return wrapped

        with monkeypatch.context() as patch:
            for owner, name in (
                (collect_kept.os, "replace"),
                (collect_kept.shutil, "rmtree"),
                (Path, "write_bytes"),
                (Path, "rename"),
                (Path, "mkdir"),
            ):
                patch.setattr(owner, name, stop(getattr(owner, name)))
            try:
                collect(course, ASSIGNMENT, second)
                break
            except Killed:
                pass
        collect(course, ASSIGNMENT, second)
        found = {path: data for path, (data, _) in everything(course.root).items()}
        assert {
            p: d for p, d in found.items() if ".building" not in p and not p.endswith(".new")
        } == wanted
        steps += 1
    assert steps > 20


def test_a_full_disk_is_one_sentence(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "a.zip", moodle_entries(PAIR))

    def full(place: Path, _: bytes) -> int:
        raise OSError(28, "No space left on device", str(place))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(CourseError, match="can't be written to: No space left on device"):
            collect(course, ASSIGNMENT, path)
    assert len(collect(course, ASSIGNMENT, path).rows) == 2


def test_what_is_kept_is_nobody_else_s_to_read(course: Course, tmp_path: Path) -> None:
    collect(course, ASSIGNMENT, write_zip(tmp_path / "a.zip", moodle_entries(PAIR)))
    assert course.private.stat().st_mode & 0o777 == 0o700


def test_two_runs_at_once_are_one_sentence(course: Course, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", moodle_entries(PAIR))
    with (
        collect_kept.one_at_a_time(course),
        pytest.raises(CourseError, match="Another `course collect` is running"),
    ):
        collect(course, ASSIGNMENT, path)


downloads = st.lists(
    st.tuples(
        st.sampled_from(["Ada Ek", "Bo Li", "Jörg Weiß", "=cmd", "CON"]),
        st.integers(1, 3),
        st.sampled_from([FILE, "hw (2).ipynb", "hw.zip", "scan.pdf", "../x.ipynb"]),
        st.sampled_from(["one", "two", "three"]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(batches=st.lists(downloads, min_size=1, max_size=3))
def test_nothing_is_lost_and_again_changes_nothing(batches: list[list[Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder, "course"))
        source = course.source_notebook(ASSIGNMENT)
        source.parent.mkdir(parents=True)
        source.write_bytes(notebook("source"))
        paths, handed_in = [], set()
        for index, batch in enumerate(batches):
            entries = {}
            for name, number, file, text, days in batch:
                path = f"{name}_{number}_assignsubmission_file/{file}"
                packed = zipped((FILE, notebook(text))) if file == "hw.zip" else notebook(text)
                entries[path] = (path, packed, DOWNLOADED + timedelta(days=days)), text
            paths.append(write_zip(Path(folder, f"{index}.zip"), [e for e, _ in entries.values()]))
            handed_in |= {
                notebook(text) for path, (_, text) in entries.items() if "../" not in path
            }
            collect(course, ASSIGNMENT, paths[-1])
        kept = {path.read_bytes() for path in course.private.rglob(FILE)}
        assert kept == handed_in
        before = everything(course.root)
        for path in paths:
            collect(course, ASSIGNMENT, path)
        assert everything(course.root) == before
        for student in course.submitted.glob("*"):
            newest = Kept(course, ASSIGNMENT, student.name).all()[-1]
            assert (student / ASSIGNMENT / FILE).read_bytes() == (newest.folder / FILE).read_bytes()
