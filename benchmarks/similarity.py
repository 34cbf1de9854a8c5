"""Does the search for similar answers find copies, spare the honest, and keep its pace?

    uv run python benchmarks/similarity.py [--students 300] [--classes 3]

Made-up classes (tests/copied_class.py) in which it is known who copied: a tenth took all, a third
or one of their answers from somebody else, and renamed, reordered, respelt, reformatted and
commented them anew. Printed are the recall by what was copied, how many of the listed pairs are
false alarms, and the time for 1,000 students and 12 exercises.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from copied_class import CopiedClass, made_class, pool_of
from correct import backprop_by_hand, computational_graphs, gradients, loss_functions

from autograder.similarity import similar_pairs
from autograder.similarity.shapes import pieces

EXERCISES = 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--classes", type=int, default=3)
    arguments = parser.parse_args()
    pools = {module.__name__.partition(".")[2]: pool_of(module) for module in MODULES}
    for name, pool in pools.items():
        if len(pool) >= 4:
            classes = [
                made_class(pool, arguments.students, arguments.students // 10, random.Random(seed))
                for seed in range(arguments.classes)
            ]
            print(f"{name}: {len(pool)} exercises, {arguments.students} students")
            show_recall(classes)
    joined = {name: ways for pool in pools.values() for name, ways in pool.items()}
    twelve = {name: joined[name] for name in sorted(joined)[:EXERCISES]}
    large = made_class(twelve, 1000, 50, random.Random(0))
    pieces.cache_clear()
    started = time.perf_counter()
    pairs = similar_pairs(large.answers, large.given)
    seconds = time.perf_counter() - started
    print(f"1000 students, {len(twelve)} exercises: {seconds:.1f} s, {len(pairs)} pairs listed")


MODULES = (loss_functions, gradients, computational_graphs, backprop_by_hand)


def show_recall(classes: list[CopiedClass]) -> None:
    """Recall by extent, and false alarms, over several classes."""
    found: Counter[str] = Counter()
    made: Counter[str] = Counter()
    listed = false_alarms = 0
    for one in classes:
        pairs = {pair.students for pair in similar_pairs(one.answers, one.given, most=1000)}
        listed += len(pairs)
        false_alarms += len(pairs - one.copied.keys())
        for students, (extent, _) in one.copied.items():
            made[extent] += 1
            found[extent] += students in pairs
    for extent, count in made.items():
        print(f"  copied {extent}: {found[extent]} of {count} found ({found[extent] / count:.0%})")
    print(f"  {listed} pairs listed, {false_alarms} of them honest")


if __name__ == "__main__":
    main()
