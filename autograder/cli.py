"""The `course` command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.course import Course, CourseError
from autograder.pages import visible
from autograder.result import SubmissionResult
from autograder.summary import in_five_words

if TYPE_CHECKING:
    from autograder.batch import Options
    from autograder.regrade import Change

app = typer.Typer(
    help="Release, grade and report the assignments of a course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)

CourseOption = Annotated[
    Path, typer.Option("--course", metavar="DIR", help="The course folder; default: this one.")
]
Assignments = Annotated[
    list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="Default: all of them.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
HERE = Path()
CORES = os.cpu_count() or 1


def main() -> None:
    """Entry point. A user's mistake ends in one sentence and exit code 1."""
    try:
        app()
    except CourseError as error:
        err.print(f"course: {error}", highlight=False, markup=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("course: stopped; what was finished is kept.")
        sys.exit(130)


def chosen(
    course: Course, assignments: list[str] | None, is_due: Callable[[str], bool]
) -> list[str]:
    """The assignments that were named, else those that are due, else all."""
    known = course.require(assignments or [])
    return known if assignments else [name for name in known if is_due(name)] or known


def say(sentence: str) -> None:
    """A line of plain text, as long as it is."""
    out.print(sentence, highlight=False, markup=False, soft_wrap=True)


def open_course(folder: Path) -> Course:
    if not folder.is_dir():
        raise CourseError(f"There is no folder {folder}: name an existing one with --course.")
    return Course(folder.resolve())


@app.command()
def release(assignments: Assignments = None, course: CourseOption = HERE) -> None:
    """Make student bundles, folder and zip, in release/."""
    from autograder.release import release as make

    opened = open_course(course)
    for assignment in opened.require(assignments or []):
        made = make(opened, assignment)
        say(f"{assignment}: {made.files} files in {made.folder} and {made.archive.name}")


@app.command()
def lab(assignments: Assignments = None, course: CourseOption = HERE) -> None:
    """Open JupyterLab on a copy of the student version; what was written there stays."""
    from autograder.lab import prepare, run_lab

    opened = open_course(course)
    workplace = prepare(opened, opened.require(assignments or []))
    for notebook in workplace.notebooks:
        say(f"{notebook} ({'as it was' if notebook in workplace.kept else 'new'})")
    run_lab(workplace)


@app.command()
def site(
    output: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help="Default: site/.")
    ] = None,
    pyodide: Annotated[
        Path | None,
        typer.Option(
            "--pyodide",
            metavar="PATH",
            help="A full Pyodide distribution: adds a JupyterLite with the notebooks.",
        ),
    ] = None,
    course: CourseOption = HERE,
) -> None:
    """Make pages to read, with figures that move: no server, no kernel, no network."""
    from autograder.site import write_site

    opened = open_course(course)
    made = write_site(opened, output or opened.root / "site", pyodide)
    say(f"{len(made.pages)} notebooks as pages: open {made.index}")
    if made.lite:
        say(
            f"They run in the browser from {made.lite}, once a web server serves the folder: "
            f"python -m http.server --directory {made.folder}"
        )


