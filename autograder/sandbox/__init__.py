"""Where student code runs, and the wire to it.

Outside, in the grader's process: `client` starts the server and drives a submission, `proxy`
stands for a student's objects. Inside, in processes of their own that never see a test:
`server` forks, `states` keeps the notebook's states, `shell` runs cells, `servant` answers tests.
Both sides: `wire`.
"""
