"""How long a check takes: every exercise, right and wrong, live and recorded, cold and warm.

    uv run python benchmarks/check_speed.py

Cold is the first check of an exercise in a process, which computes or reads its case. The promise
is 0.2 s at most. Times are wall times on one core; the last line says whether the promise holds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

from course_lib import exercises
from course_lib.checking import score_candidate
from course_lib.diagnosis.case import PUBLIC_SEED, Case, live_case
from course_lib.recorded import case_from_record, record

PROMISE = 0.2


def seconds(case: Case, candidate: object) -> float:
    started = time.perf_counter()
    score_candidate(case, candidate)
    return time.perf_counter() - started


def candidates(name: str) -> list[object]:
    exercise = exercises.find(name)
    wrong = [misconception.implementation for misconception in exercise.misconceptions]
    return [exercise.reference, *wrong, lambda *arguments, **keywords: 0.0]


def measure(name: str) -> tuple[float, float, float, float]:
    """Slowest cold and median warm check of an exercise, live and recorded."""
    data = json.loads(json.dumps(record(live_case(name, PUBLIC_SEED))))
    live_cold, live_warm, recorded_cold, recorded_warm = [], [], [], []
    for candidate in candidates(name):
        live_case.cache_clear()
        started = time.perf_counter()
        case = live_case(name, PUBLIC_SEED)
        score_candidate(case, candidate)
        live_cold.append(time.perf_counter() - started)
        live_warm.append(seconds(case, candidate))
        started = time.perf_counter()
        case = case_from_record(name, data)
        score_candidate(case, candidate)
        recorded_cold.append(time.perf_counter() - started)
        recorded_warm.append(seconds(case, candidate))
    median = statistics.median
    return max(live_cold), median(live_warm), max(recorded_cold), median(recorded_warm)


def main() -> int:
    score_candidate(live_case("softmax", PUBLIC_SEED), lambda scores: scores)  # imports
    print(f"{'ms':24}{'live cold':>11}{'warm':>7}{'recorded cold':>15}{'warm':>7}")
    slowest = 0.0
    for name in exercises.names():
        figures = measure(name)
        slowest = max(slowest, *figures)
        cells = [f"{1e3 * figure:.1f}" for figure in figures]
        print(f"{name:24}{cells[0]:>11}{cells[1]:>7}{cells[2]:>15}{cells[3]:>7}")
    print(f"slowest {slowest:.3f} s, promised {PROMISE} s: {slowest / PROMISE:.2f} of it")
    return int(slowest > PROMISE)


if __name__ == "__main__":
    sys.exit(main())
