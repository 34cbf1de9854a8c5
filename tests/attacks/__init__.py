"""Submissions that attack the grader; tests/test_attacks.py says how they are written."""
