"""What a path says, for every name that a platform makes of a person and a file."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lms_zips import DOWNLOADED, Hand, canvas_entries, exchange_entries, moodle_entries

from autograder.collect.patterns import Identity, Pattern, read_rules
from autograder.course import Course, CourseError
from autograder.roster import name_keys, squashed

ASSIGNMENT = "01_loss_functions"


def rules_of(root: Path, settings: str = "") -> dict[str, Pattern]:
    path = root / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    if settings:
        (root / "collect.toml").write_text(settings, encoding="utf-8")
    return {pattern.name: pattern for pattern in read_rules(Course(root), ASSIGNMENT).patterns}


@pytest.fixture(scope="session")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pattern]:
    return rules_of(tmp_path_factory.mktemp("course"))


letters = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=10)
names = st.lists(letters, min_size=1, max_size=3).map(" ".join)
file_names = st.text(string.ascii_letters + string.digits + " _-().+", min_size=1, max_size=20)
hands = st.builds(
    Hand,
    first=names,
    last=names,
    number=st.integers(1, 10**9),
    files=file_names.map(lambda name: [(f"{name}.ipynb", b"")]),
    is_late=st.booleans(),
)


@given(hand=hands, end=st.sampled_from(["", "_"]), kind=st.sampled_from(["file", "onlinetext"]))
def test_moodle_s_names_are_read_back(
    patterns: dict[str, Pattern], hand: Hand, end: str, kind: str
) -> None:
    [(path, _, _)] = moodle_entries([hand], kind, end)
    match = patterns["moodle"].match(path)
    assert match is not None
    assert match.identity == Identity(name=hand.name, participant=str(hand.number))
    assert match.file == hand.files[0][0]


@given(hand=hands)
def test_moodle_s_names_without_folders_are_read_back(
    patterns: dict[str, Pattern], hand: Hand
) -> None:
    [(path, _, _)] = moodle_entries([hand], as_folders=False)
    match = patterns["moodle"].match(path)
    assert match is not None
    assert match.identity == Identity(name=hand.name, participant=str(hand.number))
    assert match.file == hand.files[0][0]


@given(hand=hands)
def test_canvas_s_names_are_read_back(patterns: dict[str, Pattern], hand: Hand) -> None:
    [(path, _, _)] = canvas_entries([hand])
    match = patterns["canvas"].match(path)
    assert match is not None
    assert match.identity.lms_id == str(hand.number)
    assert squashed(match.identity.name) in name_keys(f"{hand.last}, {hand.first}")
    assert squashed(match.identity.name) in name_keys(hand.name)
    assert (match.is_late, match.file_id) == (hand.is_late, 900_001)
    assert match.file == hand.files[0][0]


@given(hand=hands)
def test_anonymous_canvas_is_read_back(patterns: dict[str, Pattern], hand: Hand) -> None:
    [(path, _, _)] = canvas_entries([hand], is_anonymous=True)
    match = patterns["canvas"].match(path)
    assert match is not None
    assert match.identity == Identity(name=f"anon_x{hand.number}y")
    assert (match.is_late, match.file) == (hand.is_late, hand.files[0][0])


@given(user=st.text(string.ascii_lowercase + "+-._@", min_size=1, max_size=20))
def test_the_exchange_s_names_are_read_back(patterns: dict[str, Pattern], user: str) -> None:
    [(path, _, _), _] = exchange_entries([Hand("", user, 1, [("a.ipynb", b"")])], ASSIGNMENT)
    match = patterns["exchange"].match(path)
    assert match is not None
    assert match.identity == Identity(student=user)
    assert (match.assignment, match.file) == (ASSIGNMENT, "a.ipynb")
    assert match.timestamp == f"{DOWNLOADED:%Y-%m-%d %H:%M:%S.%f} UTC"


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (["Ada_1_assignsubmission_file/a.ipynb", "stray.ipynb"], "moodle"),
        (["ada_1_2_a.ipynb", "bob_LATE_3_4_b.ipynb"], "canvas"),
        (["ada_1_2_a.ipynb", "bob.ipynb", "cyd.ipynb"], "named"),
        ([f"ada+{ASSIGNMENT}+2026-03-01 10:00:00.0 UTC+AbC-_/x.ipynb"], "exchange"),
        ([f"ada+{ASSIGNMENT}+2026-03-01 10:00:00 +0100/x.ipynb"], "exchange"),
        ([f"ada/{ASSIGNMENT}/x.ipynb"], "submitted"),
        (["ps1_hacker_attempt_2016-01-30-20-30-10_problem1.ipynb"], "blackboard"),
        (["ada/x.ipynb"], "named"),
        ([], "named"),
    ],
)
def test_the_pattern_that_fits_is_chosen(tmp_path: Path, paths: list[str], name: str) -> None:
    rules_of(tmp_path)
    rules = read_rules(Course(tmp_path), ASSIGNMENT)
    assert rules.choose(paths).name == name
    assert rules.choose(paths, "canvas").name == "canvas"
    with pytest.raises(CourseError, match=r"There is no pattern 'x'\. There are: exchange, "):
        rules.choose(paths, "x")


def test_ones_own_patterns_go_first(tmp_path: Path) -> None:
    settings = (
        "[patterns]\n"
        "ilias = '(?P<name>[^/]+)_(?P<lms_id>\\d+)/(?P<timestamp>[\\d-]+) (?P<file>.+)'\n"
        "named = ['(?P<student>[a-z]+)-{assignment}\\.ipynb']\n"
    )
    own = rules_of(tmp_path, settings)
    assert list(own)[:2] == ["ilias", "named"]
    match = own["ilias"].match("Ada Ek_7/2026-03-01-10-00-00 hw.ipynb")
    assert match is not None
    assert match.identity == Identity(name="Ada Ek", lms_id="7")
    assert (match.timestamp, match.file) == ("2026-03-01-10-00-00", "hw.ipynb")
    match = own["named"].match(f"ada-{ASSIGNMENT}.ipynb")
    assert match is not None
    assert match.identity == Identity(student="ada")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("patterns = 3", "patterns is a table"),
        ("[patterns]\nx = 3", "'x' is no regular expression in quotes"),
        ("[patterns]\nx = '('", "'x' is no regular expression: missing"),
        ("[patterns]\nx = '(?P<nam>.)'", "'x' has the group 'nam'; its groups can be assignment,"),
        ("[patterns]\nx = '(?P<file>.)'", "'x' says nowhere who it was"),
        ("[patterns", "can't be read"),
        ("zone = 3", "'zone' is no setting of it"),
        ("timezone = 'Mars/Base'", "there is no time zone 'Mars/Base'"),
        ("timezone = '../etc'", "there is no time zone"),
        ("timezone = 3", "there is no time zone"),
        ("times = 'never'", "times is 'never'; it can be auto, zip, ignore"),
    ],
)
def test_settings_that_err_are_one_sentence(tmp_path: Path, settings: str, sentence: str) -> None:
    with pytest.raises(CourseError, match=rf"collect\.toml.*{sentence}") as caught:
        rules_of(tmp_path, settings)
    assert "\n" not in str(caught.value)
