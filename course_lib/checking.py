"""``check("softmax", softmax)``: the one call that a notebook makes."""

from __future__ import annotations

import contextlib
import difflib
import html
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from course_lib.diagnosis.case import PUBLIC_SEED, UNTOUCHED, Case, live_case
from course_lib.diagnosis.score import CheckFailed, Diagnosis, PartScore, Score

__all__ = ["CheckFailed", "Diagnosis", "Score", "check", "points_so_far"]

SECONDS_PER_CALL = 2.0


@dataclass(frozen=True)
class Settings:
    """How checks run.

    seed: of the inputs. seconds: time limit of a call; None leaves it to the candidate.
    judge: gives the score in place of `score_candidate`; what a grader sets.
    """

    seed: int = PUBLIC_SEED
    seconds: float | None = SECONDS_PER_CALL
    judge: Callable[[str, Any], Score] | None = None


_settings: ContextVar[Settings | None] = ContextVar("settings", default=None)
_reached: dict[str, Score] = {}


def check(name: str, candidate: Any) -> Score:
    """Compare your function, class or answers with what the exercise `name` asks for.

    Returns a `Score`: its number is the points, its panel says what is wrong.
    Raises `CheckFailed` when nothing is right yet, and KeyError, with the nearest names, when
    there is no such exercise.
    """
    judge = current_settings().judge
    score = judge(name, candidate) if judge else score_candidate(find_case(name), candidate)
    _reached[name] = score
    if score.points == 0:
        _display(score)
        raise CheckFailed(score)
    return score


def score_candidate(case: Case, candidate: Any, explain: bool = True) -> Score:
    """Points and, to explain what is missing, diagnoses of a candidate on a case's inputs."""
    # Imported here, so that `import course_lib` stays quick.
    from course_lib.diagnosis.diagnose import diagnose
    from course_lib.diagnosis.outcome import quiet

    seconds = current_settings().seconds
    outcomes = case.run(candidate, seconds)
    wrong = [
        name for name, right in case.expected.items() if not case.same(name, outcomes[name], right)
    ]
    earned = set(case.points) - set(wrong)
    if earned <= {UNTOUCHED}:
        earned = set()  # leaving the arguments alone is worth nothing without an answer
    parts = tuple(PartScore(name, points, name in earned) for name, points in case.points.items())
    if not explain or all(part.passed for part in parts):
        return Score(case.name, parts, ())
    with quiet():
        diagnoses = diagnose(case, outcomes, wrong, candidate, seconds)
    return Score(case.name, parts, diagnoses)


def find_case(name: str) -> Case:
    """The exercise's case: live where its exercise is at hand, else recorded.

    KeyError, with the nearest names, when there is neither.
    """
    from course_lib import exercises, recorded

    known = [*exercises.names(), *recorded.names()]
    if name in exercises.names():
        return live_case(name, current_settings().seed)
    if name in known:
        return recorded.find(name)
    nearest = difflib.get_close_matches(name, known, n=3) or sorted(known)
    raise KeyError(f"there is no exercise {name!r}; did you mean {', '.join(nearest)}?")


def current_settings() -> Settings:
    return _settings.get() or Settings()


@contextlib.contextmanager
def checks_use(settings: Settings) -> Iterator[None]:
    """Checks inside the block run with these settings."""
    token = _settings.set(settings)
    try:
        yield
    finally:
        _settings.reset(token)


class PointsSoFar:
    """The points of the checks run since the notebook started, as text and as a table."""

    def __init__(self, scores: dict[str, Score]) -> None:
        self.scores = dict(scores)

    def __repr__(self) -> str:
        if not self.scores:
            return "No check has run yet: run the cells above first."
        lines = [f"{name}: {score:} of {score.max_points:g}" for name, score in self.scores.items()]
        return "\n".join([*lines, f"Together: {self._total()}"])

    def _repr_html_(self) -> str:
        if not self.scores:
            return f"<p>{html.escape(repr(self))}</p>"
        rows = "".join(
            f'<tr><td style="text-align:left"><code>{html.escape(name)}</code></td>'
            f"<td>{score.points:g} of {score.max_points:g}</td>"
            f'<td style="text-align:left">{_meter(score)}</td></tr>'
            for name, score in self.scores.items()
        )
        return (
            "<table><thead><tr><th>exercise</th><th>points</th><th></th></tr></thead>"
            f"<tbody>{rows}</tbody></table><p><b>{self._total()}</b></p>"
        )

    def _total(self) -> str:
        reached = sum(score.points for score in self.scores.values())
        return f"{reached:g} of {sum(score.max_points for score in self.scores.values()):g} points"


def points_so_far() -> PointsSoFar:
    """The points reached by the checks that have run in this session."""
    return PointsSoFar(_reached)


def _meter(score: Score) -> str:
    share = score.points / score.max_points
    return "█" * round(10 * share) + "░" * (10 - round(10 * share))


def _display(score: Score) -> None:
    """Show the panel above the error, where there is somewhere to show it."""
    if "IPython" in sys.modules:  # importing it here would take longer than the check
        from IPython import get_ipython
        from IPython.display import HTML, display

        if get_ipython() is not None:
            display(HTML(score._repr_html_()))