@app.command()
def collect(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A zip file, folder or notebook.")],
    course: CourseOption = HERE,
    pattern: Annotated[str, typer.Option(help="How to read the names; default: what fits.")] = "",
    others: Annotated[
        bool, typer.Option("--others", help="Also take in notebooks of other assignments.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take what was downloaded from Moodle, Canvas or JupyterHub into submitted/."""
    from autograder.collect import collect as take_in
    from autograder.collect.shown import lines, summary, tables

    columns = (TextColumn("collecting"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        collected = take_in(open_course(course), assignment, path, pattern, others, progress)
    if as_json:
        for line in lines(collected):
            print(json.dumps(line))
        return
    for table in tables(collected):
        out.print(table)
    for note in collected.notes:
        say(visible(note))
    say(summary(collected, assignment))
    if collected.unmatched:
        say(f"Copies of what was not matched: {Path('.course', 'unmatched', assignment)}")


@app.command()
def grade(
    assignments: Assignments = None,
    course: CourseOption = HERE,
    student: Annotated[str | None, typer.Option(help="Only this student.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; default: the cores.")] = CORES,
    seconds: Annotated[float, typer.Option(min=0.1, help="Time limit of a cell.")] = 10.0,
    again: Annotated[bool, typer.Option("--again", help="Also what has not changed.")] = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Grade though student code is not walled in.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say whose points would change; write nothing.")
    ] = False,
    scheduler: Annotated[
        str, typer.Option(metavar="URL", help="Grade on a Dask cluster: tcp://… or tls://…")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Grade what lies in submitted/, into gradebook.db and autograded/."""
    from autograder.batch import Options, strays
    from autograder.regrade import change_table, sentences

    opened = open_course(course)
    for assignment in chosen(opened, assignments, opened.has_submissions):
        options = Options(workers, no_sandbox, again, seconds, dry_run, scheduler)
        results, changes = grade_with_progress(opened, assignment, student, options, as_json)
        if as_json:
            continue
        if not dry_run:
            out.print(result_table(assignment, results))
        if any(change.matters for change in changes):
            out.print(change_table(assignment, changes, dry_run))
        for sentence in sentences(changes, len(results) - len(changes), dry_run):
            say(sentence)
    for sentence in strays(opened, opened.assignments()):
        err.print(sentence, highlight=False, markup=False, soft_wrap=True)


def grade_with_progress(
    course: Course, assignment: str, student: str | None, options: Options, as_json: bool
) -> tuple[list[SubmissionResult], list[Change]]:
    """Grade an assignment with a progress bar on a terminal, or a JSON line for each result.

    The changes are those of submissions that were graded now.
    """
    from autograder.batch import grade_class

    changes: dict[str, Change] = {}

    def changed(change: Change) -> None:
        changes[change.student] = change

    columns = (
        TextColumn("grading {task.fields[assignment]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", assignment=assignment, rate="", total=None)

        def progress(result: SubmissionResult, done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.1f} a second" if speed else ""
            bar.update(task, completed=done, total=total, rate=rate)
            if as_json:
                line = result_line(result) | change_of(changes.get(result.student), options)
                print(json.dumps(line, ensure_ascii=False), flush=True)

        results = grade_class(course, assignment, student, progress, options, changed)
    return results, list(changes.values())


@app.command()
def feedback(assignments: Assignments = None, course: CourseOption = HERE) -> None:
    """Write a page for each student into feedback/."""
    from autograder.feedback import write_feedback

    opened = open_course(course)
    for assignment in chosen(opened, assignments, opened.has_results):
        pages = write_feedback(opened, assignment)
        say(f"{assignment}: {len(pages)} pages in {opened.feedback}")


@app.command()
def report(assignments: Assignments = None, course: CourseOption = HERE) -> None:
    """Write the class at a glance, one page over all that is asked for, into reports/."""
    from autograder.report import write_reports

    opened = open_course(course)
    due = chosen(opened, assignments, opened.has_results)
    say(f"{', '.join(due)}: {write_reports(opened, due)}")


@app.command()
def export(
    assignments: Assignments = None,
    course: CourseOption = HERE,
    form: Annotated[str, typer.Option("--format", help="csv, moodle, canvas or json.")] = "csv",
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Default: grades.csv.")] = None,
    exercises: Annotated[
        bool, typer.Option("--exercises", help="Also the points of each exercise.")
    ] = False,
    comments: Annotated[
        bool, typer.Option("--comments", help="For Moodle and JSON: also what went wrong.")
    ] = False,
    identifier: Annotated[
        str, typer.Option(help="How Moodle finds people: auto, email, id or login.")
    ] = "auto",
) -> None:
    """Write the grades as CSV, for Moodle's or Canvas's gradebook, or as JSON."""
    from autograder.export import ExportOptions, export_grades

    opened = open_course(course)
    ending = {"csv": ".csv", "json": ".json"}.get(form, f"-{form}.csv")
    path = to or opened.root / f"grades{ending}"
    options = ExportOptions(form, exercises, comments, identifier)
    grades = export_grades(opened, path, opened.require(assignments or []), options)
    say(f"{len(grades)} grades in {path}")
    waiting = sum(grade.needs_manual_grading for grade in grades)
    if waiting:
        say(f"{waiting} of them wait for a person's marks and are without these.")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path("demo-class"),
    everything: Annotated[
        bool, typer.Option("--all", help="All assignments, and not only the first.")
    ] = False,
) -> None:
    """Make a sample class and take it from release to report."""
    from autograder.demo import run_demo

    run_demo(folder, out, everything)


def result_line(result: SubmissionResult) -> dict[str, Any]:
    """A result as one JSON object, for programs."""
    return {
        "student": result.student,
        "assignment": result.assignment,
        "status": result.status,
        "points": result.points,
        "max_points": result.max_points,
        "needs_manual_grading": result.needs_manual_grading,
        "problem": result.problem,
        "flags": list(result.flags),
        "seconds": result.seconds,
        "protection": result.protection,
        "cells": {cell.grade_id: cell.points for cell in result.cells},
        "findings": [found.id for cell in result.cells for found in cell.findings],
    }


def change_of(change: Change | None, options: Options) -> dict[str, Any]:
    """For a result's JSON object: what it changes, null where it was not graded again."""
    return {"dry_run": options.dry_run, "change": change.to_data() if change else None}


def result_table(assignment: str, results: list[SubmissionResult]) -> Table:
    """Student, points, what went wrong."""
    table = Table(title=assignment, title_justify="left", box=None, pad_edge=False)
    table.add_column("student", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("what went wrong")
    for result in results:
        points = f"{result.points:g} of {result.max_points:g}"
        table.add_row(result.student, points, in_five_words(result))
    if any(result.needs_manual_grading for result in results):
        table.caption = "Written answers count when a person has marked them."
        table.caption_justify = "left"
    return table
