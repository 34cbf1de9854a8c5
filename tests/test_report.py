"""The report counts what is there, and says what to teach next."""

from __future__ import annotations

import json
import re
import warnings
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from made_up_class import (
    NOT_STARTED,
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

from autograder.course import Course, CourseError
from autograder.marks import opened_gradebook
from autograder.report import report_data, report_page, write_report, write_reports
from autograder.report.attention import flags, needs_help
from autograder.report.changes import Snapshot, compared
from autograder.report.classroom import Classroom, read_classroom
from autograder.report.exercises import (
    MOST_BARS,
    ExerciseSummary,
    distribution,
    point_biserial,
    summaries,
)
from autograder.report.misconceptions import Mistake, mistakes
from autograder.report.timing import spans
from autograder.report.trends import trends
from autograder.result import CellResult, Finding, SubmissionResult

ONLY_PUBLISHED = Finding("softmax/only_published", "Your answer is right on the published inputs.")


def classroom(*results: SubmissionResult, assignment: str = ASSIGNMENT) -> Classroom:
    return Classroom(assignment, results or tuple(made_up_results()))


def with_points(student: str, points: float, assignment: str = ASSIGNMENT) -> SubmissionResult:
    cell = CellResult("test_softmax", "softmax", points, 10.0)
    return SubmissionResult(student, assignment, "graded", (cell,))


def test_unreadable_submissions_are_listed_and_counted_nowhere_else() -> None:
    data = report_data(classroom())
    assert data.graded == 4
    assert data.unreadable == (("eve", "The file is not a notebook: it is not JSON."),)
    assert all(summary.none <= 2 for summary in data.exercises)
    assert "unreadable" not in {mistake.id for mistake in data.mistakes}


def test_mean_median_and_open_answers() -> None:
    data = report_data(classroom())
    assert (data.mean, data.median, data.max_points) == (2.125, 1.75, 9.0)
    assert data.to_grade == 8


def test_every_exercise_says_how_many_got_all_part_or_none() -> None:
    assert summaries(made_up_results()[:4]) == (
        ExerciseSummary("linear_scores", all=2, part=0, none=2, open=0, not_started=0, share=0.5),
        ExerciseSummary("softmax", all=1, part=1, none=2, open=0, not_started=1, share=0.375),
        ExerciseSummary("overflow", all=0, part=0, none=0, open=4, not_started=0),
        ExerciseSummary("explain", all=0, part=0, none=0, open=4, not_started=0),
    )


def test_point_biserial_is_pearsons_correlation_with_the_rest() -> None:
    has = [True] * 5 + [False] * 5
    rest = [9.0, 8, 9, 7, 8, 3, 4, 2, 5, 1]
    # by hand: (mean of those who have it − of the others) / standard deviation · √(pq)
    mean, others = 8.2, 3.0
    deviation = (sum((value - 5.6) ** 2 for value in rest) / 10) ** 0.5
    assert point_biserial(has, rest) == pytest.approx((mean - others) / deviation * 0.5)


@pytest.mark.parametrize(
    ("has", "rest"),
    [
        ([True] * 4 + [False] * 5, [1.0, 2, 3, 4, 5, 6, 7, 8, 9]),
        ([True] * 10 + [False] * 2, [float(value) for value in range(12)]),
        ([True] * 6 + [False] * 6, [5.0] * 12),
        ([], []),
    ],
    ids=["small class", "few lack it", "rest is equal", "nobody"],
)
def test_where_there_are_too_few_to_tell_nothing_is_told(
    has: list[bool], rest: list[float]
) -> None:
    assert point_biserial(has, rest) is None


def test_an_exercise_that_the_weaker_get_right_is_pointed_out() -> None:
    def student(number: int, is_strong: bool) -> SubmissionResult:
        linear = linear_cell(0.0 if is_strong else 2.0)
        return result(f"s{number}", linear, softmax_cell(3.0 if is_strong else 0.5))

    data = report_data(classroom(*(student(number, number < 6) for number in range(12))))
    assert [exercise.name for exercise in data.backwards] == ["linear_scores", "softmax"]
    assert "the wrong way round" in report_page([data])


def test_mistakes_are_ranked_by_students_and_not_started_is_none() -> None:
    found = mistakes(made_up_results()[:4])
    assert [(mistake.id, mistake.students, mistake.is_named) for mistake in found] == [
        (SWAPPED.id, 2, True),
        (UNSTABLE.id, 1, True),
        (RAISES.id, 1, False),
    ]
    assert found[0].exercise == "linear_scores"
    assert "return X @ W + b" in found[0].example


def test_a_student_counts_once_and_differing_sentences_are_marked() -> None:
    other = Finding(RAISES.id, "Your code stops with TypeError.")
    [found] = mistakes(
        [
            result("ada", linear_cell(0.0, RAISES), softmax_cell(0.0, RAISES)),
            result("bob", linear_cell(2.0), softmax_cell(0.0, RAISES)),
            result("cyd", linear_cell(2.0), softmax_cell(0.0, other)),
        ]
    )
    assert isinstance(found, Mistake)
    assert (found.message, found.students, found.varies) == (RAISES.message, 3, True)


def test_the_next_lecture_begins_with_what_most_got_wrong() -> None:
    data = report_data(classroom())
    assert [mistake.id for mistake in data.to_teach] == [SWAPPED.id]
    page = report_page([data])
    assert page.index("What to teach next") < page.index("Distribution of points")
    assert "<strong>2 students</strong>" in page


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


def test_who_gets_nowhere_needs_help_the_worst_off_first() -> None:
    found = needs_help(classroom())
    assert [(each.student, each.reasons) for each in found] == [
        ("cyd", ("no points in 2 of 2 exercises", "`softmax`: raises an exception")),
    ]
    blank = result("eli", linear_cell(0.0, NOT_STARTED), softmax_cell(0.0, NOT_STARTED))
    assert needs_help(classroom(blank))[0].reasons == ("did not start",)


def test_flags_that_need_a_look_stand_apart_from_repairs() -> None:
    tampered = result(
        "mia",
        linear_cell(2.0),
        softmax_cell(0.0, ONLY_PUBLISHED),
        flags=("The locked cell test_softmax was edited; the original was put back.",),
    )
    found = flags(classroom(*made_up_results(), tampered))
    assert [student for student, _ in found.suspicious] == ["mia", "mia"]
    assert [student for student, _ in found.repaired] == ["bob", "bob"]


def test_points_are_told_by_the_time_to_the_deadline() -> None:
    due = datetime(2026, 11, 1, 12)
    hours = {"a": 200, "b": 2, "c": 0, "d": -1}
    handed_in = {student: due - timedelta(hours=value) for student, value in hours.items()}
    results = tuple(with_points(student, float(index)) for index, student in enumerate(hours))
    found = spans(Classroom(ASSIGNMENT, results, handed_in=handed_in, due=due))
    assert {span.label: span.points for span in found if span.points} == {
        "over 7 d": (0.0,),
        "1–6 h": (1.0,),
        "last h": (2.0,),
        "late": (3.0,),
    }
    assert spans(Classroom(ASSIGNMENT, results, handed_in=handed_in)) == ()
    assert spans(Classroom(ASSIGNMENT, results, due=due)) == ()


def test_trends_name_who_falls_rises_and_stops() -> None:
    first = {"even": 8.0, "falls": 9.0, "rises": 3.0, "stops": 5.0}
    second = {"even": 8.0, "falls": 2.0, "rises": 9.0, "joins": 7.0}
    found = trends(
        [
            classroom(*(with_points(name, points) for name, points in first.items())),
            classroom(*(with_points(name, points) for name, points in second.items())),
        ]
    )
    assert {trend.student: trend.word for trend in found} == {
        "stops": "stopped",
        "falls": "falling",
        "even": "",
        "joins": "",
        "rises": "rising",
    }
    assert [trend.student for trend in found][:2] == ["stops", "falls"]


def test_changes_are_between_the_last_two_reports_that_differ(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    page = write_report(course, ASSIGNMENT).read_text("utf-8")
    assert "This is the first report" in page
    course.save_result(with_points("bob", 4.0))
    course.save_result(with_points("new", 4.0))
    for _ in range(2):  # a second look does not forget what changed
        page = write_report(course, ASSIGNMENT).read_text("utf-8")
        assert "1 new" in page
        assert 'linear_scores/swapped</td><td class="count">2</td><td class="count">1' in page
    kept = course.private / "reports" / f"{ASSIGNMENT}.json"
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    kept.write_text('{"now": 7')
    assert "This is the first report" in write_report(course, ASSIGNMENT).read_text("utf-8")


def test_what_differs_is_ordered_by_how_much() -> None:
    before = Snapshot("then", {"a": 1.0, "b": 2.0, "gone": 0.0}, {"x/y": 3})
    now = Snapshot("now", {"a": 2.0, "b": 9.0, "new": 5.0}, {"x/z": 1})
    changes = compared(before, now)
    assert (changes.new, changes.gone) == (("new",), ("gone",))
    assert changes.points == (("b", 2.0, 9.0), ("a", 1.0, 2.0))
    assert changes.mistakes == (("x/y", 3, 0), ("x/z", 0, 1))


def test_the_page_has_manual_scores_pictures_and_the_same_in_words(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    path = write_report(course, ASSIGNMENT)
    page = path.read_text(encoding="utf-8")
    assert path == course.reports / f"{ASSIGNMENT}.html"
    assert "median <strong>2.62</strong>" in page
    assert 'role="img" aria-labelledby="a1-bars-title a1-bars-text"' in page
    assert "3 to 4 points: 1." in page
    assert "linear_scores/swapped" in page
    assert "Looks odd." in page
    assert "<li>zoe</li>" in page  # is in the gradebook and handed nothing in
    assert (course.reports / "instructor.ipynb").is_file()


def test_the_gradebooks_times_and_names_are_read(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    due = datetime(2026, 11, 1, 12)
    with opened_gradebook(course) as gradebook, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
        gradebook.update_or_create_submission(ASSIGNMENT, "ada", timestamp=due - timedelta(hours=3))
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
    found = read_classroom(course, ASSIGNMENT)
    assert found.due == due
    assert found.missing == ("zoe",)
    assert found.names["ada"] == ("ada", "Ada", "Lovelace")
    roster = "student id,name,e-mail\nada,Ada K.,countess@example.org\nyan,Yan Li,y@example.org\n"
    (course.root / "roster.csv").write_text(roster)
    found = read_classroom(course, ASSIGNMENT)
    assert found.missing == ("yan", "zoe")
    assert found.names["ada"] == ("ada", "countess", "Ada K.", "Ada", "Lovelace")
    assert "1–6 h: 1 submissions, median 5." in report_page([report_data(found)])
    assert set(found.given) == {"linear_scores", "softmax"}


def test_a_notebook_that_was_changed_is_left_alone(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    write_report(course, ASSIGNMENT)
    notebook = course.reports / "instructor.ipynb"
    notebook.write_text("mine")
    write_report(course, ASSIGNMENT)
    assert notebook.read_text() == "mine"


def test_one_page_over_several_assignments_has_each_and_the_trends() -> None:
    one, two = classroom(), classroom(with_points("ada", 3.0), assignment="02_gradients")
    page = report_page([report_data(one), report_data(two)], trends([one, two]))
    assert "The course so far" in page
    assert 'id="trends"' in page
    anchors = re.findall(r'href="#([^"]+)"', page)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(anchors) <= set(ids)
    assert {"a1-mistakes", "a2-mistakes"} <= set(ids)


def test_several_assignments_go_into_one_file(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    path = write_reports(course, [ASSIGNMENT, ASSIGNMENT])
    assert path == course.reports / "course.html"


def test_pictures_are_well_formed_and_stay_inside_their_frames() -> None:
    due = datetime(2026, 11, 1)
    results = tuple(made_up_results())
    times = {result.student: due - timedelta(hours=index) for index, result in enumerate(results)}
    rooms = [Classroom(ASSIGNMENT, results, handed_in=times, due=due)] * 2
    page = report_page([report_data(room) for room in rooms], trends(rooms))
    pictures = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.S)]
    assert len(pictures) > 10
    for picture in pictures:
        x0, y0, width, height = map(float, picture.attrib["viewBox"].split())
        assert picture.get("aria-hidden") or picture.findtext("title")
        assert picture.get("aria-hidden") or picture.findtext("desc")
        for bar in picture.iter("rect"):
            x, y, w, h = (float(bar.attrib[name]) for name in ("x", "y", "width", "height"))
            assert x0 <= x <= x + w <= width + 0.1
            assert y0 <= y <= y + h <= height
        for dot in picture.iter("circle"):
            assert 0 <= float(dot.attrib["cx"]) <= width
            assert 0 <= float(dot.attrib["cy"]) <= height


def test_a_class_of_which_nothing_could_be_read_has_a_report() -> None:
    page = report_page([report_data(classroom(unreadable("eve", "The file is empty.")))])
    assert "0 submissions graded" in page
    assert "The file is empty." in page
    assert "Distribution" not in page


@pytest.mark.parametrize("points", [0.0, None])
def test_an_assignment_without_points_or_of_written_answers_has_a_report(
    points: float | None,
) -> None:
    cell = CellResult("explain", "explain", points, 0.0)
    alone = SubmissionResult("ada", ASSIGNMENT, "graded", (cell,))
    rooms = [classroom(alone)] * 2
    assert "1 submission graded" in report_page(
        [report_data(each) for each in rooms], trends(rooms)
    )


def test_without_results_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No work in 01_loss_functions is graded yet"):
        write_report(made_up_course(tmp_path), ASSIGNMENT)


def test_a_source_that_can_t_be_read_costs_the_given_code_alone(tmp_path: Path) -> None:
    course = graded_class(tmp_path)
    path = course.source_notebook(ASSIGNMENT)
    path.write_text(json.dumps({"cells": 7}))
    assert read_classroom(Course(course.root), ASSIGNMENT).given == {}
