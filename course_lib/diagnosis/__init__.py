"""From a candidate's outcomes to the sentence that names its mistake.

`outcome` runs a probe and keeps what came out, `comparison` says whether two outcomes agree,
`case` holds what a check needs to know (live or recorded), `diagnose` chooses the sentence:
misconception, else `transforms`, else `faults`, else `counterexample`; `score` is what a
student sees.
"""
