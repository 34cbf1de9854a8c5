"""``course collect``: what learning management systems give, put under submitted/.

`run` goes through a download: `sources` reads it safely, `patterns` and `pieces` say what each
file's name tells, `notebooks` which assignment it is, `people` whose. `kept` keeps every hand-in
and puts the newest in its place; `unmatched` keeps the rest, and `shown` prints what was done.
"""

from autograder.collect.run import Collected, collect

__all__ = ["Collected", "collect"]
