"""The report counts what is there, and shows it to everybody."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from made_up_class import (
    RAISES,
    SWAPPED,
    UNSTABLE,
    graded_class,
    linear_cell,
    made_up_results,
    result,
    softmax_cell,
    unreadable,
)
from made_up_course import ASSIGNMENT, made_up_course

from autograder.course import CourseError
from autograder.report import (
    MOST_BARS,
    ExerciseSummary,
    Mistake,
    distribution,
    mistakes,
    report_data,
    report_page,
    summaries,
    write_report,
)
from autograder.result import Finding


def test_unreadable_submissions_are_listed_and_counted_nowhere_else() -> None:
    data = report_data(made_up_results())
    assert data.graded == 4
    assert data.unreadable == (("eve", "The file is not a notebook: it is not JSON."),)
    assert all(summary.none <= 2 for summary in data.exercises)
    assert "unreadable" not in {mistake.id for mistake in data.mistakes}


def test_mean_median_and_open_answers() -> None:
    data = report_data(made_up_results())
    assert (data.mean, data.median, data.max_points) == (2.125, 1.75, 9.0)
    assert data.to_grade == 8


def test_every_exercise_says_how_many_got_all_part_or_none() -> None:
    assert summaries(made_up_results()[:4]) == (
        ExerciseSummary("linear_scores", all=2, part=0, none=2, open=0, not_started=0),
        ExerciseSummary("softmax", all=1, part=1, none=2, open=0, not_started=1),
        ExerciseSummary("overflow", all=0, part=0, none=0, open=4, not_started=0),
        ExerciseSummary("explain", all=0, part=0, none=0, open=4, not_started=0),
    )


def test_mistakes_are_ranked_by_students_and_not_started_is_none() -> None:
    assert mistakes(made_up_results()) == (
        Mistake(SWAPPED.id, SWAPPED.message, students=2, varies=False),
        Mistake(UNSTABLE.id, UNSTABLE.message, students=1, varies=False),
        Mistake(RAISES.id, RAISES.message, students=1, varies=False),
        Mistake("unreadable", "The file is not a notebook: it is not JSON.", 1, False),
    )


def test_a_student_counts_once_and_differing_sentences_are_marked() -> None:
    other = Finding(RAISES.id, "Your code stops with TypeError.")
    found = mistakes(
        [
            result("ada", linear_cell(0.0, RAISES), softmax_cell(0.0, RAISES)),
            result("bob", linear_cell(2.0), softmax_cell(0.0, RAISES)),
            result("cyd", linear_cell(2.0), softmax_cell(0.0, other)),
        ]
    )
    assert found == (Mistake(RAISES.id, RAISES.message, students=3, varies=True),)


@pytest.mark.parametrize("max_points", [0.0, 0.5, 1.0, 9.0, 20.0, 20.5, 100.0, 12345.0])
def test_the_distribution_takes_in_everybody(max_points: float) -> None:
    points = [0.0, max_points / 3, max_points, max_points + 1]
    bars = distribution(points, max_points)
    assert 1 <= len(bars) <= MOST_BARS
    assert sum(bar.count for bar in bars) == len(points)
    assert bars[0].low == 0
    assert bars[-1].high >= max_points


def test_bars_are_where_their_points_are() -> None:
    bars = distribution([0, 1.9, 2, 19, 20], 20)
    assert [bar.count for bar in bars] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert (bars[1].low, bars[1].high) == (2, 4)


def test_the_page_has_manual_scores_a_picture_and_the_same_in_words(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    path = write_report(course, ASSIGNMENT)
    page = path.read_text(encoding="utf-8")
    assert path == course.reports / f"{ASSIGNMENT}.html"
    assert "median <strong>2.62</strong>" in page
    assert 'role="img" aria-labelledby="chart-title chart-text"' in page
    assert "3–4 points: 1." in page
    assert "linear_scores/swapped" in page
    assert "Looks odd." in page


def test_pictures_are_well_formed_and_stay_inside_their_frames() -> None:
    page = report_page(report_data(made_up_results()))
    pictures = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.S)]
    assert len(pictures) == 5
    for picture in pictures:
        width, height = map(float, picture.attrib["viewBox"].split()[2:])
        for bar in picture.iter("rect"):
            x, y, w, h = (float(bar.attrib[name]) for name in ("x", "y", "width", "height"))
            assert 0 <= x <= x + w <= width + 0.1
            assert 0 <= y <= y + h <= height


def test_hostile_names_problems_and_sentences_stay_text() -> None:
    evil = "<script>alert(1)</script>\u202e"
    page = report_page(
        report_data(
            [
                unreadable(evil, evil),
                result(evil, linear_cell(0.0, Finding(f"x/{evil}", evil)), softmax_cell(0.0)),
            ]
        )
    )
    assert "<script" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page


def test_a_class_of_which_nothing_could_be_read_has_a_report() -> None:
    page = report_page(report_data([unreadable("eve", "The file is empty.")]))
    assert "0 submissions graded" in page
    assert "The file is empty." in page
    assert "Distribution" not in page


def test_without_results_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No work in 01_loss_functions is graded yet"):
        write_report(made_up_course(tmp_path), ASSIGNMENT)
