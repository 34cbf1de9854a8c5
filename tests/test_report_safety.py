"""Nothing in a report does anything but show, whatever students hand in or are called."""

from __future__ import annotations

import hashlib
import re
import shutil
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from danger import EXECUTABLE, Danger
from made_up_class import HOSTILE_CODE, linear_cell, result, softmax_cell, unreadable
from made_up_course import ASSIGNMENT

from autograder.pages import write_page
from autograder.report import report_data, report_page
from autograder.report.anonymous import anonymised, example_of
from autograder.report.classroom import Classroom
from autograder.report.trends import trends
from autograder.result import Finding
from autograder.similarity import Pair, SharedCell

EVIL = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\x00{{ 7 * 7 }}"
OWN = {"meta", "style", "script", "svg"}
"""Tags that the page itself has and that `Danger` counts."""


def hostile_page() -> str:
    """All that comes from students is hostile: ids, names, code, findings, flags, problems."""
    hostile = [
        result(
            f"{EVIL}{number}",
            linear_cell(0.0, Finding(f"linear_scores/{EVIL}", EVIL)),
            softmax_cell(0.0, Finding("softmax/raises", EVIL), code=f"{HOSTILE_CODE}\n'{EVIL}'"),
            flags=(EVIL, f"{EVIL} was edited"),
        )
        for number in range(3)
    ]
    room = Classroom(
        ASSIGNMENT, (*hostile, unreadable(EVIL, EVIL)), missing=(EVIL,), names={EVIL: (EVIL,)}
    )
    data = report_data(room)
    cell = SharedCell("softmax", 9.0, 1.0, (EVIL, HOSTILE_CODE), ((1,), (1, 2)))
    data = replace(data, pairs=(Pair((EVIL, EVIL), 99.0, (cell,)),))
    return report_page([data, data], trends([room, room]))


def test_hostile_ids_names_code_and_sentences_stay_text() -> None:
    page = hostile_page()
    assert set(Danger(page).found) <= OWN
    assert page.count("<script>") == 1
    assert page.count("</script>") == page.count("</style>") == 1
    assert not re.search("[\u202e\u2066\x00]", page)
    assert "{{" in page  # what looks like a template is text too
    assert "&lt;script&gt;" in page


def test_the_policy_allows_the_page_s_own_script_and_style_alone() -> None:
    page = hostile_page()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    said = policy[1].replace("&#39;", "'")
    for tag in ("script", "style"):
        content = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in said
    assert "default-src 'none'" in said
    assert "unsafe" not in said


class Addresses(HTMLParser):
    """What a page refers to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in EXECUTABLE - OWN
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "data")]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]


def test_the_page_refers_to_nothing_outside_itself() -> None:
    page = hostile_page()
    assert all(
        address.startswith("#a") or address == "#trends" for address in Addresses(page).found
    )
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import", style)


DEEP = {
    "brackets": "x = " + "(" * 150 + "1" + ")" * 150,
    "too many brackets": "x = " + "[" * 5000,
    "minuses": "x = " + "-" * 15000 + "1",
    "attributes": "x" + ".a" * 9000,
    "sums": "x = 1" + " + 1" * 4500,
    "calls": "f" + "()" * 9000,
    "lambdas": "lambda: " * 2000 + "1",
    "blocks": "\n".join(" " * depth + "if 1:" for depth in range(99)) + "\n" + " " * 99 + "1",
    "strings": '"""' * 3333,
    "long": "x = 1\n" * 50_000,
    "nul": "x = 1\x00",
    "surrogate": "x = '\udc80'",
    "number": "x = " + "9" * 15000,
    "magics": "%matplotlib inline\n!rm -rf /\ndef f(): pass",
    "nothing": "",
}


@pytest.mark.parametrize("source", DEEP.values(), ids=DEEP.keys())
def test_absurd_code_has_an_example_and_a_shape_or_none(source: str) -> None:
    cell = softmax_cell(0.0, Finding("softmax/no_shift", "It overflows."), code=source)
    room = Classroom(ASSIGNMENT, tuple(result(f"s{n}", linear_cell(0.0), cell) for n in range(3)))
    assert "It overflows." in report_page([report_data(room)])


SIGNED = '''
def softmax(scores):
    """Written by Mia Müller, mia.mueller@example.org"""
    # Mia, 12345
    mueller_helper = 1
    print("Müller was here")
    return scores
'''


def test_an_example_has_neither_comments_nor_its_author_s_names() -> None:
    shown = anonymised(SIGNED, ("mia.mueller", "Mia", "Müller", "12345"))
    assert "return scores" in shown
    assert not re.search("mia|müller|mueller|12345|Written", shown, re.IGNORECASE)
    broken = anonymised(SIGNED + "\nreturn (", ("mia.mueller", "Mia", "Müller"))
    assert "return scores" in broken
    assert not re.search("mia|müller|mueller|12345|Written", broken, re.IGNORECASE)


def test_an_example_that_names_nobody_is_preferred_and_code_stays_whole() -> None:
    maximum = "def softmax(s):\n    return s / s.max(axis=1)\n"
    assert "s.max(" in example_of([(maximum, ("max",)), (maximum + "\n# mine", ("ada",))])
    assert example_of([("# ada", ("ada",)), ("", ())]) == ""


def test_the_example_is_of_the_shape_that_most_have() -> None:
    usual = "def f({0}):\n    total = {0}.sum(axis=0)\n    return {0} / total\n"
    odd = "def f(a): return a / 2"
    codes = [(odd, ()), (usual.format("a"), ()), (usual.format("values"), ())]
    assert example_of(codes) == usual.format("a").strip()


CHROMIUM = shutil.which("chromium")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs the program chromium")
def test_in_a_browser_nothing_runs_but_sorting_and_phones_can_show_it(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "report.html"
    write_page(path, hostile_page())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 320, "height": 700})
        problems: list[str] = []
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        assert asked == [path.as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        heading = page.locator("#a1-exercises th", has_text="None")
        column = page.locator("#a1-exercises tbody td:nth-child(7)")
        heading.get_by_role("button").click()
        assert heading.get_attribute("aria-sort") == "descending"
        counts = [int(text) for text in column.all_inner_texts()]
        assert counts == sorted(counts, reverse=True)
        assert counts[0] > counts[-1]
        heading.get_by_role("button").press("Enter")
        assert [int(text) for text in column.all_inner_texts()] == sorted(counts)
        browser.close()
    assert problems == []
