"""Folders, files and zips from students: read if they are plain, else refused with a sentence."""

from __future__ import annotations

import io
import os
import socket
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import intake
from autograder.archives import extract_zip
from autograder.grade import Grader
from autograder.intake import Unreadable, id_problem, read_notebook_file, shadow_flags

ASSIGNMENT = "01_loss_functions"
NAME = f"{ASSIGNMENT}.ipynb"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a student hands in goes here."""
    place = tmp_path / "ada" / ASSIGNMENT
    place.mkdir(parents=True)
    return place


def link_to_file(path: Path) -> None:
    (path.parent.parent / "gradebook.db").write_text("secret")
    path.symlink_to(path.parent.parent / "gradebook.db")


def hard_link(path: Path) -> None:
    (path.parent.parent / "gradebook.db").write_text("secret")
    path.hardlink_to(path.parent.parent / "gradebook.db")


def open_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's whole path may have 107 characters
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)
    os.chdir(here)


def dangling_link(path: Path) -> None:
    path.symlink_to("/nowhere")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (link_to_file, "is a link, not a notebook"),
        (dangling_link, "is a link, not a notebook"),
        (hard_link, "is a hard link"),
        (os.mkfifo, "is a pipe"),
        (open_socket, "is a socket"),
        (Path.mkdir, "is a folder"),
        (lambda path: path.write_bytes(b"x" * (intake.MAX_BYTES + 1)), "at most 20"),
    ],
)
def test_what_is_no_plain_file_is_neither_followed_nor_waited_for(
    folder: Path, make: Callable[[Path], None], sentence: str
) -> None:
    make(folder / NAME)
    with pytest.raises(Unreadable, match=sentence):
        read_notebook_file(folder, ASSIGNMENT)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_is_not_opened(folder: Path) -> None:
    try:
        os.mknod(folder / NAME, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("no devices here")
    with pytest.raises(Unreadable, match="is a device"):
        read_notebook_file(folder, ASSIGNMENT)


@pytest.mark.parametrize("linked", ["student", "assignment"])
def test_a_folder_that_is_a_link_is_refused(folder: Path, tmp_path: Path, linked: str) -> None:
    (folder / NAME).write_text("{}")
    student = tmp_path / "eve"
    if linked == "student":
        student.symlink_to(folder.parent)
    else:
        student.mkdir()
        (student / ASSIGNMENT).symlink_to(folder)
    with pytest.raises(Unreadable, match="is a link: put the folder itself"):
        read_notebook_file(student / ASSIGNMENT, ASSIGNMENT)


def test_the_file_is_found_or_its_absence_explained(folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(Unreadable, match="can't be read"):
        read_notebook_file(folder, ASSIGNMENT)
    folder.touch()
    with pytest.raises(Unreadable, match="is a file"):
        read_notebook_file(folder, ASSIGNMENT)
    folder.unlink()
    folder.mkdir()
    with pytest.raises(Unreadable, match="holds nothing"):
        read_notebook_file(folder, ASSIGNMENT)
    (folder / "other.ipynb").write_text("{}")
    data, flags = read_notebook_file(folder, ASSIGNMENT)
    assert data == b"{}"
    assert flags == (f"The file is called other.ipynb, not {NAME}.",)
    (folder / "third.ipynb").write_text("{}")
    with pytest.raises(Unreadable, match=r"several other notebooks: other\.ipynb, third\.ipynb"):
        read_notebook_file(folder, ASSIGNMENT)
    (folder / NAME).write_text("[]")
    assert read_notebook_file(folder, ASSIGNMENT) == (b"[]", ())


def test_a_file_that_may_not_be_read_gets_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    (folder / NAME).write_text("{}")
    opened = os.open
    monkeypatch.setattr(
        intake.os, "open", lambda path, *a, **k: (refuse if path == NAME else opened)(path, *a, **k)
    )
    with pytest.raises(Unreadable, match="can't be read: Permission denied"):
        read_notebook_file(folder, ASSIGNMENT)


def test_names_of_files_are_shown_harmlessly(folder: Path) -> None:
    (folder / "\u202egpj.exe\n").touch()
    with pytest.raises(Unreadable) as problem:
        read_notebook_file(folder, ASSIGNMENT)
    assert "⟨U+202E⟩" in str(problem.value)


def test_files_that_shadow_modules_are_said_and_reach_nothing(
    folder: Path, released_course: object, grader: Grader
) -> None:
    released = Path(released_course.release) / ASSIGNMENT / NAME  # type: ignore[attr-defined]
    (folder / NAME).write_bytes(released.read_bytes())
    for name in ("numpy.py", "sitecustomize.py", "random.so"):
        (folder / name).write_text("raise SystemExit")
    (folder / "matplotlib").mkdir()
    (folder / "matplotlib" / "__init__.py").write_text("raise SystemExit")
    graded = grader.grade("ada", folder)
    assert graded.result.flags == (
        "Beside the notebook lies matplotlib, numpy.py, random.so and 1 more: "
        "only the notebook is used.",
    )
    cell = next(cell for cell in graded.notebook.cells if "import numpy" in cell.source)
    assert all(output.output_type != "error" for output in cell.outputs)


def test_what_shadows_nothing_is_not_mentioned() -> None:
    assert shadow_flags([NAME, "README.md", "notes.txt", "numpy.txt", "pyproject.toml"]) == ()
    assert shadow_flags(["course_lib"]) != ()


@pytest.mark.parametrize(
    "name",
    [
        "ada",
        "müller",
        "s123-45",
        "doe.john@uni.edu",
        "Doe, John",
        "_x",
        "4711",
        "김철수",
        "x" * 100,
    ],
)
def test_names_that_people_have_are_good_ids(name: str) -> None:
    assert id_problem(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        *("", "..", ".", ".hidden", "-rf", "a/b", "a\\b", "../x", "/etc", "a\x00b", "a\nb"),
        *("=1+1", "+1", "@sum", "a\u202eb", "a\ud800", "x" * 101, "CON", "nul.txt", "ada ", "ada."),
        *("<b>", 'a"b', "a;b", "a`b`", "a$b", "{{a}}", "a:b", "a|b", "a*", "＝1+1"),
    ],
)
def test_a_bad_id_gets_a_sentence(name: str) -> None:
    problem = id_problem(name)
    assert problem.endswith(": rename the folder.")
    assert problem.isprintable()


def test_a_bad_id_costs_its_own_submission_only(folder: Path, grader: Grader) -> None:
    graded = grader.grade("=cmd", folder)
    assert graded.result.status == "unreadable"
    assert "does not begin with a letter" in graded.result.problem


Entry = tuple[zipfile.ZipInfo | str, bytes]


def packed(path: Path, *entries: Entry) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in entries:
            archive.writestr(info, data)
    return path


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def test_an_ordinary_zip_is_unpacked_without_what_computers_add(tmp_path: Path) -> None:
    archive = packed(
        tmp_path / "a.zip",
        ("ada/", b""),
        (f"ada/{NAME}", b"{}"),
        ("__MACOSX/ada/._x", b"x"),
        ("ada/.DS_Store", b"x"),
    )
    assert extract_zip(archive, tmp_path / "out") == [tmp_path / "out" / "ada" / NAME]
    assert (tmp_path / "out" / "ada" / NAME).read_bytes() == b"{}"


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([("../evil", b"x")], "leads elsewhere"),
        ([("a/../../evil", b"x")], "leads elsewhere"),
        ([("/etc/evil", b"x")], "absolute"),
        ([("C:/evil", b"x")], "absolute"),
        ([("a\\..\\evil", b"x")], "absolute"),
        ([("a//b", b"x")], "leads elsewhere"),
        ([("a./b", b"x")], "leads elsewhere"),
        ([("a\nb", b"x")], "can't be printed"),
        ([("a" * 300, b"x")], "too long"),
        ([("a/" * 20 + "b", b"x")], "too long"),
        ([(entry("link", stat.S_IFLNK | 0o777), b"/etc/passwd")], "is a link"),
        ([(entry("pipe", stat.S_IFIFO), b"")], "is a link or a special file"),
        ([("bomb", b"0" * 3_000_000)], "unpacks to far more"),
        ([("a.ipynb", b"x"), ("A.ipynb", b"y")], "twice"),
        ([("a", b"x"), ("a/b", b"y")], "twice"),
        ([(str(number), b"") for number in range(5_001)], "at most 5000"),
    ],
)
def test_a_zip_that_is_not_sound_is_refused_as_a_whole(
    tmp_path: Path, entries: list[Entry], sentence: str
) -> None:
    archive = packed(tmp_path / "a.zip", ("first.ipynb", b"{}"), *entries)
    with pytest.raises(Unreadable, match=sentence):
        extract_zip(archive, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def changed(path: Path, old: bytes, new: bytes) -> Path:
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", ("a.ipynb", b"{}"))
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    with pytest.raises(Unreadable, match="without a password"):
        extract_zip(archive, tmp_path / "out")


def test_a_zip_that_lies_about_its_sizes_leaves_nothing(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", ("a.ipynb", b"0" * 900_000))
    changed(archive, (900_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        extract_zip(archive, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("cut", [0, 10, 60, 100])
def test_a_damaged_zip_gets_a_sentence(tmp_path: Path, cut: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.ipynb", os.urandom(100))
    damaged = tmp_path / "a.zip"
    damaged.write_bytes(buffer.getvalue()[: len(buffer.getvalue()) - cut - 1])
    with pytest.raises(Unreadable, match="damaged"):
        extract_zip(damaged, tmp_path / "out")


def test_a_zip_is_not_unpacked_over_what_is_there(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", ("a.ipynb", b"{}"))
    (tmp_path / "out").mkdir()
    with pytest.raises(Unreadable, match="can't be unpacked"):
        extract_zip(archive, tmp_path / "out")
