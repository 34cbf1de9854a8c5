"""Feedback pages say what a student needs, and nothing else gets through them."""

from __future__ import annotations

import dataclasses
import itertools
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made_up_class import (
    HOSTILE_CODE,
    LINEAR_CODE,
    SWAPPED,
    graded_class,
    linear_cell,
    result,
    softmax_cell,
    unreadable,
)
from made_up_course import ASSIGNMENT, HIDDEN_TEST, made_up_course

from autograder.course import Course, CourseError
from autograder.feedback import feedback_page, write_feedback
from autograder.marks import Marked
from autograder.pages import LONGEST_CODE, visible
from autograder.result import Finding


class Page(HTMLParser):
    """The tags, attributes and text of a page, as a browser would take them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.text += data


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    course = graded_class(tmp_path_factory.mktemp("course"))
    paths = write_feedback(course, ASSIGNMENT)
    assert paths == [
        course.feedback / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        for student in ("ada", "bob", "cyd", "dan", "eve")
    ]
    return {path.parts[-3]: path.read_text(encoding="utf-8") for path in paths}


def test_a_page_shows_points_sentences_and_the_students_own_code(pages: dict[str, str]) -> None:
    text = Page(pages["bob"]).text
    assert "0 of 2" in text
    assert "1.5 of 3" in text
    assert "You compute W @ X: rows are examples." in text
    assert "<code>W @ X</code>" in pages["bob"]
    assert LINEAR_CODE.strip() in text


def test_manual_scores_extra_credit_and_comments_are_on_the_page(pages: dict[str, str]) -> None:
    text = Page(pages["bob"]).text
    assert "3.25 of 9 points" in text
    assert "1.75 of 2" in text
    assert "Nice.\n<script>alert('comment')</script>" in text


def test_open_answers_and_late_penalties_are_said(pages: dict[str, str]) -> None:
    assert "answers worth 4 are still to be graded" in Page(pages["cyd"]).text
    assert "0.5 points were taken off because the work came late" in Page(pages["cyd"]).text


def test_what_could_not_be_read_is_said_once_and_without_exercises(pages: dict[str, str]) -> None:
    text = Page(pages["eve"]).text
    assert text.count("The file is not a notebook: it is not JSON.") == 1
    assert "0 of 9 points" in text
    assert "Your code" not in text


def test_repairs_reach_the_student_and_suspicions_do_not(pages: dict[str, str]) -> None:
    assert "The cell softmax was there twice; the last one counts." in pages["bob"]
    assert "Looks odd" not in pages["bob"]


def test_nothing_of_a_hidden_test_is_on_a_page(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert "Traceback" not in Page(page).text
        assert not any(line in page for line in HIDDEN_TEST.splitlines()[2:3])
        assert "41.5" not in page


def test_a_students_html_is_shown_and_not_obeyed(pages: dict[str, str]) -> None:
    for source in pages.values():
        page = Page(source)
        assert not {"script", "img", "iframe", "object", "link", "form", "base"} & set(page.tags)
        assert not any(name.startswith("on") or name == "style" for name, _ in page.attributes)
    shown = Page(pages["bob"]).text
    assert '"""</pre></main><script>alert(1)</script><img src=x onerror=alert(2)>"""' in shown
    assert "{{ 7 * 7 }} {% raw %} &lt;" in shown
    assert shown.count("Your code") == 2


def test_control_and_direction_characters_become_visible(pages: dict[str, str]) -> None:
    assert not any(character in pages["bob"] for character in "\x00\x1b\u202e\u2066\u2069")
    shown = Page(pages["bob"]).text
    assert "user⟨U+202E⟩ ⟨U+2066⟩// admin⟨U+2069⟩" in shown
    assert "⟨U+0000⟩⟨U+001B⟩" in shown
    assert "evil" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\r\nc\n", "a\tb\nc\n"),
        ("a\rb", "a⟨U+000D⟩b"),
        ("\ud800", "⟨U+D800⟩"),
        ("\u200b\u2028\x85", "⟨U+200B⟩⟨U+2028⟩⟨U+0085⟩"),
        ("é ∇ 漢 🙂", "é ∇ 漢 🙂"),
    ],
)
def test_only_unseen_characters_are_replaced(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_page_forbids_scripts_and_loads_nothing(pages: dict[str, str]) -> None:
    for source in pages.values():
        page = Page(source)
        place = page.attributes.index(("http-equiv", "Content-Security-Policy"))
        policy = page.attributes[place + 1][1] or ""
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in source
        links = [value or "" for name, value in page.attributes if name in ("href", "src")]
        assert all(link.startswith("#exercise-") for link in links)
        assert "url(" not in source
        assert "@import" not in source


def test_links_lead_to_a_section_and_headings_leave_out_no_level(pages: dict[str, str]) -> None:
    for source in pages.values():
        page = Page(source)
        targets = {value for name, value in page.attributes if name == "id"}
        links = {value[1:] for name, value in page.attributes if name == "href" and value}
        assert links <= targets
        levels = [int(tag[1]) for tag in page.tags if tag in ("h1", "h2", "h3")]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert ("lang", "en") in page.attributes


def test_endless_code_is_cut() -> None:
    student = result("ada", linear_cell(2.0), softmax_cell(0.0, code="x = 1\n" * LONGEST_CODE))
    page = feedback_page(Marked(student))
    assert "more characters" in page
    assert len(page) < 40 * LONGEST_CODE


def test_hostile_names_and_sentences_stay_text() -> None:
    finding = Finding("softmax/raises", "`</code><script>x` \u202e<b>")
    student = result("<i>ada</i>\u202e", linear_cell(2.0), softmax_cell(0.0, finding))
    page = feedback_page(Marked(student))
    assert "<code>&lt;/code&gt;&lt;script&gt;x</code> ⟨U+202E⟩&lt;b&gt;" in page
    assert "&lt;i&gt;ada&lt;/i&gt;⟨U+202E⟩" in page
    assert "script" not in Page(page).tags


def test_a_comment_on_a_cell_that_is_not_graded_is_not_lost() -> None:
    marked = Marked(result("ada", linear_cell(2.0), softmax_cell(3.0)), {"imports": "Tidy."})
    assert "Tidy." in feedback_page(marked)


def test_a_comment_stands_with_its_exercise() -> None:
    student = result("ada", linear_cell(0.0, SWAPPED), softmax_cell(3.0))
    text = Page(feedback_page(Marked(student, {"linear_scores": "See me."}))).text
    assert text.index("rows are examples") < text.index("See me.") < text.index(LINEAR_CODE.strip())


def test_pages_are_the_same_for_the_same_result() -> None:
    marked = Marked(unreadable("eve", "The file is empty."))
    assert feedback_page(marked) == feedback_page(dataclasses.replace(marked))


def test_without_results_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No work in 01_loss_functions is graded yet"):
        write_feedback(made_up_course(tmp_path), ASSIGNMENT)


def test_results_without_a_gradebook_entry_are_shown_as_graded(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.save_result(result("ada", linear_cell(2.0), softmax_cell(1.0, code=HOSTILE_CODE)))
    (path,) = write_feedback(course, ASSIGNMENT)
    assert "3 of 9 points" in Page(path.read_text(encoding="utf-8")).text
