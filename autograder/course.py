"""A course folder: nbgrader's directories, the secret seed, and the results of grading."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config

from autograder.result import SubmissionResult, result_from_json


class CourseError(Exception):
    """Something that the instructor can put right; its text says what, where and how."""


@dataclass(frozen=True)
class Course:
    """The folders below `root`, which nbgrader's own commands use as well.

    A private folder, ``.course``, holds what no student may see: the seed of the hidden inputs
    and the results with their diagnoses. It is never released.
    """

    root: Path

    @property
    def source(self) -> Path:
        return self.root / "notebooks"

    @property
    def release(self) -> Path:
        return self.root / "release"

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        return self.root / "feedback"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def private(self) -> Path:
        return self.root / ".course"

    @property
    def database_url(self) -> str:
        chosen = with_driver(os.environ.get("COURSE_GRADEBOOK", ""))
        return chosen or f"sqlite:///{self.root / 'gradebook.db'}"

    def source_notebook(self, assignment: str) -> Path:
        return self.source / assignment / f"{assignment}.ipynb"

    def plots(self, assignment: str) -> bool:
        """Whether the notebook uses matplotlib itself, beside the course's own figures."""
        return b"matplotlib" in self.source_notebook(assignment).read_bytes()

    def assignments(self) -> list[str]:
        """The assignments that have a source notebook, in their order."""
        return sorted(
            path.name for path in self.source.glob("*") if self.source_notebook(path.name).is_file()
        )

    def require(self, chosen: list[str]) -> list[str]:
        """The chosen assignments, or all; CourseError where one does not exist."""
        known = self.assignments()
        if not known:
            raise CourseError(
                f"There are no assignments in {self.source}: is {self.root} a course folder? "
                "Call the command there, or name it with --course."
            )
        for name in chosen:
            if name not in known:
                raise CourseError(
                    f"There is no assignment {name!r}. There are: {', '.join(known)}."
                )
        return list(chosen) or known

    def seed(self) -> int:
        """The secret seed of the hidden inputs, made once per course folder."""
        path = self.private / "seed"
        if not path.exists():
            self.private.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(str(secrets.randbits(63)))
        try:
            return int(path.read_text())
        except ValueError:
            raise CourseError(
                f"{path} does not hold a number. Restore it from a backup; if you delete it, "
                "a new seed is drawn and every submission is graded on new inputs."
            ) from None

    def result_path(self, assignment: str, student: str) -> Path:
        return self.private / "results" / assignment / f"{student}.json"

    def save_result(self, result: SubmissionResult) -> None:
        """Write a result so that a reader meets the old one or the new one, never half of it."""
        path = self.result_path(result.assignment, result.student)
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(".new")
        scratch.write_text(result.to_json(), encoding="utf-8")
        scratch.replace(path)

    def result(self, assignment: str, student: str) -> SubmissionResult | None:
        """A student's result; None where there is none, or none that can be read."""
        try:
            return result_from_json(self.result_path(assignment, student).read_text("utf-8"))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def has_gradebook(self) -> bool:
        """Whether the gradebook is there; one on a server is taken to be."""
        path = self.database_url.removeprefix("sqlite:///")
        return path == self.database_url or Path(path).is_file()

    def results(self, assignment: str) -> list[SubmissionResult]:
        """Every student's result in an assignment, by student."""
        folder = self.private / "results" / assignment
        return [
            result_from_json(path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*.json"))
        ]

    def has_results(self, assignment: str) -> bool:
        return any((self.private / "results" / assignment).glob("*.json"))

    def has_submissions(self, assignment: str) -> bool:
        return any(self.submitted.glob(f"*/{assignment}"))

    def nbgrader_config(self) -> Config:
        """The settings of nbgrader's own classes for this folder: `nbgrader_config.py` in short."""
        config = Config()
        config.CourseDirectory.root = str(self.root)
        config.CourseDirectory.course_id = "backprop"
        config.CourseDirectory.source_directory = self.source.name
        config.CourseDirectory.db_url = self.database_url
        config.ClearSolutions.code_stub = {"python": CODE_STUB}
        return config


def with_driver(url: str) -> str:
    """A database's address with the driver that the extra [postgresql] brings.

    What SQLAlchemy takes for an address without one depends on its version.
    """
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgresql", "postgres") else url


CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
